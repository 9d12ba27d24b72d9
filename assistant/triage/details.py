"""What the customer says about their own case: products, order numbers, waiting, money, days, occasions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.domain import Complaint, Details, Language, SlotType
from assistant.knowledge.slots import SlotRule
from assistant.languages.quantities import Kind, Quantity, quantities
from assistant.triage.filling import shown
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.lexicon import Found, lexicon
from assistant.triage.matching import Hit
from assistant.triage.reading import Reading, plain_key, read
from assistant.triage.waiting import days_waited

OCCASIONS = (
    "bereavement",
    "illness",
    "birthday",
    "wedding",
    "holiday",
    "moving",
    "baby",
    "guests",
    "work",
    "exam",
    "school",
    "food_spoiled",
    "cold",
    "heat",
    "money_tight",
    "wasted_day",
)
ORDER, PLAIN = SlotType.ORDER_NUMBER, SlotRule()
LONG_WORD = 6  # letters from which a product's name in another language is no chance
MOST_CONTACTS = 99
# An order number in a form of the customer's own: «7741902», «77-1234», «AB55321»; fewer digits may count anything.
NUMBER, DIGITS = r"(?:[A-Z]{1,4}[-/ ]?)?\d+(?:[-/]\d+){0,2}(?![\w.,]*\d)(?!\s*(?:€|₺|TL\b|euro))", 4
MEASURED_AT_MOST = 6_000  # characters in which amounts and days are looked for


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The products named, the first first, and the positions of the words that name them."""

    products: tuple[str, ...]
    places: frozenset[int]


def mentioned(reading: Reading, knowledge: TriageKnowledge, written: Language | None) -> Mentioned:
    """The products of a message; of names inside one another the longer («robot vacuum») counts."""
    hits = [
        hit
        for language, matcher in knowledge.product_matchers.items()
        for hit in matcher.find(reading, foreign=written not in (None, language))
        if written in (None, language) or all(len(reading.words[p]) >= LONG_WORD for p in hit.tokens)
    ]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-len(h.tokens), min(h.tokens))):
        if not any(set(hit.tokens) & set(other.tokens) for other in kept):
            kept.append(hit)
    kept.sort(key=lambda hit: min(hit.tokens))
    products = dict.fromkeys(hit.phrase.code for hit in kept)
    return Mentioned(tuple(products), frozenset(position for hit in kept for position in hit.tokens))


def details(
    reading: Reading,
    found: Found,
    named: Mentioned,
    complaint: Complaint,
    knowledge: TriageKnowledge,
    language: Language,
    *,
    owned: bool = False,
) -> Details:
    """The details of a message; order numbers also from the thread, products from it when the message names none.

    What was filled in for the customer joins them, dates and amounts as the customer's language writes them.
    ``owned`` says that it is about goods in use, so that the time since they were bought is no wait.
    """
    before = [turn.text for turn in complaint.thread if turn.sender == "customer"]
    stated = quantities(reading.text[:MEASURED_AT_MOST], language)
    filled = _filled(complaint, knowledge, language)
    return Details(
        products=named.products or _from_thread([dict(complaint.known).get("product", ""), *before], knowledge),
        order_numbers=_orders([reading.text, complaint.subject or "", *before, *filled[ORDER]], knowledge),
        days_waited=days_waited(reading.text, stated, complaint.received_at, language, owned=owned),
        amounts=_all(_written(reading.text, stated, Kind.MONEY), filled[SlotType.MONEY]),
        dates=_all(_written(reading.text, stated, Kind.DATE), filled[SlotType.DATE]),
        earlier_contacts=_contacts(reading, found, complaint),
        occasions=tuple(code for code in OCCASIONS if found.of("cues", f"occasion_{code}")),
    )


def _filled(complaint: Complaint, knowledge: TriageKnowledge, language: Language) -> Mapping[SlotType, list[str]]:
    """What somebody filled in for the customer, by its type, as the language writes it."""
    found: dict[SlotType, list[str]] = {kind: [] for kind in SlotType}
    for name, value in complaint.known:
        rule = knowledge.slots.get(name, PLAIN)
        found[rule.type].append(shown(rule, value, language))
    return found


def _all(said: Sequence[str], filled: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*said, *filled)))


def _orders(texts: Sequence[str], knowledge: TriageKnowledge) -> tuple[str, ...]:
    """The order numbers: those of the brand's own form, and whatever customers call one, as they wrote it."""
    own = [match.group().upper() for text in texts for match in knowledge.order_pattern.finditer(text)]
    called = (match["before"] or match["after"] for text in texts for match in _called_an_order().finditer(text))
    others = (number for number in called if not any(number.upper() in known for known in own))
    return tuple(dict.fromkeys((*own, *(number for number in others if sum(map(str.isdigit, number)) >= DIGITS))))


@cache
def _called_an_order() -> re.Pattern[str]:
    """A number with the words that make it an order's, before or after it, in any of the languages."""
    books = [lexicon(language) for language in Language]
    before = "|".join(words for book in books for words in book.order_called)
    after = "|".join(words for book in books for words in book.called_order)
    told = rf"(?<!\w)(?:{before})[ .:=#'’-]*(?:no[ .:]*)?(?P<before>{NUMBER})"
    return re.compile(rf"{told}|(?<![\w.,/-])(?P<after>{NUMBER}) *(?:{after})", re.IGNORECASE)


def _from_thread(texts: Sequence[str], knowledge: TriageKnowledge) -> tuple[str, ...]:
    return next((found for text in texts if (found := mentioned(read(text), knowledge, None).products)), ())


def _written(text: str, stated: Sequence[Quantity], kind: Kind) -> tuple[str, ...]:
    """The quantities of a kind as the customer wrote them; both ends of a range are one writing."""
    return tuple(dict.fromkeys(text[item.start : item.end].strip() for item in stated if item.kind is kind))


def _contacts(reading: Reading, found: Found, complaint: Complaint) -> int | None:
    """How often they say they wrote or called; failing that how often the thread shows it, this message included."""
    said = [count for hit in found.of("cues", "contact_count") for count in _numbers(reading, hit)]
    if said:
        return max(said)
    before = sum(turn.sender == "customer" for turn in complaint.thread)
    return before + 1 if before else None


def _numbers(reading: Reading, hit: Hit) -> Iterator[int]:
    for position in hit.tokens:
        word = reading.words[position]
        if word.isdigit():
            yield min(int(word), MOST_CONTACTS)
        for language in Language:
            value = lexicon(language).numbers.get(plain_key(word, language))
            if value is not None and not word.isdigit():
                yield value
