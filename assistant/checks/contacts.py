"""Every link, mail address, phone number and bank account in the reply is the brand's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity
from assistant.knowledge import Brand

LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>«»\"')]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|gr|tr|eu|info|io|co|ly|me|link|site|online|store|example|app|shop|xyz)(?:/[^\s<>«»\"')]*)?\b",
    re.IGNORECASE,
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
PHONE = re.compile(r"(?<![\w-])(?:444[ ]?\d[ ]?\d{2,3}[ ]?\d{0,2}|\+?\(?\d[\d ()/-]{7,17}\d)(?!\w)")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")


def contacts(reviewed: Reviewed) -> Iterator[Finding]:
    """A contact that is not in the brand's list blocks, the customer's too: a hostile message brings its own."""
    for span in foreign(reviewed.text, reviewed.brand):
        yield reviewed.finding("contact", Severity.BLOCK, "contact.unknown", span, text=reviewed.text[slice(*span)])


def foreign(text: str, brand: Brand) -> Iterator[tuple[int, int]]:
    """Where a text names a link, mail address, phone number or bank account that is not the brand's."""
    own = set(brand.own_contacts)
    own_digits = {_digits(value) for value in own}
    hosts = {brand.site.split("//")[-1]}
    for pattern in (MAIL, LINK, IBAN, PHONE):
        for match in pattern.finditer(text):
            found = match.group().rstrip(".,;:!?")
            if pattern is PHONE and (_digits(found) in own_digits or not 7 <= len(_digits(found)) <= 13):
                continue
            if pattern is LINK and (_host(found) in hosts or _in_mail(text, match.span())):
                continue
            if found not in own:
                yield match.start(), match.start() + len(found)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _host(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).split("/")[0]


def _in_mail(text: str, span: tuple[int, int]) -> bool:
    return any(m.start() <= span[0] and span[1] <= m.end() for m in MAIL.finditer(text))
