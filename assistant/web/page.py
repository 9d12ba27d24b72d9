"""What every Gradio page of the desk shares: regions, hidden fields, the bar on top, and how a page is mounted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from assistant.access import Permission
from assistant.domain import Language
from assistant.web.rendering import render, texts
from assistant.web.signature import initials
from assistant.web.visitors import Visitor

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI, Request

# Words the scripts need; everything else reaches the page inside HTML.
SPOKEN = ("act.undo", "toast.leaves", "toast.left", "toast.copied", "error.unknown", "reply.empty_public",
          "reply.empty_private", "reply.label_public", "reply.label_private", "reply.label_subject")  # fmt: skip
ANSWER = "(answer) => { window.desk.answer(answer); }"  # hands what came back to the page's script
FONTS = ["ui-sans-serif", "system-ui", "sans-serif"]  # the bundled ones lack Turkish and Greek letters
LARGEST_UPLOAD = "1kb"  # the desk takes no files


def region(name: str) -> gr.HTML:
    """A part of the page that only the renderer's HTML goes into."""
    import gradio as gr

    return gr.HTML("", elem_id=name, elem_classes="region", js_on_load=None, apply_default_css=False)


def hidden(name: str) -> gr.Textbox:
    """A field between script and handler that nobody sees."""
    import gradio as gr

    return gr.Textbox(visible="hidden", elem_id=name)


def top_html(brand: str, who: Visitor, page: str) -> str:
    """The bar on top of a page."""
    person = who.person
    return render(
        "top.html", who.language, brand=brand, person=person, initials=initials(person.display_name), csrf=who.csrf,
        page=page, leads=person.may(Permission.SETTLE), edits=person.may(Permission.EDIT_KNOWLEDGE),
        reads=person.may(Permission.READ), judges=person.may(Permission.DRAFT) or person.may(Permission.EVALUATE),
    )  # fmt: skip


def spoken(language: Language) -> dict[str, str]:
    """The words the page's script shows by itself."""
    known = texts(language)
    return {key: known[key] for key in SPOKEN}


def mount(app: FastAPI, blocks: gr.Blocks, path: str, files: tuple[str, ...], version: str) -> None:
    """Put a Gradio page into the application: no API page, no uploads, no analytics, no outside request.

    ``files`` are its own scripts and style sheets of ``static/``.
    Who may see it is the business of the application's gate, which stands before every path under ``path``; the page's
    handlers ask again.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    head = "".join(_linked(f"/static/{file}?{version}") for file in files)
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        server_name="127.0.0.1",
        footer_links=[],
        run_history=False,
        auth_dependency=_signed_in,
        allowed_paths=[],
        show_error=False,
        max_file_size=LARGEST_UPLOAD,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(
            neutral_hue="slate", radius_size="sm", spacing_size="sm", font=["ui-sans-serif", "sans-serif"]
        ),
        head=f'<link rel="icon" href="/static/mark.svg" type="image/svg+xml">'
        f'<link rel="stylesheet" href="/static/desk.css?{version}">{head}',
    )


def _linked(address: str) -> str:
    if ".css?" in address:
        return f'<link rel="stylesheet" href="{address}">'
    return f'<script defer src="{address}"></script>'


def _signed_in(request: Request) -> str | None:
    """The name the application's gate found for this request."""
    person = request.scope.get("desk.person")
    return str(person) if person else None
