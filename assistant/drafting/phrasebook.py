"""Choosing the brand's phrase for a move, and filling it in."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.domain import Audience, Category, Emotion, Language, Situation
from assistant.errors import KnowledgeError
from assistant.knowledge import Phrase

Values = Mapping[str, str | Mapping[str, str]]
# What the customer said themselves; a phrase that uses more of it is more specific.
DETAILS = ("product", "days", "contacts", "amount", "date", "order")


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
    longest: int | None = None,
) -> Chosen | None:
    """The most specific phrase that fits, varied by the seed; ``None`` when none does.

    ``used`` are details and texts that already stand in this reply; ``longest`` bounds the text in characters.
    """
    ranked: list[tuple[int, Phrase, str]] = []
    for phrase in phrases:
        if not _fits(phrase, setting) or not all(_known(name, values) for name in phrase.variables):
            continue
        text = fill(phrase.text, values, setting.language)
        if text in used or (longest is not None and len(text) > longest):
            continue
        ranked.append((_specific(phrase, used), phrase, text))
    if not ranked:
        return None
    best = max(rank for rank, _, _ in ranked)
    pool = [item for item in ranked if item[0] == best]
    if len(pool) < 3:
        pool += [item for item in ranked if item[0] == best - 1]
    _, phrase, text = _generator(seed).choice(pool)
    return Chosen(phrase, text)


def shortest(phrases: Sequence[Phrase], setting: Setting, values: Values) -> Chosen | None:
    """The shortest phrase that fits: for channels where each letter counts."""
    fitting = [p for p in phrases if _fits(p, setting) and all(_known(name, values) for name in p.variables)]
    texts = [Chosen(p, fill(p.text, values, setting.language)) for p in fitting]
    return min(texts, key=lambda chosen: len(chosen.text), default=None)


def fill(source: str, values: Values, language: Language) -> str:
    """A phrase with its variables replaced; the text of a value is never read as a template."""
    try:
        return _template(source, language).render(values)
    except TemplateError as error:
        raise KnowledgeError(
            f"the phrase «{source}» cannot be filled in ({error}); known variables: {', '.join(sorted(values))}"
        ) from error


def cap(text: str, language: Language) -> str:
    """The text with its first letter raised, the Turkish way in Turkish.

    >>> cap("iade ekibimiz", Language.TR), cap("η ομάδα", Language.EL)
    ('İade ekibimiz', 'Η ομάδα')
    """
    first = text[:1]
    raised = "İ" if language is Language.TR and first == "i" else first.upper()
    return raised + text[1:]


@lru_cache(maxsize=4096)
def _template(source: str, language: Language) -> Template:
    return _environment(language).from_string(source)


@lru_cache(maxsize=3)
def _environment(language: Language) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.filters = {"cap": lambda text: cap(str(text), language)}
    environment.globals = {}
    return environment


def _fits(phrase: Phrase, setting: Setting) -> bool:
    return (
        (not phrase.categories or setting.category in phrase.categories)
        and (not phrase.emotions or setting.emotion in phrase.emotions)
        and (not phrase.styles or setting.style in phrase.styles)
        and (not phrase.situations or setting.situation in phrase.situations)
        and (not phrase.occasions or any(o in setting.occasions for o in phrase.occasions))
        and (phrase.audience is None or phrase.audience is setting.audience)
        and (phrase.intensity is None or setting.intensity >= phrase.intensity)
        and (phrase.apology is None or phrase.apology == setting.apology)
    )


def _specific(phrase: Phrase, used: Collection[str]) -> int:
    filters = 3 * bool(phrase.categories) + 3 * bool(phrase.occasions) + bool(phrase.emotions) + bool(phrase.styles)
    roots = {name.split(".")[0] for name in phrase.variables}
    fresh = sum(1 for detail in DETAILS if detail in roots and detail not in used)
    stale = sum(1 for detail in DETAILS if detail in roots and detail in used)
    return filters + fresh - 2 * stale


def _known(name: str, values: Values) -> bool:
    root, _, form = name.partition(".")
    value = values.get(root)
    if form:
        return isinstance(value, Mapping) and bool(value.get(form))
    return isinstance(value, str) and bool(value)


def _generator(seed: str) -> random.Random:
    return random.Random(hashlib.sha256(seed.encode("utf-8")).digest())
