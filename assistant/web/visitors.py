"""Who sits before the page: the person of the session's cookie, and the language they read the desk in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.access import Person, check_csrf, csrf_token, resume
from assistant.domain import Language
from assistant.errors import AccessError
from assistant.store import Store

SESSION = "desk_session"
SECURE_SESSION = "__Host-desk_session"
LANGUAGE = "desk_language"
LONGEST_HEADER = 1000  # characters of it that are read
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person at their browser."""

    person: Person
    language: Language
    session: str

    @property
    def csrf(self) -> str:
        """The token the forms of this session carry."""
        return csrf_token(self.session)

    def check(self, given: object) -> None:
        """Raise ``AccessError`` unless a form carries this session's token."""
        check_csrf(self.session, given if isinstance(given, str) else "")


def visitor(
    store: Store, cookies: Mapping[str, str], accept_language: str | None = None, *, active: bool = True
) -> Visitor:
    """The signed-in person; ``active`` is false for a page refreshing itself.

    Raises ``AccessError`` with code ``not_signed_in``.
    """
    session = session_of(cookies)
    if not session:
        raise AccessError("not signed in", code="not_signed_in")
    return Visitor(resume(store, session, active=active), reader(cookies, accept_language), session)


def session_of(cookies: Mapping[str, str]) -> str:
    """The session's secret as the browser sent it; the one sent over TLS only counts first."""
    return cookies.get(SECURE_SESSION) or cookies.get(SESSION) or ""


def reader(cookies: Mapping[str, str], accept_language: str | None) -> Language:
    """The language to show: as chosen, else the browser's dearest that the desk speaks, else English.

    >>> reader({}, "de, en;q=0.5, el-GR;q=0.9"), reader({"desk_language": "tr"}, "el")
    (<Language.EL: 'el'>, <Language.TR: 'tr'>)
    """
    asked = [cookies.get(LANGUAGE, ""), *_preferred(accept_language or "")]
    return next((Language(code) for code in asked if code in set(Language)), Language.EN)


def _preferred(accept_language: str) -> list[str]:
    """The languages of the header (RFC 9110, 12.5.4), dearest first; those with a weight of 0 are not wanted."""
    weighed = []
    for part in accept_language[:LONGEST_HEADER].split(","):
        name, *told = (one.strip().lower() for one in part.split(";"))
        given = next((one.removeprefix("q=") for one in told if one.startswith("q=")), "1")
        weight = float(given) if _WEIGHT.fullmatch(given) else 0.0
        if weight:
            weighed.append((weight, name.split("-")[0]))
    return [name for _, name in sorted(weighed, key=lambda one: -one[0])]
