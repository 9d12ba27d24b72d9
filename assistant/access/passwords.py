"""Passwords: which ones are accepted, and how they are kept (argon2id; OWASP ASVS 5.0, 6.2 and 11.4.2)."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 8
LONGEST = 1024
# ASVS 6.2.5 asks for no rules of composition; what people choose first is refused instead (6.2.4).
FEWEST_DIFFERENT = 5
# What OWASP's password storage sheet asks for at least; about 45 ms on one core.
MEMORY_KIB = 19 * 1024
ROUNDS = 2
# The hash of a password nobody has. A login with an unknown name is checked against it, so that it takes as long as
# one with a known name and cannot be used to find out who has an account.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$YVL0sdxyR2SFuZOIZRCn6A$ocl9GP2jr52X6RrYO+6lAp2jf8KQYc7j3wLzroykPRI"


def normalise(password: str) -> str:
    """One form for what is typed on different keyboards: composed and decomposed letters count as the same."""
    return unicodedata.normalize("NFC", password)


def check(password: str, name: str) -> None:
    """Raise ``InputError`` if a new password is too short, too long, too simple, or holds the account's name."""
    password = normalise(password)
    folded = password.casefold()
    if len(password) < SHORTEST:
        raise InputError(
            f"the password has {len(password)} characters; at least {SHORTEST}, better 15",
            code="password_short",
            values={"least": SHORTEST},
        )
    if len(password) > LONGEST:
        raise InputError(
            f"the password is longer than {LONGEST} characters", code="password_long", values={"most": LONGEST}
        )
    if folded in _common() or len(set(folded)) < FEWEST_DIFFERENT or _runs(folded):
        raise InputError("the password is one of the first that would be tried; choose another", code="password_common")
    if len(name) > 2 and name.casefold() in folded:
        raise InputError("the password contains the account's name; choose another", code="password_named")


def keep(password: str) -> str:
    """The form in which a password is stored."""
    return _hasher().hash(_bytes(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether a password belongs to a stored form; takes as long without one."""
    from argon2.exceptions import VerifyMismatchError

    if len(password) > LONGEST:
        password = ""
    try:
        return _hasher().verify(stored or NOBODY, _bytes(password)) and stored is not None
    except VerifyMismatchError:
        return False


def is_outdated(stored: str) -> bool:
    """Whether a stored form was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _bytes(password: str) -> bytes:
    return normalise(password).encode("utf-8", "surrogatepass")


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _common() -> frozenset[str]:
    lines = files("assistant.access").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line.strip() and not line.startswith("#"))


def _runs(password: str) -> bool:
    """Whether a password only counts up or down, in the alphabet or in digits (``23456789``, ``hgfedcba``)."""
    steps = {ord(right) - ord(left) for left, right in pairwise(password)}
    return steps in ({1}, {-1})
