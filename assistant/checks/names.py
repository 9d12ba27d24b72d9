"""Every proper name in a reply is the customer's, the brand's or a source's: no colleague or other town slips in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.checks.lexicon import words_of
from assistant.checks.reading import folded, said
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, Severity
from assistant.languages import key

# Endings follow a name in Turkish and Greek; so many first letters tell two names apart.
TOLD_APART = 4
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
APOSTROPHE = re.compile(r"['’]")


def names(reviewed: Reviewed) -> Iterator[Finding]:
    """A capitalised word inside a sentence that no source, no message and no list of the language has warns."""
    start, end = reviewed.body()
    spans = capitalised(reviewed.text[start:end], reviewed.language)
    known = tuple(_known(reviewed)) if spans else ()
    for span in spans:
        place = (start + span[0], start + span[1])
        text = reviewed.text[slice(*place)]
        begins = {_start(text, reviewed.language), key(text)[:TOLD_APART]}
        if all(begins.isdisjoint(starts) for starts in known):
            yield reviewed.finding("names", Severity.WARN, "name.unsourced", place, text=text)


def capitalised(text: str, language: Language) -> list[tuple[int, int]]:
    """Words with a capital that does not begin a sentence; words all in capitals are the matter of another rule.

    >>> capitalised("Merhaba. Bunu Serhat söyledi.", Language.TR)
    [(14, 20)]
    """
    found = []
    for sentence in said(text, language):
        opens = True
        for match in WORD.finditer(sentence.text):
            before = sentence.text[: match.start()].rstrip(" «\"'(")
            opens = not before or before[-1] in ":.!?;·\n—–"
            word = match.group()
            if not opens and word[0].isupper() and not word.isupper() and len(word) > 2:
                found.append((sentence.start + match.start(), sentence.start + match.end()))
    return found


def _known(reviewed: Reviewed) -> Iterator[frozenset[str]]:
    """How the names begin that may stand in a reply, source by source: to join them takes longer than to ask each."""
    complaint = reviewed.complaint
    language = reviewed.language
    texts = [complaint.text, complaint.subject or "", complaint.note or "", complaint.author.name or ""]
    texts += [turn.text for turn in complaint.thread]
    texts += [passage.text for passage in reviewed.passages]
    texts += [reviewed.name or "", reviewed.formal_name or ""]
    own = [reviewed.brand.name, *(team for names in reviewed.brand.teams.values() for team in names.values())]
    own += [name for place in reviewed.brand.stores.places.values() for name in (place.tr, place.el, place.en)]
    yield _listed(language)
    yield _starts_of_all(tuple(own), language)
    yield _starts_of_all(reviewed.grounds, language)
    yield from (_starts(text, language) for text in texts if text)


@lru_cache(maxsize=256)  # what the brand says of itself is the same for many replies
def _starts_of_all(texts: tuple[str, ...], language: Language) -> frozenset[str]:
    return frozenset[str]().union(*(_starts(text, language) for text in texts))


@lru_cache(maxsize=4096)
def _starts(text: str, language: Language) -> frozenset[str]:
    """The beginnings of all words of a text, and of what they sound like when typed on another keyboard."""
    # «Keçiören-Batıkent» names two places, «Άγιος-Δημήτρης» may be one.
    whole = WORD.findall(text)
    words = [*whole, *(part for word in whole if "-" in word for part in word.split("-"))]
    return frozenset({_start(word, language) for word in words} | {key(word)[:TOLD_APART] for word in words})


@lru_cache(maxsize=8)
def _listed(language: Language) -> frozenset[str]:
    return frozenset(_start(word, language) for word in words_of("names", language))


def _start(word: str, language: Language) -> str:
    return folded(APOSTROPHE.split(word)[0], language)[:TOLD_APART]
