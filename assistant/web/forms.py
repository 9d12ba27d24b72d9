"""A page of one form and what comes of it: the paste box, and trying the guideline on one's own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from assistant.access import Person
from assistant.domain import Language
from assistant.errors import AccessError, AssistantError
from assistant.web.calls import LONGEST_COMMAND, Screen, sentence
from assistant.web.page import ANSWER, hidden, region, spoken, top_html
from assistant.web.parts import Parts
from assistant.web.visitors import Visitor, reader, visitor

if TYPE_CHECKING:
    import gradio as gr

Node: TypeAlias = Mapping[str, object]
Answer: TypeAlias = Callable[[Parts, Person, Language, Node], Screen]


def form_page(parts: Parts, name: str, form: Callable[[Visitor], str], answered: Answer) -> gr.Blocks:
    """A page for one store; ``form`` is its HTML, ``answered`` what a command makes of the region ``result``."""
    import gradio as gr

    def start(request: gr.Request) -> list[object]:
        who = visitor(parts.store, dict(request.cookies), request.headers.get("accept-language"))
        answer = {"csrf": who.csrf, "words": spoken(who.language), "language": who.language.value}
        return [top_html(parts.knowledge.brand.name, who, name), form(who), json.dumps(answer)]

    def act(sent: str, request: gr.Request) -> list[object]:
        screen = _act(parts, answered, sent, request)
        return [screen.html.get("result", gr.skip()), json.dumps(screen.answer, ensure_ascii=False)]

    # A hint in quotes would be looked up in this module, where Gradio is not imported; the class itself is needed.
    for handler in (start, act):
        handler.__annotations__["request"] = gr.Request

    page: gr.Blocks = gr.Blocks(title=parts.knowledge.brand.name, analytics_enabled=False, fill_width=True)
    with page:
        top = region("top")
        with gr.Row(elem_id="paste"):
            form_region, result = region("form"), region("result")
        command, answer, send = hidden("command"), hidden("answer"), gr.Button(visible="hidden", elem_id="send")
        loaded = page.load(
            start, None, [top, form_region, answer], queue=False, api_visibility="private", show_progress="hidden"
        )
        done = send.click(
            act, [command], [result, answer], js="() => window.desk.take()",
            trigger_mode="multiple", queue=False, api_visibility="private", show_progress="hidden",
        )  # fmt: skip
        for event in (loaded, done):
            event.then(None, [answer], None, js=ANSWER, queue=False, api_visibility="private", show_progress="hidden")
    return page


def _act(parts: Parts, answered: Answer, sent: str, request: gr.Request) -> Screen:
    """One command: who asks, whether the page is theirs, and what came of it."""
    try:
        node = json.loads(sent) if isinstance(sent, str) and len(sent) <= LONGEST_COMMAND else None
        if not isinstance(node, dict):
            raise AccessError("this is no command of the page", code="bad_form")
        active = node.get("do") != "pulse"  # a page looking after its own work does not keep a session alive
        who: Visitor = visitor(
            parts.store, dict(request.cookies), request.headers.get("accept-language"), active=active
        )
        who.check(node.get("csrf"))
        return answered(parts, who.person, who.language, node)
    except (AssistantError, ValueError, RecursionError) as error:
        screen = Screen()
        known = error if isinstance(error, AssistantError) else AccessError("", code="bad_form")
        language = reader(dict(request.cookies), request.headers.get("accept-language"))
        screen.answer |= {"error": sentence(known, language), "code": known.code}
        return screen
