"""Drafting the complaints of one file, each with what the file itself tells of its past, as the store would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from assistant.domain import Action, Complaint, Proposal, Reason, Status, Turn
from assistant.store.earlier import MOST, MOST_OF_OTHERS
from assistant.triage import Earlier, History
from assistant.workflow.continuing import CUSTOMER, newly_said
from assistant.workflow.history import LATELY, LOOK_BACK, Known, crowded
from assistant.workflow.intake import digest
from assistant.workflow.propose import Proposer


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint of a file; ``timed`` says that the file tells when it was received.

    ``moved_on``: the customer wrote again under its id, so that an answer to it would answer something older.
    """

    complaint: Complaint
    timed: bool
    moved_on: bool = False


@dataclass(frozen=True, slots=True)
class _Past:
    """A complaint of the file that was drafted already."""

    complaint: Complaint
    digest: str
    known: Known


@dataclass
class _Memory:
    """What was drafted so far, in the order of times; ``own`` the same by author."""

    drafted: list[_Past] = field(default_factory=list)
    own: defaultdict[tuple[str, str], list[_Past]] = field(default_factory=lambda: defaultdict(list))

    def history(self, line: Line) -> History:
        """The same author's earlier complaints, and what others wrote within the hour before.

        A complaint of which nobody says when it came has no place in time: nothing is said of its past.
        """
        if not line.timed:
            return History()
        one, text = line.complaint, digest(line.complaint)
        since = one.received_at - LOOK_BACK
        earlier = [past for past in self.own[author] if past.complaint.id != one.id] if (author := _author(one)) else []
        others = list(islice(self._others(one), MOST_OF_OTHERS))
        return History(
            tuple(_earlier(past) for past in reversed(earlier[-MOST:]) if past.complaint.received_at >= since),
            identical_last_hour=sum(past.digest == text for past in others),
            brand_replied=any(turn.sender == "brand" for turn in one.thread),
            lately=crowded(past.known for past in others),
        )

    def _others(self, one: Complaint) -> Iterator[_Past]:
        """What other customers wrote in the hour before, the newest first.

        Only what came strictly before counts: rows that share one time are an export's and no burst.
        """
        for past in reversed(self.drafted):
            if past.complaint.received_at < one.received_at - LATELY:
                return
            same = past.complaint.id == one.id or _author(past.complaint) == _author(one) is not None
            if past.complaint.received_at < one.received_at and not same:
                yield past

    def keep(self, line: Line, proposal: Proposal) -> None:
        """Remember what became of a complaint, for those after it."""
        if not line.timed:
            return
        one, triage = line.complaint, proposal.triage
        categories = tuple(code for code, _ in triage.categories)
        past = _Past(one, digest(one), Known(categories, triage.intensity, triage.details.order_numbers))
        self.drafted.append(past)
        if author := _author(one):
            self.own[author].append(past)


def propose_all(lines: Sequence[Line], proposer: Proposer) -> Iterator[tuple[int, Proposal]]:
    """A proposal for every line, with its place in ``lines``, in the order of the times they were received.

    The same customer writing again, copies, bursts and conversations that went on are seen as they are over the store:
    see ``History``. Lines of one id are one complaint: its conversation grows by what each tells anew, a line that
    tells nothing new gets the proposal of the one before, and one after which the customer wrote again gets no reply,
    unless a person has to be called for it.
    """
    memory = _Memory()
    latest: dict[str, tuple[Complaint, Proposal]] = {}
    for place, line in _in_time(_grown(lines)):
        one = line.complaint
        if one.id in latest and latest[one.id][0] == one:
            yield place, latest[one.id][1]
            continue
        proposal, _ = proposer.propose(one, memory.history(line))
        memory.keep(line, proposal)
        latest[one.id] = (one, proposal)
        yield place, _left(proposal) if line.moved_on and proposal.action is not Action.ESCALATE else proposal


def _in_time(lines: Iterable[tuple[int, Line]]) -> list[tuple[int, Line]]:
    return sorted(lines, key=lambda item: (item[1].complaint.received_at, item[0]))


def _grown(lines: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    """The lines with their conversations: of those that share an id each goes on from the one before in time."""
    by_id: defaultdict[str, list[tuple[int, Line]]] = defaultdict(list)
    for place, line in enumerate(lines):
        by_id[line.complaint.id].append((place, line))
    for told in by_id.values():
        yield from told if len(told) == 1 else _one_conversation(_in_time(told))


def _one_conversation(told: Sequence[tuple[int, Line]]) -> Iterator[tuple[int, Line]]:
    kept: list[tuple[int, Line]] = []
    for place, line in told:
        if not kept:
            kept.append((place, line))
            continue
        before = kept[-1][1].complaint
        said = (*before.thread, Turn(CUSTOMER, before.text, before.received_at))
        new = newly_said(line.complaint, said)
        if new:
            kept = [(at, replace(one, moved_on=True)) for at, one in kept]
            turns = (*said, *new)
            one = replace(before, thread=turns[:-1], text=turns[-1].text, received_at=_latest(line, turns[-1]))
            kept.append((place, replace(line, complaint=one)))
        else:
            kept.append((place, replace(line, complaint=before)))
    yield from kept


def _latest(line: Line, turn: Turn) -> datetime:
    return max(line.complaint.received_at, turn.at) if turn.at else line.complaint.received_at


def _author(one: Complaint) -> tuple[str, str] | None:
    """Who wrote a complaint, as the store tells customers apart: a bare name is nobody we can recognise."""
    return (one.channel, one.author.handle) if one.author.handle else None


def _earlier(past: _Past) -> Earlier:
    return Earlier(past.complaint.received_at, past.known.categories, past.known.intensity, None, past.known.orders)


def _left(proposal: Proposal) -> Proposal:
    """The proposal of a message that something newer stands behind: nothing is written for it."""
    reason = Reason("status.moved_on")
    return replace(
        proposal, status=Status.NO_REPLY, action=Action.NO_REPLY, reason=reason, public=None, private=None, findings=(),
        triage=replace(proposal.triage, action=Action.NO_REPLY, why=(*proposal.triage.why, reason)),
        draft=replace(proposal.draft, sentences=(), subject=None, slots=(), commitments=()), pack=None, ask=None,
    )  # fmt: skip
