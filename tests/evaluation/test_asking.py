"""What a run asks a model: once for each question, never for less money than allowed, slower while it struggles."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Usage
from assistant.drafting.writer import Writer
from assistant.errors import ModelError
from assistant.evaluation.asking import KeptModel
from assistant.evaluation.caches import AnswerCache
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.engine import engine
from assistant.evaluation.spending import Halted, Price, Purse, estimate
from assistant.evaluation.throttle import Throttle
from assistant.evaluation.work import Spread
from assistant.llm import ChatMessage, ScriptedModel
from assistant.triage.refining import Refiner
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT

PRICE = Price(input=1.0, output=10.0)


def kept(
    model: ScriptedModel, folder: Path, *, repeat: int = 0, fresh: bool = False, purse: Purse | None = None
) -> KeptModel:
    throttle = Throttle(4, wait=lambda _: None)
    cache = AnswerCache(folder / "answers.sqlite3", fresh=fresh)
    return KeptModel(model, cache, throttle, purse or Purse(None, PRICE), repeat)


def ask(model: KeptModel, text: str = "hello") -> str:
    return model.complete([ChatMessage("user", text)]).text


def test_a_question_is_asked_once_and_its_answer_kept_for_the_next_process(tmp_path: Path) -> None:
    assert ask(kept(ScriptedModel(["one"]), tmp_path)) == "one"
    unasked = kept(ScriptedModel([]), tmp_path)
    assert ask(unasked) == "one"
    assert (unasked.taken().calls, unasked.taken().kept) == (0, 0)


def test_another_repeat_another_text_and_another_model_are_other_questions(tmp_path: Path) -> None:
    ask(kept(ScriptedModel(["one"]), tmp_path))
    assert ask(kept(ScriptedModel(["two"]), tmp_path, repeat=1)) == "two"
    assert ask(kept(ScriptedModel(["three"]), tmp_path), "hello!") == "three"
    assert ask(kept(ScriptedModel(["four"], name="another"), tmp_path)) == "four"


def test_fresh_asks_again_and_keeps_the_new_answer(tmp_path: Path) -> None:
    ask(kept(ScriptedModel(["old"]), tmp_path))
    assert ask(kept(ScriptedModel(["new"]), tmp_path, fresh=True)) == "new"
    assert ask(kept(ScriptedModel([]), tmp_path)) == "new"


def test_a_failure_is_never_kept(tmp_path: Path) -> None:
    refused = ModelError("no", code="refused_request")
    model = kept(ScriptedModel([refused, "now"]), tmp_path)
    with pytest.raises(ModelError):
        ask(model)
    assert ask(model) == "now"


def test_a_run_never_passes_what_it_may_cost(tmp_path: Path) -> None:
    purse = Purse(0.1, PRICE)
    answers = ["x" * 4_000] * 100  # a thousand tokens: one cent
    model = kept(ScriptedModel(answers), tmp_path, purse=purse)
    asked = 0

    def go_on() -> None:
        nonlocal asked
        while asked < 100:
            ask(model, f"question {asked}")
            asked += 1

    with pytest.raises(Halted, match="--max-cost"):
        go_on()
    assert asked > 5
    assert purse.taken <= 0.1
    assert purse.taken == pytest.approx(asked * PRICE.cost(Usage(3, 0, 1000)), rel=0.01)


def test_what_a_failed_question_had_reserved_is_given_back(tmp_path: Path) -> None:
    purse = Purse(1.0, PRICE)
    with pytest.raises(ModelError):
        ask(kept(ScriptedModel([ModelError("no", code="no_access")]), tmp_path, purse=purse))
    assert purse.taken == 0.0


def test_an_estimate_is_right_within_fifteen_percent_once_the_model_has_answered(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "answers.sqlite3")
    purse = Purse(None, PRICE)
    model = KeptModel(ScriptedModel(["y" * (300 + 40 * (n % 5)) for n in range(200)]), cache, Throttle(1), purse)
    questions = [[ChatMessage("user", f"{number} " + "x" * (900 + 100 * (number % 4)))] for number in range(120)]
    for messages in questions[:20]:
        model.complete(messages)
    spent = purse.taken
    foreseen = estimate([(m, model.knows(m, None)) for m in questions[20::4]], 100, model.name, cache, PRICE)
    for messages in questions[20:]:
        model.complete(messages)
    assert foreseen.measured
    assert foreseen.cost == pytest.approx(purse.taken - spent, rel=0.15)


def test_an_estimate_counts_the_reading_of_a_case_beside_its_draft(
    tmp_path: Path, proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    model = ScriptedModel([])
    writes = replace(proposer, writer=Writer(model, ROOT / "prompts", b"secret"))
    reads = replace(writes, refiner=Refiner(model, ROOT / "prompts", b"secret"))
    cases = list(samples.values())[:12]
    cache = AnswerCache(tmp_path / "answers.sqlite3")
    alone, both = (engine(one, cache, processes=1).estimate(cases, cache, PRICE) for one in (writes, reads))
    assert alone is not None
    assert both is not None
    assert both.calls == alone.calls + len(cases)


def failing(times: int, code: str = "rate_limited") -> Callable[[], str]:
    left = [times]

    def call() -> str:
        if left[0]:
            left[0] -= 1
            raise ModelError("slow down", code=code, retriable=True, retry_after=7.0)
        return "answer"

    return call


def test_a_struggling_provider_is_asked_less_at_once_and_waited_for_as_long_as_it_says() -> None:
    waits: list[float] = []
    now = [0.0]

    def wait(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    throttle = Throttle(8, wait=wait, clock=lambda: now[0])
    assert throttle.run(failing(2)) == "answer"
    assert waits == [7.0, 7.0]
    assert throttle.limit == pytest.approx(2.5)
    for _ in range(60):
        throttle.run(lambda: "answer")
    assert throttle.limit == 8.0


def test_a_refusal_is_not_tried_again() -> None:
    asked = []

    def refused() -> str:
        asked.append(1)
        raise ModelError("no", code="content_filter")

    with pytest.raises(ModelError):
        Throttle(2, wait=lambda _: None).run(refused)
    assert len(asked) == 1


def test_no_more_questions_are_under_way_than_allowed() -> None:
    throttle, lock, gate = Throttle(3), threading.Lock(), threading.Barrier(3, timeout=5)
    under_way, most = [0], [0]

    def call() -> int:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        gate.wait()
        with lock:
            under_way[0] -= 1
        return 1

    spread: Spread[int, int] = Spread(lambda _: throttle.run(call), threads=9)
    assert sum(spread.over(range(9))) == 9
    assert most[0] == 3


@pytest.mark.parametrize("threads", [1, 4])
def test_work_that_must_stop_says_why_and_what_was_done_is_kept(threads: int) -> None:
    def work(item: int) -> int:
        if item == 5:
            raise Halted("no money")
        return item

    spread: Spread[int, int] = Spread(work, threads=threads)
    done = set(spread.over(range(6)))
    assert done == {0, 1, 2, 3, 4}
    assert spread.stopped == "no money"


def test_two_processes_do_each_item_once() -> None:
    spread: Spread[int, int] = Spread(lambda item: item * item, processes=2, threads=2)
    assert sorted(spread.over(range(100))) == [item * item for item in range(100)]


def test_what_breaks_in_another_process_is_raised_here() -> None:
    def work(item: int) -> int:
        raise KeyError(item)

    with pytest.raises((RuntimeError, KeyError), match=r"7|KeyError"):
        list(Spread(work, processes=2).over([7] * 50))
