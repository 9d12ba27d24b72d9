"""What a command changes on the page: the queue, a case with all its regions, and the findings of what is written."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from assistant.access import Permission
from assistant.domain import Audience, Language
from assistant.store import CaseFile
from assistant.store.rows import PresenceRow
from assistant.web import regions
from assistant.web.calls import Call
from assistant.web.opened import Opened, opened, places, reset_texts
from assistant.web.packs import pack_html
from assistant.web.parts import Parts
from assistant.web.queue import queue_html, tabs_html
from assistant.web.signature import signed
from assistant.web.steps import steps_html
from assistant.workflow import desk, drafts
from assistant.workflow.mirroring import InOtherWords


def show_queue(call: Call, case: int | None) -> None:
    """The queue with its tabs; ``case`` is the one that is open."""
    store = call.parts.store
    call.screen.html["tabs"] = tabs_html(store, call.language, call.view.wanted.filters.tab)
    call.screen.html["queue"] = queue_html(store, call.person, call.language, call.view.wanted, case)


def show_case(call: Call, seen: Opened, *, boxes: bool = True) -> None:
    """The whole case; with ``boxes`` the texts too, which replaces what stands there."""
    row, language, html = seen.file.row, call.language, call.screen.html
    html["case"] = regions.case_html(call.parts, seen, language)
    html["banner"] = regions.banner_html(call.parts, seen, language)
    offered = regions.offered_for(call.parts, seen)
    html["actions"] = regions.actions_html(seen, language, model=offered.model)
    html["pack"] = pack_html(call.parts, seen, language)
    html["steps"] = steps_html(call.parts, seen, language)
    html["live"] = regions.live_html(seen, language, others(call, seen.file))
    for audience in Audience:
        shown = audience in seen.texts
        html[f"{audience}_head"] = (
            regions.head_html(call.parts, row, audience, language, mirrors(seen, language)) if shown else ""
        )
    html["controls"] = regions.controls_html(seen, offered, language)
    show_checks(call, seen)
    call.screen.answer["case"] = {
        "id": row.id,
        "version": row.head,
        "thread": row.thread,
        "state": row.state.value,
        "editable": seen.editable,
        "external": row.external_id,
        "subject": with_subject(call.parts, seen),
        "texts": {audience.value: body for audience, body in seen.texts.items()},
        "draft": {audience.value: body for audience, body in reset_texts(seen).items()},
        "language": row.language.value if row.language else "",
        "fresh": boxes,
    }
    if boxes:
        call.screen.boxes = {audience.value: seen.texts.get(audience, "") for audience in Audience}
        call.screen.boxes["subject"] = seen.subject or ""


def show_checks(call: Call, seen: Opened) -> None:
    """What depends on the texts: findings, sources, rules, and the replies read in the person's own language."""
    call.screen.html["checks"] = regions.checks_html(call.parts, seen, call.language)
    call.screen.html["side"] = regions.side_html(call.parts, seen, call.language)
    call.screen.answer["places"] = places(seen)
    show_mirrors(call, seen)


def show_mirrors(call: Call, seen: Opened, *, ask: bool = False) -> None:
    """The replies the person wants to read in their own language, and nothing for the others.

    A model, where one is set, is asked only with ``ask``: not for every word that is typed.
    """
    language = call.language
    wanted = [one for one in call.view.mirrors if seen.texts.get(one, "").strip()] if mirrors(seen, language) else []
    texts = {audience: seen.texts[audience] for audience in wanted}
    sign, may = partial(signed, person=seen.person), call.person.may(Permission.DRAFT)
    read = call.parts.mirror(seen.file.row.id, texts, language, sign, ask=ask and may) if texts else InOtherWords({})
    for audience in Audience:
        first = audience in wanted[:1]  # what the customer wrote is read once
        html = regions.mirror_html(audience, read, language, message=first, may_ask=may)
        call.screen.html[f"{audience}_mirror"] = html


def mirrors(seen: Opened, language: Language) -> bool:
    """Whether a case can be read in another language than it is written in: it has a draft of some other language."""
    return seen.machine is not None and seen.file.row.language not in (None, language)


def with_subject(parts: Parts, seen: Opened) -> bool:
    """Whether the private text leaves as a letter, which has a subject line."""
    profile = parts.knowledge.channels[parts.channel_of(seen.file.row, Audience.PRIVATE)]
    return profile.style == "letter"


def others(call: Call, file: CaseFile) -> tuple[PresenceRow, ...]:
    """Who else has the case before them."""
    return tuple(one for one in file.presence if one.person != call.person.name)


def open_case(call: Call, case_id: int) -> None:
    """Open a case as its shown version has it."""
    file = desk.open_case(call.parts.store, case_id, call.person)
    show_case(call, opened(call.parts, file, call.person))


def kept(call: Call) -> Call:
    """The same command after unsaved words were stored, seeing the version they became."""
    if not call.view.dirty:
        return call
    version = drafts.save_edit(
        call.parts.store, call.case, call.person, call.view.version, call.filled(), subject=call.subject()
    )
    call.screen.answer["saved"] = {"case": call.case, "version": version}
    return replace(call, view=replace(call.view, version=version, dirty=False))
