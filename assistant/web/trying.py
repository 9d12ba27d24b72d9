"""Trying the guideline on one's own words: replies an editor is proud of and regrets, and which rules fire where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.access import Permission, Person, require
from assistant.checks.trying import Fired, on_own_words, unchecked
from assistant.domain import Language
from assistant.errors import AssistantError, InputError
from assistant.knowledge import Guideline
from assistant.web.calls import Screen, choice, sentence
from assistant.web.forms import Node, form_page
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.visitors import Visitor

if TYPE_CHECKING:
    import gradio as gr

EACH = 3  # replies of either kind
LONGEST = 8_000  # characters of one reply
KINDS = ("proud", "regretted")


@dataclass(frozen=True, slots=True)
class Tried:
    """One reply and the rules it breaks; a piece has the number of the rule that fires there, 0 for none."""

    kind: str
    pieces: tuple[tuple[int, str], ...]
    rules: tuple[tuple[int, Fired], ...]


def trying_page(parts: Parts) -> gr.Blocks:
    """The page for one store; to those who edit the guideline only."""
    return form_page(parts, "desk/try", _form, answer_trying)


def _form(who: Visitor) -> str:
    return form_html(who.language, allowed=who.person.may(Permission.EDIT_KNOWLEDGE))


def form_html(language: Language, *, allowed: bool) -> str:
    """Six boxes and the language the replies are written in; one sentence for whom the page is not meant."""
    return render("try.html", language, allowed=allowed, kinds=KINDS, each=range(1, EACH + 1), longest=LONGEST)


def answer_trying(parts: Parts, person: Person, language: Language, node: Node) -> Screen:
    """Run the guideline of the language that was chosen over every reply that was given; nothing is kept."""
    screen = Screen()
    try:
        require(person, Permission.EDIT_KNOWLEDGE)
        given = node.get("fields")
        fields = given if isinstance(given, Mapping) else {}
        guideline = parts.knowledge.tone[choice(Language, str(fields.get("language")))]
        found = [
            tried(kind, text, guideline)
            for kind in KINDS
            for number in range(1, EACH + 1)
            if isinstance(text := fields.get(f"{kind}-{number}"), str) and text.strip()
        ]
        if any(len(str(text)) > LONGEST for text in fields.values()):
            raise InputError("a reply is too long", code="text_too_long")
        if not found:
            raise InputError("no reply was given", code="empty_text")
        screen.html["result"] = render(
            "tried.html", language, tried=found, written=guideline.language, unchecked=unchecked(guideline), kinds=KINDS
        )
    except AssistantError as error:
        screen.answer |= {"error": sentence(error, language), "code": error.code}
    return screen


def tried(kind: str, text: str, guideline: Guideline) -> Tried:
    """One reply with its rules numbered in the order they fire, and the places marked."""
    fired = on_own_words(text, guideline)
    numbers: dict[str, int] = {}
    for one in sorted(fired, key=lambda one: one.span or (len(text), len(text))):
        numbers.setdefault(one.rule.id, len(numbers) + 1)
    each = {one.rule.id: (numbers[one.rule.id], one) for one in reversed(fired)}
    marks = sorted((*one.span, numbers[one.rule.id]) for one in fired if one.span)
    return Tried(kind, _pieces(text, marks), tuple(sorted(each.values(), key=lambda pair: pair[0])))


def _pieces(text: str, marks: list[tuple[int, int, int]]) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    at = 0
    for start, end, number in marks:
        if start < at:
            continue  # a place two rules fire at is marked once
        found += [(0, text[at:start]), (number, text[start:end])]
        at = end
    return tuple(piece for piece in (*found, (0, text[at:])) if piece[1])
