"""Setting what the lexicon concludes against what has been learnt from examples, each with its words as the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Category, Flag, Language, Reason
from assistant.triage.categories import (
    CERTAIN,
    FOLLOWS,
    HINT,
    MOST_CATEGORIES,
    NOT_PROBLEMS,
    REPLACES,
    SAFETY_QUESTION,
    Classified,
    asked_last,
    points,
    top_rated,
)
from assistant.triage.flags import NO_RISK_IN
from assistant.triage.lexicon import Found
from assistant.triage.signs import Signs, signs
from assistant.triage.thanks import CLOSING, belied, heartfelt
from assistant.triage.weights import Weights, chance, learnt, shares

# Weighed on folds of the examples and on the open half of the cases together: figures on that half flatter them.
TRUSTED = 1.0  # log-odds the lexicon's own conclusion is given beside what was learnt
SETTLED = 5  # points from which the lexicon's conclusion stands: nothing learnt was righter there
DOUBTFUL = 0.3  # share below which a learnt category says less than the lexicon does
BARE, SHORT = 0.7, 15  # the same share for a message of fewer words in which the lexicon finds nothing
STANDING = 0.4  # the least score of a first category that stands by its own words against what is likelier by the rest
A_CALL = 3  # words of a message too short to say that it wants nothing: a bare tag, «help»
UNSURE = 0.3  # score of a message of which nobody knows what it is about
CLEAR = 0.8  # share from which a likeness alone, without a word of it, leaves somebody unanswered
SURE = 0.5  # share a learnt category must have where it means that nobody answers
BEARABLE = 0.9  # chance that learning gives a risk where its false alarms among the examples become bearable
RISKY = 0.97  # chance from which a risk the rules miss is raised: a margin, since real messages are longer
# Nobody answers these, and they take risks back: only words that say so outright, or a clear likeness, lead there.
UNANSWERED = frozenset({Category.SPAM, Category.TROLL, Category.OFF_TOPIC})
HARMLESS = UNANSWERED | {Category.PRAISE}
NOT_KIND = frozenset({Category.PRAISE})
QUOTED = re.compile(r"[«“\"][^»”\"\n]+[»”\"]")
RISK = "risk:"
# What a message must name to be like one with this risk.
NAMED: Mapping[Flag, str] = {Flag.MINORS: "child_named"}
# Left to the rules: what must be quoted (the data, the regulator), and what changes the whole reply (the repetition).
BY_RULE_ONLY = frozenset({Flag.PII_PUBLIC, Flag.REGULATOR_NAMED, Flag.REPEAT})


@dataclass(frozen=True, slots=True)
class Judged:
    """The categories, and the risks that only the examples speak for, each with its reason."""

    classified: Classified
    risks: tuple[tuple[Flag, Reason], ...] = ()


def judge(found: Found, concluded: Classified, language: Language, weights: Weights | None = None) -> Judged:
    """What a message is about, by its words and by its likeness to the examples; ``weights`` default to the learnt.

    The score of the first category is the share of kept-out examples with such a score whose first category was right,
    and no less than ``STANDING`` where it stands by its own words.
    """
    weights = weights or learnt()
    seen = signs(found, concluded, language)
    scores = weights.scores(seen)
    likely = _categories(scores, concluded)
    classified = _heard(_classified(likely, concluded, found, seen, weights), likely, found)
    (first, score), *others = classified.categories
    believed = round(weights.believed(likely[first]), 4) if first in likely else score
    if first in likely and likely[first] < max(likely.values()):  # it stands by its own words, against the likeness
        believed = max(believed, STANDING)
    return Judged(
        Classified(((first, believed), *others), classified.reasons),
        tuple(_risks(scores, found, seen, weights)),
    )


def share_of_first(found: Found, concluded: Classified, seen: Signs, weights: Weights) -> tuple[Category, float]:
    """The first category with its share among all, before that is turned into how often such a share is right."""
    likely = _categories(weights.scores(seen), concluded)
    first = _heard(_classified(likely, concluded, found, seen, weights), likely, found).categories[0][0]
    return first, likely.get(first, 0.0)


def _categories(scores: Mapping[str, float], concluded: Classified) -> Mapping[str, float]:
    """The share of every category."""
    about = {code: score for code, score in scores.items() if not code.startswith(RISK)}
    first = concluded.categories[0][0]
    if first is not Category.OTHER and first in about:
        about[first] += TRUSTED
    return shares(about)


def _classified(
    likely: Mapping[str, float], concluded: Classified, found: Found, seen: Signs, weights: Weights
) -> Classified:
    if not likely:
        return concluded
    first = concluded.categories[0][0]
    agreed = max(likely, key=lambda code: (likely[code], code)) == first
    mocking = belied(found)
    if agreed and not (mocking and first in NOT_KIND):
        return concluded
    risks = found.codes("flags").keys() - NO_RISK_IN[Category.PRAISE]
    barred = HARMLESS if risks - {Flag.EMPLOYEE_NAMED} else UNANSWERED if found.codes("flags") else frozenset()
    kindless = mocking or _courteous(found) or _only_polite(found) or _burdened(found)
    barred |= NOT_KIND if kindless else frozenset()
    if first is Category.OTHER and len(found.reading.words) <= A_CALL:
        barred |= UNANSWERED
    best = Category(max((code for code in likely if code not in barred), key=lambda code: (likely[code], code)))
    needed = SURE if best in UNANSWERED else BARE if _says_little(first, found) else DOUBTFUL
    if best is first or (first not in barred and (_stands(first, found) or _goes_before(first, best, found))):
        return concluded
    if first not in barred and likely[best] < needed and best is not Category.OTHER:
        return concluded
    said = found.reading.quote(weights.telling(seen, best))
    reason = Reason("category.likened", {"category": best, "said": said or "…"})
    also = _also(best, concluded, found)
    kept = ((best, round(likely[best], 4)), *also)[:MOST_CATEGORIES]
    reasons = (reason, *(r for r in concluded.reasons if r.values.get("category") in {code for code, _ in also}))
    return Classified(kept, reasons)


def _heard(classified: Classified, likely: Mapping[str, float], found: Found) -> Classified:
    """No silence for a message that speaks of an order, goods, money, staff or a shop, nor by a likeness hardly clear.

    Insults and what former staff tell are left as they are: nobody answers the first, a person looks at the others.
    """
    first = classified.categories[0][0]
    if first not in UNANSWERED or found.of("cues", "insider"):
        return classified
    speaks_to_us = found.of("cues", "trade") or (first is Category.OFF_TOPIC and found.of("cues", "asks_shop"))
    worded = bool(found.of("categories", first))
    if likely.get(first, 0.0) >= (SURE if worded else CLEAR) or (worded and not speaks_to_us):
        return classified
    rest = {code: share for code, share in likely.items() if code not in HARMLESS | {Category.OTHER}}
    best = max(rest, key=lambda code: (rest[code], code), default=Category.OTHER)
    if rest.get(best, 0.0) < SURE * sum(rest.values()):
        return Classified(((Category.OTHER, UNSURE),), (Reason("category.other"),))
    reason = Reason("category.likened", {"category": best, "said": found.quote("cues", "trade") or "…"})
    return Classified(((Category(best), round(rest[best], 4)),), (reason,))


def _stands(first: Category, found: Found) -> bool:
    """Whether the lexicon's conclusion stands whatever is learnt; praise only with nothing against it (irony)."""
    if first is Category.PRAISE:
        return heartfelt(found) or (not belied(found) and (top_rated(found) or _nothing_wrong(found)))
    if first is Category.QUESTION and (found.of("cues", "asks_ahead") or found.of("flags", SAFETY_QUESTION)):
        return True
    if first is Category.DELIVERY_LATE and found.overdue:
        return True
    if first is Category.UNAUTHORISED_TX and found.of("cues", "reports_fake"):
        return True
    return first in UNANSWERED or points(found).get(first, 0) >= SETTLED


def _burdened(found: Found) -> bool:
    """Whether somebody tells of a loss, an illness or old age without a kind word: no likeness makes that praise."""
    kind = found.of("categories", Category.PRAISE) or heartfelt(found)
    return Flag.VULNERABLE in found.codes("flags") and not kind


def _nothing_wrong(found: Found) -> bool:
    """Whether praise is said twice, and nothing beside it is wrong."""
    named = points(found)
    wrong = any(value > HINT for code, value in named.items() if code not in NOT_PROBLEMS)
    return named.get(Category.PRAISE, 0) > CERTAIN and not (wrong or found.of("cues", "contrast"))


def _courteous(found: Found) -> bool:
    """Whether the lexicon names a problem for certain, and kind words only close the message or go before a «but».

    What stands in quotation marks was said before and may have been put right since.
    """
    kind = [place for hit in found.of("categories", Category.PRAISE) for place in hit.tokens]
    if min(kind, default=0) < len(found.reading.words) - CLOSING and not found.of("cues", "contrast"):
        return False
    named = {code for code, value in points(found).items() if value >= CERTAIN and code not in NOT_PROBLEMS}
    told = QUOTED.findall(found.reading.text) if named else []
    hits = (hit for code in named for hit in found.of("categories", code) if hit.phrase.weight == CERTAIN)
    said = ([found.reading.texts[place] for place in hit.tokens] for hit in hits)
    return any(not any(all(word in span for word in words) for span in told) for words in said)


def _only_polite(found: Found) -> bool:
    """Whether the kind words of a message that asks for something are no praise."""
    asks = found.reading.asked or found.of("cues", "asks_ahead") or found.of("cues", "would_know")
    closing = Category.PRAISE not in points(found) or (asked_last(found) and not top_rated(found))
    return bool(asks and found.of("categories", Category.PRAISE)) and closing


def _says_little(first: Category, found: Found) -> bool:
    """Whether a message is short and holds nothing the lexicon knows: an opinion, a fragment."""
    return first is Category.OTHER and len(found.reading.words) < SHORT


def _goes_before(first: Category, best: Category, found: Found) -> bool:
    """Whether what went wrong is named for certain: that it is late, or that nobody answers about it, comes second."""
    named = first not in NOT_PROBLEMS and points(found).get(first, 0) >= CERTAIN
    return named and FOLLOWS.get(best, 0) > FOLLOWS.get(first, 0)


def _also(best: Category, concluded: Classified, found: Found) -> Sequence[tuple[Category, float]]:
    """The problems the lexicon names for certain beside a problem that the examples put first."""
    if best in NOT_PROBLEMS:
        return ()
    certain = {code for code, value in points(found).items() if value >= CERTAIN}
    return [
        (code, score)
        for code, score in concluded.categories
        if code in certain and code is not best and code not in NOT_PROBLEMS | REPLACES.get(best, frozenset())
    ]


def _risks(scores: Mapping[str, float], found: Found, seen: Signs, weights: Weights) -> Sequence[tuple[Flag, Reason]]:
    raised: list[tuple[Flag, Reason]] = []
    if len(found.reading.words) <= A_CALL:
        return raised  # so few words are like anything; what they say outright the rules know
    for flag in Flag:
        target = f"{RISK}{flag}"
        counted = flag is Flag.PRESS_INFLUENCER and found.of("cues", "followers")
        heard = flag not in BY_RULE_ONLY and flag not in found.alike and not counted and _named(flag, found)
        if heard and target in scores and chance(scores[target]) >= RISKY:
            said = found.reading.quote(weights.telling(seen, target))
            raised.append((flag, Reason("flag.likened", {"flag": flag, "said": said or "…"})))
    return raised


def _named(flag: Flag, found: Found) -> bool:
    return flag not in NAMED or bool(found.of("cues", NAMED[flag]))
