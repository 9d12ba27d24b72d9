"""Which goods a message is about: what was wanted and what came, in which colour and number, and what a fault is of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.domain import Category, Language
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.cues import places, spelled
from assistant.drafting.told import hits_in, message, written
from assistant.knowledge import Products, Told
from assistant.triage.matching import Matcher, Phrase
from assistant.triage.patterns import parse
from assistant.triage.reading import Reading, read

WANTED, GOT, INSTEAD = "wanted", "got", "instead"
CUE = 7  # words between a thing and the word that says whether it was wanted or came
SOON = 4  # words after a fault in which what it is of may still be named
MOST = 999  # a larger number counts nothing that is missing from a box
# Where a thing came that was not wanted, the thing named first may be either.
MIXED_UP = frozenset({Category.WRONG_ITEM, Category.MISSING_PARTS, Category.PRODUCT_CONTENT})
PRODUCT, COLOUR, STORE = "product", "colour", "store"

Places = Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """What was wanted and what came, of one kind."""

    wanted: str
    got: str


def subject(case: Case) -> str | None:
    """The product a message is about: what was wanted where another came, else the one named first."""
    return case.once("subject", lambda: _subject(case))


def products_in_question(case: Case) -> Pair | None:
    """The product wanted and the other one that came."""
    return case.once("products in question", lambda: _pair(case, PRODUCT))


def colours(case: Case) -> Pair | None:
    """The colour wanted and the one that came, as a reply names them."""
    return case.once("colours", lambda: _pair(case, COLOUR))


def counts(case: Case) -> Pair | None:
    """How many there should have been, and how many there were: «32 vida yerine 19»."""
    return case.once("counts", lambda: _counts(case))


def store(case: Case) -> str | None:
    """The place of the one store a message names, as a reply names it; ``None`` where none or several are named."""
    return case.once("store", lambda: _store(case))


def _store(case: Case) -> str | None:
    named = {code for _, code in _mentions(read(message(case)), case, STORE)}
    if len(named) != 1:
        return None
    return str(getattr(case.knowledge.brand.stores.places[named.pop()], case.language))


def concerns_subject(scenes: Collection[str], case: Case) -> bool:
    """Whether one of the things told may be of the product in question: none of another product stands beside it."""
    beside = case.once("products beside scenes", lambda: _beside(case))
    here = [beside[scene] for scene in scenes if scene in beside]
    return not here or any(not near or subject(case) in near for near in here)


def _subject(case: Case) -> str | None:
    named = case.triage.details.products
    if not named:
        return None
    pair = products_in_question(case)
    if pair:
        return pair.wanted
    if category(case) is Category.WRONG_ITEM and _roles(case, PRODUCT).get(named[0]) == GOT:
        return None  # what came is named, what was wanted is not
    near = [code for code in named if any(code in goods for goods in _goods_of_faults(case))]
    return named[0] if named[0] in near or not near else near[0]


def _goods_of_faults(case: Case) -> list[frozenset[str]]:
    """The products named in the sentences of what went wrong with a product, not long after it («it leaks, and …»)."""
    beside = case.once("products up to scenes", lambda: _beside(case, after=SOON))
    if not beside:
        return []
    of_goods = {scene for phrase in case.listed("restate") if PRODUCT in phrase.details for scene in phrase.scenes}
    return [goods for scene, goods in beside.items() if scene in of_goods]


def _beside(case: Case, after: int = MOST) -> Mapping[str, frozenset[str]]:
    """For each thing told the products named in the same sentences, at most so many words ``after`` it.

    Nothing is worked out for a single product.
    """
    if len(case.triage.details.products) < 2:
        return {}
    reading, language = read(message(case)), written(case)
    named = list(_mentions(reading, case, PRODUCT))
    found: dict[str, set[str]] = {}
    for hit in hits_in(reading, case.knowledge, language) if language in case.knowledge.told else ():
        sentences, last = {reading.sentences[place] for place in hit.tokens}, max(hit.tokens) + after
        near = {code for place, code in named if reading.sentences[place] in sentences and place <= last}
        found.setdefault(hit.phrase.code, set()).update(near)
    return {scene: frozenset(near) for scene, near in found.items()}


def _pair(case: Case, kind: str) -> Pair | None:
    """One thing wanted and another that came; nothing where it is not that clear."""
    if category(case) not in MIXED_UP:
        return None
    roles = _roles(case, kind)
    wanted = [code for code, role in roles.items() if role == WANTED]
    got = [code for code, role in roles.items() if role == GOT]
    return Pair(wanted[0], got[0]) if len(wanted) == len(got) == 1 and len(roles) == 2 else None


def _roles(case: Case, kind: str) -> Mapping[str, str]:
    """What each thing named is by the nearest word of wanting or getting in its sentence."""
    return case.once(("roles", kind), lambda: _read_roles(case, kind))


def _read_roles(case: Case, kind: str) -> dict[str, str]:
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return {}
    reading = read(message(case))
    named = list(_mentions(reading, case, kind))
    roles: dict[str, str] = {}
    for place, code in named:
        role = _beside_instead(place, named, reading, told, language) or _nearest_cue(place, reading, told, language)
        if role:
            roles.setdefault(code, role)
    return roles


def _nearest_cue(place: int, reading: Reading, told: Told, language: Language) -> str | None:
    distances = {
        role: min(
            (
                abs(at - place) + (at < place) * 0.5 * (language is Language.TR)  # in Turkish the verb comes after
                for at in _cue_places(reading, told.things.get(role, ()), language)
                if reading.sentences[at] == reading.sentences[place] and abs(at - place) <= CUE
            ),
            default=None,
        )
        for role in (WANTED, GOT)
    }
    near = {role: distance for role, distance in distances.items() if distance is not None}
    return min(near, key=lambda role: near[role], default=None)


def _beside_instead(place: int, named: Places, reading: Reading, told: Told, language: Language) -> str | None:
    """What a thing is in «grey instead of beige»: in Turkish the wanted one stands in front."""
    sentence = reading.sentences[place]
    cues = [
        at for at in _cue_places(reading, told.things.get(INSTEAD, ()), language) if reading.sentences[at] == sentence
    ]
    if not cues:
        return None
    places = [at for at, _ in named if reading.sentences[at] == sentence]
    if language is Language.TR:
        wanted = max((at for at in places if at < cues[0]), default=None)
    else:
        wanted = min((at for at in places if at > cues[0]), default=None)
    if wanted is None:
        return None
    return WANTED if place == wanted else GOT


def _cue_places(reading: Reading, cues: Sequence[str], language: Language) -> list[int]:
    return list(places(spelled(reading.words, language), cues, language))


def _counts(case: Case) -> Pair | None:
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None or not told.things.get(INSTEAD):
        return None
    reading = read(message(case))
    numbers = [(at, word) for at, word in enumerate(reading.words) if _counts_things(word)]
    for cue in _cue_places(reading, told.things[INSTEAD], language):
        here = [
            (at, n) for at, n in numbers if reading.sentences[at] == reading.sentences[cue] and abs(at - cue) <= CUE
        ]
        if len(here) != 2:
            continue
        (first, one), (second, two) = here
        between = first < cue < second
        wanted, got = (two, one) if between and language is not Language.TR else (one, two)
        if (between or (cue < first and language is not Language.TR)) and int(wanted) > int(got):
            return Pair(wanted, got)
    return None


def _counts_things(word: str) -> bool:
    """Whether a word is a plain number of pieces: no raised or circled figure, and no order number."""
    return word.isdecimal() and len(word) <= len(str(MOST)) and int(word) > 0


def _mentions(reading: Reading, case: Case, kind: str) -> Iterator[tuple[int, str]]:
    """Where products, or colours, are named; of names inside one another the longer counts."""
    language = written(case)
    matcher = _matcher(_Names(case.knowledge.fingerprint, language, kind, _words(case, language, kind)))
    kept: list[tuple[int, ...]] = []
    for hit in sorted(matcher.find(reading), key=lambda hit: (-len(hit.tokens), min(hit.tokens))):
        if not any(set(hit.tokens) & set(other) for other in kept):
            kept.append(hit.tokens)
            yield min(hit.tokens), hit.phrase.code


def _words(case: Case, language: Language, kind: str) -> Mapping[str, Sequence[str]]:
    if kind == STORE:
        return {code: place.words for code, place in case.knowledge.brand.stores.places.items()}
    if kind == COLOUR:
        told = case.knowledge.told.get(language)
        return told.colours if told else {}
    products: Products | None = case.knowledge.products.get(language)
    return {code: words.words for code, words in products.root.items()} if products else {}


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of a kind of thing in a language, known by the brand's fingerprint."""

    fingerprint: str
    language: Language
    kind: str
    words: Mapping[str, Sequence[str]] = field(compare=False)


@lru_cache(maxsize=48)  # bounded, so that the words it remembers are let go of with all others
def _matcher(names: _Names) -> Matcher:
    return Matcher(
        [
            Phrase(names.kind, code, 0, parse(word, {}, names.language))
            for code, words in names.words.items()
            for word in words
        ],
        names.language,
    )
