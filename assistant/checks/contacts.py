"""Every link, mail address, phone number and bank account in the reply is the brand's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity

LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>«»\"')]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|gr|tr|eu|info|io|co|example|app|shop|xyz)(?:/[^\s<>«»\"')]*)?\b",
    re.IGNORECASE,
)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w-])\+?\(?\d[\d ()/-]{7,17}\d(?!\w)")
IBAN = re.compile(r"\b(?:TR|GR)\d{2}(?: ?[A-Z0-9]{4}){4,6}(?: ?[A-Z0-9]{1,4})?\b")


def contacts(reviewed: Reviewed) -> Iterator[Finding]:
    """A contact that is not in the brand's list blocks; the customer's own may only be repeated in private."""
    own = {value for per_market in reviewed.brand.contacts.values() for value in per_market.values()}
    own_digits = {_digits(value) for value in own}
    hosts = {reviewed.brand.site.split("//")[-1]}
    for pattern in (MAIL, LINK, IBAN, PHONE):
        for match in pattern.finditer(reviewed.text):
            found = match.group().rstrip(".,;:!?")
            if pattern is PHONE and (_digits(found) in own_digits or not 9 <= len(_digits(found)) <= 13):
                continue
            if pattern is LINK and (_host(found) in hosts or _in_mail(reviewed.text, match.span())):
                continue
            if found in own or (found in reviewed.complaint.text and reviewed.audience == "private"):
                continue
            yield reviewed.finding(
                "contact", Severity.BLOCK, "contact.unknown", (match.start(), match.start() + len(found)), text=found
            )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _host(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).split("/")[0]


def _in_mail(text: str, span: tuple[int, int]) -> bool:
    return any(m.start() <= span[0] and span[1] <= m.end() for m in MAIL.finditer(text))
