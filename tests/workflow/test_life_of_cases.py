"""Whatever happens in whatever order: nothing leaves unapproved, changed, twice, or in answer to something older."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import update

from assistant.access import Person
from assistant.domain import Audience, Reply, Turn
from assistant.errors import ConflictError
from assistant.store import MadeBy, OutboxRow, Posting, State, Store, case_file, postings
from assistant.store.tables import decisions
from assistant.workflow import deliver
from assistant.workflow.decide import Fault, Seen, Silence, escalate, no_reply, reopen, send_back, undo
from assistant.workflow.desk import claim, release
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import follow_up, take_in
from tests.store.stores import BOTH, emptied_store
from tests.workflow.bystanders import Sleepy, Watched
from tests.workflow.desk_days import AYSE, LEAD, NIKOS, complaint, propose, sign_off

# A long run by hand: LIVES=2000 STEPS=50 pytest tests/workflow/test_life_of_cases.py
# ``QUICK`` stops at the first fault instead of looking for the shortest history: ``python -m tests.mutants`` needs no more.
STEPS = int(os.environ.get("STEPS", "30"))
PHASES = (Phase.generate,) if os.environ.get("QUICK") else tuple(Phase)
EXAMPLES = {"sqlite": int(os.environ.get("LIVES", "25")), "postgresql": int(os.environ.get("LIVES", "6"))}

PEOPLE = st.sampled_from((AYSE, NIKOS, LEAD))
WORDS = st.sampled_from(("Merhaba.", "Özür dileriz, inceliyoruz.", "Σας γράφουμε ιδιωτικά.", "We look into it. 👍🏽"))
AUDIENCES = st.sampled_from(((Audience.PUBLIC,), (Audience.PRIVATE,), (Audience.PUBLIC, Audience.PRIVATE)))
MOODS = st.sampled_from(("sent", "sent", "refused", "lost", "broken", "crash", "crash_after"))


@dataclass
class Known:
    """What a case must look like, kept by hand beside the store."""

    head: int = 0
    versions: int = 0
    thread: int = 0
    texts: dict[Audience, str] = field(default_factory=dict)
    touched: bool = False
    # Texts that may leave now, and how often each audience of this round was told to: by hand only more than once.
    approved: dict[Audience, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Screen:
    """What somebody saw when they looked at a case."""

    case_id: int
    seen: Seen


class Lives(RuleBasedStateMachine):
    """Several cases, several people, one channel that fails in every way; a plain dictionary says what must be true."""

    kind = "sqlite"
    screens = Bundle("screens")

    @initialize()
    def begin(self) -> None:
        self.clock = Sleepy()
        self.stack = contextlib.ExitStack()
        self.store: Store = self.stack.enter_context(emptied_store(self.kind, self.clock))
        self.sink = Watched(self.store)
        self.known: dict[int, Known] = {}
        self.ever_approved: set[tuple[str, Audience, str]] = set()
        self.sends_allowed: dict[str, int] = {}
        self.dropped: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            assert self.store.verify_audit().fault is None
            self.stack.close()

    # What comes from outside.

    @rule(number=st.integers(1, 2), target=screens)
    def take_in(self, number: int) -> Screen:
        taken = take_in(self.store, complaint(number))
        assert taken.new == (taken.case_id not in self.known)
        self.known.setdefault(taken.case_id, Known())
        return self.look(taken.case_id)

    @rule(screen=screens, target=screens)
    def customer_writes_again(self, screen: Screen) -> Screen:
        self.write_again(screen.case_id)
        return self.look(screen.case_id)

    @rule(seconds=st.sampled_from((1, 14, 16, 130, 400, 4000)))
    def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds)

    # What a model does, always in answer to what it saw when it began.

    @rule(screen=screens, words=WORDS, made_by=st.sampled_from((MadeBy.COMPOSER, MadeBy.MODEL)))
    def draft(self, screen: Screen, words: str, made_by: MadeBy) -> None:
        case = self.known[screen.case_id]
        row = case_file(self.store, screen.case_id).row
        fresh = screen.seen == Seen(case.head, case.thread)
        open_ = row.state in (State.DRAFTING, State.REVIEW, State.ESCALATED)
        free = not case.touched and row.holder(self.clock.now) is None
        saved = propose(
            self.store,
            screen.case_id,
            {Audience.PUBLIC: words},
            based_on=screen.seen.version,
            thread=screen.seen.thread,
            made_by=made_by,
        )
        case.versions += 1
        assert (saved.version, saved.shown) == (case.versions, fresh and open_ and free)
        if saved.shown:
            case.head, case.texts = saved.version, {Audience.PUBLIC: words}

    # What people do, each on what they saw on the screen, however long ago.

    @rule(screen=screens, target=screens)
    def look_again(self, screen: Screen) -> Screen:
        return self.look(screen.case_id)

    @rule(screen=screens, person=PEOPLE, over=st.booleans())
    def claim(self, screen: Screen, person: Person, over: bool) -> None:
        holder = self.holder(screen.case_id)
        try:
            claim(self.store, screen.case_id, person, take_over=over)
        except ConflictError:
            assert holder not in (None, person.name)
            assert not over
        else:
            assert over or holder in (None, person.name), "a case in somebody's hands was taken without asking"

    @rule(screen=screens, person=PEOPLE)
    def release(self, screen: Screen, person: Person) -> None:
        release(self.store, screen.case_id, person)

    @rule(screen=screens, person=PEOPLE, words=WORDS, audiences=AUDIENCES, target=screens)
    def edit(self, screen: Screen, person: Person, words: str, audiences: tuple[Audience, ...]) -> Screen:
        case = self.known[screen.case_id]
        texts, holder = dict.fromkeys(audiences, words), self.holder(screen.case_id)
        try:
            version = save_edit(self.store, screen.case_id, person, screen.seen.version, texts)
        except ConflictError:
            return self.look(screen.case_id)
        assert screen.seen.version == case.head, "an edit of something no longer shown was taken"
        assert holder in (None, person.name), "somebody wrote into a case in another's hands"
        self.written(case, texts, version)
        return self.look(screen.case_id)

    @rule(screen=screens, person=PEOPLE, words=st.none() | WORDS, audiences=AUDIENCES, fresh=st.booleans())
    def approve(
        self, screen: Screen, person: Person, words: str | None, audiences: tuple[Audience, ...], fresh: bool
    ) -> None:
        screen = self.look(screen.case_id) if fresh else screen
        case = self.known[screen.case_id]
        texts = dict(case.texts) if words is None else dict.fromkeys(audiences, words)
        if not texts:
            return
        holder = self.holder(screen.case_id)
        try:
            made = sign_off(self.store, screen.case_id, person, texts, at=screen.seen)
        except ConflictError:
            return
        assert screen.seen == Seen(case.head, case.thread), "a stale approval was taken"
        assert not case.approved, "a case was approved twice"
        assert holder in (None, person.name), "somebody approved a case in another's hands"
        self.written(case, texts, case_file(self.store, screen.case_id).row.head)
        case.approved = dict(texts)
        file = case_file(self.store, screen.case_id)
        self.ever_approved |= {(file.row.external_id, audience, text) for audience, text in texts.items()}
        for posting in file.outbox:
            if posting.state is Posting.WAITING:
                self.sends_allowed.setdefault(posting.message_id, 1)
        assert {decision.audience for decision in made} == set(texts)

    @rule(screen=screens, person=PEOPLE)
    def undo(self, screen: Screen, person: Person) -> None:
        case = self.known[screen.case_id]
        before = len(self.sink.got)
        try:
            given_back = undo(self.store, screen.case_id, person)
        except ConflictError:
            return
        assert given_back == case.approved
        assert len(self.sink.got) == before
        for posting in case_file(self.store, screen.case_id).outbox:
            if posting.state is Posting.WITHDRAWN:
                self.sends_allowed[posting.message_id] = self.sent(posting.message_id)
        case.approved = {}

    @rule(screen=screens, mood=MOODS, audience=st.sampled_from(tuple(Audience)), sends=st.booleans())
    def an_ordinary_day(self, screen: Screen, mood: str, audience: Audience, sends: bool) -> None:
        """Approved on what stands there now, and sent: so that the rest has something to begin from."""
        self.claim(screen, LEAD, over=True)
        self.approve(screen, LEAD, "Merhaba.", (audience,), fresh=True)
        if sends:
            self.clock.forward(16)
            self.worker_delivers(mood)

    @rule(
        screen=screens,
        person=PEOPLE,
        verb=st.sampled_from(("send_back", "no_reply", "escalate", "reopen")),
        fresh=st.booleans(),
    )
    def decide_otherwise(self, screen: Screen, person: Person, verb: str, fresh: bool) -> None:
        screen = self.look(screen.case_id) if fresh else screen
        case, number, seen = self.known[screen.case_id], screen.case_id, screen.seen
        try:
            if verb == "send_back":
                send_back(self.store, number, person, seen, Fault.TONE, "daha sıcak")
            elif verb == "no_reply":
                no_reply(self.store, number, person, seen, Silence.SPAM)
            elif verb == "escalate":
                escalate(self.store, number, person, seen, "legal", "avukat")
            else:
                reopen(self.store, number, person, "bir kez daha")
        except ConflictError:
            return
        assert verb == "reopen" or seen == Seen(case.head, case.thread)
        if verb == "reopen":
            case.approved = {}
        if verb == "send_back":
            case.touched = False

    # What the worker does.

    @rule(mood=MOODS)
    def worker_delivers(self, mood: str) -> None:
        self.sink.mood = mood
        with contextlib.suppress(KeyboardInterrupt):
            deliver.deliver_one(self.store, self.sink, worker="w")

    @rule()
    def a_worker_stands_still_between_claiming_and_sending(self) -> None:
        def others() -> None:
            self.clock.forward(400)
            deliver.sweep(self.store)
            for posting in postings(self.store, Posting.UNKNOWN):
                self.settle(posting, deliver.Fate.AGAIN)
            deliver.deliver_one(self.store, self.sink, worker="v")

        self.sink.mood = "sent"
        self.clock.meanwhile, self.clock.calls = others, 2
        deliver.deliver_one(self.store, self.sink, worker="w")
        self.clock.meanwhile = None

    @rule(mood=st.sampled_from(("sent", "refused", "lost")), writes=st.booleans())
    def a_worker_is_overtaken_while_it_sends(self, mood: str, writes: bool) -> None:
        def others(case_id: int) -> None:
            if writes:
                self.write_again(case_id)
            else:
                self.clock.forward(400)
                deliver.sweep(self.store)

        self.sink.mood, self.sink.meanwhile = mood, others
        deliver.deliver_one(self.store, self.sink, worker="w")
        self.sink.meanwhile = None

    @rule(screen=screens)
    def somebody_changes_an_approved_text_in_the_database(self, screen: Screen) -> None:
        with self.store.write() as tx:
            tx.connection.execute(
                update(decisions).where(decisions.c.case_id == screen.case_id).values(text="Başka bir söz.")
            )

    @rule()
    def worker_sweeps(self) -> None:
        deliver.sweep(self.store)

    @rule()
    def ask_the_channel(self) -> None:
        deliver.look_up(self.store, self.sink.find)

    @rule(screen=screens, fate=st.sampled_from(tuple(deliver.Fate)))
    def lead_settles(self, screen: Screen, fate: deliver.Fate) -> None:
        for posting in case_file(self.store, screen.case_id).outbox:
            if posting.state in (Posting.UNKNOWN, Posting.FAILED):
                self.settle(posting, fate)
                return

    # What must be true all the time.

    @invariant()
    def nothing_is_sent_that_was_not_approved_and_every_byte_is_the_approved_one(self) -> None:
        for reply in self.replies():
            assert (reply.complaint, reply.audience, reply.text) in self.ever_approved

    @invariant()
    def nothing_is_sent_twice_unless_a_person_said_so(self) -> None:
        for reply in self.replies():
            assert self.sent(reply.message_id) <= self.sends_allowed[reply.message_id]

    @invariant()
    def every_case_is_as_it_should_be(self) -> None:
        for case_id, case in getattr(self, "known", {}).items():
            file = case_file(self.store, case_id)
            row = file.row
            assert (row.head, row.versions, row.thread, row.touched) == (
                case.head,
                case.versions,
                case.thread,
                case.touched,
            )
            assert len(file.drafts) == case.versions
            assert dict(file.draft.texts if file.draft else {}) == case.texts
            live = [p for p in file.outbox if p.round == row.round and p.state is not Posting.WITHDRAWN]
            assert {p.audience for p in live} == set(case.approved)
            assert len(live) == len(case.approved)
            if row.state is State.SENT:
                assert live
                assert all(p.state is Posting.SENT for p in live)
            if row.state is State.STUCK:
                assert any(p.state in (Posting.UNKNOWN, Posting.FAILED) for p in live)
            if row.state is State.APPROVED:
                assert any(p.state in (Posting.WAITING, Posting.SENDING) for p in live)
            if row.state in (State.DRAFTING, State.REVIEW, State.ESCALATED, State.CLOSED):
                assert not live
            unknown = any(p.state is Posting.UNKNOWN for p in file.outbox)
            assert (row.trouble == "send_unknown") == unknown
            self.nobody_got_two_answers_to_one_message(file.outbox)

    def nobody_got_two_answers_to_one_message(self, postings: Sequence[OutboxRow]) -> None:
        """Unless a person was wrong about the first and dropped it."""
        answers = Counter(
            (posting.round, posting.audience)
            for posting in postings
            if self.sent(posting.message_id) and posting.message_id not in self.dropped
        )
        assert all(count == 1 for count in answers.values())

    def look(self, case_id: int) -> Screen:
        row = case_file(self.store, case_id).row
        return Screen(case_id, Seen(row.head, row.thread))

    def replies(self) -> list[Reply]:
        return self.sink.got if hasattr(self, "sink") else []

    def holder(self, case_id: int) -> str | None:
        return case_file(self.store, case_id).row.holder(self.clock.now)

    def write_again(self, case_id: int) -> None:
        follow_up(self.store, case_id, Turn("customer", "Bir şey daha."))
        self.known[case_id].thread += 1
        self.known[case_id].approved = {}

    def settle(self, posting: OutboxRow, fate: deliver.Fate) -> None:
        with contextlib.suppress(ConflictError):
            deliver.settle(self.store, posting.id, LEAD, fate)
            if fate is deliver.Fate.AGAIN:  # a person may cause a second sending, nobody else
                self.sends_allowed[posting.message_id] = self.sent(posting.message_id) + 1
            if fate is deliver.Fate.DROP:
                self.dropped.add(posting.message_id)
                file = case_file(self.store, posting.case_id)
                if posting.round == file.row.round:
                    self.known[posting.case_id].approved.pop(posting.audience, None)

    def sent(self, message_id: str) -> int:
        return sum(reply.message_id == message_id for reply in self.sink.got)

    def written(self, case: Known, texts: dict[Audience, str], version: int) -> None:
        """A person's text is shown now: a new version, unless it is the one that was shown already."""
        if texts != case.texts:
            case.versions += 1
            case.head, case.texts, case.touched = case.versions, texts, True
        assert version == case.head


@pytest.mark.parametrize("kind", BOTH)
def test_no_history_breaks_a_promise(kind: str) -> None:
    machine = type("LivesOn", (Lives,), {"kind": kind})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES[kind],
            stateful_step_count=STEPS,
            deadline=None,
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )
