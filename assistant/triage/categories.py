"""What a complaint is about: one category or several, each with the customer's own words as the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Category, Flag, Reason
from assistant.triage.lexicon import Found
from assistant.triage.matching import Hit
from assistant.triage.reading import Reading
from assistant.triage.thanks import ALL_STARS, courtesy, heartfelt

NOT_PROBLEMS = frozenset(
    {Category.PRAISE, Category.QUESTION, Category.SPAM, Category.TROLL, Category.OFF_TOPIC, Category.OTHER}
)
HINT, LIKELY, CERTAIN = 1, 2, 3
MOST_POINTS = 6
MOST_CATEGORIES = 3
# Shares of a message's sentences that end in a question mark.
ASKED_MOSTLY, ASKED_PARTLY = 0.4, 0.25
SAFETY_QUESTION = "safety_question"  # a block of the flags: a question about safety, without any harm
OPENING = 4  # words within which a sentence opens like a question
SHORT = 2  # sentences of a message that may be one question without any mark
HINTS_NEEDED = 2  # different hints without any clearer word
# The more specific problem takes the general one's place.
REPLACES: Mapping[Category, frozenset[Category]] = {
    Category.NOT_DELIVERED_LOST: frozenset({Category.DELIVERY_LATE}),
    Category.UNAUTHORISED_TX: frozenset({Category.BILLING, Category.ACCOUNT_ACCESS}),
    Category.CARD_ACCOUNT_BLOCK: frozenset({Category.ACCOUNT_ACCESS}),
    Category.CONTRACT_CANCELLATION: frozenset({Category.ORDER_CANCELLED}),
    Category.TRAVEL_BOOKING: frozenset({Category.ORDER_CANCELLED}),
    Category.WARRANTY_REPAIR: frozenset({Category.DELIVERY_LATE}),  # what is away for repair is waited for too
}
# What goes with other problems and rarely is the first of them: being late, and nobody answering.
FOLLOWS: Mapping[Category, int] = {
    Category.DELIVERY_LATE: 1,
    Category.STAFF_BEHAVIOUR: 1,
    Category.CONTACT_UNREACHABLE: 2,
}
# What an order that was not sent yet only seems to suffer from when its change or cancellation is asked for.
AHEAD = frozenset({Category.DELIVERY_LATE, Category.WRONG_ITEM, Category.ORDER_CANCELLED, Category.DELIVERY_FAILED})
COUNTED = frozenset({Category.WRONG_ITEM, Category.MISSING_PARTS})
# Of a pair that the same words often suggest, the weaker goes unless it is named for certain.
RIVALS = (
    frozenset({Category.RETURN_REFUSED, Category.REFUND_DELAY}),
    frozenset({Category.DEFECTIVE_PRODUCT, Category.WARRANTY_REPAIR}),
    frozenset({Category.STORE_EXPERIENCE, Category.STAFF_BEHAVIOUR}),
    frozenset({Category.SERVICE_OUTAGE, Category.APP_BUG}),
    frozenset({Category.DAMAGED_ON_ARRIVAL, Category.DEFECTIVE_PRODUCT}),
    frozenset({Category.APP_BUG, Category.ACCOUNT_ACCESS}),
    frozenset({Category.DELIVERY_LATE, Category.DELIVERY_FAILED}),
)


@dataclass(frozen=True, slots=True)
class Classified:
    """Categories from the likeliest down with scores 0-1, and the reason for each."""

    categories: tuple[tuple[Category, float], ...]
    reasons: tuple[Reason, ...]

    @property
    def problems(self) -> tuple[Category, ...]:
        """The categories that are complaints about something."""
        return tuple(code for code, _ in self.categories if code not in NOT_PROBLEMS)


def concluded(found: Found) -> Classified:
    """The categories of a message, whose praise may be a jest where it says so or where a long delay belies it."""
    return classify(found, sarcastic=bool(found.overdue or found.of("emotions", "sarcasm")))


def classify(found: Found, *, sarcastic: bool) -> Classified:
    """The categories of a message; ``sarcastic`` says that its praise may be a jest."""
    standing = _settled(found)
    points = {code: _points(hits) for code, hits in standing.items()}
    points[Category.QUESTION] = _asking(found, points.get(Category.QUESTION, 0))
    if asked_last(found) and not top_rated(found):
        points[Category.QUESTION], points[Category.PRAISE] = CERTAIN, 0
    if found.overdue:
        points[Category.PRAISE] = 0
        points[Category.DELIVERY_LATE] = max(LIKELY, points.get(Category.DELIVERY_LATE, 0))
    thanked = points.get(Category.PRAISE, 0) >= CERTAIN and top_rated(found) and not sarcastic
    thanked |= heartfelt(found) and all(value < CERTAIN for code, value in points.items() if code not in NOT_PROBLEMS)
    order = [Category.PRAISE] if thanked else _chosen(points, standing, sarcastic=sarcastic)
    if not order:
        return Classified(((Category.OTHER, 0.3),), (Reason("category.other"),))
    scored = tuple((code, score(points.get(code, 1))) for code in order)
    return Classified(scored, tuple(_reason(code, standing, found) for code in order))


def points(found: Found) -> Mapping[Category, int]:
    """Points by category for what is named in a message, before any choice between them."""
    return {code: _points(hits) for code, hits in _settled(found).items()}


def top_rated(found: Found) -> bool:
    """Whether the message gives every star and asks nothing: a fault named beside thanks has been put right."""
    return bool(ALL_STARS.search(found.reading.text)) and not found.reading.asked


def asked_last(found: Found) -> bool:
    """Whether kind words lead to a question: «great article, thank you. How long does the oil dry?»."""
    reading = found.reading
    if found.of("cues", "would_know"):
        return True
    if not reading.asked or max(reading.asked) < max(reading.sentences) - 1:
        return False
    hits = (hit for hit in found.of("categories", Category.QUESTION) if hit.phrase.weight == CERTAIN)
    return any(reading.sentences[hit.tokens[0]] == max(reading.asked) for hit in hits)


def score(points: int) -> float:
    """Points as a score: each one halves what is left to doubt.

    >>> score(1), score(3)
    (0.5, 0.875)
    """
    return round(1 - 0.5**points, 4)


def _chosen(
    points: Mapping[Category, int], standing: Mapping[Category, Sequence[Hit]], *, sarcastic: bool
) -> list[Category]:
    problems = _problems(points, standing)
    strongest = max((points[code] for code in problems), default=0)
    for code in (Category.SPAM, Category.OFF_TOPIC):
        if points.get(code, 0) >= CERTAIN >= strongest:
            return [code]
    question, praised = points[Category.QUESTION], points.get(Category.PRAISE, 0)
    if strongest >= CERTAIN or (problems and question < CERTAIN and praised < CERTAIN):
        return problems[:MOST_CATEGORIES]
    jest = _hinted(standing, 1) if sarcastic else []
    if praised >= LIKELY and praised >= question:
        return jest or [Category.PRAISE]
    if points.get(Category.TROLL, 0) >= CERTAIN and not problems:
        return [Category.TROLL]
    hinted = problems[:MOST_CATEGORIES] or jest or _hinted(standing, HINTS_NEEDED)
    if question >= CERTAIN or (question and not hinted):
        return [Category.QUESTION]
    return hinted


def _problems(points: Mapping[Category, int], standing: Mapping[Category, Sequence[Hit]]) -> list[Category]:
    """The problems with enough points: what happened to goods or money first, then the best founded, then as named."""
    kept = {code for code, value in points.items() if code not in NOT_PROBLEMS and value >= LIKELY}
    for code in tuple(kept):
        kept -= REPLACES.get(code, frozenset()) if points[code] >= CERTAIN else frozenset()
    for pair in RIVALS:
        if pair <= kept:
            weaker, stronger = sorted(pair, key=lambda code: points[code])
            if points[weaker] < CERTAIN <= points[stronger]:
                kept.discard(weaker)
    named_first = {code: min((min(hit.tokens) for hit in standing.get(code, ())), default=0) for code in kept}
    order = sorted(
        kept,
        key=lambda code: (
            points[code] < CERTAIN,
            FOLLOWS.get(code, 0),
            -min(points[code], CERTAIN + 1),
            named_first[code],
            code,
        ),
    )
    return order[:1] + [code for code in order[1:] if points[code] >= CERTAIN]


def _hinted(standing: Mapping[Category, Sequence[Hit]], needed: int) -> list[Category]:
    """Where nothing is said outright: the problem that most different words hint at, if so many do."""
    counted = {
        code: len({position for hit in hits for position in hit.tokens})
        for code, hits in standing.items()
        if code not in NOT_PROBLEMS
    }
    best = max(counted, key=lambda code: (counted[code], code), default=None)
    return [best] if best is not None and counted[best] >= needed else []


def _asking(found: Found, points: int) -> int:
    """Points for a question: its words, and how much of the message asks.

    A sentence asks when it ends with a question mark or opens like a question: «kapıda ödeme var mı».
    """
    if found.of("cues", "asks_ahead") or found.of("cues", "would_know") or found.of("flags", SAFETY_QUESTION):
        return CERTAIN
    reading = found.reading
    opening = set(_openings(reading))
    worded = {
        reading.sentences[hit.tokens[0]]
        for hit in found.of("categories", Category.QUESTION)
        if reading.sentences[hit.tokens[0]] in reading.asked
        or (hit.phrase.weight == CERTAIN and hit.tokens[0] in opening)
    }
    total = len(set(reading.sentences))
    share = len(reading.asked | worded) / total if total else 0.0
    if total <= SHORT and not reading.asked:
        return points
    if share >= ASKED_MOSTLY:
        return CERTAIN if worded else LIKELY
    return LIKELY if worded and share >= ASKED_PARTLY else HINT * bool(share)


def _openings(reading: Reading) -> Iterator[int]:
    """The positions of each sentence's first words."""
    seen: dict[int, int] = {}
    for position, number in enumerate(reading.sentences):
        seen[number] = seen.get(number, 0) + 1
        if seen[number] <= OPENING:
            yield position


def _settled(found: Found) -> dict[Category, list[Hit]]:
    """Hits by category once every word has been claimed by the phrase that explains it best.

    What an injected instruction says is no complaint: its sentence and the next are left out. Whoever asks to change an
    order that was not sent yet complains neither that it was not sent nor of what they chose; and days count no goods.
    """
    ordered = _ordered_sentences(found)
    ahead = AHEAD if found.of("cues", "asks_ahead") else frozenset()
    hits = [
        hit
        for code in found.codes("categories")
        if code not in ahead
        for hit in found.of("categories", code)
        if found.reading.sentences[hit.tokens[0]] not in ordered
        and not (courtesy(hit, found) or _only_days(hit, found))
    ]
    hits.sort(key=lambda hit: (-len(hit.tokens), hit.span, -hit.phrase.weight))
    claimed: dict[int, list[Hit]] = {}
    standing: dict[Category, list[Hit]] = {}
    for hit in hits:
        if any(_explained_by(hit, other) for position in hit.said for other in claimed.get(position, ())):
            continue
        for position in hit.said:
            claimed.setdefault(position, []).append(hit)
        standing.setdefault(Category(hit.phrase.code), []).append(hit)
    return standing


def _only_days(hit: Hit, found: Found) -> bool:
    """Whether «ordered 3 … arrived 19» gives two days of the month, where few pieces of many would have come."""
    counting = bool(found.overdue) and hit.phrase.code in COUNTED
    return counting and any(found.reading.words[place].isdigit() for place in hit.tokens)


def _ordered_sentences(found: Found) -> frozenset[int]:
    numbers = {found.reading.sentences[p] for hit in found.of("flags", Flag.INJECTION) for p in hit.tokens}
    return frozenset(number + step for number in numbers for step in (0, 1))


def _explained_by(hit: Hit, other: Hit) -> bool:
    """Another category's phrase says more about the same words, or says it in fewer of them."""
    if hit.phrase.code == other.phrase.code or Category(other.phrase.code) in NOT_PROBLEMS:
        return False
    return len(other.tokens) > len(hit.tokens) or other.span < hit.span


def _points(hits: Sequence[Hit]) -> int:
    """The strongest hit's weight, and one more for each further clear hit that rests on words of its own."""
    used: set[int] = set()
    total = 0
    for hit in sorted(hits, key=lambda h: -h.phrase.weight):
        if not set(hit.said) <= used and (not total or hit.phrase.weight > HINT):
            total += hit.phrase.weight if not total else 1
            used |= set(hit.said)
    return min(total, MOST_POINTS)


def _reason(code: Category, standing: Mapping[Category, Sequence[Hit]], found: Found) -> Reason:
    hits = sorted(standing.get(code, ()), key=lambda hit: -hit.phrase.weight)
    if code is Category.PRAISE and not hits:
        hits = list(found.of("cues", "heartfelt"))
    if found.overdue and code is Category.DELIVERY_LATE:
        return Reason("category.found", {"category": code, "said": found.overdue})
    if not hits:
        return Reason("category.asked", {"category": code})
    said = found.reading.quote(hits[0].tokens)
    how = "category.hinted" if hits[0].phrase.weight == HINT else "category.found"
    return Reason(how, {"category": code, "said": said})
