"""Setting what the lexicon concludes against what has been learnt from examples, each with its words as the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain import Category, Flag, Language, Reason
from assistant.triage.categories import (
    CERTAIN,
    CLOSING,
    MOST_CATEGORIES,
    NOT_PROBLEMS,
    REPLACES,
    Classified,
    points,
    top_rated,
)
from assistant.triage.lexicon import Found
from assistant.triage.signs import Signs, signs
from assistant.triage.weights import Weights, chance, learnt, shares

# Weighed on folds of the examples and on the open half of the cases together: figures on that half flatter them.
TRUSTED = 1.0  # log-odds the lexicon's own conclusion is given beside what was learnt
SETTLED = 5  # points from which the lexicon's conclusion stands: nothing learnt was righter there
DOUBTFUL = 0.3  # share below which a learnt category says less than the lexicon does
BARE, SHORT = 0.6, 15  # the same share for a message of fewer words in which the lexicon finds nothing
A_CALL = 3  # words of a message too short to say that it wants nothing: a bare tag, «help»
SURE = 0.5  # share a learnt category must have where it means that nobody answers
BEARABLE = 0.9  # chance that learning gives a risk where its false alarms among the examples become bearable
RISKY = 0.97  # chance from which a risk the rules miss is raised: a margin, since real messages are longer
# Nobody answers these, and they take risks back: only words that say so outright, or a clear likeness, lead there.
UNANSWERED = frozenset({Category.SPAM, Category.TROLL, Category.OFF_TOPIC})
HARMLESS = UNANSWERED | {Category.PRAISE}
NOT_KIND = frozenset({Category.PRAISE})
# One or two stars of five, alone or before empty ones; «1/5».
LOW_STARS = re.compile(
    r"(?<![⭐★🌟])(?:⭐\ufe0f?|★|🌟){1,2}(?:[☆✩]+|(?![⭐★🌟\ufe0f]))|(?<![\d.,/])[012]\s?/\s?(?:5|10)(?![\d/])"
)
# A word held up between quotation marks: «"fast" delivery», which is hardly ever meant as said.
HELD_UP = re.compile(r"""(?:["“«‘]|(?<!\w)')[^\W\d_]{4,}(?:["”»’]|'(?!\w))""")
QUOTED = re.compile(r"[«“\"][^»”\"\n]+[»”\"]")
RISK = "risk:"
# Left to the rules: what must be quoted (the data, the regulator), and what changes the whole reply (the repetition).
BY_RULE_ONLY = frozenset({Flag.PII_PUBLIC, Flag.REGULATOR_NAMED, Flag.REPEAT})


@dataclass(frozen=True, slots=True)
class Judged:
    """The categories, and the risks that only the examples speak for, each with its reason."""

    classified: Classified
    risks: tuple[tuple[Flag, Reason], ...] = ()


def judge(found: Found, concluded: Classified, language: Language, weights: Weights | None = None) -> Judged:
    """What a message is about, by its words and by its likeness to the examples; ``weights`` default to the learnt.

    The score of the first category is the share of kept-out examples with such a score whose first category was right.
    """
    weights = weights or learnt()
    seen = signs(found, concluded, language)
    scores = weights.scores(seen)
    likely = _categories(scores, concluded)
    classified = _classified(likely, concluded, found, seen, weights)
    (first, score), *others = classified.categories
    believed = round(weights.believed(likely[first]), 4) if first in likely else score
    return Judged(
        Classified(((first, believed), *others), classified.reasons),
        tuple(_risks(scores, found, seen, weights)),
    )


def share_of_first(found: Found, concluded: Classified, seen: Signs, weights: Weights) -> tuple[Category, float]:
    """The first category with its share among all, before that is turned into how often such a share is right."""
    likely = _categories(weights.scores(seen), concluded)
    first = _classified(likely, concluded, found, seen, weights).categories[0][0]
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
    low = low_rated(found)
    if agreed and not (low and first in NOT_KIND):
        return concluded
    barred = HARMLESS if found.codes("flags") else NOT_KIND if low or _courteous(found) else frozenset()
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


def _stands(first: Category, found: Found) -> bool:
    """Whether the lexicon's conclusion stands whatever is learnt; praise only under all stars: irony uses its words."""
    if first is Category.PRAISE:
        return top_rated(found) and not low_rated(found)
    return first in UNANSWERED or points(found).get(first, 0) >= SETTLED


def _courteous(found: Found) -> bool:
    """Whether the lexicon names a problem for certain, and kind words only close the message.

    What stands in quotation marks was said before and may have been put right since.
    """
    kind = [place for hit in found.of("categories", Category.PRAISE) for place in hit.tokens]
    if min(kind, default=0) < len(found.reading.words) - CLOSING:
        return False
    named = {code for code, value in points(found).items() if value >= CERTAIN and code not in NOT_PROBLEMS}
    told = QUOTED.findall(found.reading.text) if named else []
    hits = (hit for code in named for hit in found.of("categories", code) if hit.phrase.weight == CERTAIN)
    said = ([found.reading.texts[place] for place in hit.tokens] for hit in hits)
    return any(not any(all(word in span for word in words) for span in told) for words in said)


def _says_little(first: Category, found: Found) -> bool:
    """Whether a message is short and holds nothing the lexicon knows: an opinion, a fragment."""
    return first is Category.OTHER and len(found.reading.words) < SHORT


def _goes_before(first: Category, best: Category, found: Found) -> bool:
    """Whether what went wrong is named for certain: that nobody answers about it comes second."""
    named = first not in NOT_PROBLEMS and points(found).get(first, 0) >= CERTAIN
    return best is Category.CONTACT_UNREACHABLE and named


def low_rated(found: Found) -> bool:
    """Whether the message gives one or two stars of five, or jests: then kind words in it are no praise."""
    text = found.reading.text
    rated = found.of("cues", "low_rating") or LOW_STARS.search(text) or HELD_UP.search(text)
    return bool(rated or found.of("emotions", "sarcasm"))


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
        heard = flag not in BY_RULE_ONLY and flag not in found.alike and not counted
        if heard and target in scores and chance(scores[target]) >= RISKY:
            said = found.reading.quote(weights.telling(seen, target))
            raised.append((flag, Reason("flag.likened", {"flag": flag, "said": said or "…"})))
    return raised
