"""The tone guideline as passages: its situations, rules with examples and paragraphs, found for one complaint."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from assistant.domain import Audience, Language, Passage, Situation
from assistant.knowledge import Guideline, Rule
from assistant.retrieval.passages import Indexable, passage
from assistant.retrieval.search import Search

GOOD, BAD = "✓", "✗"
_BY_WORDS, _BY_CHANNEL = 3, 1  # passages found by the customer's words, and by the channel's name
_DEEP = 20
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\d{1,2}\. )")


def guideline_entries(guideline: Guideline) -> list[Indexable]:
    """What of a guideline can be found: a situation whole, another section by paragraphs, a rule with its examples."""
    situations = {str(situation) for situation in Situation}
    found = []
    for section in guideline.sections:
        name = section.id.rpartition("/")[2]
        parts = [section.text] if name in situations else _paragraphs(section.text)
        for number, text in enumerate(parts, 1):
            id_ = section.id if len(parts) == 1 else f"{section.id}-{number}"
            found.append(_entry(guideline, id_, section.title, text))
    return [*found, *(_rule(guideline, rule) for rule in guideline.card.rules)]


def guidance(
    search: Search,
    guideline: Guideline,
    text: str,
    *,
    situation: Situation,
    channel: str,
    style: str,
    audiences: Collection[Audience],
) -> tuple[Passage, ...]:
    """What the guideline says for this complaint: its situation, then what its words and its channel lead to.

    ``text`` is masked. A rule that is not in scope here is left out.
    """
    here: Mapping[str, Collection[str]] = {
        "situations": {situation},
        "channels": {channel},
        "styles": {style},
        "audience": set(audiences),
    }
    left_out = {_rule_id(guideline, rule) for rule in guideline.card.rules if not _in_scope(rule, here)}
    moves = f"tone/{guideline.language}/{situation}"
    sections = [_entry(guideline, one.id, one.title, one.text) for one in guideline.sections if one.id == moves]
    chosen = {one.id: passage(one, None, 1.0, frozenset()) for one in sections}
    others = {f"tone/{guideline.language}/{other}" for other in Situation}
    chosen |= {one.id: one for one in _found(search, text, guideline.language, left_out | others, _BY_WORDS)}
    by_channel = _by_channel(search, channel, guideline.language)
    fitting = [one for one in by_channel if one.id not in left_out | others | chosen.keys()]
    chosen |= {one.id: one for one in fitting[:_BY_CHANNEL]}
    return tuple(chosen.values())


def _found(
    search: Search, question: str, language: Language, skip: Collection[str] = (), most: int | None = None
) -> tuple[Passage, ...]:
    found = search.find(question, language=language, market=None, top=_DEEP, kind="tone", skip=skip, most=most)
    return found.passages


@lru_cache(maxsize=64)  # every channel in every language
def _by_channel(search: Search, channel: str, language: Language) -> tuple[Passage, ...]:
    return _found(search, channel.replace("_", " "), language)


def _rule(guideline: Guideline, rule: Rule) -> Indexable:
    examples = [f"{mark} {text}" for mark, texts in ((GOOD, rule.good), (BAD, rule.bad)) for text in texts]
    return _entry(guideline, _rule_id(guideline, rule), rule.statement, "\n".join(examples) or rule.statement)


def _entry(guideline: Guideline, id_: str, title: str, text: str) -> Indexable:
    return Indexable(
        id=id_,
        title=title,
        examples=(),
        text_by_market={None: text},
        language=guideline.language,
        version=guideline.version,
        quotable=False,
        kind="tone",
    )


def _rule_id(guideline: Guideline, rule: Rule) -> str:
    return f"tone/{guideline.language}/rule-{rule.id}"


def _in_scope(rule: Rule, here: Mapping[str, Collection[str]]) -> bool:
    """Whether a rule may apply: each condition of its scope is met by something here."""
    return all(name not in here or bool(set(here[name]) & _wanted(values)) for name, values in rule.scope.items())


def _wanted(values: str | Sequence[str]) -> set[str]:
    return {values} if isinstance(values, str) else set(values)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in _PARAGRAPH.split(text) if part.strip()]
