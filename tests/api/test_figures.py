"""What /metrics tells: whatever fails is seen, counters only grow, and ages are those of the oldest."""

from __future__ import annotations

import re
from contextlib import suppress

from assistant.api.figures import exposition
from assistant.domain import Audience, Flag, Usage
from assistant.errors import ModelError
from assistant.llm import ChatMessage, ScriptedModel
from assistant.store import JobState, Store
from assistant.store.spending import add_use
from assistant.workflow.deliver import deliver_one
from assistant.workflow.disclosure import Recorded
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import Arrival, receive, take_in
from assistant.workflow.jobs import RESTING, claim_job, fail, run_job
from assistant.workflow.propose import Proposer
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, PUBLIC, Sink, complaint, drafted, propose, seen, sign_off
from tests.workflow.test_produce import Provider, worker


def figures(store: Store) -> dict[str, float]:
    lines = [line for line in exposition(store).splitlines() if not line.startswith("#")]
    return {name.removeprefix("assistant_"): float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_a_send_that_failed_and_one_that_worked_are_counted(store: Store, clock: Clock) -> None:
    sink = Sink()
    before = figures(store)
    for number, mood in enumerate(("refused", "lost", "sent"), 1):
        sign_off(store, drafted(store, number))
        clock.forward(60)
        sink.mood = mood
        deliver_one(store, sink, worker="w")
    after = figures(store)
    for outcome in ("refused_by_channel", "send_unknown", "sent"):
        name = f'sends_total{{outcome="{outcome}"}}'
        assert (before[name], after[name] >= 1) == (0, True)
    assert after['errors_total{part="send",code="refused"}'] == 1
    assert after['replies{state="send_unknown"}'] == 1


def test_a_draft_that_failed_and_one_that_was_made_are_counted(store: Store) -> None:
    drafted(store, 1)
    take_in(store, complaint(2))
    for _ in range(2):
        job = claim_job(store, "w")
        assert job is not None
        fail(store, job, "broken_entry", retriable=False)
    found = figures(store)
    assert found['drafts_total{maker="composer",outcome="made"}'] == 1
    assert found['drafts_total{maker="composer",outcome="failed"}'] == 2
    assert found['errors_total{part="draft",code="broken_entry"}'] == 2
    assert found['complaints_total{outcome="taken_in"}'] == 2


def test_calls_of_models_are_counted_with_their_tokens_and_money_unless_nobody_was_asked(store: Store) -> None:
    case_id = drafted(store)
    answers = ["{}", ModelError("no answer", code="timeout"), ModelError("left alone", code=RESTING)]
    model = Recorded(ScriptedModel(answers, "openai:x"), store, case_id)
    for _ in answers:
        with suppress(ModelError):
            model.complete([ChatMessage("user", "masked")])
    with store.write() as tx:
        add_use(tx, "openai:x", "timeout", Usage(10, 5, 2, 0.25))
    found = figures(store)
    assert found['model_calls_total{model="openai:x"}'] == 2
    assert found['model_drafts_total{model="openai:x",outcome="timeout"}'] == 1
    assert (found['model_tokens_total{kind="output"}'], found['model_cost_usd_total{model="openai:x"}']) == (2, 0.25)


def test_ages_and_missed_deadlines_are_those_of_what_is_open_now(store: Store, clock: Clock) -> None:
    take_in(store, complaint(1), due_at=clock())
    drafted(store, 2, flags=(Flag.SELF_HARM,))
    clock.forward(600)
    found = figures(store)
    assert (found['oldest_seconds{work="draft"}'], found['oldest_seconds{work="review"}']) == (600, 600)
    assert found['oldest_seconds{work="unknown_fate"}'] == 0
    assert (found['sla_overdue{urgency="other"}'], found['sla_overdue{urgency="danger"}']) == (1, 0)


def test_every_family_says_whether_it_counts_or_stands(store: Store) -> None:
    kinds = dict(re.findall(r"# TYPE (\S+) (\S+)", exposition(store)))
    assert len(kinds) == 16
    assert all((kind == "counter") == name.endswith("_total") for name, kind in kinds.items())


def test_editing_a_draft_makes_its_case_wait_no_shorter(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    clock.forward(600)
    save_edit(store, case_id, AYSE, seen(store, case_id).version, {Audience.PUBLIC: "Merhaba, bakıyorum."})
    clock.forward(60)
    assert figures(store)['oldest_seconds{work="review"}'] == 660


def test_what_stands_is_counted_where_it_stands_from_arriving_to_sending(store: Store, clock: Clock) -> None:
    receive(store, Arrival("webhook", "m-1"), b"{}")
    late, plain = take_in(store, complaint(1), due_at=clock()).case_id, take_in(store, complaint(2)).case_id
    clock.forward(30)
    found = figures(store)
    assert (found['cases{tab="review"}'], found['jobs{state="waiting"}'], found['replies{state="waiting"}']) == (
        2,
        2,
        0,
    )
    assert (found['cases_overdue{tab="review"}'], found['sla_overdue{urgency="other"}']) == (1, 1)
    assert (found['oldest_seconds{work="delivery"}'], found['oldest_seconds{work="job"}']) == (30, 30)

    for case_id in (late, plain):
        job = claim_job(store, "w")
        assert job is not None
        assert figures(store)['jobs{state="running"}'] == 1
        propose(store, case_id)
        assert run_job(store, job, {job.kind: lambda _: None}) is JobState.DONE
    found = figures(store)
    assert (found['jobs{state="waiting"}'], found['jobs{state="done"}'], found['oldest_seconds{work="draft"}']) == (
        0,
        2,
        0,
    )

    sign_off(store, late, texts={Audience.PUBLIC: PUBLIC})
    clock.forward(20)
    found = figures(store)
    assert (found['replies{state="waiting"}'], found['cases{tab="review"}']) == (1, 1)
    assert found['oldest_seconds{work="reply"}'] == 5  # since it might leave: fifteen seconds after it was approved
    deliver_one(store, Sink(), worker="w")
    found = figures(store)
    assert (found['replies{state="waiting"}'], found['replies{state="sent"}'], found['cases{tab="sent"}']) == (0, 1, 1)
    assert (found['sends_total{outcome="sent"}'], found['sla_overdue{urgency="other"}']) == (1, 0)
    assert found['cases_overdue{tab="sent"}'] == 0


def test_what_models_read_wrote_and_cost_is_what_the_provider_charged_for_however_it_ended(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    provider = Provider(clock, price=0.01)
    team = worker(store, proposer, provider)
    for number in range(3):
        take_in(store, complaint(number))
    team.drain()
    down = Provider(clock, down_for=1e9)
    take_in(store, complaint(9))
    worker(store, proposer, down).drain()
    found = figures(store)
    assert found['model_calls_total{model="test:model"}'] == provider.calls + 1  # tries of one call are one call
    assert found['model_drafts_total{model="test:model",outcome="used"}'] == 3
    assert found['model_drafts_total{model="test:model",outcome="server_error"}'] == 1
    assert [found[f'model_tokens_total{{kind="{kind}"}}'] for kind in ("input", "cached", "output")] == [300, 0, 60]
    assert found['model_cost_usd_total{model="test:model"}'] == 0.03
    assert found['drafts_total{maker="model",outcome="made"}'] == 3
    assert found['drafts_total{maker="composer",outcome="made"}'] >= 4
