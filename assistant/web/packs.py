"""What goes with the replies, folded: the card and the note for colleagues, and the checked words for after the fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from assistant.domain import Audience, Finding, Language, Pack, Reason, Severity
from assistant.drafting.layout import joined
from assistant.drafting.pack import MOMENT
from assistant.web.moments import clock
from assistant.web.opened import Opened
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.signature import signed
from assistant.wording import say


@dataclass(frozen=True, slots=True)
class After:
    """A text for after the fix as this person would send it: ``closing`` or ``win_back``, to whom, and its findings."""

    kind: str
    audience: Audience
    text: str
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether it must not leave as it stands, and so is not offered to be copied."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)


def pack_html(parts: Parts, seen: Opened, language: Language) -> str:
    """The folded pack of the case; nothing where its draft has none."""
    pack = seen.stored.pack
    if pack is None:
        return ""
    teams = {key: names[language] for key, names in parts.knowledge.brand.teams.items()}
    return render(
        "pack.html", language, seen=seen, pack=pack, after=tuple(after_fix(parts, seen, pack)), teams=teams,
        note=[say(_named(reason, seen, teams, language), language) for reason in pack.note],
        say=partial(say, language=language),
    )  # fmt: skip


def _named(reason: Reason, seen: Opened, teams: Mapping[str, str], language: Language) -> Reason:
    """A reason with what it names as a colleague calls it: teams and titles in their language, moments as they read."""
    values = dict(reason.values)
    if owner := values.get("owner"):
        values["owner"] = teams.get(str(owner), str(owner))
    for promise in seen.stored.promises:
        if promise.by and values.get("by") == promise.by.strftime(MOMENT):
            values["by"] = clock(language, promise.by)
    if sources := values.get("sources"):
        titles = {passage.id: f"«{passage.title}»" for passage in seen.stored.sources}
        named = [titles[one] for one in str(sources).split(", ") if one in titles]
        values["sources"] = ", ".join(named) or sources
    return Reason(reason.code, values)


def after_fix(parts: Parts, seen: Opened, pack: Pack) -> Iterator[After]:
    """The closing line and the win-back message, each to whom it may go, through the checks any text goes through."""
    texts = (("closing", pack.closing), ("win_back", pack.win_back))
    if not any(sentences for _, sentences in texts):
        return
    review = parts.settled(seen.file.complaint, role=parts.promises_as(seen.person), reading=seen.stored.reading)
    for kind, sentences in texts:
        for audience in Audience:
            own = [one for one in sentences if one.reply is audience]
            if own:
                style = parts.knowledge.channels[parts.channel_of(seen.file.row, audience)].style
                text = signed(joined(own, style), seen.person)
                yield After(kind, audience, text, review(text, audience, ()))
