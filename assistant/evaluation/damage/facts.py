"""Damage to what a reply says: figures, dates, money, a turned statement, a wrong source."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from assistant.domain import Language, Market, Sentence, SentenceKind, Turn
from assistant.evaluation.damage.parts import inserted, parts
from assistant.evaluation.mutations import Good, Material, Mutant, with_text
from assistant.languages import sentences
from assistant.languages.quantities import Kind, quantities

NUMBERS = frozenset({Kind.DURATION, Kind.MONEY, Kind.PERCENT})


def number_changed(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A figure of the reply by another that no source has."""
    return _figure(good, rng, "number_changed", NUMBERS)


def date_moved(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A date or a time of day by another."""
    return _figure(good, rng, "date_moved", frozenset({Kind.DATE, Kind.TIME}))


def _figure(good: Good, rng: Random, kind: str, kinds: frozenset[Kind]) -> Mutant | None:
    text = good.reply
    places = sorted({(q.start, q.end) for q in quantities(text, good.language) if q.kind in kinds})
    places = [place for place in places if re.search(r"\d", text[slice(*place)])]
    if not places:
        return None
    start, end = rng.choice(places)
    figure = re.search(r"\d+", text[start:end])
    assert figure is not None
    digit = rng.choice([d for d in "3468" if d not in figure[0]])
    if kinds & NUMBERS and len(figure[0]) == 1:
        digit = rng.choice([d for d in "689" if d != figure[0]])
    at = start + figure.end() - 1
    return with_text(good, kind, text[:at] + digit + text[at + 1 :])


def currency_swapped(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Lira by euro and the other way."""
    swapped = re.sub(r"(\d) ?(?:TL|lira\w*)", r"\1 €", good.reply)
    if swapped == good.reply:
        swapped = re.sub(r"(\d) ?€", r"\1 TL", re.sub(r"€(\d[\d.,]*\d|\d)", r"\1 TL", good.reply))
    return with_text(good, "currency_swapped", swapped)


FLIPS = {
    Language.TR: (
        (r"(?<=[aeıiouü])m[ıiuü]yor", "yor"),
        (r"\bgerekmez\b", "gerekir"),
        (r"\bgerekmiyor\b", "gerekiyor"),
        (r"\bistemeyiz\b", "isteriz"),
        (r"\balıyoruz\b", "almıyoruz"),
        (r"\bediyoruz\b", "etmiyoruz"),
        (r"\bdeğiştiriyoruz\b", "değiştirmiyoruz"),
        (r"\bgönderiyoruz\b", "göndermiyoruz"),
        (r"\bveriyoruz\b", "vermiyoruz"),
        (r"\bdüşer\b", "düşmez"),
        (r"\bkapsar\b", "kapsamaz"),
        (r"\byansıtır\b", "yansıtmaz"),
        (r"\bücretsizdir\b", "ücretsiz değildir"),
    ),
    Language.EL: (
        (r"\b[Δδ]εν (?=\w)", ""),
        (r"\b(?=(?:επιστρέφουμε|αλλάζουμε|παίρνουμε|διαρκεί|ισχύει|φεύγει|φυλάσσεται|επιστρέφεται)\b)", "δεν "),
        (r"\bΕπιστρέφουμε\b", "Δεν επιστρέφουμε"),
    ),
    Language.EN: (
        (r"\bcan't\b", "can"),
        (r"\bdon't need\b", "need"),
        (r"\bnever\b", "always"),
        (r"\bdo not\b", "do"),
        (r"\b[Ww]e (?=exchange|collect|refund|open|match)", "We do not "),
        (r"\byou can (?=return|try)", "you can't "),
        (r"\bYou can (?=return|try)", "You can't "),
        (r"\bis free\b", "is not free"),
        (r"\bdrops off\b", "doesn't drop off"),
        (r"\blasts\b", "doesn't last"),
    ),
}


def polarity_flipped(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A negation dropped or added in a sentence that an entry states."""
    from rapidfuzz import fuzz

    texts = [
        e.text(m) for id_ in good.sources if (e := material.knowledge.entry_by_id.get(id_)) for m in (None, *Market)
    ]
    stated = [s for text in texts for s in sentences(text, good.language)]
    for sentence in sentences(parts(good.reply)[1], good.language):
        if max((fuzz.token_set_ratio(sentence, other) for other in stated), default=0) < 80:
            continue
        for pattern, other in FLIPS[good.language]:
            flipped = re.sub(pattern, other, sentence, count=1)
            if flipped != sentence:
                return with_text(good, "polarity_flipped", good.reply.replace(sentence, flipped, 1))
    return None


def wrong_source(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A sentence of one entry that cites another."""
    from rapidfuzz import fuzz

    for id_ in good.sources:
        entry = material.knowledge.entry_by_id.get(id_)
        texts = list(entry.sections.values()) if entry else []
        stated = [s for text in texts for s in sentences(text, good.language)]
        for sentence in sentences(parts(good.reply)[1], good.language):
            if sentence in good.reply and max((fuzz.token_sort_ratio(sentence, s) for s in stated), default=0) >= 80:
                others = [
                    e.id for e in material.knowledge.entries if e.language is good.language and e.id not in good.sources
                ]
                cited = Sentence(good.audience, sentence, SentenceKind.SOURCE, (rng.choice(others),))
                true = Sentence(good.audience, "\u00a0", SentenceKind.SOURCE, (id_,))
                return Mutant("wrong_source", good.complaint, good.reply, (cited, true))
    return None


def contradicts_thread(good: Good, material: Material, rng: Random) -> Mutant | None:
    """The opposite of what the brand wrote before in the same thread."""
    before, now = rng.choice(list(material.pairs))
    turn = Turn("brand", str(before))
    complaint = replace(good.complaint, thread=(*good.complaint.thread, turn))
    return with_text(good, "contradicts_thread", inserted(good, str(now)), complaint)


def foreign_format(good: Good, material: Material, rng: Random) -> Mutant | None:
    """An amount written another country's way."""
    text = good.reply
    if good.language is Language.EN:
        changed = re.sub(r"€(\d+)\.(\d\d)", r"\1,\2 €", text)
    else:
        changed = re.sub(r"(\d{1,3})(?:\.(\d{3}))?,(\d\d) ?€", r"€\1\2.\3", text)
        changed = re.sub(r"(\d{1,3})\.(\d{3}),(\d\d) TL", r"\1,\2.\3 TL", changed)
    return with_text(good, "foreign_format", changed)
