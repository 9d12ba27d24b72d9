"""Who sits before the page: the person of the session's cookie, and the language they read the desk in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.access import Person, check_csrf, csrf_token, resume
from assistant.domain import Language
from assistant.errors import AccessError
from assistant.store import Store

SESSION = "desk_session"
SECURE_SESSION = "__Host-desk_session"
LANGUAGE = "desk_language"


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
    """The language to show: as chosen, else the first of the browser's that the desk speaks, else English.

    >>> reader({}, "el-GR,el;q=0.9,en;q=0.5"), reader({"desk_language": "tr"}, "el")
    (<Language.EL: 'el'>, <Language.TR: 'tr'>)
    """
    asked = [
        cookies.get(LANGUAGE, ""),
        *(part.split(";")[0].strip()[:2].lower() for part in (accept_language or "").split(",")),
    ]
    return next((Language(code) for code in asked if code in set(Language)), Language.EN)
