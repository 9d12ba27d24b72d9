"""What a person can do at the desk: each command of the page becomes a verb of ``workflow`` and changed regions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from assistant.access import Permission, Person, require
from assistant.domain import Language
from assistant.errors import AssistantError, InputError
from assistant.store import Doing, case_file
from assistant.web import regions, steps
from assistant.web.calls import Call, Node, Screen, choice, sentence, view_of
from assistant.web.opened import Opened, opened
from assistant.web.parts import Parts
from assistant.web.rendering import text
from assistant.web.reworking import mirror, redo, rewrite, use_version
from assistant.web.showing import kept, open_case, show_case, show_checks, show_queue, with_subject
from assistant.workflow import asking, decide, deliver, desk, drafts
from assistant.workflow.decide import Fault, Silence


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


def _start(call: Call) -> None:
    """The page as it opens; ``external`` asks for one case by the complaint's own id."""
    call.screen.html["filters"] = regions.filters_html(call.parts, call.language)
    call.screen.html["dialogs"] = regions.dialogs_html(call.parts, call.language)
    call.screen.html["writing"] = regions.writing_html(call.language)
    case = call.view.case
    if case is not None:
        open_case(call, case)
    else:
        call.screen.html["case"] = regions.case_html(call.parts, None, call.language)
    show_queue(call, case)


def _list(call: Call) -> None:
    show_queue(call, call.view.case)


def _open_command(call: Call) -> None:
    _keep(call)
    wanted = call.node.get("case")
    if not isinstance(wanted, int):
        raise InputError("no case was named", code="no_such_case")
    _leave(call)
    open_case(call, wanted)
    show_queue(call, wanted)


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
    show_queue(call, call.view.case)
    if call.view.case is None:
        return
    doing = Doing.TYPING if call.node.get("typing") is True else Doing.VIEWING
    present = desk.presence(call.parts.store, call.case, call.person, doing)
    call.screen.answer["writing"] = call.case in call.parts.underway
    file = case_file(call.parts.store, call.case)
    row = file.row
    current = row.head == call.view.version and row.thread == call.view.thread
    if current and row.state.value == call.text("state"):
        seen = Opened.bare(file, call.person, call.parts.store.clock())
        call.screen.html["live"] = regions.live_html(seen, call.language, present)
    elif call.view.dirty:
        seen = opened(call.parts, file, call.person, call.texts(), call.subject())
        conflict = regions.conflict_of(seen, call.view.version, call.view.thread, call.language)
        call.screen.html["live"] = regions.live_html(seen, call.language, present, conflict)
        call.screen.html["banner"] = regions.banner_html(call.parts, seen, call.language)
    else:
        show_case(call, opened(call.parts, file, call.person))


def _check(call: Call) -> None:
    file = case_file(call.parts.store, call.case)
    show_checks(call, opened(call.parts, file, call.person, call.texts(), call.subject()))


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
        subject=call.subject() if with_subject(parts, seen) else None,
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
    open_case(call, case)
    show_queue(call, case)


def _undo(call: Call) -> None:
    case = call.node.get("case")
    case_id = case if isinstance(case, int) else call.case
    decide.undo(call.parts.store, case_id, call.person)
    open_case(call, case_id)
    show_queue(call, case_id)
    call.screen.toast(text(call.language, "toast.undone"))


def _send_back(call: Call) -> None:
    call = kept(call)
    reason = choice(Fault, call.text("reason"))
    decide.send_back(call.parts.store, call.case, call.person, call.seen, reason, call.text("note"))
    call.screen.toast(text(call.language, "toast.sent_back"))
    _onward(call)


def _no_reply(call: Call) -> None:
    reason = choice(Silence, call.text("reason"))
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


def _ask(call: Call) -> None:
    """One question to a colleague; unsaved words are kept as a version."""
    call = kept(call)
    brand = call.parts.knowledge.brand
    if call.text("unit") not in brand.teams:
        raise InputError("there is no such unit", code="no_such_team")
    asking.ask(
        call.parts.store, call.case, call.person, call.text("unit"), call.text("note"),
        valid=timedelta(days=brand.asking.days), keep=brand.own_contacts,
    )  # fmt: skip
    call.screen.toast(text(call.language, "toast.asked"))
    _onward(call)


def _withdraw(call: Call) -> None:
    asking.withdraw(call.parts.store, call.text("question"), call.person)
    _onward(call)


def _reopen(call: Call) -> None:
    decide.reopen(call.parts.store, call.case, call.person, call.text("note"))
    call.screen.toast(text(call.language, "toast.reopened"))
    _onward(call)


def _take(call: Call) -> None:
    desk.claim(call.parts.store, call.case, call.person, take_over=True)
    file = case_file(call.parts.store, call.case)
    call.screen.html["live"] = regions.live_html(opened(call.parts, file, call.person), call.language, ())
    show_queue(call, call.case)


def _mine(call: Call) -> None:
    """Go on with one's own text on top of what somebody else made meanwhile."""
    file = case_file(call.parts.store, call.case)
    show_case(call, opened(call.parts, file, call.person, call.texts(), call.subject()), boxes=False)


def _theirs(call: Call) -> None:
    open_case(call, call.case)


def _settle(call: Call) -> None:
    fate = choice(deliver.Fate, call.text("fate"))
    deliver.settle(call.parts.store, call.text("posting"), call.person, fate)
    call.screen.toast(text(call.language, "toast.settled"))
    _onward(call)


COMMANDS: Mapping[str, Callable[[Call], None]] = {
    "start": _start,
    "list": _list,
    "open": _open_command,
    "pulse": _pulse,
    "check": _check,
    "save": _save,
    "approve": _approve,
    "undo": _undo,
    "redo": redo,
    "use_version": use_version,
    "rewrite": rewrite,
    "mirror": mirror,
    "send_back": _send_back,
    "no_reply": _no_reply,
    "escalate": _escalate,
    "ask": _ask,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "take": _take,
    "mine": _mine,
    "theirs": _theirs,
    "settle": _settle,
    "step": steps.confirm,
    "step_end": steps.end,
}
