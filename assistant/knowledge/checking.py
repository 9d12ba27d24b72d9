"""What holds between the files of the brand's folder: names that must exist, words that must be there, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.domain import Audience, Language, Market
from assistant.knowledge.documents import Problem
from assistant.knowledge.entries import Entry
from assistant.knowledge.phrases import DURATIONS, Phrase
from assistant.knowledge.questions import check_examples
from assistant.knowledge.reading import Knowledge
from assistant.knowledge.siblings import check_siblings

MOVES = (
    "receipt", "how_help", "question_open", "restate", "empathy", "apology_1", "apology_2", "repeat", "answer_lead",
    "ask", "bridge", "bridge_invite", "next_step", "next_step_line", "way_out", "close", "close_question", "praise",
    "phone_offer", "restate_also", "answer_about", "overdue", "note_lead", "appointment",
)  # fmt: skip
TEXTS = (
    "safety", "safety-question", "holding-legal", "holding-press", "holding-discrimination", "holding-data",
    "holding-general", "self-harm", "pii-public", "out-of-hours", "closing-solved", "win-back", "abstain",
)  # fmt: skip
VALUES = frozenset(
    {"product", "about", "days", "contacts", "order", "amount", "date", "team", "within", "items", "channel", "brand",
     "when", "wait", "ordered", "sent_back", "handed_in", "promised", "arrived", "visited",
     "wanted", "got", "wanted_colour", "got_colour", "wanted_count", "got_count", "late", "store",
     "note_day", "note_time", "matter", "clause"}
)  # fmt: skip
STYLES = ("line", "comment", "chat", "letter")
SIGNED = {
    "initials": re.compile(r"\{agent_initials\}"),
    "name": re.compile(r"\{agent_name\}"),
    "name_and_team": re.compile(r"\{agent_name\}\s*\W*\s*\w"),
}
# A short answer has to fit a post beside greeting and sign-off; an approved public text stands alone.
SHORT, POST = 200, 400


def check(knowledge: Knowledge) -> list[Problem]:
    """Every mistake between the files, in the order of the files."""
    found = [
        *check_siblings(knowledge),
        *check_examples(knowledge),
        *_sheets(knowledge),
        *_phrases(knowledge),
        *_texts(knowledge),
        *_guidelines(knowledge),
        *_entries(knowledge),
    ]
    return sorted(set(found))


def _sheets(knowledge: Knowledge) -> Iterator[Problem]:
    teams, levels = knowledge.brand.teams, knowledge.service_levels.follow_up
    slugs = {entry.slug for entry in knowledge.entries}
    file = "knowledge/sla.yaml"
    for name, level in levels.items():
        if level.team not in teams:
            line = knowledge.line(file, "follow_up", name, "team")
            what = f"{name} names team {level.team!r}, which brand.yaml does not have"
            yield Problem(file, line, what, "add the team or correct the name")
    file = "knowledge/playbooks.yaml"
    for category, book in knowledge.playbooks.items():
        line = knowledge.line(file, str(category))
        if book.team not in teams:
            what = f"{category} names team {book.team!r}, which brand.yaml does not have"
            yield Problem(file, line, what, "add the team or correct the name")
        if book.follow_up not in levels:
            what = f"{category} names {book.follow_up!r}, which sla.yaml does not have"
            yield Problem(file, line, what, "add the line to follow_up or correct the name")
        for topic in book.topics:
            if slugs and topic not in slugs:
                what = f"{category} names the entry {topic!r}, which does not exist"
                yield Problem(file, line, what, "write the entry or take it out")
    yield from _steps(knowledge)
    yield from _slots(knowledge)
    yield from _channels(knowledge)


def _channels(knowledge: Knowledge) -> Iterator[Problem]:
    """Channels lead to channels, allow links to contacts that exist, and are signed as the guideline closes there."""
    file = "knowledge/channels.yaml"
    for name, profile in knowledge.channels.items():
        line = knowledge.line(file, name)
        if profile.bridge and profile.bridge not in knowledge.channels:
            what = f"{name} leads to {profile.bridge!r}, which is no channel"
            yield Problem(file, line, what, "name a channel of this sheet")
        for contact in profile.link_to:
            if contact not in knowledge.brand.contacts:
                what = f"{name} allows links to {contact!r}, which is no contact of brand.yaml"
                yield Problem(file, line, what, "add the contact or correct the name")
        for language, guide in knowledge.tone.items():
            closing = guide.card.sign_off.get(profile.style, "")
            if closing and profile.signature and not SIGNED[profile.signature].search(closing):
                what = f"{name} is signed with {profile.signature}, but {guide.file} has «{closing}» for its style"
                yield Problem(file, line, what, f"change the signature, or sign_off in tone/{language}.md")


def _steps(knowledge: Knowledge) -> Iterator[Problem]:
    """Steps name lines, grants and slots that exist, and playbooks name steps that exist."""
    grants = {word for grant in knowledge.authority.values() for word in grant.may}
    slots = {slot for phrases in knowledge.phrases.values() for slot in phrases.slots}
    file = "knowledge/steps.yaml"
    for name, step in knowledge.steps.items():
        line = knowledge.line(file, name)
        if step.follow_up not in knowledge.service_levels.follow_up:
            yield Problem(file, line, f"{name} names {step.follow_up!r}, which sla.yaml does not have", "correct it")
        if step.grant is not None and step.grant not in grants:
            what = f"{name} needs {step.grant!r}, which authority.yaml grants to nobody"
            yield Problem(file, line, what, "grant it to a role or correct the word")
        for slot in step.fields:
            if slot not in slots:
                yield Problem(file, line, f"{name} asks for {slot!r}, which is no slot", "add it to the phrases' slots")
        if set(step.name) != set(Language):
            yield Problem(file, line, f"{name} is not named in every language", "name it in tr, el and en")
    file = "knowledge/playbooks.yaml"
    for category, book in knowledge.playbooks.items():
        for name in book.steps:
            if name not in knowledge.steps:
                line = knowledge.line(file, str(category))
                yield Problem(file, line, f"{category} proposes {name!r}, which steps.yaml does not have", "add it")


def _slots(knowledge: Knowledge) -> Iterator[Problem]:
    """The kinds of slots are those of slots there are, and every choice can be read in every language."""
    file, asked = "knowledge/slots.yaml", {slot for phrases in knowledge.phrases.values() for slot in phrases.slots}
    for name, rule in knowledge.slots.items():
        line = knowledge.line(file, name)
        if name not in asked:
            yield Problem(file, line, f"{name} is no slot", "correct the name or add it to the phrases' slots")
        for choice, words in rule.choices.items():
            if set(words) != set(Language):
                yield Problem(
                    file, line, f"{name}: {choice} is not named in every language", "name it in tr, el and en"
                )
        if name == "market" and set(rule.choices) != set(Market):
            yield Problem(file, line, "market has other choices than the markets there are", "write tr and gr")


def _phrases(knowledge: Knowledge) -> Iterator[Problem]:
    books, channels = knowledge.playbooks.values(), knowledge.channels.values()
    wanted = {
        "slots": ({slot for book in books for slot in book.needs}, "add ask, label and question"),
        "about": ({book.about for book in books}, "add its forms"),
        "durations": (set(DURATIONS), "add [one, many]"),
        "bridges": ({p.bridge for p in channels if p.bridge}, "say how a customer reaches you there"),
    }
    for language, phrases in knowledge.phrases.items():
        file = f"knowledge/phrases/{language}.yaml"
        for move in MOVES:
            if not phrases.moves.get(move):
                line = knowledge.line(file, move)
                yield Problem(file, line, f"there is no phrase for the move {move}", "write at least one")
        yield from _templates(knowledge, language, file)
        for part, (words, todo) in wanted.items():
            for word in sorted(words - set(getattr(phrases, part))):
                yield Problem(file, knowledge.line(file, part), f"{part} lacks {word}, which is used", todo)


def _templates(knowledge: Knowledge, language: Language, file: str) -> Iterator[Problem]:
    yield from _filled(knowledge, knowledge.phrases[language].moves, file)
    if language in knowledge.told:
        yield from _filled(knowledge, knowledge.told[language].moves, f"knowledge/told/{language}.yaml")


def _filled(knowledge: Knowledge, moves: Mapping[str, tuple[Phrase, ...]], file: str) -> Iterator[Problem]:
    """Every phrase that is no template, or that asks for a value nothing gives."""
    known = VALUES | set(knowledge.brand.contacts)
    for move, options in moves.items():
        for number, phrase in enumerate(options):
            line = knowledge.line(file, move, number, "text")
            if fault := _fault(phrase.text):
                yield Problem(file, line, f"«{phrase.text}» is no template ({fault})", "correct the braces")
            for variable in sorted(phrase.variables):
                if variable.split(".")[0] not in known:
                    what = f"{move}: «{phrase.text}» uses {variable}, which nothing fills"
                    yield Problem(file, line, what, f"known: {', '.join(sorted(VALUES))}")


@lru_cache(maxsize=1 << 14)  # more than a brand has phrases: with less, checking them in turn would find none kept
def _fault(template: str) -> str | None:
    """What is wrong with a template, if anything is."""
    if "{" not in template:
        return None
    environment = ImmutableSandboxedEnvironment()
    environment.filters = {"cap": str}
    try:
        environment.from_string(template)
    except TemplateSyntaxError as error:
        return error.message or "syntax"
    return None


def _texts(knowledge: Knowledge) -> Iterator[Problem]:
    for language in Language:
        for slug in TEXTS:
            if (language, slug) not in knowledge.texts:
                file = f"knowledge/texts/{language}/{slug}.md"
                yield Problem(file, 1, "this approved text is missing", "write it with ## public and ## private")
    known = {*knowledge.brand.contacts, "team", "within", "brand"}
    for text in knowledge.texts.values():
        if text.card.owner not in knowledge.brand.teams:
            line = knowledge.line(text.file, "owner")
            what, todo = f"owner {text.card.owner!r} is no team of brand.yaml", _known(knowledge)
            yield Problem(text.file, line, what, todo)
        for part in text.sections.values():
            for found in re.finditer(r"\{\{\s*([a-z_.]+)", part):
                if found[1] not in known:
                    line = knowledge.line_of(text.file, found[0])
                    what = f"{found[1]} is no contact of brand.yaml"
                    yield Problem(text.file, line, what, f"known: {', '.join(sorted(known))}")
        public = text.sections.get(Audience.PUBLIC, "")
        if len(public) > POST:
            line = knowledge.line_of(text.file, public)
            yield Problem(text.file, line, "the public part is too long for a post", "keep it under 230 characters")


def _guidelines(knowledge: Knowledge) -> Iterator[Problem]:
    ids = {language: {rule.id for rule in guide.card.rules} for language, guide in knowledge.tone.items()}
    every = set().union(*ids.values()) if ids else set()
    for language, guide in knowledge.tone.items():
        for style in STYLES:
            for part in ("greeting", "sign_off"):
                if style not in getattr(guide.card, part):
                    line = knowledge.line(guide.file, part)
                    yield Problem(guide.file, line, f"{part} lacks the style {style}", "add it")
        for rule_id in sorted(every - ids[language]):
            line = knowledge.line(guide.file, "rules")
            yield Problem(guide.file, line, f"the rule {rule_id} is missing here", "write it in this language too")
        for number, rule in enumerate(guide.card.rules):
            if rule.check.kind == "pattern":
                try:
                    re.compile(rule.check.pattern or "(")
                except re.error as error:
                    line = knowledge.line(guide.file, "rules", number, "check", "pattern")
                    what = f"rule {rule.id}: the pattern is broken ({error})"
                    yield Problem(guide.file, line, what, "correct the regular expression")


def _entries(knowledge: Knowledge) -> Iterator[Problem]:
    for entry in knowledge.entries:
        card = entry.card
        if card.owner not in knowledge.brand.teams:
            line = knowledge.line(entry.file, "owner")
            yield Problem(entry.file, line, f"owner {card.owner!r} is no team of brand.yaml", _known(knowledge))
        yield from _dates(knowledge, entry)
        for market, text in card.short.items():
            if len(text) > SHORT:
                line = knowledge.line(entry.file, "short", market)
                what = f"short for {market} has {len(text)} characters"
                yield Problem(entry.file, line, what, f"keep it under {SHORT}")


def _dates(knowledge: Knowledge, entry: Entry) -> Iterator[Problem]:
    card = entry.card
    if card.valid_to and card.valid_to < card.valid_from:
        line = knowledge.line(entry.file, "valid_to")
        yield Problem(entry.file, line, "valid_to lies before valid_from", "correct the dates")
    if card.supersedes is None:
        return
    line = knowledge.line(entry.file, "supersedes")
    kind = entry.id.split("/")[0]
    older = knowledge.entry_by_id.get(f"{kind}/{entry.language}/{card.supersedes}")
    if older is None:
        what = f"it supersedes {card.supersedes!r}, which does not exist in {entry.language}"
        yield Problem(entry.file, line, what, "name an older entry's slug, or null")
    elif older.card.valid_from > card.valid_from or older is entry:
        what = f"it supersedes {card.supersedes!r}, which is not older"
        yield Problem(entry.file, line, what, "correct supersedes or the dates")


def _known(knowledge: Knowledge) -> str:
    return f"known: {', '.join(knowledge.brand.teams)}"
