"""Drafts by a model over the composer's: through an outage, within a budget, a few at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from assistant.domain import Audience, Language, Status, Turn, Usage
from assistant.drafting.writer import Writer
from assistant.errors import ConflictError, ModelError
from assistant.llm import ChatMessage, ScriptedModel
from assistant.llm.chat import Completion, OnText, Schema
from assistant.llm.policy import Policy
from assistant.store import JobState, MadeBy, Store, case_file
from assistant.store.jobs import job_counts
from assistant.store.spending import spent_on, uses
from assistant.triage import History
from assistant.triage.refining import Refiner
from assistant.web.stored import read_stored
from assistant.worker import Worker
from assistant.workflow.disclosure import Recorded, left_machine
from assistant.workflow.intake import follow_up, take_in
from assistant.workflow.jobs import RESTING, claim_job, request
from assistant.workflow.produce import WRITE, Producer
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, Sink, complaint

PROMISE = "Teslimat ekibimiz inceleyecek, en geç 1 iş günü içinde yazacağım."
ROWS = [
    {"reply": reply, "text": text, "kind": kind, "sources": [source], "paragraph": 0}
    for reply in ("public", "private")
    for text, kind, source in (
        ("Kargonuzun gelmemesine üzüldük.", "thread", "thread"),
        (PROMISE, "commitment", "brand/sla/follow-up-logistics"),
    )
]
ANSWER = json.dumps({"sentences": ROWS})


@dataclass
class Provider:
    """A model behind the one retry policy that is down until a moment of the test's clock."""

    clock: Clock
    down_for: float = 0.0
    price: float = 0.01
    calls: int = 0
    name: str = "test:model"
    policy: Policy = field(init=False)

    def __post_init__(self) -> None:
        start = self.clock()
        self.seconds = lambda: (self.clock() - start).total_seconds()
        self.policy = Policy(sleep=lambda _: None, clock=self.seconds)

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        return self.policy.run(self._once)

    def resting(self) -> float:
        return self.policy.resting()

    def _once(self) -> Completion:
        self.calls += 1
        if self.seconds() < self.down_for:
            raise ModelError("down", code="server_error", retriable=True)
        return Completion(ANSWER, Usage(100, 0, 20, self.price), self.name)


def worker(
    store: Store, proposer: Proposer, provider: Provider, budget: float | None = None, most: int | None = None
) -> Worker:
    writer = Writer(provider, ROOT / "prompts", b"secret")
    drafting = replace(proposer, writer=writer, repairs=0)
    producer = Producer(store, drafting, b"k" * 32, lambda _: History(), budget)
    return Worker(store, producer.handlers(), Sink(), writers=1, most_writing=most, ready=producer.ready)


def made_by(store: Store, case_id: int) -> MadeBy:
    draft = case_file(store, case_id).draft
    assert draft is not None
    return draft.made_by


def test_an_outage_costs_few_calls_every_case_has_a_draft_and_waiting_ones_get_the_models_when_it_ends(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    provider = Provider(clock, down_for=600)
    team = worker(store, proposer, provider)
    cases = [take_in(store, complaint(number)).case_id for number in range(12)]
    while team.draft():
        pass
    assert [made_by(store, case_id) for case_id in cases] == [MadeBy.COMPOSER] * 12
    for _ in range(240):
        team.drain()
        clock.forward(5)
    assert provider.calls <= 3 * len(cases)
    written = [made_by(store, case_id) for case_id in cases].count(MadeBy.MODEL)
    assert written >= len(cases) - 3  # the few that were asked for in vain keep the composer's, marked
    with store.read() as tx:
        assert job_counts(tx)["waiting"] == 0
        assert {use.outcome for use in uses(tx)} >= {"used", "server_error"}


def test_a_case_whose_model_failed_says_why_on_the_draft_it_keeps(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    provider = Provider(clock, down_for=1e9)
    case_id = take_in(store, complaint()).case_id
    worker(store, proposer, provider).drain()
    draft = case_file(store, case_id).draft
    assert draft is not None
    assert draft.proposal is not None
    assert json.loads(draft.proposal)["fallback"] == "server_error"
    assert provider.calls == 3


def test_when_todays_budget_is_spent_no_model_is_asked_and_tomorrow_it_is_again(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    provider = Provider(clock, price=0.4)
    team = worker(store, proposer, provider, budget=1.0)
    first = [take_in(store, complaint(number)).case_id for number in range(5)]
    team.drain()
    assert provider.calls == 3
    assert [made_by(store, case_id) for case_id in first].count(MadeBy.COMPOSER) == 2
    with store.read() as tx:
        assert spent_on(tx, clock().date()) == pytest.approx(1.2)
        assert {(use.outcome, use.drafts) for use in uses(tx)} == {("used", 3), ("budget_spent", 2)}
    clock.forward(24 * 3600)
    later = take_in(store, complaint(9)).case_id
    team.drain()
    assert made_by(store, later) is MadeBy.MODEL


def test_all_workers_together_ask_for_no_more_drafts_at_a_time_than_they_may(store: Store) -> None:
    for number in range(3):
        request(store, WRITE, take_in(store, complaint(number)).case_id)
    kinds = {WRITE}
    assert claim_job(store, "one", kinds, most=2) is not None
    assert claim_job(store, "two", kinds, most=2) is not None
    assert claim_job(store, "three", kinds, most=2) is None
    assert claim_job(store, "three", kinds, most=3) is not None


def test_a_slow_provider_keeps_no_complaint_from_its_first_draft(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    provider = Provider(clock)
    team = worker(store, proposer, provider, most=1)
    waiting = take_in(store, complaint(1)).case_id
    team.draft()
    assert claim_job(store, "busy with a model", {WRITE}) is not None
    fresh = take_in(store, complaint(2)).case_id
    assert team.write() is False
    assert team.draft() is True
    assert made_by(store, fresh) is MadeBy.COMPOSER
    assert made_by(store, waiting) is MadeBy.COMPOSER


def test_a_model_taken_out_of_the_settings_leaves_the_composers_drafts(store: Store, proposer: Proposer) -> None:
    case_id = take_in(store, complaint()).case_id
    producer = Producer(store, replace(proposer, writer=None), b"k" * 32, lambda _: History())
    request(store, WRITE, case_id)
    Worker(store, producer.handlers(), Sink()).drain()
    assert made_by(store, case_id) is MadeBy.COMPOSER
    with store.read() as tx:
        assert job_counts(tx)[JobState.DONE.value] == 2


def test_every_call_of_a_model_is_written_down_with_the_masked_text_it_was_given(
    store: Store, proposer: Proposer, clock: Clock
) -> None:
    told = complaint(1, text="Kargom 12 gündür gelmedi, beni 0532 765 43 21 numarasından arayın.")
    take_in(store, told)
    provider = Provider(clock)
    worker(store, proposer, provider).drain()
    found = left_machine(store, told.id)
    assert len(found) == provider.calls > 0
    (first, *_) = found
    assert (first.to, first.host, first.at) == ("test:model", "test", clock.now)
    assert "Kargom 12 gündür gelmedi" in (first.kept or "")
    assert "765" not in (first.kept or "")
    assert left_machine(store, "unknown") == ()


def test_a_provider_that_is_left_alone_is_given_nothing_and_nothing_is_written_down(store: Store, clock: Clock) -> None:
    case_id = take_in(store, complaint(1)).case_id
    resting = ScriptedModel([ModelError("left alone", code=RESTING), ModelError("no answer", code="timeout")], "test:x")
    for _ in range(2):
        with pytest.raises(ModelError):
            Recorded(resting, store, case_id).complete([ChatMessage("system", "s"), ChatMessage("user", "masked")])
    assert [json.loads(one.kept or "") for one in left_machine(store, "A-1")] == [
        [{"role": "user", "content": "masked"}]
    ]


def test_a_call_that_cannot_be_written_down_is_not_made(store: Store) -> None:
    with pytest.raises(ConflictError):
        Recorded(ScriptedModel([], "test:x"), store, 4711).complete([ChatMessage("user", "masked")])


READING = json.dumps(
    {
        "language": "tr",
        "market": {"code": "unknown", "quote": ""},
        "categories": ["contact_unreachable"],
        "flags": [{"code": "repeat", "quote": "gelmedi"}],
        "emotion": {"label": "anger", "intensity": 2},
        "severity": 3,
        "missing": [],
        "needs": "",
    }
)


def reads(proposer: Proposer, reading: str | ModelError, *drafts: str | ModelError) -> tuple[Proposer, ScriptedModel]:
    """A proposer whose model reads first and drafts then."""
    model = ScriptedModel([reading, *drafts], "test:model")
    writer = Writer(model, ROOT / "prompts", b"secret")
    return replace(proposer, writer=writer, refiner=Refiner(model, ROOT / "prompts", b"secret"), repairs=0), model


def test_the_first_draft_waits_for_no_reading_and_the_models_comes_with_what_it_read(
    store: Store, proposer: Proposer
) -> None:
    both, model = reads(proposer, READING, ANSWER)
    producer = Producer(store, both, b"k" * 32, lambda _: History())
    told = complaint(1, text="Kargom 12 gündür gelmedi.")
    case_id = take_in(store, told).case_id
    producer.draft(case_id)
    assert model.asked == []
    assert "repeat" not in case_file(store, case_id).row.flags
    producer.write(case_id)
    assert made_by(store, case_id) is MadeBy.MODEL
    assert "repeat" in case_file(store, case_id).row.flags
    assert len(model.asked) == len(left_machine(store, told.id)) == 2
    with store.read() as tx:
        (use,) = uses(tx)
    assert use.usage.input_tokens >= sum(len(m.content) // 4 for asked in model.asked for m in asked) - 4


def test_a_reading_that_needs_no_model_to_write_is_shown_too(store: Store, proposer: Proposer) -> None:
    """A grave risk has an approved text: the model that saw it is not asked to write."""
    seen = json.loads(READING) | {"flags": [{"code": "legal_threat", "quote": "gelmedi"}]}
    both, model = reads(proposer, json.dumps(seen))
    producer = Producer(store, both, b"k" * 32, lambda _: History())
    case_id = take_in(store, complaint(1, text="Kargom 12 gündür gelmedi.")).case_id
    producer.draft(case_id)
    producer.write(case_id)
    file = case_file(store, case_id)
    assert "legal_threat" in file.row.flags
    assert (made_by(store, case_id), len(model.asked)) == (MadeBy.COMPOSER, 1)


def test_the_desk_checks_a_reply_by_what_the_model_read(store: Store, proposer: Proposer) -> None:
    seen = json.loads(READING) | {"flags": [{"code": "legal_threat", "quote": "gelmedi"}]}
    both, _ = reads(proposer, json.dumps(seen))
    producer = Producer(store, both, b"k" * 32, lambda _: History())
    case_id = take_in(store, complaint(1, text="Kargom 12 gündür gelmedi.")).case_id
    producer.draft(case_id)
    producer.write(case_id)
    file = case_file(store, case_id)
    draft = file.draft
    assert draft is not None
    shown = read_stored(draft.proposal, Language.TR)
    owed = "Merhaba Ayşe Hanım, avukatımız size yarın yazacak."  # an approved text owes no apology of its own

    def found(reading: Mapping[str, object] | None) -> set[str]:
        return {f.reason.code for f in both.check(file.complaint, owed, Audience.PUBLIC, reading=reading)}

    assert "apology.missing" in found(None) - found(shown.reading)


def test_when_the_budget_is_spent_the_rules_read_alone(store: Store, proposer: Proposer) -> None:
    both, model = reads(proposer, READING, ANSWER)
    producer = Producer(store, both, b"k" * 32, lambda _: History(), budget=0.0)
    case_id = take_in(store, complaint(1, text="Kargom 12 gündür gelmedi.")).case_id
    producer.draft(case_id)
    producer.write(case_id)
    draft = case_file(store, case_id).draft
    assert draft is not None
    assert draft.proposal is not None
    stored = json.loads(draft.proposal)
    assert model.asked == []
    assert stored["fallback"] == "budget_spent"
    assert {"code": "refine.failed", "values": {"code": "budget_spent"}} in stored["triage"]["why_codes"]


def test_a_draft_a_person_asks_for_keeps_to_the_budget_and_is_counted(store: Store, proposer: Proposer) -> None:
    both, model = reads(proposer, READING, ANSWER)
    case_id = take_in(store, complaint(1, text="Kargom 12 gündür gelmedi.")).case_id
    spent = Producer(store, both, b"k" * 32, lambda _: History(), budget=0.0)
    spent.draft(case_id)
    spent.redo(case_id, AYSE, 1, None)
    assert model.asked == []
    replace(spent, budget=None).redo(case_id, AYSE, 2, None)
    assert len(model.asked) == 2
    with store.read() as tx:
        assert {use.outcome: use.drafts for use in uses(tx)} == {"budget_spent": 1, "used": 1}


def test_a_case_that_gets_no_reply_is_still_read_when_the_provider_is_back(store: Store, proposer: Proposer) -> None:
    """Silence is where a risk that only the model sees matters most."""
    resting = ModelError("resting", code=RESTING, retriable=True)
    seen = json.loads(READING) | {"categories": ["spam"], "flags": [{"code": "legal_threat", "quote": "takip edin"}]}
    both, model = reads(proposer, resting, json.dumps(seen))
    producer = Producer(store, both, b"k" * 32, lambda _: History())
    case_id = take_in(store, complaint(1, text="Takipçi kazanmak isteyenler bizi takip edin, linke tıkla!")).case_id
    producer.draft(case_id)
    assert case_file(store, case_id).row.status is Status.NO_REPLY
    with pytest.raises(ModelError):
        producer.write(case_id)
    assert "refine.failed" in {one["code"] for one in stored(store, case_id)["triage"]["why_codes"]}
    producer.write(case_id)
    assert len(model.asked) == 2
    assert "legal_threat" in case_file(store, case_id).row.flags


def stored(store: Store, case_id: int) -> dict[str, Any]:
    """The proposal of the version shown."""
    draft = case_file(store, case_id).draft
    assert draft is not None
    return dict(json.loads(draft.proposal or "{}"))


def test_a_case_is_read_by_a_model_once_and_every_later_look_and_draft_knows_it(
    store: Store, proposer: Proposer
) -> None:
    both, model = reads(proposer, READING, ANSWER, ANSWER)
    producer = Producer(store, both, b"k" * 32, lambda _: History())
    case_id = take_in(store, complaint(1, text="Kargom 12 gündür gelmedi.")).case_id
    producer.draft(case_id)
    producer.write(case_id)
    producer.redo(case_id, AYSE, 2, None)
    producer.draft(case_id)
    assert len(model.asked) == 3  # read, write, write
    file = case_file(store, case_id)
    drafts = [json.loads(draft.proposal or "{}") for draft in file.drafts]
    assert ["repeat" in draft["triage"]["flags"] for draft in drafts] == [False, True, True, True]
    understood = both.understand(file.complaint, reading=drafts[-1]["reading"])[0].triage
    assert understood.category == "contact_unreachable"
    assert both.understand(file.complaint)[0].triage.category != "contact_unreachable"


def test_a_thread_that_moved_on_is_read_anew(store: Store, proposer: Proposer) -> None:
    both, model = reads(proposer, READING, ANSWER, READING, ANSWER)
    producer = Producer(store, both, b"k" * 32, lambda _: History())
    case_id = take_in(store, complaint(1, text="Kargom 12 gündür gelmedi.")).case_id
    producer.draft(case_id)
    producer.write(case_id)
    follow_up(store, case_id, Turn("customer", "Hâlâ gelmedi."))
    producer.draft(case_id)
    producer.write(case_id)
    assert len(model.asked) == 4
