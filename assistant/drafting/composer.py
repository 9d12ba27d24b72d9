"""The writer without a language model: moves, the brand's phrases, the entries' facts, the customer's details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.domain import Audience, Draft, Sentence, Situation, Slot
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.material import Material, material
from assistant.drafting.moves import write
from assistant.drafting.page import NOWHERE, Page, Said, Step
from assistant.drafting.plan import AFTER_PII, BRIEF, EXPENDABLE, LAST_OF_ALL, RETOLD, ReplyPlan, plan
from assistant.drafting.retelling import tellings
from assistant.drafting.stances import Stance

# What a reply comes to after its words of feeling; thanks behind a request sound like thanks for doing as asked.
ASKS_OR_ANSWERS = frozenset({"answer", "ask", "asked", "abstain", "pii", "next_step", "bridge", "how_help"})


@dataclass(frozen=True, slots=True)
class Options:
    """How a draft is to differ from the plain one: bounds in the channel's unit, moves more, shortest words, stance.

    Without ``retells`` it says everything back in the brand's words alone.
    """

    most: Mapping[Audience, int] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    lean: bool = False
    stance: Stance | None = None
    retells: bool = True


def compose(case: Case, options: Options | None = None) -> Draft:
    """A draft from the brand's own words; empty for silence and for what only a person may answer.

    Deterministic: the same case and attempt give the same words; another attempt gives other words.
    """
    return traced(case, options)[0]


def traced(case: Case, options: Options | None = None) -> tuple[Draft, tuple[Step | None, ...]]:
    """A draft, and for each of its sentences where it came from (``None`` for greeting and sign-off)."""
    options = options or Options()
    found = material(case, options.stance)
    if found.refuses and case.triage.situation is Situation.ANSWER:
        case = replace(case, triage=replace(case.triage, situation=Situation.REFUSAL))
    pages: list[Page] = []
    said = NOWHERE
    for reply in plan(case):
        more = tuple(move for move in options.more if reply.moves and move not in reply.moves)
        pages.append(_fitted(case, found, replace(reply, moves=_with(reply.moves, more)), said, options))
        said = said.and_of(pages[-1])
    framed: list[Sentence] = []
    steps: list[Step | None] = []
    for page in sorted(pages, key=lambda page: list(Audience).index(page.plan.audience)):
        framed += layout.framed(_consecutive(page.sentences), case, page.plan.audience)
        steps += [None, *page.steps, None] if page.sentences else []
    subject = _subject(case) if any(s.reply is Audience.PRIVATE for s in framed) else None
    promised = tuple(promise for page in pages for promise in page.commitments)
    draft = Draft(
        tuple(framed), subject, found.slots if framed else (), promised, prompt=None, guideline=case.guideline.id
    )
    return draft, tuple(steps)


def _with(moves: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """The moves with further ones: words of feeling before the answer, a farewell at the end."""
    early = tuple(move for move in more if move in {"receipt", "empathy"})
    at = next((n for n, move in enumerate(moves) if move in ASKS_OR_ANSWERS), len(moves))
    return (*moves[:at], *early, *moves[at:], *(move for move in more if move not in early))


def slots(case: Case) -> tuple[Slot, ...]:
    """What is still missing to settle the case, at most two things; the market first where the facts differ by it."""
    return material(case).slots


def _fitted(case: Case, found: Material, reply: ReplyPlan, said: Said, options: Options) -> Page:
    """The reply, shortened move by move until it fits its channel.

    The customer's own detail is the last thing to go: shorter words for everything are tried before, and to ask later.
    """
    profile = case.profile_for(reply.audience)
    bound = min(profile.limit, profile.target) if profile.limit is not None else profile.target
    if "pii" in reply.moves and profile.limit is not None:
        bound = profile.limit  # the warning takes room, and owner and time still have to stand
    bound = min(bound, options.most.get(reply.audience, bound))
    last = AFTER_PII if "pii" in reply.moves else ()
    if case.triage.situation is Situation.REFUSAL:
        last = (*last, "way_out")  # a no is not left without it
    if case.triage.situation is Situation.REPEAT:
        last = (*last, "repeat")  # whoever writes again has to see that we know
    shorter = {BRIEF, RETOLD} if options.retells and tellings(case) else {BRIEF}
    expendable = [move for move in (*EXPENDABLE, *last) if move in reply.moves or move in shorter]
    expendable = [move for at, move in enumerate(expendable) if move not in expendable[at + 1 :]]
    detailed = expendable[: expendable.index("restate")] if "restate" in expendable else expendable
    most = bound if profile.limit is None or options.most else max(bound, profile.limit)  # a target may give way
    asked_later = [*detailed, *(move for move in LAST_OF_ALL if move in reply.moves)]
    tries = [(False, detailed, bound), (True, detailed, most), (True, asked_later, most), (True, expendable, bound)]
    if options.lean:
        tries = tries[1:]
    tries.append((True, [*expendable, *LAST_OF_ALL], bound))
    plain = frozenset() if options.retells else frozenset({RETOLD})
    written = (reply.moves, options.lean, plain)
    page = write(case, found, reply, said, lean=options.lean, short=plain)
    length = _length(page)
    for lean, droppable, room in tries:
        for count in range(len(droppable) + 1):
            if length <= room:
                return page
            gone = droppable[:count]
            moves = tuple(move for move in reply.moves if move not in gone)
            short = plain | shorter.intersection(gone)
            if (moves, lean, short) == written:
                continue  # the same words would come out again
            written = (moves, lean, short)
            page = write(case, found, replace(reply, moves=moves), said, lean=lean, short=short)
            length = _length(page)
        if length <= room:
            return page
    return page


def _length(page: Page) -> int:
    audience = page.plan.audience
    text = layout.text(layout.framed(page.sentences, page.case, audience), page.case, audience)
    return layout.length(text, page.case, audience) if text is not None else 0


def _consecutive(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with paragraphs numbered 0, 1, 2 in the order they are first met."""
    numbers: dict[int, int] = {}
    return [replace(s, paragraph=numbers.setdefault(s.paragraph, len(numbers))) for s in sentences]


def _subject(case: Case) -> str | None:
    if case.profile_for(Audience.PRIVATE).style != "letter" or not case.complaint.subject:
        return None
    subject = case.complaint.subject.strip()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
