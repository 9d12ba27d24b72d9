"""The parts of the case page as HTML: each region of the screen is one function of the opened case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from assistant.access import Permission
from assistant.domain import Audience, Finding, Flag, Language, Reason, SentenceKind, Severity
from assistant.drafting.rewrite import Control
from assistant.store import CaseRow, DraftRow, Filters, MadeBy, Posting, State, Tab, queue
from assistant.store.rows import PresenceRow
from assistant.web import history, moments
from assistant.web.opened import Opened, today_of
from assistant.web.parts import Parts
from assistant.web.queue import urgency
from assistant.web.rendering import render, text, word
from assistant.web.signature import signed
from assistant.wording import say
from assistant.workflow.approval import finding_key
from assistant.workflow.decide import Fault, Silence
from assistant.workflow.inquiry import WORDS
from assistant.workflow.mirroring import InOtherWords
from assistant.workflow.offering import TONES, Offered
from assistant.workflow.past import answered_like
from assistant.workflow.produce import blocking
from assistant.workflow.states import DRAFT_FAILED, Event, may

OTHERS = 8  # further cases of a customer that the page lists
ACTORS = ("intake", "delivery", "worker", "composer", "customer", "console", "colleague", "promises")


@dataclass(frozen=True, slots=True)
class Button:
    """A button of the banner: what it does, which dialog it opens, and the values it sends."""

    do: str
    label: str
    open: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What changed under a person's hands, in words."""

    headline: str
    detail: str


def case_html(parts: Parts, seen: Opened | None, language: Language) -> str:
    """Header, brief and conversation of a case."""
    late = urgency(seen.file.row, seen.now) if seen else ""
    teams = {key: names[language] for key, names in parts.knowledge.brand.teams.items()}
    words = partial(say, language=language)
    why = [words(reason) for reason in (seen.stored.why if seen else ()) if words(reason) != reason.code]
    return render(
        "case.html", language, seen=seen, urgency=late, say=words, why=why, teams=teams,
        links={one.id: parts.link_to(one) for one in (seen.file.questions if seen else ())},
        anybody=parts.knowledge.brand.asking.without_account, stored_ask=seen.stored.ask if seen else None,
        rule=parts.knowledge.slot, today=today_of(parts, seen) if seen else "",
        may_ask=seen is not None and seen.person.may(Permission.DECIDE),
    )  # fmt: skip


def checks_html(parts: Parts, seen: Opened, language: Language) -> str:
    """The strip of findings; those that may or must be signed off one by one have a box to tick."""

    def signable(finding: Finding) -> bool:
        blocks = finding.severity is Severity.BLOCK
        return seen.editable and blocks and finding.check in parts.policy.signable

    blocking = seen.blocking
    return render(
        "checks.html",
        language,
        findings=seen.findings,
        blocking=blocking,
        advisory=len(seen.findings) - blocking,
        any_text=any(body.strip() for body in seen.texts.values()),
        key=finding_key,
        signable=signable,
        editable=seen.editable,
        texts=seen.texts,
        say=partial(say, language=language),
    )


def head_html(parts: Parts, row: CaseRow, audience: Audience, language: Language, mirrors: bool = False) -> str:
    """The head of one reply's box: who reads it, where it goes, how long it may be, and a switch to read it in."""
    channel = parts.channel_of(row, audience)
    profile = parts.knowledge.channels[channel]
    return render(
        "reply_head.html", language, audience=audience.value, channel=channel, profile=profile, mirrors=mirrors
    )


def mirror_html(audience: Audience, read: InOtherWords, language: Language, *, message: bool, may_ask: bool) -> str:
    """A reply in the reader's language, sentence by sentence; with ``message`` what the customer wrote before it."""
    lines = read.replies.get(audience, ())
    if not lines:
        return ""
    return render(
        "mirror.html", language, audience=audience.value, lines=lines, message=read.message if message else (),
        read=read, may_ask=may_ask, failed=say(read.failed, language) if read.failed else "",
    )  # fmt: skip


def offered_for(parts: Parts, seen: Opened) -> Offered:
    """What can be asked of the draft on the page; nothing where nobody may change it."""
    if not seen.editable or seen.machine is None or not seen.stored.sentences:
        return Offered()
    return parts.offer(seen.file.row.id, partial(signed, person=seen.person))


def controls_html(seen: Opened, offered: Offered, language: Language) -> str:
    """The quiet row of what can be asked of a draft with one click; what could do nothing is left out."""
    current = seen.stored.control if seen.shown is seen.machine else ""
    shown = [one for one in Control if one in {*offered.whole, *offered.edited, *offered.passage} or one == current]
    if not shown:
        return ""
    return render("controls.html", language, shown=shown, tones=TONES, offered=offered, current=current)


def actions_html(seen: Opened, language: Language, *, model: bool) -> str:
    """What the person may do with the case now; a wish in free words only with a ``model`` to heed it."""
    reopens = seen.person.may(Permission.DECIDE) and may(seen.file.row.state, Event.REOPENED)
    return render("actions.html", language, seen=seen, reopens=reopens, model=model)


def side_html(parts: Parts, seen: Opened | None, language: Language) -> str:
    """Sources, rules, customer and history."""
    if seen is None:
        return ""
    row = seen.file.row
    return render(
        "side.html",
        language,
        seen=seen,
        broken=sum(bool(state.findings) for state in seen.rules),
        unsupported=[
            one
            for one in seen.stored.sentences
            if one.kind is SentenceKind.UNSUPPORTED and signed(one.text, seen.person) in seen.texts.get(one.reply, "")
        ],
        say=partial(say, language=language),
        messages=1 + len(seen.file.complaint.thread),
        others=_others(parts, row),
        past=answered_like(parts.store, seen.file),
        versions=history.versions(seen, language),
        answers_for=seen.person.may(Permission.SEE_AUDIT),
        log=list(reversed(seen.file.audit)),
        notes=[decision for decision in seen.file.decisions if decision.note],
        actors=ACTORS,
    )


def live_html(
    seen: Opened, language: Language, others: tuple[PresenceRow, ...], conflict: Conflict | None = None
) -> str:
    """Who else is here, who holds the case, and what changed meanwhile."""
    may_take = seen.person.may(Permission.DRAFT) and seen.editable
    return render(
        "live.html", language, others=others, holder=seen.holder if seen.editable else None, conflict=conflict,
        may_take=may_take,
    )  # fmt: skip


def banner_html(parts: Parts, seen: Opened, language: Language) -> str:
    """What this draft is, who wrote it, and what stands in its way."""
    tone, glyph, headline, detail = _banner(parts, seen, language)
    fallback = ""
    if seen.stored.fallback:
        fallback = text(language, "banner.fallback", why=say(Reason(f"model.{seen.stored.fallback}"), language))
    other = kept_from(seen)
    kept_back = text(language, "banner.kept_back", n=blocking(other)) if other else ""
    return render(
        "banner.html",
        language,
        seen=seen,
        tone=tone,
        glyph=glyph,
        headline=headline,
        detail=detail,
        made_by=_made_by(seen, language),
        fallback=fallback,
        kept_back=kept_back,
        buttons=[*_buttons(seen, language), *other_drafts(seen, language)],
    )


def filters_html(parts: Parts, language: Language) -> str:
    """Search and filters above the queue."""
    return render("filters.html", language, channels=tuple(parts.knowledge.channels), flags=tuple(Flag))


def dialogs_html(parts: Parts, language: Language) -> str:
    """Every dialog of the desk."""
    units = [(key, names[language]) for key, names in parts.knowledge.brand.teams.items()]
    return render("dialogs.html", language, faults=tuple(Fault), silences=tuple(Silence), units=units)


def writing_html(language: Language) -> str:
    """Where a draft is read while a model writes it; the page's script fills it in, as text."""
    return render("writing.html", language, audiences=tuple(audience.value for audience in Audience))


def conflict_of(seen: Opened, version: int, thread: int, language: Language) -> Conflict | None:
    """What changed since a person saw this version and this much of the conversation; nothing if nothing did."""
    row = seen.file.row
    if row.thread != thread:
        return Conflict(text(language, "live.thread_changed"), text(language, "live.thread_detail"))
    if row.head == version:
        return None
    who = seen.shown.author if seen.shown else row.changed_by
    headline = text(language, "live.version_changed", who=_name(who, language), version=row.head)
    return Conflict(headline, text(language, "live.version_detail"))


def _others(parts: Parts, row: CaseRow) -> list[CaseRow]:
    if row.author_handle is None:
        return []
    found: list[CaseRow] = []
    for tab in Tab:
        page = queue(parts.store, Filters(tab=tab, author_handle=row.author_handle), limit=OTHERS)
        found += [other for other in page.rows if other.id != row.id]
    return sorted(found, key=lambda other: other.received_at, reverse=True)[:OTHERS]


def _banner(parts: Parts, seen: Opened, language: Language) -> tuple[str, str, str, str]:
    """Tone, icon, headline and detail."""
    row, t = seen.file.row, partial(text, language)
    waiting = next((one for one in seen.file.questions if one.waits(seen.now)), None)
    if waiting is not None and row.state is State.ESCALATED:
        names = parts.knowledge.brand.teams.get(waiting.unit, {})
        return "warm", "user", t("banner.asked", unit=names.get(language, waiting.unit)), ""
    if row.state is State.DRAFTING and row.trouble == DRAFT_FAILED:
        return "bad", "alert", t("banner.draft_failed"), t("banner.draft_failed_hint")
    if row.state is State.DRAFTING:
        return "calm", "clock", t("banner.drafting"), t("banner.drafting_hint")
    if row.state is State.SECOND_LOOK:
        return "warm", "user", t("banner.second_look", who=row.first_by or ""), ""
    if row.state is State.APPROVED:
        return "good", "send", t("banner.approved", who=row.changed_by), t("banner.approved_hint")
    if row.state is State.SENT:
        sent = next((d for d in reversed(seen.file.decisions) if d.text and d.undone_at is None), None)
        at = moments.clock(language, row.changed_at, seen.now)
        return "good", "check", t("banner.sent", who=sent.reviewer if sent else row.changed_by, at=at), ""
    if row.state is State.STUCK:
        known = row.trouble if row.trouble in ("send_unknown", "send_failed") else "send_failed"
        return "bad", "alert", t("banner.stuck"), t(f"banner.stuck_{known}")
    if row.state is State.CLOSED:
        return "calm", "check", t("banner.closed", reason=word(language, "silence", row.reason or "other")), ""
    if row.state is State.ESCALATED:
        names = parts.knowledge.brand.teams.get(row.unit or "", {})
        return "warm", "flag", t("banner.escalated", unit=names.get(language, row.unit or "")), _last_note(seen)
    return _proposed(seen, language)


def _proposed(seen: Opened, language: Language) -> tuple[str, str, str, str]:
    status = seen.stored.status or "needs_fill"
    tone = {"send_ready": "good", "needs_fill": "warm", "ask_colleague": "warm", "no_reply": "calm"}[status]
    glyph = {"send_ready": "check", "needs_fill": "alert", "ask_colleague": "user", "no_reply": "mute"}[status]
    if seen.shown is not None and seen.shown.made_by is MadeBy.PERSON:
        return "calm", "pen", text(language, "banner.edited", who=seen.shown.author), ""
    if not seen.blocking and seen.stored.reason.code in WORDS:
        return "good", "check", text(language, "banner.send_ready"), ""
    detail = "" if status == "send_ready" else say(seen.stored.reason, language)
    return tone, glyph, text(language, f"banner.{status}"), detail


def _made_by(seen: Opened, language: Language) -> str:
    if seen.machine is None or seen.shown is None:
        return ""
    if seen.machine.made_by is MadeBy.COMPOSER:
        return text(language, "banner.made_composer")
    return text(language, "banner.made_model", model=seen.stored.model or seen.machine.author)


def _buttons(seen: Opened, language: Language) -> list[Button]:
    row = seen.file.row
    if row.state is not State.STUCK or not seen.person.may(Permission.DECIDE):
        return []
    stuck = [one for one in seen.file.outbox if one.state in (Posting.UNKNOWN, Posting.FAILED)]
    return [
        Button("settle", text(language, f"banner.fate.{fate}"), values={"posting": posting.id, "fate": fate})
        for posting in stuck
        for fate in ("sent", "again", "drop")
        if posting.state is Posting.FAILED or seen.person.may(Permission.SETTLE)
    ]


def kept_from(seen: Opened) -> DraftRow | None:
    """A model's draft that the composed one shown kept its place from, because its checks forbid to send it."""
    if not seen.editable or seen.shown is None or seen.shown.made_by is not MadeBy.COMPOSER:
        return None
    later = [one for one in seen.file.drafts if one.version > seen.shown.version and one.thread == seen.file.row.thread]
    return next((one for one in reversed(later) if one.made_by is MadeBy.MODEL and blocking(one)), None)


def other_drafts(seen: Opened, language: Language) -> list[Button]:
    """One click from the draft shown to the other one: the model's that was kept back, the composed one that may go."""
    model = kept_from(seen)
    if model is not None:
        return [Button("use", text(language, "banner.use_model"), values={"use": str(model.version)})]
    if not (seen.editable and seen.blocking and seen.machine and seen.machine.made_by is MadeBy.MODEL):
        return []
    thread = seen.file.row.thread
    clean = [d for d in seen.file.drafts if d.made_by is MadeBy.COMPOSER and d.thread == thread and not blocking(d)]
    label = text(language, "banner.use_composed")
    return [Button("use", label, values={"use": str(one.version)}) for one in clean[-1:]]


def _last_note(seen: Opened) -> str:
    notes = [decision.note for decision in seen.file.decisions if decision.note]
    return notes[-1] if notes else ""


def _name(who: str, language: Language) -> str:
    return word(language, "actor", who) if who in ACTORS else who
