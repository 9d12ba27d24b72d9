"""Choosing the brand's phrase for a move, and filling it in."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.domain import Audience, Category, Emotion, Language, Situation
from assistant.drafting.relevance import features
from assistant.drafting.words import cap
from assistant.errors import KnowledgeError
from assistant.knowledge import Phrase
from assistant.languages import words

Values = Mapping[str, str | Mapping[str, str]]
# What the customer said themselves; a phrase that uses more of it is more specific.
DAYS = ("ordered", "sent_back", "handed_in", "promised", "arrived", "visited", "wait", "late")
MIXED_UP = ("wanted", "got", "wanted_colour", "got_colour", "wanted_count", "got_count")
TOLD_DETAILS = frozenset({*DAYS, *MIXED_UP, "store"})
DETAILS = ("product", "days", "contacts", "amount", "date", "order", *DAYS, *MIXED_UP, "store")
NEAR = 4  # sentences back to which an echo is heard
FEW = 3  # so few phrases of the best kind are joined by those of the next
_VARIABLE = re.compile(r"\{\{ *([a-z_]+)(?:\.([a-z_]+))?(\|cap)? *\}\}")
_TEMPLATE = re.compile(r"\{[{%#]|[\r\n]")  # what is left to Jinja2 of a phrase without its plain variables


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides whether a phrase fits: its filters are compared with these."""

    category: Category
    emotion: Emotion
    intensity: int
    style: str
    audience: Audience
    situation: Situation
    occasions: tuple[str, ...]
    apology: int
    language: Language
    scenes: frozenset[str] = frozenset()
    problems: frozenset[Category] = frozenset()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A phrase with its finished text."""

    phrase: Phrase
    text: str


def choose(
    phrases: Sequence[Phrase],
    setting: Setting,
    values: Values,
    seed: str,
    used: Collection[str] = (),
    beside: Collection[str] = (),
    *,
    flat: bool = False,
) -> Chosen | None:
    """The most specific phrase that fits, varied by the seed; ``None`` when none does.

    ``used`` are details and texts that were given already: none is given twice. ``beside`` are the sentences of the
    same reply: what they say is not said again in other words as long as another phrase is left. ``flat``: a phrase
    made for this kind of case counts no more than a plain one.
    """
    ranked = [(0 if flat else _specific(phrase, used), phrase) for phrase in phrases if fits(phrase, setting, values)]
    echoing: Chosen | None = None
    for phrase in _in_turn(ranked, seed):
        text = fill(phrase.text, values, setting.language)
        if text in used:
            continue
        if not echoes(text, beside, setting.language):
            return Chosen(phrase, text)
        echoing = echoing or Chosen(phrase, text)
    return echoing


def _in_turn(ranked: Sequence[tuple[int, Phrase]], seed: str) -> Iterator[Phrase]:
    """The phrases in the order they are tried: the most specific first, those as specific in the seed's order.

    The best are joined by the next best where they are few, so that replies on one topic do not read alike;
    only by phrases for the same things told.
    """
    if len(ranked) < 2:
        yield from (phrase for _, phrase in ranked)
        return
    generator = _generator(seed)
    levels = sorted({rank for rank, _ in ranked}, reverse=True)
    pools = [[phrase for rank, phrase in ranked if rank == level] for level in levels]
    if len(pools) > 1 and len(pools[0]) < FEW and levels[0] - levels[1] == 1:
        told = {phrase.scenes for phrase in pools[0]}
        alike = [phrase for phrase in pools[1] if phrase.scenes in told]  # the exact thing is not mixed with another
        pools[:2] = [pools[0] + alike, [phrase for phrase in pools[1] if phrase not in alike]]
    for pool in pools:
        yield from generator.sample(pool, len(pool))


def echoes(text: str, beside: Collection[str], language: Language) -> bool:
    """Whether half of what a sentence says stands in another one already."""
    said, opening = _matter(text, language), _opening(text)
    return any(
        len(said & _matter(other, language)) * 2 >= max(len(said), 2) or _opening(other) == opening
        for other in list(beside)[-NEAR:]
    )


@lru_cache(maxsize=1 << 10)
def _opening(text: str) -> tuple[str, ...]:
    return tuple(words(text)[:2])


@lru_cache(maxsize=1 << 14)
def _matter(text: str, language: Language) -> frozenset[str]:
    return frozenset(feature for feature in features(text, language) if not feature.startswith("@"))


def shortest(phrases: Sequence[Phrase], setting: Setting, values: Values) -> Chosen | None:
    """The shortest phrase that fits, for channels where each letter counts.

    One for a thing told comes first, then one that makes two moves, then those made for this kind of case: brevity is
    no reason to be vague.
    """
    fitting = [phrase for phrase in phrases if fits(phrase, setting, values)]
    also = [p for p in fitting if p.also]
    told = [p for p in fitting if p.scenes]
    fitting = [p for p in also if p.scenes] or told or also or [p for p in fitting if p.categories] or fitting
    texts = [Chosen(p, fill(p.text, values, setting.language)) for p in fitting]
    return min(texts, key=lambda chosen: len(chosen.text), default=None)


def fill(source: str, values: Values, language: Language) -> str:
    """A phrase with its variables replaced, begun with a capital; a value's text is never read as a template."""
    filled = _filled(source, values, language)
    if filled is not None:
        return cap(filled, language)
    try:
        return cap(_template(source, language).render(values), language)
    except TemplateError as error:
        raise KnowledgeError(
            f"the phrase «{source}» cannot be filled in ({error}); known variables: {', '.join(sorted(values))}"
        ) from error


def _filled(source: str, values: Values, language: Language) -> str | None:
    """A phrase with nothing but plain variables in it, filled in; ``None`` where that takes a template engine."""
    pieces = _pieces(source)
    if pieces is None:
        return None
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        value: object = values.get(piece.name)
        if piece.form:
            value = value.get(piece.form) if isinstance(value, Mapping) else None
        if not isinstance(value, str):
            return None
        texts.append(cap(value, language) if piece.capital else value)
    return "".join(texts)


@lru_cache(maxsize=1 << 14)  # the brand's own phrases
def _pieces(source: str) -> tuple[str | _Variable, ...] | None:
    """A phrase cut at its variables; ``None`` for one with anything else in it that a template engine reads."""
    if _TEMPLATE.search(_VARIABLE.sub("-", source)):
        return None
    pieces: list[str | _Variable] = []
    at = 0
    for found in _VARIABLE.finditer(source):
        pieces += [source[at : found.start()], _Variable(found[1], found[2] or "", bool(found[3]))]
        at = found.end()
    return (*pieces, source[at:])


class _Variable(NamedTuple):
    """A place in a phrase: the value that stands there, in which form, and whether with a capital."""

    name: str
    form: str
    capital: bool


@lru_cache(maxsize=4096)
def _template(source: str, language: Language) -> Template:
    template = _environment(language).from_string(source)
    template.globals = {}  # there are none, and going through Jinja2's chain of them takes longer than filling
    return template


@lru_cache(maxsize=3)
def _environment(language: Language) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters = {"cap": lambda text: cap(str(text), language)}
    environment.globals = {}
    return environment


def fits(phrase: Phrase, setting: Setting, values: Values) -> bool:
    """Whether a phrase is meant for this case, and every variable it uses is known."""
    if phrase.scenes and setting.scenes.isdisjoint(phrase.scenes):
        return False  # most phrases are for things that this customer has not told
    return (
        (not phrase.categories or _is_of(phrase, setting))
        and (not phrase.emotions or setting.emotion in phrase.emotions)
        and (not phrase.styles or setting.style in phrase.styles)
        and (not phrase.situations or setting.situation in phrase.situations)
        and (not phrase.occasions or any(o in setting.occasions for o in phrase.occasions))
        and (phrase.audience is None or phrase.audience is setting.audience)
        and (phrase.intensity is None or setting.intensity >= phrase.intensity)
        and (phrase.apology is None or phrase.apology == setting.apology)
        and (not phrase.variables or all(_known(name, values) for name in phrase.variables))
    )


def _is_of(phrase: Phrase, setting: Setting) -> bool:
    """Whether a phrase is for the problem the answer is about; what was told is true of any problem of the message."""
    if setting.category in phrase.categories:
        return True
    return bool(phrase.scenes) and not setting.problems.isdisjoint(phrase.categories)


def _specific(phrase: Phrase, used: Collection[str]) -> int:
    filters = 3 * bool(phrase.categories) + 4 * bool(phrase.occasions) + bool(phrase.emotions) + bool(phrase.styles)
    filters += 6 * bool(phrase.scenes) + phrase.weight  # what they told us goes before every kind it may be of
    roots = phrase.details
    fresh = sum(1 for detail in DETAILS if detail in roots and detail not in used)
    stale = sum(1 for detail in DETAILS if detail in roots and detail in used)
    # An order number identifies a case and says nothing of it: any other detail is worth more.
    days = sum(3 for detail in (*DAYS, *MIXED_UP) if detail in roots and detail not in used)
    return filters + 2 * fresh + days - 2 * stale - ("order" in roots)


def own(phrase: Phrase) -> bool:
    """Whether a phrase says back something this customer told, and not only what kind of problem it is."""
    return bool(phrase.scenes) or not phrase.details.isdisjoint(TOLD_DETAILS)


def _known(name: str, values: Values) -> bool:
    root, _, form = name.partition(".")
    value = values.get(root)
    if form:
        return isinstance(value, Mapping) and bool(value.get(form))
    return isinstance(value, str) and bool(value)


def _generator(seed: str) -> random.Random:
    return random.Random(hashlib.sha256(seed.encode("utf-8")).digest())
