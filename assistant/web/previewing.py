"""Previewing a change of the brand's folder: what it does to the golden set of replies, before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.access import Permission, Person, require
from assistant.domain import Language
from assistant.errors import AssistantError, InputError, KnowledgeError
from assistant.evaluation.blind import lay_out, layouts
from assistant.evaluation.differences import word_differences
from assistant.evaluation.previews import (
    AFTER,
    BEFORE,
    SUITE,
    Edit,
    Phase,
    Previews,
    Watched,
    changed_texts,
    told_of,
)
from assistant.evaluation.runs import open_run
from assistant.web.calls import Node, Screen, choice, sentence
from assistant.web.forms import form_page
from assistant.web.parts import Parts
from assistant.web.rendering import render, text
from assistant.web.visitors import Visitor

if TYPE_CHECKING:
    import gradio as gr

MOST_COST = 1.0  # US dollars a preview with a model may cost unless the person says otherwise


@dataclass(frozen=True, slots=True)
class Changed:
    """A reply that changed: its case, the language it is in, and its words kept, taken out and put in."""

    id: str
    language: str
    pieces: tuple[tuple[str, str], ...]


def preview_page(parts: Parts, previews: Previews, judged: Path) -> gr.Blocks:
    """The page for those who edit the brand's folder; ``judged`` is where replies are compared blind."""
    return form_page(parts, "desk/preview", partial(_form, previews), partial(answer_preview, previews, judged))


def _form(previews: Previews, who: Visitor) -> str:
    return form_html(previews, who.language, allowed=who.person.may(Permission.EDIT_KNOWLEDGE))


def form_html(previews: Previews, language: Language, *, allowed: bool) -> str:
    """The file to change, its text, and what the preview covers; one sentence for whom the page is not meant."""
    files = previews.files() if allowed else ()
    grouped = [(folder, tuple(names)) for folder, names in groupby(files, lambda name: name.rpartition("/")[0])]
    # What an editor changes most stands first: the guideline, then the phrases.
    grouped.sort(key=lambda group: (not group[0].endswith("/tone"), not group[0].endswith("/phrases"), group[0]))
    return render(
        "preview.html", language, allowed=allowed, grouped=grouped, most=MOST_COST, asks=previews.model != "composer"
    )


def answer_preview(
    previews: Previews, judged: Path, parts: Parts, person: Person, language: Language, node: Node
) -> Screen:
    """Open a file, begin a preview, look after one, end it, or have people compare what it changed."""
    screen = Screen()
    try:
        require(person, Permission.EDIT_KNOWLEDGE)
        do = node.get("do")
        given = node.get("fields")
        fields = given if isinstance(given, Mapping) else {}
        if do == "open":
            screen.answer |= {"text": previews.text_of(str(fields.get("file")))}
            return screen
        if do == "blind":
            screen.answer |= {"goto": f"/desk/blind/?which={compared_blind(previews.watch(), judged)}"}
            return screen
        if do == "draft":
            previews.start(_edit(fields, person))
        if do == "cancel":
            previews.cancel()
        watched = previews.watch()
        screen.answer |= {"running": watched.phase is Phase.RUNNING}
        screen.html["result"] = result_html(watched, language)
    except KnowledgeError as error:
        screen.html["result"] = render("preview_mistakes.html", language, lines=str(error).splitlines())
        screen.answer |= {"error": text(language, "preview.mistakes"), "code": error.code}
    except AssistantError as error:
        screen.answer |= {"error": sentence(error, language), "code": error.code}
    return screen


def compared_blind(watched: Watched, judged: Path) -> str:
    """Lay the changed replies of a finished preview out for people to compare; the name of the comparison."""
    if watched.phase is not Phase.DONE or watched.folder is None:
        raise InputError("there is no finished preview", code="no_such_pair")
    name = f"preview-{watched.folder.name}"
    if name not in layouts(judged):
        lay_out(open_run(watched.folder / BEFORE), open_run(watched.folder / AFTER), judged, name)
    return name


def _edit(fields: Mapping[str, object], person: Person) -> Edit:
    file, body, most = (str(fields.get(name) or "") for name in ("file", "text", "most"))
    narrowed = str(fields.get("language") or "")
    try:
        cost = float(most) if most else MOST_COST
    except ValueError:
        raise InputError(f"{most!r} is no sum", code="no_sum") from None
    if not 0 <= cost < 1_000:
        raise InputError(f"{most!r} is no sum", code="no_sum")
    wanted = choice(Language, narrowed) if narrowed else None
    return Edit(file, body.replace("\r\n", "\n"), wanted, cost, person.display_name)


def result_html(watched: Watched, language: Language) -> str:
    """How far the preview is, or what it found."""
    if watched.phase is not Phase.DONE or watched.folder is None:
        return render("preview_state.html", language, watched=watched, suite=SUITE)
    told = told_of(watched.folder)
    return render(
        "preview_found.html",
        language,
        watched=watched,
        verdict=str(told.get("verdict")).lower().replace(" ", "_"),
        said=_sentences(told.get("said"), language),
        primary=told.get("primary") or {},
        parts=_parts(told.get("languages")),
        paired=told.get("paired"),
        changed=[
            Changed(name, written, tuple(word_differences(before, after)))
            for name, written, before, after in changed_texts(watched.folder)
        ],
    )


def _sentences(said: object, language: Language) -> Sequence[str]:
    lines = said.get(language.value) if isinstance(said, Mapping) else None
    return [str(line) for line in lines] if isinstance(lines, list) else []


def _parts(languages: object) -> list[tuple[str, str, Mapping[str, object]]]:
    """Language, its verdict as a key, and its primary metric."""
    found = languages if isinstance(languages, Mapping) else {}
    return [
        (str(name), str(part["verdict"]).lower().replace(" ", "_"), part.get("primary") or {})
        for name, part in sorted(found.items())
    ]
