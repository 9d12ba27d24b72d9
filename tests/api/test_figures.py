"""What /metrics tells: whatever fails is seen, counters only grow, and ages are those of the oldest."""

from __future__ import annotations

import re

from assistant.api.figures import exposition
from assistant.domain import Flag, Usage
from assistant.store import Store
from assistant.store.erasing import add_disclosure, drop_disclosure
from assistant.store.spending import add_use
from assistant.workflow.deliver import deliver_one
from assistant.workflow.intake import take_in
from assistant.workflow.jobs import claim_job, fail
from tests.store.stores import Clock
from tests.workflow.desk_days import Sink, complaint, drafted, sign_off


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
    with store.write() as tx:
        add_disclosure(tx, case_id, "openai:x", "[]")
        resting = add_disclosure(tx, case_id, "openai:x", "[]")
        add_use(tx, "openai:x", "timeout", Usage(10, 5, 2, 0.25))
    with store.write() as tx:
        drop_disclosure(tx, resting)
    found = figures(store)
    assert found['model_calls_total{model="openai:x"}'] == 1
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
    assert len(kinds) == 14
    assert all((kind == "counter") == name.endswith("_total") for name, kind in kinds.items())
