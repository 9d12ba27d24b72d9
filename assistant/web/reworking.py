"""The commands that change or read a draft as a whole: rewriting by a control, and the mirror in one's own language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from assistant.domain import Audience
from assistant.drafting.rewrite import Control
from assistant.errors import ConflictError, InputError
from assistant.store import MadeBy, case_file
from assistant.web.calls import Call, choice
from assistant.web.opened import opened
from assistant.web.rendering import text
from assistant.web.showing import kept, open_case, show_mirrors, show_queue
from assistant.web.signature import signed
from assistant.wording import say
from assistant.workflow import drafts
from assistant.workflow.reworking import Selected


def rewrite(call: Call) -> None:
    """Another version by one control; unsaved words are kept as a version of their own first."""
    control = choice(Control, call.text("control"))
    call = kept(call)
    done = call.parts.rework(
        call.case,
        call.person,
        call.view.version,
        control,
        partial(signed, person=call.person),
        selected=_selected(call),
        replace_words=call.node.get("replace") is True,
    )
    if done.saved is None:
        call.screen.toast(" ".join(say(reason, call.language) for reason in done.said))
        return
    if not done.saved.shown:
        raise ConflictError("the case changed while the draft was changed", code="redo_late")
    open_case(call, call.case)
    show_queue(call, call.case)
    call.screen.toast(text(call.language, "toast.rewritten", control=text(call.language, f"control.{control}")))


def redo(call: Call) -> None:
    """Another draft: with a wish for the model, a fact for the case's note, or missing details filled in.

    Unsaved words are kept as a version first; what a person wrote gives way only when they say so.
    """
    call = kept(call)
    _may_replace(call)
    filled = call.node.get("filled")
    details = {str(slot): str(value) for slot, value in filled.items()} if isinstance(filled, Mapping) else {}
    wish, fact = call.text("said").strip() or None, call.text("fact").strip() or None
    saved = call.parts.redo(call.case, call.person, call.view.version, wish, fact, details, call.language)
    open_case(call, call.case)
    if not saved.shown:
        raise ConflictError("the case changed while the draft was made", code="redo_late")
    call.screen.toast(text(call.language, "toast.redo"))


def _may_replace(call: Call) -> None:
    shown = case_file(call.parts.store, call.case).draft
    if shown is not None and shown.made_by is MadeBy.PERSON and call.node.get("replace") is not True:
        raise ConflictError("a new draft would replace what a person wrote", code="would_replace")


def use_version(call: Call) -> None:
    """An earlier version once more, as a new one by this person; unsaved words are kept as a version first."""
    call = kept(call)
    file = case_file(call.parts.store, call.case)
    wanted = next((draft for draft in file.drafts if draft.version == call.node.get("version")), None)
    if wanted is None:
        raise InputError("there is no such version", code="no_draft")
    texts = {audience: signed(body, call.person) for audience, body in wanted.texts.items()}
    drafts.save_edit(
        call.parts.store, call.case, call.person, call.view.version, texts,
        subject=wanted.subject, out_of=wanted.version,
    )  # fmt: skip
    open_case(call, call.case)
    call.screen.toast(text(call.language, "toast.used", n=wanted.version))


def mirror(call: Call) -> None:
    """The replies as they stand in the boxes, read in the person's language, or no more."""
    file = case_file(call.parts.store, call.case)
    show_mirrors(call, opened(call.parts, file, call.person, call.texts(), call.subject()), ask=True)


def _selected(call: Call) -> Selected | None:
    marked = call.node.get("selected")
    node = marked if isinstance(marked, Mapping) else {}
    reply, start, end = node.get("reply"), node.get("start"), node.get("end")
    if not isinstance(reply, str) or reply not in set(Audience):
        return None
    if not isinstance(start, int) or not isinstance(end, int) or start >= end:
        return None
    return Selected(Audience(reply), start, end)
