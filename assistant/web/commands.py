"""What a person can do at the desk: each command of the page becomes a verb of ``workflow`` and changed regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Language
from assistant.errors import AssistantError, ConflictError, InputError
from assistant.store import CaseFile, Doing, case_file
from assistant.store.rows import PresenceRow
from assistant.web import regions
from assistant.web.calls import Call, Node, Screen, sentence, view_of
from assistant.web.opened import Opened, opened, places, reset_texts
from assistant.web.parts import Parts
from assistant.web.queue import queue_html, tabs_html
from assistant.web.rendering import text
from assistant.workflow import decide, deliver, desk, drafts
from assistant.workflow.decide import Fault, Silence

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)


def run(parts: Parts, person: Person, language: Language, node: Node) -> Screen:
    """Carry a command out; what went wrong on purpose becomes a sentence on the page, and no text is lost."""
    screen = Screen()
    try:
        require(person, Permission.READ)
        command = COMMANDS.get(str(node.get("do")))
        if command is None:
            raise InputError("the command is not known")
        command(Call(parts, person, language, view_of(node.get("view")), node, screen))
    except AssistantError as error:
        screen.answer["error"] = sentence(error, language)
        screen.answer["code"] = error.code
    return screen


# --- what the page shows -------------------------------------------------------------------------------------------


def _show_queue(call: Call, case: int | None) -> None:
    store = call.parts.store
    call.screen.html["tabs"] = tabs_html(store, call.language, call.view.wanted.filters.tab)
    call.screen.html["queue"] = queue_html(store, call.person, call.language, call.view.wanted, case)


def _show_case(call: Call, seen: Opened, *, boxes: bool = True) -> None:
    """The whole case; with ``boxes`` the texts too, which replaces what stands there."""
    row, language, html = seen.file.row, call.language, call.screen.html
    html["case"] = regions.case_html(call.parts, seen, language)
    html["banner"] = regions.banner_html(call.parts, seen, language)
    html["actions"] = regions.actions_html(seen, language)
    html["live"] = regions.live_html(seen, language, _others(call, seen.file))
    for audience in Audience:
        shown = audience in seen.texts
        html[f"{audience}_head"] = regions.head_html(call.parts, row, audience, language) if shown else ""
    _show_checks(call, seen)
    call.screen.answer["case"] = {
        "id": row.id,
        "version": row.head,
        "thread": row.thread,
        "state": row.state.value,
        "editable": seen.editable,
        "external": row.external_id,
        "subject": _with_subject(call.parts, seen),
        "texts": {audience.value: body for audience, body in seen.texts.items()},
        "draft": {audience.value: body for audience, body in reset_texts(seen).items()},
        "language": row.language.value if row.language else "",
        "fresh": boxes,
    }
    if boxes:
        call.screen.boxes = {audience.value: seen.texts.get(audience, "") for audience in Audience}
        call.screen.boxes["subject"] = seen.subject or ""


def _show_checks(call: Call, seen: Opened) -> None:
    call.screen.html["checks"] = regions.checks_html(call.parts, seen, call.language)
    call.screen.html["side"] = regions.side_html(call.parts, seen, call.language)
    call.screen.answer["places"] = places(seen)


def _with_subject(parts: Parts, seen: Opened) -> bool:
    """Whether the private text leaves as a letter, which has a subject line."""
    profile = parts.knowledge.channels[parts.channel_of(seen.file.row, Audience.PRIVATE)]
    return profile.style == "letter"


def _others(call: Call, file: CaseFile) -> tuple[PresenceRow, ...]:
    return tuple(one for one in file.presence if one.person != call.person.name)


def _open(call: Call, case_id: int) -> None:
    file = desk.open_case(call.parts.store, case_id, call.person)
    _show_case(call, opened(call.parts, file, call.person))


# --- the commands --------------------------------------------------------------------------------------------------


def _start(call: Call) -> None:
    """The page as it opens; ``external`` asks for one case by the complaint's own id."""
    call.screen.html["filters"] = regions.filters_html(call.parts, call.language)
    call.screen.html["dialogs"] = regions.dialogs_html(call.parts, call.language)
    case = call.view.case
    if case is not None:
        _open(call, case)
    else:
        call.screen.html["case"] = regions.case_html(call.parts, None, call.language)
    _show_queue(call, case)


def _list(call: Call) -> None:
    _show_queue(call, call.view.case)


def _open_command(call: Call) -> None:
    _keep(call)
    wanted = call.node.get("case")
    if not isinstance(wanted, int):
        raise InputError("no case was named", code="no_such_case")
    _leave(call)
    _open(call, wanted)
    _show_queue(call, wanted)


def _leave(call: Call) -> None:
    if call.view.case is not None and call.view.case != call.node.get("case"):
        desk.release(call.parts.store, call.view.case, call.person)


def _keep(call: Call) -> None:
    """Store what stands unsaved in the boxes before the page turns to something else."""
    if not call.view.dirty or call.view.case is None or not call.texts():
        return
    drafts.save_edit(call.parts.store, call.case, call.person, call.view.version, call.filled(), subject=call.subject())


def _pulse(call: Call) -> None:
    """What changed by somebody else's hand; asked for every two seconds."""
    _show_queue(call, call.view.case)
    if call.view.case is None:
        return
    doing = Doing.TYPING if call.node.get("typing") is True else Doing.VIEWING
    others = desk.presence(call.parts.store, call.case, call.person, doing)
    file = case_file(call.parts.store, call.case)
    row = file.row
    current = row.head == call.view.version and row.thread == call.view.thread
    if current and row.state.value == call.text("state"):
        seen = Opened.bare(file, call.person, call.parts.store.clock())
        call.screen.html["live"] = regions.live_html(seen, call.language, others)
    elif call.view.dirty:
        seen = opened(call.parts, file, call.person, call.texts(), call.subject())
        conflict = regions.conflict_of(seen, call.view.version, call.view.thread, call.language)
        call.screen.html["live"] = regions.live_html(seen, call.language, others, conflict)
        call.screen.html["banner"] = regions.banner_html(call.parts, seen, call.language)
    else:
        _show_case(call, opened(call.parts, file, call.person))


def _check(call: Call) -> None:
    file = case_file(call.parts.store, call.case)
    _show_checks(call, opened(call.parts, file, call.person, call.texts(), call.subject()))


def _save(call: Call) -> None:
    version = drafts.save_edit(
        call.parts.store, call.case, call.person, call.view.version, call.filled(), subject=call.subject()
    )
    call.screen.answer["saved"] = {"case": call.case, "version": version}


def _approve(call: Call) -> None:
    parts, case_id, sent = call.parts, call.case, call.filled()
    file = case_file(parts.store, case_id)
    seen = opened(parts, file, call.person, call.texts(), call.subject())
    acknowledged = call.node.get("acknowledged")
    made = decide.approve(
        parts.store,
        case_id,
        call.person,
        call.seen,
        sent,
        [str(key) for key in acknowledged] if isinstance(acknowledged, list) else (),
        findings=seen.findings,
        routes=parts.routes(file.row),
        subject=call.subject() if _with_subject(parts, seen) else None,
        policy=parts.policy,
    )
    seconds = int(parts.policy.undo.total_seconds())
    if made:
        call.screen.toast(text(call.language, "toast.leaves", n=seconds), undo=case_id, seconds=seconds)
    else:
        call.screen.toast(text(call.language, "toast.first"))
    _onward(call)


def _onward(call: Call) -> None:
    """After a decision: the next case if the page named one, else the same one as it stands now."""
    following = call.node.get("next")
    case = following if isinstance(following, int) and following != call.case else call.case
    _open(call, case)
    _show_queue(call, case)


def _undo(call: Call) -> None:
    case = call.node.get("case")
    case_id = case if isinstance(case, int) else call.case
    decide.undo(call.parts.store, case_id, call.person)
    _open(call, case_id)
    _show_queue(call, case_id)
    call.screen.toast(text(call.language, "toast.undone"))


def _redo(call: Call) -> None:
    """Another draft with a wish or a fact, which becomes one of its sources; unsaved words are kept as a version."""
    call = _kept(call)
    saved = call.parts.redo(call.case, call.person, call.view.version, call.text("said").strip() or None)
    _open(call, call.case)
    if not saved.shown:
        raise ConflictError("the case changed while the draft was made", code="redo_late")
    call.screen.toast(text(call.language, "toast.redo"))


def _send_back(call: Call) -> None:
    call = _kept(call)
    reason = _choice(Fault, call.text("reason"))
    decide.send_back(call.parts.store, call.case, call.person, call.seen, reason, call.text("note"))
    call.screen.toast(text(call.language, "toast.sent_back"))
    _onward(call)


def _kept(call: Call) -> Call:
    """The same command after unsaved words were stored, seeing the version they became."""
    if not call.view.dirty:
        return call
    version = drafts.save_edit(
        call.parts.store, call.case, call.person, call.view.version, call.filled(), subject=call.subject()
    )
    return replace(call, view=replace(call.view, version=version, dirty=False))


def _no_reply(call: Call) -> None:
    reason = _choice(Silence, call.text("reason"))
    decide.no_reply(call.parts.store, call.case, call.person, call.seen, reason, call.text("note") or None)
    call.screen.toast(text(call.language, "toast.closed"))
    _onward(call)


def _escalate(call: Call) -> None:
    unit = call.text("unit")
    if unit not in call.parts.knowledge.brand.teams:
        raise InputError(f"there is no unit {unit!r}", code="note_missing")
    decide.escalate(call.parts.store, call.case, call.person, call.seen, unit, call.text("note"))
    call.screen.toast(text(call.language, "toast.escalated"))
    _onward(call)


def _reopen(call: Call) -> None:
    decide.reopen(call.parts.store, call.case, call.person, call.text("note"))
    call.screen.toast(text(call.language, "toast.reopened"))
    _onward(call)


def _take(call: Call) -> None:
    desk.claim(call.parts.store, call.case, call.person, take_over=True)
    file = case_file(call.parts.store, call.case)
    call.screen.html["live"] = regions.live_html(opened(call.parts, file, call.person), call.language, ())
    _show_queue(call, call.case)


def _mine(call: Call) -> None:
    """Go on with one's own text on top of what somebody else made meanwhile."""
    file = case_file(call.parts.store, call.case)
    _show_case(call, opened(call.parts, file, call.person, call.texts(), call.subject()), boxes=False)


def _theirs(call: Call) -> None:
    _open(call, call.case)


def _settle(call: Call) -> None:
    fate = _choice(deliver.Fate, call.text("fate"))
    deliver.settle(call.parts.store, call.text("posting"), call.person, fate)
    call.screen.toast(text(call.language, "toast.settled"))
    _onward(call)


def _choice(kind: type[ChoiceT], value: str) -> ChoiceT:
    try:
        return kind(value)
    except ValueError as error:
        raise InputError(f"{value!r} is not one of {' '.join(kind)}") from error


COMMANDS: Mapping[str, Callable[[Call], None]] = {
    "start": _start,
    "list": _list,
    "open": _open_command,
    "pulse": _pulse,
    "check": _check,
    "save": _save,
    "approve": _approve,
    "undo": _undo,
    "redo": _redo,
    "send_back": _send_back,
    "no_reply": _no_reply,
    "escalate": _escalate,
    "reopen": _reopen,
    "take": _take,
    "mine": _mine,
    "theirs": _theirs,
    "settle": _settle,
}
