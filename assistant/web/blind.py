"""Comparing replies blind: two to one complaint, by key or click, without being told where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.access import Permission, Person
from assistant.domain import Language
from assistant.errors import AccessError, AssistantError, InputError
from assistant.evaluation.blind import Choice, Layout, layouts, open_layout, read_pair_labels, write_label
from assistant.web.calls import Node, Screen, choice, sentence
from assistant.web.forms import form_page
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.visitors import Visitor

if TYPE_CHECKING:
    import gradio as gr

KEYS = ((Choice.LEFT, "1"), (Choice.TIE, "3"), (Choice.RIGHT, "2"))  # as they stand on the page


def blind_page(parts: Parts, home: Path) -> gr.Blocks:
    """The page for the comparisons laid out in ``home``."""
    return form_page(parts, "desk/blind", partial(_form, home), partial(answer_blind, home))


def judges(person: Person) -> bool:
    """Whether somebody's preference counts: those who answer customers, and those who evaluate."""
    return person.may(Permission.DRAFT) or person.may(Permission.EVALUATE)


def _form(home: Path, who: Visitor) -> str:
    allowed = judges(who.person)
    return render("blind.html", who.language, allowed=allowed, names=layouts(home) if allowed else ())


def answer_blind(home: Path, parts: Parts, person: Person, language: Language, node: Node) -> Screen:
    """Take a preference, take the last one back, or show the pair that is next."""
    screen = Screen()
    try:
        if not judges(person):
            raise AccessError("may not compare", code="may_not", values={"role": person.role.value})
        given = node.get("fields")
        fields = given if isinstance(given, Mapping) else {}
        names = layouts(home)
        if not names:
            screen.html["result"] = render("blind_none.html", language, over=False)
            return screen
        name = str(fields.get("which") or names[0])
        if name not in names:
            raise InputError(f"{name!r} is laid out no more", code="no_such_pair")
        layout = open_layout(home / name)
        if node.get("do") == "choose":
            chosen = choice(Choice, str(fields.get("choice")))
            write_label(layout, person.name, str(fields.get("pair")), chosen, parts.store.clock())
        if node.get("do") == "back":
            _take_back(layout, parts, person)
        screen.html["result"] = pair_html(layout, person, language)
    except AssistantError as error:
        screen.answer |= {"error": sentence(error, language), "code": error.code}
    return screen


def pair_html(layout: Layout, person: Person, language: Language) -> str:
    """The next pair this person has not judged, and how far they are."""
    labels = read_pair_labels(layout)
    mine = {label.pair for label in labels if label.rater == person.name}
    side = next((side for side in layout.order(person.name) if side.pair.id not in mine), None)
    counted = {"done": len(mine), "total": len(layout.pairs), "everybody": len(labels)}
    if side is None:
        return render("blind_none.html", language, over=True, **counted)
    return render("blind_pair.html", language, side=side, keys=KEYS, **counted)


def _take_back(layout: Layout, parts: Parts, person: Person) -> None:
    mine = [label.pair for label in read_pair_labels(layout) if label.rater == person.name]
    if mine:
        write_label(layout, person.name, mine[-1], None, parts.store.clock())
