"""Passwords: which ones are accepted, and how they are kept (argon2id; OWASP ASVS 5.0, 6.2 and 11.4.2)."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from assistant.access.guessing import guessed_by
from assistant.errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 8
LONGEST = 1024
# ASVS 6.2.5 asks for no rules of composition; what people choose first is refused instead (6.2.4).
FEWEST_DIFFERENT = 5
_WHY = {
    "common": "is one of the first that would be tried",
    "words": "is made of a word or a name that would be tried soon",
    "keyboard": "is keys that lie side by side",
    "repeats": "says the same again and again",
    "sequence": "only counts up or down",
    "date": "is made of a date or a year",
}
BETTER = "take several words that have nothing to do with each other"
# What OWASP's password storage sheet asks for at least; about 45 ms on one core.
MEMORY_KIB = 19 * 1024
ROUNDS = 2
# The hash of a password nobody has. A login with an unknown name is checked against it, so that it takes as long as
# one with a known name and cannot be used to find out who has an account.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$YVL0sdxyR2SFuZOIZRCn6A$ocl9GP2jr52X6RrYO+6lAp2jf8KQYc7j3wLzroykPRI"


def normalise(password: str) -> str:
    """One form for what is typed on different keyboards: composed and decomposed letters count as the same."""
    return unicodedata.normalize("NFC", password)


def check(password: str, name: str, display_name: str = "") -> None:
    """Raise ``InputError`` if a new password is too short, too long, soon guessed, or holds the account's name.

    What is soon guessed is refused by a code that says how: ``password_common``, ``password_words``, and so on.
    """
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
    if len(name) > 2 and name.casefold() in folded:
        raise InputError("the password contains the account's name; choose another", code="password_named")
    way = "repeats" if len(set(folded)) < FEWEST_DIFFERENT else guessed_by(password, (name, *display_name.split()))
    if way is not None:
        raise InputError(f"the password {_WHY[way]}; {BETTER}", code=f"password_{way}")


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
