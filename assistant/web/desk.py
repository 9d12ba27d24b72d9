"""The desk as a Gradio page: the regions of the screen, boxes to write in, and one handler behind all of them.

Gradio carries the page and the calls. Every call is a JSON command from ``static/desk.js``; the handler knows the
person by their session's cookie, asks for the session's token as any form does, and gives back what changed.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from assistant.errors import AccessError, AssistantError
from assistant.knowledge.lengths import figures
from assistant.web.calls import LONGEST_COMMAND, Screen, sentence
from assistant.web.commands import run
from assistant.web.page import ANSWER, hidden, region, spoken, top_html
from assistant.web.parts import Parts
from assistant.web.visitors import Visitor, reader, visitor

if TYPE_CHECKING:
    import gradio as gr

REGIONS = (
    "tabs", "queue", "case", "banner", "live", "writing", "public_head", "private_head", "public_mirror",
    "private_mirror", "checks", "controls", "pack", "steps", "actions", "side", "filters", "dialogs",
)  # fmt: skip
BOXES = ("subject", "public", "private")
SCREEN = "(answer) => window.desk.screen(answer)"  # the parts an answer changes, unless it comes too late


def desk_page(parts: Parts) -> gr.Blocks:
    """The desk's page for one store; every handler finds out again who is asking."""
    import gradio as gr

    def start(request: gr.Request) -> list[object]:
        return _start(parts, request)

    def act(sent: str, request: gr.Request) -> str:
        return _answer(_act(parts, sent, request))

    # A hint in quotes would be looked up in this module, where Gradio is not imported; the class itself is needed.
    for handler in (start, act):
        handler.__annotations__["request"] = gr.Request

    page: gr.Blocks = gr.Blocks(title=parts.knowledge.brand.name, analytics_enabled=False, fill_width=True)
    with page:
        top = region("top")
        html, boxes = _layout()
        command, answer, send = hidden("command"), hidden("answer"), gr.Button(visible="hidden", elem_id="send")
        shown = [*(html[name] for name in REGIONS), *(boxes[name] for name in BOXES)]
        quiet: dict[str, Any] = {"queue": False, "api_visibility": "private", "show_progress": "hidden"}
        loaded = page.load(start, None, [top, answer], **quiet)
        done = send.click(act, [command], [answer], js="() => window.desk.take()", trigger_mode="multiple", **quiet)
        for event in (loaded, done):
            event.then(None, [answer], shown, js=SCREEN, **quiet).then(None, [answer], None, js=ANSWER, **quiet)
    return page


def _layout() -> tuple[dict[str, gr.HTML], dict[str, gr.Textbox]]:
    """The three columns; returns the regions and the boxes by name."""
    import gradio as gr

    html: dict[str, gr.HTML] = {}
    boxes: dict[str, gr.Textbox] = {}
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="left", min_width=0):
            for name in ("tabs", "filters", "queue"):
                html[name] = region(name)
        with gr.Column(elem_id="middle", min_width=0):
            html["case"] = region("case")
            with gr.Column(elem_id="editor", min_width=0):
                for name in ("banner", "live", "writing", "checks", "controls"):
                    html[name] = region(name)
                boxes["subject"] = _box("subject", lines=1)
                with gr.Row(elem_id="replies"):
                    for name in ("public", "private"):
                        with gr.Column(elem_id=f"{name}-reply", elem_classes="reply", min_width=0):
                            html[f"{name}_head"] = region(f"{name}_head")
                            boxes[name] = _box(name, lines=7)
                            html[f"{name}_mirror"] = region(f"{name}_mirror")
                html["pack"], html["steps"], html["actions"] = region("pack"), region("steps"), region("actions")
        with gr.Column(elem_id="right", min_width=0):
            html["side"] = region("side")
    html["dialogs"] = region("dialogs")
    return html, boxes


def _box(name: str, *, lines: int) -> gr.Textbox:
    import gradio as gr

    most = 1 if lines == 1 else 26
    return gr.Textbox(
        elem_id=name, lines=lines, max_lines=most, label=name, show_label=False, container=False, interactive=True
    )


def _start(parts: Parts, request: gr.Request) -> list[object]:
    who = _visitor(parts, request, active=True)
    case = str(request.query_params.get("case", ""))
    view = {"case": int(case) if case.isdecimal() and len(case) < 10 else None}
    screen = run(parts, who.person, who.language, {"do": "start", "view": view})
    screen.answer |= {"words": spoken(who.language), "csrf": who.csrf, "language": who.language.value}
    screen.answer["figures"] = figures()
    return [top_html(parts.knowledge.brand.name, who, "desk"), _answer(screen)]


def _act(parts: Parts, sent: str, request: gr.Request) -> Screen:
    """One command: who asks, whether the page is theirs, and what came of it."""
    screen = Screen()
    try:
        node = json.loads(sent) if isinstance(sent, str) and len(sent) <= LONGEST_COMMAND else None
        if not isinstance(node, dict):
            raise AccessError("this is no command of the page", code="bad_form")
        who = _visitor(parts, request, active=node.get("do") != "pulse")
        who.check(node.get("csrf"))
        screen = run(parts, who.person, who.language, node)
        screen.answer |= {"n": node.get("n"), "do": node.get("do")}
        _spare(screen, node.get("marks"))
    except (AssistantError, ValueError, RecursionError) as error:
        known = error if isinstance(error, AssistantError) else AccessError("", code="bad_form")
        language = reader(dict(request.cookies), request.headers.get("accept-language"))
        screen.answer |= {"error": sentence(known, language), "code": known.code}
    return screen


def _spare(screen: Screen, marks: object) -> None:
    """Leave out the regions that the page shows already, by the marks it was given with them."""
    known = marks if isinstance(marks, dict) else {}
    fresh = {name: hashlib.sha256(html.encode()).hexdigest()[:16] for name, html in screen.html.items()}
    screen.answer["marks"] = fresh
    screen.html = {name: html for name, html in screen.html.items() if known.get(name) != fresh[name]}


def _visitor(parts: Parts, request: gr.Request, *, active: bool) -> Visitor:
    return visitor(parts.store, dict(request.cookies), request.headers.get("accept-language"), active=active)


def _answer(screen: Screen) -> str:
    """What came of a command, for the script: it alone knows whether the person is still where they sent it from."""
    shown = [*(screen.html.get(name) for name in REGIONS), *(screen.boxes.get(name) for name in BOXES)]
    return json.dumps(screen.answer | {"shown": shown}, ensure_ascii=False)
