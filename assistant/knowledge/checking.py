"""What holds between the files of the brand's folder: siblings, names that must exist, words that must be there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.domain import Audience, Language
from assistant.knowledge.documents import Problem
from assistant.knowledge.entries import Entry
from assistant.knowledge.phrases import DURATIONS
from assistant.knowledge.reading import Knowledge

MOVES = (
    "receipt", "question_open", "restate", "empathy", "apology_1", "apology_2", "repeat", "answer_lead", "ask",
    "bridge", "bridge_invite", "next_step", "next_step_line", "way_out", "close", "close_question", "praise",
    "phone_offer",
)  # fmt: skip
TEXTS = (
    "safety", "safety-question", "holding-legal", "holding-press", "holding-discrimination", "holding-data",
    "holding-general", "self-harm", "pii-public", "out-of-hours", "closing-solved", "win-back", "abstain",
)  # fmt: skip
VALUES = frozenset(
    {"product", "about", "days", "contacts", "order", "amount", "date", "team", "within", "items", "channel", "brand"}
)
STYLES = ("line", "comment", "chat", "letter")
SHORT = 200


def check(knowledge: Knowledge) -> list[Problem]:
    """Every mistake between the files, in the order of the files."""
    found = [
        *_siblings(knowledge),
        *_names(knowledge),
        *_phrases(knowledge),
        *_texts(knowledge),
        *_guidelines(knowledge),
        *_entries(knowledge),
    ]
    return sorted(set(found))


def _siblings(knowledge: Knowledge) -> Iterator[Problem]:
    by_slug: dict[str, dict[Language, Entry]] = defaultdict(dict)
    for entry in knowledge.entries:
        by_slug[entry.slug][entry.language] = entry
    for slug, versions in sorted(by_slug.items()):
        first = versions[min(versions)]
        for language in Language:
            other = versions.get(language)
            if other is None:
                yield Problem(
                    first.file, 1, f"there is no {language} version of {slug}", f"write it in the {language} folder"
                )
                continue
            for name in ("topic", "market", "audience", "valid_from", "valid_to", "supersedes"):
                if getattr(other.card, name) != getattr(first.card, name):
                    yield Problem(other.file, 1, f"{name} differs from {first.file}", "make the siblings agree")
            if set(other.sections) - {None} != set(first.sections) - {None}:
                yield Problem(
                    other.file,
                    1,
                    f"its market sections differ from {first.file}",
                    "give every sibling the same sections",
                )


def _names(knowledge: Knowledge) -> Iterator[Problem]:
    brand, slugs = knowledge.brand, {entry.slug for entry in knowledge.entries}
    for name, line in knowledge.service_levels.follow_up.items():
        if line.team not in brand.teams:
            yield Problem(
                "knowledge/sla.yaml",
                1,
                f"{name} names team {line.team!r}, which brand.yaml does not have",
                "add the team or correct the name",
            )
    for category, book in knowledge.playbooks.items():
        if book.team not in brand.teams:
            yield Problem(
                "knowledge/playbooks.yaml",
                1,
                f"{category} names team {book.team!r}, which brand.yaml does not have",
                "add or correct it",
            )
        if book.follow_up not in knowledge.service_levels.follow_up:
            yield Problem(
                "knowledge/playbooks.yaml",
                1,
                f"{category} names {book.follow_up!r}, which sla.yaml does not have",
                "add or correct it",
            )
        for topic in book.topics:
            if slugs and topic not in slugs:
                yield Problem(
                    "knowledge/playbooks.yaml",
                    1,
                    f"{category} names the entry {topic!r}, which does not exist",
                    "write it or take it out",
                )
    for name, profile in knowledge.channels.items():
        if profile.bridge and profile.bridge not in knowledge.channels:
            yield Problem(
                "knowledge/channels.yaml",
                1,
                f"{name} leads to {profile.bridge!r}, which is no channel",
                "name a channel of this sheet",
            )


def _phrases(knowledge: Knowledge) -> Iterator[Problem]:
    environment = ImmutableSandboxedEnvironment()
    environment.filters = {"cap": str}
    contacts = set(knowledge.brand.contacts)
    for language, phrases in knowledge.phrases.items():
        file = f"knowledge/phrases/{language}.yaml"
        for move in MOVES:
            if not phrases.moves.get(move):
                yield Problem(file, 1, f"there is no phrase for the move {move}", "write at least one")
        for move, options in phrases.moves.items():
            for phrase in options:
                try:
                    environment.parse(phrase.text)
                    environment.from_string(phrase.text)
                except TemplateSyntaxError as error:
                    yield Problem(file, 1, f"«{phrase.text}» is no template ({error.message})", "correct the braces")
                for variable in phrase.variables:
                    if variable.split(".")[0] not in VALUES | contacts:
                        yield Problem(
                            file,
                            1,
                            f"{move}: «{phrase.text}» uses {variable}, which nothing fills",
                            f"known: {', '.join(sorted(VALUES))}",
                        )
        wanted = {slot for book in knowledge.playbooks.values() for slot in book.needs}
        for slot in sorted(wanted - set(phrases.slots)):
            yield Problem(file, 1, f"slots lacks {slot}, which a playbook asks for", "add ask, label and question")
        for word in sorted({book.about for book in knowledge.playbooks.values()} - set(phrases.about)):
            yield Problem(file, 1, f"about lacks {word}, which a playbook uses", "add its forms")
        for unit in DURATIONS:
            if unit not in phrases.durations:
                yield Problem(file, 1, f"durations lacks {unit}", "add [one, many]")
        for bridge in sorted({p.bridge for p in knowledge.channels.values() if p.bridge} - set(phrases.bridges)):
            yield Problem(file, 1, f"bridges lacks {bridge}", "say how a customer reaches you there")


def _texts(knowledge: Knowledge) -> Iterator[Problem]:
    for language in Language:
        for slug in TEXTS:
            if (language, slug) not in knowledge.texts:
                yield Problem(
                    f"knowledge/texts/{language}/{slug}.md",
                    1,
                    "this approved text is missing",
                    "write it with ## public and ## private",
                )
    known = {*knowledge.brand.contacts, "team", "within", "brand"}
    for text in knowledge.texts.values():
        for part in text.sections.values():
            for variable in re.findall(r"\{\{\s*([a-z_.]+)", part):
                if variable not in known:
                    yield Problem(
                        text.file, 1, f"{variable} is no contact of brand.yaml", f"known: {', '.join(sorted(known))}"
                    )
        if len(text.sections.get(Audience.PUBLIC, "")) > 2 * SHORT:
            yield Problem(text.file, 1, "the public part is too long for a post", "keep it under 230 characters")


def _guidelines(knowledge: Knowledge) -> Iterator[Problem]:
    ids = {language: {rule.id for rule in guide.card.rules} for language, guide in knowledge.tone.items()}
    every = set().union(*ids.values()) if ids else set()
    for language, guide in knowledge.tone.items():
        for style in STYLES:
            if style not in guide.card.greeting or style not in guide.card.sign_off:
                yield Problem(guide.file, 1, f"greeting or sign_off lacks the style {style}", "add it")
        for rule_id in sorted(every - ids[language]):
            yield Problem(guide.file, 1, f"the rule {rule_id} is missing here", "write it in this language too")
        for rule in guide.card.rules:
            if rule.check.kind == "pattern":
                try:
                    re.compile(rule.check.pattern or "(")
                except re.error as error:
                    yield Problem(
                        guide.file,
                        1,
                        f"rule {rule.id}: the pattern is broken ({error})",
                        "correct the regular expression",
                    )


def _entries(knowledge: Knowledge) -> Iterator[Problem]:
    for entry in knowledge.entries:
        card = entry.card
        if card.owner not in knowledge.brand.teams:
            yield Problem(
                entry.file,
                1,
                f"owner {card.owner!r} is no team of brand.yaml",
                f"known: {', '.join(knowledge.brand.teams)}",
            )
        if card.valid_to and card.valid_to < card.valid_from:
            yield Problem(entry.file, 1, "valid_to lies before valid_from", "correct the dates")
        if len(card.examples) < 3 and card.audience == "public" and card.valid_to is None:
            yield Problem(
                entry.file, 1, "there are fewer than three example questions", "add questions as people type them"
            )
        for market, text in card.short.items():
            if len(text) > SHORT:
                yield Problem(entry.file, 1, f"short for {market} has {len(text)} characters", f"keep it under {SHORT}")
