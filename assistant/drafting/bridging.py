"""How often this customer was asked to write to us privately: the third time is never proposed, a call is."""

from __future__ import annotations

from assistant.drafting.case import Case
from assistant.drafting.words import says

MOST_SENT_AWAY = 2


def sent_away(case: Case) -> bool:
    """Whether our own answers in the thread have asked for a private message twice already.

    Read from the brand's words under ``reads: private``, in any language, since earlier answers may be in another.
    """
    ours = [turn.text for turn in case.complaint.thread if turn.sender == "brand"]
    return sum(_asks(text, case) for text in ours) >= MOST_SENT_AWAY


def _asks(text: str, case: Case) -> bool:
    return says(text, "private", case.knowledge.phrases) or any(mail in text for mail in _mails(case))


def _mails(case: Case) -> tuple[str, ...]:
    contacts = case.knowledge.brand.contacts
    return tuple(contacts["help_mail"].values()) if "help_mail" in contacts else ()
