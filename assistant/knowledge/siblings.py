"""Whether the versions of an entry or text say the same in every language, market by market."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.domain import Language, Market
from assistant.knowledge.documents import Problem
from assistant.knowledge.entries import ApprovedText, Entry
from assistant.knowledge.reading import Knowledge
from assistant.languages.quantities import Kind, quantities

SAME = ("topic", "market", "audience", "valid_from", "valid_to", "supersedes", "owner", "source", "size")
AROUND_THE_CLOCK = (Kind.CODE, "24/7", "")
A_DAY_AND_A_NIGHT = (Kind.DURATION, Decimal(24), "hour")

Fact = tuple[Kind, Decimal | str, str]


class Stated(NamedTuple):
    """The quantities of a text: all of them, and for those in digits how they are written."""

    facts: frozenset[Fact]
    in_digits: Mapping[Fact, str]


def check_siblings(knowledge: Knowledge) -> Iterator[Problem]:
    """Missing versions, front matter that differs, and quantities that one language states and another does not.

    What counts is what is written in digits in some language: numbers, amounts, percentages, periods, times, dates
    and telephone numbers, each read as its language writes it. A sibling may say the same in words.
    """
    entries: dict[str, dict[Language, Entry]] = defaultdict(dict)
    for entry in knowledge.entries:
        entries[f"{entry.id.split('/')[0]}/{entry.slug}"][entry.language] = entry
    for name, versions in sorted(entries.items()):
        yield from _complete(name, {language: e.file for language, e in versions.items()})
        yield from _front_matter(knowledge, versions)
        for market in versions[min(versions)].card.market:
            yield from _equal(
                knowledge, market, {language: (e.file, e.text(market)) for language, e in versions.items()}
            )
        yield from _equal(knowledge, None, {language: (e.file, e.card.title) for language, e in versions.items()})
    for entry in knowledge.entries:
        yield from _listed(knowledge, entry)
    texts: dict[str, dict[Language, ApprovedText]] = defaultdict(dict)
    for text in knowledge.texts.values():
        texts[text.slug][text.language] = text
    for versions_of_text in texts.values():
        parts = {language: (t.file, "\n".join(t.sections.values())) for language, t in versions_of_text.items()}
        yield from _equal(knowledge, None, parts)


def _complete(name: str, files: Mapping[Language, str]) -> Iterator[Problem]:
    slug = name.split("/")[1]
    for language in Language:
        if language not in files:
            what = f"there is no {language} version of {slug}"
            yield Problem(files[min(files)], 1, what, f"write it in the {language} folder")


def _front_matter(knowledge: Knowledge, versions: Mapping[Language, Entry]) -> Iterator[Problem]:
    first, *others = (versions[language] for language in sorted(versions))
    for other in others:
        for name in SAME:
            if getattr(other.card, name) != getattr(first.card, name):
                line = knowledge.line(other.file, name)
                yield Problem(other.file, line, f"{name} differs from {first.file}", "make the siblings agree")
        if set(other.sections) - {None} != set(first.sections) - {None}:
            line = knowledge.line_of(other.file, "## ")
            what = f"its market sections differ from {first.file}"
            yield Problem(other.file, line, what, "give every sibling the same sections")


def _equal(knowledge: Knowledge, market: Market | None, texts: Mapping[Language, tuple[str, str]]) -> Iterator[Problem]:
    """The same quantities in every language: each that one version writes in digits stands in all the others."""
    stated = {language: stated_in(text, language) for language, (_, text) in texts.items()}
    said_by: dict[Fact, Language] = {}
    for language in sorted(texts):
        for fact in stated[language].in_digits:
            said_by.setdefault(fact, language)
    where = f" for market {market}" if market else ""
    for language, (file, _) in sorted(texts.items()):
        for fact, other in said_by.items():
            if fact not in stated[language].facts:
                theirs, written = texts[other][0], stated[other].in_digits[fact]
                what = f"«{written}» of {theirs}{where} is not said here"
                todo = f"say it here too, or mend {theirs}:{knowledge.line_of(theirs, written)}"
                yield Problem(file, _nearest(knowledge, file, market), what, todo)


def _listed(knowledge: Knowledge, entry: Entry) -> Iterator[Problem]:
    """What the front matter names in digits (facts, exceptions, short) stands in the answer of its market."""
    for market in entry.card.market:
        answer = stated_in(entry.text(market), entry.language).facts
        values = {value for _, value, _ in answer}
        for path, text in _lines_for(entry, market):
            for fact, written in stated_in(text, entry.language).in_digits.items():
                # A bare number may stand for any quantity of its value: «1-3 working days, plus 2».
                if fact not in answer and not (fact[0] is Kind.NUMBER and fact[1] in values):
                    what = f"«{written}» stands in {path[0]} but not in the answer for market {market}"
                    yield Problem(
                        entry.file, knowledge.line(entry.file, *path), what, "say it in the answer, or take it out here"
                    )


def _lines_for(entry: Entry, market: Market) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The lines of the front matter that hold in a market; a line may begin with its market, as in ``tr: 30 days``."""
    for name, lines in (("facts", entry.card.facts), ("exceptions", entry.card.exceptions)):
        for number, line in enumerate(lines):
            head, _, rest = line.partition(":")
            if head.strip() not in set(Market):
                yield (name, number), line
            elif head.strip() == market:
                yield (name, number), rest
    if market in entry.card.short:
        yield ("short", str(market)), entry.card.short[market]


@lru_cache(maxsize=4096)
def stated_in(text: str, language: Language) -> Stated:
    """Every quantity of a text; «7/24» and «24 hours» are one."""
    facts: set[Fact] = set()
    in_digits: dict[Fact, str] = {}
    for quantity in quantities(text, language):
        fact = A_DAY_AND_A_NIGHT if quantity.fact == AROUND_THE_CLOCK else quantity.fact
        written = text[quantity.start : quantity.end]
        facts.add(fact)
        if any(character.isdecimal() for character in written):
            in_digits.setdefault(fact, written)
    return Stated(frozenset(facts), in_digits)


def _nearest(knowledge: Knowledge, file: str, market: Market | None) -> int:
    """Where a missing quantity would have to stand: the market's section, else the beginning of the body."""
    return knowledge.line_of(file, f"## {market}" if market else "")
