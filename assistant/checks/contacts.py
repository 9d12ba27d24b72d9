"""Every link, mail address, phone number and bank account in the reply is the brand's, or the customer's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from assistant.checks.lexicon import places, words_of
from assistant.checks.reading import said
from assistant.checks.review import Reviewed
from assistant.domain import Audience, Finding, Language, Severity
from assistant.knowledge import Brand

LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>«»\"')]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|gr|tr|eu|info|io|co|ly|me|link|site|online|store|example|app|shop|xyz)(?:/[^\s<>«»\"')]*)?\b",
    re.IGNORECASE,
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
PHONE = re.compile(r"(?<![\w-])(?:444[ ]?\d[ ]?\d{2,3}[ ]?\d{0,2}|\+?\(?\d[\d ()/-]{7,17}\d)(?!\w)")
SIGNIFICANT = 9  # digits in which a telephone number with and without its prefix ends alike
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")


def contacts(reviewed: Reviewed) -> Iterator[Finding]:
    """A contact that is not in the brand's list blocks; a hostile message brings its own, so the customer's does too.

    Except in private where they gave a number or a mailbox as theirs: «we call you on …» has to be possible.
    """
    spans = list(foreign(reviewed.text, reviewed.brand))
    given = list(_given(reviewed)) if spans and reviewed.audience is Audience.PRIVATE else []
    for span in spans:
        text = reviewed.text[slice(*span)]
        if not any(_same(text, one) for one in given):
            yield reviewed.finding("contact", Severity.BLOCK, "contact.unknown", span, text=text)


def _given(reviewed: Reviewed) -> Iterator[str]:
    """The telephone numbers and mailboxes the customer calls their own, or wrote from."""
    complaint, language = reviewed.complaint, reviewed.language
    turns = (turn.text for turn in complaint.thread if turn.sender == "customer")
    for text in (complaint.text, *turns):
        for sentence in said(text, language):
            theirs = bool(places("own_way", sentence.text, language))
            for pattern in (MAIL, PHONE):
                for match in pattern.finditer(sentence.text):
                    rest = sentence.text.replace(match.group(), "")
                    for word in (complaint.author.name or "").split():
                        rest = rest.replace(word, "")
                    if theirs or (pattern is PHONE and _label().fullmatch(rest)):
                        yield match.group()
    if complaint.author.handle:
        yield complaint.author.handle


@cache
def _label() -> re.Pattern[str]:
    """All that may stand beside a bare number: its abbreviation in any language, whatever that of the text."""
    short = "|".join(re.escape(word) for language in Language for word in words_of("before_number", language))
    return re.compile(rf"(?i)\W*(?:{short})?\W*")


def _same(text: str, given: str) -> bool:
    """Whether two ways of writing name one mailbox, or one telephone with or without its prefix."""
    if "@" in text or "@" in given:
        return text.casefold() == given.casefold()
    one, other = _digits(text), _digits(given)
    return min(len(one), len(other)) >= SIGNIFICANT and one[-SIGNIFICANT:] == other[-SIGNIFICANT:]


def foreign(text: str, brand: Brand) -> Iterator[tuple[int, int]]:
    """Where a text names a link, mail address, phone number or bank account that is not the brand's."""
    own, own_digits = _own(tuple(brand.own_contacts))
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


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where a text links to a page, whoever's it is, in order; the domain of a mail address is no link."""
    for match in LINK.finditer(text):
        if not _in_mail(text, match.span()):
            yield match.start(), match.start() + len(match.group().rstrip(".,;:!?"))


@lru_cache(maxsize=64)
def _own(contacts: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """A brand's contacts as they are written, and the digits of each."""
    return frozenset(contacts), frozenset(_digits(value) for value in contacts)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _host(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).split("/")[0]


def _in_mail(text: str, span: tuple[int, int]) -> bool:
    return any(m.start() <= span[0] and span[1] <= m.end() for m in MAIL.finditer(text))
