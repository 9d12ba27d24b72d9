"""What a reply to a case is checked against: its sentences, its sources, and every text a fact in it may come from."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.checks.review import Reviewed
from assistant.domain import Audience, Draft, Passage
from assistant.drafting.case import Case
from assistant.knowledge import Entry
from assistant.languages import fold
from assistant.privacy import Kind, Vault

# The drafter promises no more than an agent may, and only what a source grants.
DRAFTER = "agent"


def reviewed(
    case: Case,
    vault: Vault,
    audience: Audience,
    text: str,
    sources: Sequence[Passage],
    draft: Draft | None = None,
    role: str = DRAFTER,
    recent: Sequence[str] = (),
) -> Reviewed:
    """One reply to review; without a draft it is a person's own text, of the role it goes out under."""
    sentences = tuple(s for s in draft.sentences if s.reply is audience) if draft else ()
    return Reviewed(
        text=text,
        audience=audience,
        language=case.language,
        profile=case.profile_for(audience),
        guideline=case.guideline,
        brand=case.knowledge.brand,
        complaint=case.complaint,
        triage=case.triage,
        name=case.name,
        formal_name=case.formal_name,
        passages=tuple(sources),
        grounds=_grounds(case, text),
        sentences=sentences,
        known_values=tuple(value for kind in Kind if kind is not Kind.NAME for value in vault.values(kind)),
        authority=case.knowledge.authority,
        role=role,
        recent=tuple(recent),
        things=case.once("things", lambda: _things(case)),
    )


def _things(case: Case) -> tuple[str, ...]:
    """What the brand's products are called, bare and as the customer's own («koltuğunuz»)."""
    products = case.knowledge.products[case.language].root.values()
    return tuple(form for words in products for name in ("bare", "yours") if (form := words.forms.get(name)))


def sources(case: Case, draft: Draft) -> tuple[Passage, ...]:
    """What was found, and any further entry the draft cites; each once."""
    cited = {source for sentence in draft.sentences for source in sentence.sources}
    known = {passage.id for passage in case.passages}
    more = [_passage(entry, case) for id_ in sorted(cited - known) if (entry := case.knowledge.entry_by_id.get(id_))]
    shown = tuple(p for p in case.passages if p.id in cited or (p.score > 0 and not case.abstained))
    return (*shown, *more)


def _grounds(case: Case, text: str) -> tuple[str, ...]:
    """Texts besides entries and complaint that a fact may come from: SLA lines, approved texts, contacts.

    A time may be promised for the teams the case is with, the team lead, and those the reply names.
    """
    durations = case.phrases.durations
    books = [case.knowledge.playbooks[code] for code, _ in case.triage.categories]
    books.append(case.knowledge.playbooks[case.triage.category])
    teams = {"lead", *(book.team for book in books), *_named_teams(text, case)}
    lines = [
        f"{line.within} {durations[line.unit][line.within != 1]}"
        for name, line in case.knowledge.service_levels.follow_up.items()
        if line.team in teams or name in {book.follow_up for book in books}
    ]
    approved = [text for (language, _), text in case.knowledge.texts.items() if language is case.language]
    known = (case.knowledge.entry_by_id.get(passage.id) for passage in case.passages if passage.quotable)
    short = [
        line
        for entry in known
        if entry is not None
        for market, line in entry.card.short.items()
        if case.market in (None, market)
    ]
    return (
        *lines,
        *(part for text in approved for part in text.sections.values()),
        *short,
        *case.knowledge.brand.own_contacts,
    )


def _named_teams(text: str, case: Case) -> set[str]:
    """The teams a reply names, in whatever ending."""
    low = fold(text, case.language)
    names = {team: fold(words[case.language], case.language) for team, words in case.knowledge.brand.teams.items()}
    return {team for team, name in names.items() if name[: len(name) - 4] in low}


def _passage(entry: Entry, case: Case) -> Passage:
    """An entry that the draft cites though retrieval did not bring it (the way out of a complaint)."""
    text = entry.text(case.market)
    quotable = entry.card.audience == "public"
    excerpt = text.split("\n")[0][:160]
    return Passage(entry.id, entry.card.title, text, excerpt, entry.version, 0.0, entry.language, case.market, quotable)
