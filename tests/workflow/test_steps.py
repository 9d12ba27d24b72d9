"""Next steps: proposed by the playbook, confirmed by whoever may, handed over once or kept as a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain import Category, Flag
from assistant.errors import AccessError, ConflictError, InputError, RefusedError, UncertainError
from assistant.knowledge import Knowledge
from assistant.store import Store, case_file
from assistant.store.backup import back_up, restore
from assistant.store.doubting import RESTORED, doubt
from assistant.store.rows import StepRow, StepState
from assistant.workflow.jobs import claim_job, run_job
from assistant.workflow.overdue import raise_overdue
from assistant.workflow.recovery import doubted_steps, take_up
from assistant.workflow.steps import HAND_OVER, PATIENCE, confirm, end, hand_over, open_tasks, proposed, roles_for
from tests.store.stores import Clock, copied_sqlite
from tests.workflow.desk_days import AYSE, EVALUATOR, LEAD, drafted

FIELDS = {"order_number": "MLT-12345", "iban": "never asked for"}


def set_going(store: Store, knowledge: Knowledge, case_id: int, code: str = "start_return", **how: bool) -> StepRow:
    return confirm(store, knowledge, case_id, AYSE, "agent", code, FIELDS, hands_over=how.get("hands_over", False))


def codes(
    knowledge: Knowledge, categories: list[str], flags: tuple[str, ...] = (), done: set[str] | None = None
) -> list[str]:
    return [one.code for one in proposed(knowledge, categories, flags, done or set())]


def test_the_playbook_proposes_and_a_risk_comes_first(knowledge: Knowledge) -> None:
    assert codes(knowledge, ["missing_parts"]) == ["send_part"]
    assert codes(knowledge, ["billing", "missing_parts"]) == ["check_charge", "send_part"]
    assert codes(knowledge, ["missing_parts"], (Flag.HEALTH_SAFETY,)) == ["collect_product", "send_part"]
    assert codes(knowledge, ["missing_parts"], (), {"send_part"}) == []
    assert codes(knowledge, ["praise"]) == codes(knowledge, ["no such category"]) == []


def test_every_step_of_the_sample_brand_is_proposed_somewhere_and_somebody_may_confirm_it(knowledge: Knowledge) -> None:
    usual = {step for book in knowledge.playbooks.values() for step in book.steps}
    assert {code for code, step in knowledge.steps.items() if not step.flags} == usual
    assert all(step.grant is None or roles_for(knowledge, step) for step in knowledge.steps.values())
    assert Category.SPAM in knowledge.playbooks
    assert not knowledge.playbooks[Category.SPAM].steps


def test_a_confirmed_step_is_a_task_of_its_team_with_a_time_and_only_what_was_asked_for(
    store: Store, knowledge: Knowledge
) -> None:
    case_id = drafted(store)
    made = set_going(store, knowledge, case_id)
    assert (made.state, made.team, made.confirmed_by) == (StepState.TASK, "returns", AYSE.name)
    assert made.fields == {"order_number": "MLT-12345"}
    assert made.due_at is not None
    assert made.due_at > made.confirmed_at
    assert open_tasks(store) == case_file(store, case_id).steps == (made,)
    assert [line.event for line in case_file(store, case_id).audit][-1] == "step_confirmed"


def test_a_role_below_the_grant_cannot_set_a_step_going_and_is_told_whose_it_is(
    store: Store, knowledge: Knowledge
) -> None:
    case_id = drafted(store)
    with pytest.raises(AccessError) as refused:
        confirm(store, knowledge, case_id, AYSE, "agent", "waive_freight", {}, hands_over=False)
    assert (refused.value.code, refused.value.values) == ("step_not_yours", {"role": "lead"})
    with pytest.raises(AccessError):
        confirm(store, knowledge, case_id, EVALUATOR, "lead", "check_refund", {}, hands_over=False)
    assert confirm(store, knowledge, case_id, LEAD, "lead", "waive_freight", {}, hands_over=False).code
    assert roles_for(knowledge, knowledge.steps["call_back"].model_copy(update={"grant": "moon"})) == ()


def test_the_same_step_is_under_way_once_and_can_be_set_going_again_after_its_end(
    store: Store, knowledge: Knowledge
) -> None:
    case_id = drafted(store)
    first = set_going(store, knowledge, case_id)
    with pytest.raises(ConflictError, match="under way"):
        set_going(store, knowledge, case_id)
    assert end(store, first.id, LEAD, done=True).state is StepState.DONE
    with pytest.raises(ConflictError):
        end(store, first.id, LEAD, done=False)
    second = set_going(store, knowledge, case_id)
    assert end(store, second.id, AYSE, done=False).state is StepState.DROPPED
    assert open_tasks(store) == ()


@pytest.mark.parametrize(("code", "fields"), [("fly", {}), ("start_return", {"order_number": "x" * 201})])
def test_an_unknown_step_and_a_field_without_end_are_refused(
    store: Store, knowledge: Knowledge, code: str, fields: Mapping[str, str]
) -> None:
    with pytest.raises(InputError):
        confirm(store, knowledge, drafted(store), AYSE, "agent", code, fields, hands_over=False)


def test_a_step_is_handed_over_by_the_worker_with_no_word_of_the_customers(store: Store, knowledge: Knowledge) -> None:
    case_id = drafted(store)
    made = set_going(store, knowledge, case_id, hands_over=True)
    with pytest.raises(ConflictError):
        end(store, made.id, AYSE, done=False)
    taken: list[tuple[str, Mapping[str, object]]] = []
    job = claim_job(store, "w", {HAND_OVER})
    assert job is not None
    run_job(store, job, {HAND_OVER: lambda number: hand_over(store, number, lambda *one: taken.append(one))})
    (row,) = case_file(store, case_id).steps
    assert (row.state, [id_ for id_, _ in taken]) == (StepState.HANDED, [made.id])
    told = str(taken[0][1])
    assert "MLT-12345" in told
    assert not any(word in told for word in ("Ayşe", "Kargom", "@ayse"))
    hand_over(store, case_id, lambda *one: taken.append(one))
    assert len(taken) == 1
    assert end(store, made.id, AYSE, done=True).state is StepState.DONE


def test_a_system_that_refuses_or_stays_silent_leaves_a_task_and_loses_nothing(
    store: Store, knowledge: Knowledge, clock: Clock
) -> None:
    def refusing(*_: object) -> None:
        raise RefusedError("no", code="refused")

    def silent(*_: object) -> None:
        raise UncertainError("?", code="unreachable")

    case_id = drafted(store)
    set_going(store, knowledge, case_id, hands_over=True)
    hand_over(store, case_id, refusing)
    set_going(store, knowledge, case_id, "check_refund", hands_over=True)
    with pytest.raises(UncertainError):
        hand_over(store, case_id, silent)
    clock.now += PATIENCE + timedelta(seconds=1)
    hand_over(store, case_id, silent)
    assert {(row.code, row.trouble) for row in open_tasks(store)} == {
        ("start_return", "refused"), ("check_refund", "unreachable")
    }  # fmt: skip


def test_a_step_that_is_late_brings_its_case_to_the_top_once_and_one_that_is_done_does_not(
    store: Store, knowledge: Knowledge, clock: Clock
) -> None:
    kept, late = drafted(store, 1), drafted(store, 2)
    for case_id in (kept, late):
        set_going(store, knowledge, case_id)
    end(store, case_file(store, kept).steps[0].id, AYSE, done=True)
    before = case_file(store, late).row
    assert raise_overdue(store) == 0
    clock.now += timedelta(days=30)

    assert [raise_overdue(store), raise_overdue(store)] == [1, 0]

    row = case_file(store, late).row
    assert row.priority > max(before.priority, case_file(store, kept).row.priority)
    assert row.due_at is not None
    assert row.due_at <= clock.now
    assert [line.event for line in case_file(store, late).audit][-1] == "step_due"


def test_a_step_a_system_has_taken_is_not_late_here(store: Store, knowledge: Knowledge, clock: Clock) -> None:
    case_id = drafted(store)
    set_going(store, knowledge, case_id, hands_over=True)
    hand_over(store, case_id, lambda *_: None)
    clock.now += timedelta(days=30)
    assert raise_overdue(store) == 0


def test_a_step_that_was_leaving_when_the_backup_was_made_is_a_task_after_restoring_and_handed_to_nobody(
    knowledge: Knowledge, tmp_path: Path, clock: Clock
) -> None:
    url = copied_sqlite(tmp_path / "x.sqlite3")
    store = Store.open(url, clock=clock)
    case_id = drafted(store)
    set_going(store, knowledge, case_id, hands_over=True)
    made = back_up(store, tmp_path / "a.backup")
    store.close()
    restore(url, tmp_path / "a.backup", replace=True, finish=doubt)
    store = Store.open(url, clock=clock)
    hand_over(store, case_id, lambda *_: pytest.fail("that system may have it already"))
    take_up(store, made)
    (row,) = open_tasks(store)
    assert (row.state, row.trouble, doubted_steps(store)) == (StepState.TASK, RESTORED, 1)
    assert [line.event for line in case_file(store, case_id).audit][-1] == "step_came_back"
    assert store.verify_audit().fault is None
    store.close()
