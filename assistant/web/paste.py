"""The paste box: a complaint from anywhere, drafted on the spot, to be copied or put into the queue."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Complaint, Language, Market
from assistant.errors import AssistantError
from assistant.knowledge.calendar import zone_of
from assistant.triage import urgent
from assistant.triage.filling import shown
from assistant.web.calls import Screen, sentence
from assistant.web.forms import Node, form_page
from assistant.web.parts import Parts
from assistant.web.rendering import render, text
from assistant.web.signature import signed
from assistant.wording import say
from assistant.workflow.details import told_with, with_details
from assistant.workflow.formats import texts_of
from assistant.workflow.intake import take_in
from assistant.workflow.message import read_message

if TYPE_CHECKING:
    import gradio as gr

FIELDS = ("text", "channel", "language", "market", "subject")


def paste_page(parts: Parts) -> gr.Blocks:
    """The paste box for one store."""
    return form_page(parts, "paste", lambda who: form_html(parts, who.language), answer_paste)


def form_html(parts: Parts, language: Language) -> str:
    """The form with the channels of the brand's sheet."""
    return render("paste.html", language, channels=tuple(parts.knowledge.channels), markets=tuple(Market))


def answer_paste(parts: Parts, person: Person, language: Language, node: Node) -> Screen:
    """Draft what was pasted, or put it into the queue; a field that cannot be taken is named."""
    screen = Screen()
    try:
        require(person, Permission.DRAFT)
        complaint, filled = _complaint(parts, node, language)
        if node.get("do") == "queue":
            taken = take_in(parts.store, complaint, due_at=parts.due_at(complaint), urgent=urgent(complaint))
            if filled:
                parts.fill(taken.case_id, filled)
            screen.answer |= {"goto": taken.case_id}
            screen.toast(text(language, "toast.queued"))
        else:
            screen.html["result"] = _result(parts, person, language, complaint, filled)
    except AssistantError as error:
        screen.answer |= {"error": sentence(error, language), "code": error.code}
    return screen


def _complaint(parts: Parts, node: Node, language: Language) -> tuple[Complaint, Mapping[str, str]]:
    """What was pasted, and the details filled in beside its draft, as somebody who reads ``language`` writes them."""
    given = node.get("fields")
    fields = given if isinstance(given, Mapping) else {}
    raw: dict[str, object] = {name: fields.get(name) or None for name in FIELDS}
    raw |= {"id": f"P-{secrets.token_hex(4)}", "author": {"name": fields.get("name") or None}}
    now = parts.store.clock()
    complaint = read_message(raw, parts.knowledge.channels, now)
    filled = told_with(fields, complaint, parts.knowledge, language, now)
    return with_details(complaint, filled), filled


def _result(parts: Parts, person: Person, language: Language, complaint: Complaint, filled: Mapping[str, str]) -> str:
    proposal = parts.propose(complaint)
    texts: dict[Audience, str] = {audience: signed(body, person) for audience, body in texts_of(proposal).items()}
    findings = [
        finding
        for audience, body in texts.items()
        for finding in parts.check(
            complaint,
            body,
            audience,
            [one for one in proposal.draft.sentences if one.reply is audience and one.text in body],
            role=parts.promises_as(person),
            reading=proposal.reading,
        )
    ]
    cited = {source for one in proposal.draft.sentences for source in one.sources}
    return render(
        "pasted.html",
        language,
        proposal=proposal,
        texts=texts,
        findings=findings,
        sources=[passage for passage in proposal.sources if passage.id in cited],
        say=partial(say, language=language),
        filled=filled,
        shown=shown,
        rule=parts.knowledge.slot,
        today=parts.store.clock().astimezone(zone_of(parts.knowledge.brand, complaint.market)).date().isoformat(),
    )
