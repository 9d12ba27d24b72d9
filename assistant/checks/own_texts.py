"""The brand's own words under its own rules: answers, approved texts, phrases and model replies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.checks.contacts import foreign
from assistant.checks.examples import RUN_HERE
from assistant.checks.reading import folded_with_places
from assistant.checks.rules import GRANTABLE, breaks, phrase_pattern
from assistant.domain import Language, Severity, Situation
from assistant.knowledge import Brand, Knowledge, Problem, Rule
from assistant.languages import sentences

VARIABLE = re.compile(r"\{\{.*?\}\}|\{[a-z_]+\}")
# A model reply of the guideline is a quoted paragraph below a situation's heading, with or without a word before it.
MODEL_REPLY = re.compile(r"^(?:> .*(?:\n> .*)*|(?:\w+: )?[\"“«].*[\"”»])\s*$", re.MULTILINE)
SITUATION_OF_TEXT = {"safety": Situation.SAFETY, "safety-question": Situation.SAFETY}


@dataclass(frozen=True, slots=True)
class OwnText:
    """Words of the brand: where they stand, and what is known of the replies they may become part of.

    ``known`` has the keys of a rule's scope (``audience``, ``situations``, ``styles``); a key that is missing is
    open: the text may stand in any. A ``source`` is what a promise may rest on, so it may make one.
    """

    file: str
    line: int
    name: str
    text: str
    language: Language
    known: Mapping[str, Set[str]]
    source: bool = False


@dataclass(frozen=True, slots=True)
class Judge:
    """What texts of one language are judged by; two that would judge alike are equal."""

    language: Language
    alike: str
    rules: tuple[Rule, ...] = field(compare=False)
    brand: Brand = field(compare=False)


def check_own_texts(knowledge: Knowledge) -> list[Problem]:
    """Each text that breaks a rule in scope, names a contact the brand does not have, or answers what it must not."""
    judges = {language: _judge(knowledge, language) for language in Language}
    found = list(_uncovered(knowledge))
    for own in _own_texts(knowledge):
        known = frozenset((name, frozenset(values)) for name, values in own.known.items())
        for what, todo in _faults(VARIABLE.sub("X", own.text), known, own.source, judges[own.language]):
            found.append(Problem(own.file, own.line, f"{own.name} {what}", todo))
    return sorted(set(found))


def _judge(knowledge: Knowledge, language: Language) -> Judge:
    guide = knowledge.tone.get(language)
    rules = tuple(r for r in guide.card.rules if _runs(r) and r.severity is not Severity.NOTE) if guide else ()
    return Judge(language, repr((rules, knowledge.brand.own_contacts, knowledge.brand.site)), rules, knowledge.brand)


@lru_cache(maxsize=1 << 14)  # an editor checks the folder again after each change, and most of its texts are as before
def _faults(
    plain: str, known: frozenset[tuple[str, frozenset[str]]], source: bool, judge: Judge
) -> tuple[tuple[str, str], ...]:
    """What is wrong with a text whose variables are filled, and what to do about each."""
    found = []
    for rule in judge.rules:
        if _applies(rule, dict(known)) and _breaks(rule, plain, judge.language, source=source):
            what = f"breaks the rule {rule.id} («{rule.statement}»)"
            found.append((what, "mend the text, or the rule's scope or check"))
    for start, end in foreign(plain, judge.brand):
        what = f"names «{plain[start:end]}», which is no contact of brand.yaml"
        found.append((what, "add it there, or use one of the brand's own"))
    return tuple(found)


def _runs(rule: Rule) -> bool:
    """Whether a rule is judged from a text alone, by its check or by the sense that goes with it."""
    return rule.check.kind in RUN_HERE or rule.check.sense is not None


def _breaks(rule: Rule, plain: str, language: Language, *, source: bool) -> bool:
    if source and rule.check.sense in GRANTABLE:
        rule = rule.model_copy(update={"check": rule.check.model_copy(update={"sense": None})})
    return breaks(rule, plain, language)


def _applies(rule: Rule, known: Mapping[str, Set[str]]) -> bool:
    """Whether some reply that the text may stand in is in the rule's scope."""
    return all(
        name not in known or known[name] & ({wanted} if isinstance(wanted, str) else set(wanted))
        for name, wanted in rule.scope.items()
    )


def _own_texts(knowledge: Knowledge) -> Iterator[OwnText]:
    yield from _answers(knowledge)
    yield from _approved(knowledge)
    yield from _phrases(knowledge)
    yield from _models(knowledge)


def _answers(knowledge: Knowledge) -> Iterator[OwnText]:
    """What may be quoted: the lines of public entries and their short answers; agent-only ones never are."""
    for entry in knowledge.entries:
        if entry.card.audience != "public":
            continue
        for text in entry.sections.values():
            for line in filter(None, text.split("\n")):
                for said in sentences(line, entry.language):
                    where = knowledge.line_of(entry.file, said)
                    yield OwnText(entry.file, where, f"«{said}»", said, entry.language, {}, source=True)
        for market, short in entry.card.short.items():
            where = knowledge.line(entry.file, "short", market)
            yield OwnText(entry.file, where, f"short for {market}", short, entry.language, {}, source=True)


def _approved(knowledge: Knowledge) -> Iterator[OwnText]:
    for text in knowledge.texts.values():
        situation = SITUATION_OF_TEXT.get(text.slug)
        if text.slug.startswith("holding"):
            situation = Situation.HOLDING
        for audience, part in text.sections.items():
            known: dict[str, Set[str]] = {"audience": {audience}}
            if situation:
                known["situations"] = {situation}
            where = knowledge.line_of(text.file, part)
            yield OwnText(text.file, where, f"the {audience} part", part, text.language, known, source=True)


def _phrases(knowledge: Knowledge) -> Iterator[OwnText]:
    own = [(f"knowledge/phrases/{language}.yaml", language, book.moves) for language, book in knowledge.phrases.items()]
    own += [(f"knowledge/told/{language}.yaml", language, told.moves) for language, told in knowledge.told.items()]
    for file, language, moves in own:
        for move, options in moves.items():
            for number, phrase in enumerate(options):
                known: dict[str, Set[str]] = {}
                if phrase.audience:
                    known["audience"] = {phrase.audience}
                if phrase.styles:
                    known["styles"] = set(phrase.styles)
                if phrase.situations or move == Situation.PRAISE:
                    known["situations"] = set(phrase.situations) or {Situation.PRAISE}
                where = knowledge.line(file, move, number, "text")
                yield OwnText(file, where, f"{move}: «{phrase.text}»", phrase.text, language, known)


def _models(knowledge: Knowledge) -> Iterator[OwnText]:
    """The guideline's model replies by situation, and the good examples of its rules."""
    for language, guide in knowledge.tone.items():
        for section in guide.sections:
            situation = section.id.rsplit("/", 1)[-1]
            if situation in set(Situation):
                for found in MODEL_REPLY.finditer(section.text):
                    where = knowledge.line_of(guide.file, found[0].split("\n")[0])
                    reply = re.sub(r"^> ?", "", found[0], flags=re.MULTILINE).strip('"“”«» \n')
                    name = f"the model reply for {situation}"
                    # What it promises an entry says: a real reply would cite it.
                    yield OwnText(guide.file, where, name, reply, language, {"situations": {situation}}, source=True)
        for number, rule in enumerate(guide.card.rules):
            for index, text in enumerate(rule.good):
                where = knowledge.line(guide.file, "rules", number, "good", index)
                known = {k: {v} if isinstance(v, str) else set(v) for k, v in rule.scope.items()}
                yield OwnText(guide.file, where, f"the good example «{text}»", text, language, known)


def _uncovered(knowledge: Knowledge) -> Iterator[Problem]:
    """Entries on a topic that the brand says it has no answer to: there the assistant has to say so."""
    for entry in knowledge.entries:
        facts: list[tuple[tuple[str | int, ...], str]] = [
            (("facts", number), fact) for number, fact in enumerate(entry.card.facts)
        ]
        for path, text in [(("title",), entry.card.title), *facts]:
            folded, _ = folded_with_places(text, entry.language)
            for topic, words in knowledge.brand.uncovered.items():
                if any(phrase_pattern(word, entry.language).search(folded) for word in words):
                    line = knowledge.line(entry.file, *path)
                    what = f"«{text}» is about {topic}, which brand.yaml lists as uncovered"
                    yield Problem(entry.file, line, what, "take the entry out, or the topic from uncovered")
