"""The paste box: a complaint from anywhere, drafted on the spot, to be copied or put into the queue."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Complaint, Language, Market
from assistant.errors import AccessError, AssistantError
from assistant.web.calls import LONGEST_COMMAND, Screen, sentence
from assistant.web.page import ANSWER, hidden, region, spoken, top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render, text
from assistant.web.signature import signed
from assistant.web.visitors import Visitor, reader, visitor
from assistant.wording import say
from assistant.workflow.formats import texts_of
from assistant.workflow.intake import take_in
from assistant.workflow.message import read_message

if TYPE_CHECKING:
    import gradio as gr

Node = Mapping[str, object]
FIELDS = ("text", "channel", "language", "market", "subject")


def paste_page(parts: Parts) -> gr.Blocks:
    """The paste box for one store."""
    import gradio as gr

    def start(request: gr.Request) -> list[object]:
        who = visitor(parts.store, dict(request.cookies), request.headers.get("accept-language"))
        answer = {"csrf": who.csrf, "words": spoken(who.language), "language": who.language.value}
        return [top_html(parts.knowledge.brand.name, who, "paste"), form_html(parts, who.language), json.dumps(answer)]

    def act(sent: str, request: gr.Request) -> list[object]:
        screen = _act(parts, sent, request)
        return [screen.html.get("result", gr.skip()), json.dumps(screen.answer, ensure_ascii=False)]

    # A hint in quotes would be looked up in this module, where Gradio is not imported; the class itself is needed.
    for handler in (start, act):
        handler.__annotations__["request"] = gr.Request

    page: gr.Blocks = gr.Blocks(title=parts.knowledge.brand.name, analytics_enabled=False, fill_width=True)
    with page:
        top = region("top")
        with gr.Row(elem_id="paste"):
            form, result = region("form"), region("result")
        command, answer, send = hidden("command"), hidden("answer"), gr.Button(visible="hidden", elem_id="send")
        loaded = page.load(
            start, None, [top, form, answer], queue=False, api_visibility="private", show_progress="hidden"
        )
        done = send.click(
            act, [command], [result, answer], js="() => window.desk.take()",
            trigger_mode="multiple", queue=False, api_visibility="private", show_progress="hidden",
        )  # fmt: skip
        for event in (loaded, done):
            event.then(None, [answer], None, js=ANSWER, queue=False, api_visibility="private", show_progress="hidden")
    return page


def form_html(parts: Parts, language: Language) -> str:
    """The form with the channels of the brand's sheet."""
    return render("paste.html", language, channels=tuple(parts.knowledge.channels), markets=tuple(Market))


def answer_paste(parts: Parts, person: Person, language: Language, node: Node) -> Screen:
    """Draft what was pasted, or put it into the queue; a field that cannot be taken is named."""
    screen = Screen()
    try:
        require(person, Permission.DRAFT)
        complaint = _complaint(parts, node)
        if node.get("do") == "queue":
            taken = take_in(parts.store, complaint, due_at=parts.due_at(complaint))
            screen.answer |= {"goto": taken.case_id}
            screen.toast(text(language, "toast.queued"))
        else:
            screen.html["result"] = _result(parts, person, language, complaint)
    except AssistantError as error:
        screen.answer |= {"error": sentence(error, language), "code": error.code}
    return screen


def _complaint(parts: Parts, node: Node) -> Complaint:
    given = node.get("fields")
    fields = given if isinstance(given, Mapping) else {}
    raw: dict[str, object] = {name: fields.get(name) or None for name in FIELDS}
    raw |= {"id": f"P-{secrets.token_hex(4)}", "author": {"name": fields.get("name") or None}}
    return read_message(raw, parts.knowledge.channels, parts.store.clock())


def _result(parts: Parts, person: Person, language: Language, complaint: Complaint) -> str:
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
    )


def _act(parts: Parts, sent: str, request: gr.Request) -> Screen:
    try:
        node = json.loads(sent) if isinstance(sent, str) and len(sent) <= LONGEST_COMMAND else None
        if not isinstance(node, dict):
            raise AccessError("this is no command of the page", code="bad_form")
        who: Visitor = visitor(parts.store, dict(request.cookies), request.headers.get("accept-language"))
        who.check(node.get("csrf"))
        return answer_paste(parts, who.person, who.language, node)
    except (AssistantError, ValueError, RecursionError) as error:
        screen = Screen()
        known = error if isinstance(error, AssistantError) else AccessError("", code="bad_form")
        language = reader(dict(request.cookies), request.headers.get("accept-language"))
        screen.answer |= {"error": sentence(known, language), "code": known.code}
        return screen
