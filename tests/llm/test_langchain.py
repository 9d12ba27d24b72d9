"""The model behind LangChain, against a real server that misbehaves: every fault has one answer."""

from __future__ import annotations

import pytest

from assistant.errors import ModelError
from assistant.llm.langchain import LangChainModel, Prices
from assistant.llm.policy import Policy
from tests.llm.faulty import GOOD, HELLO, SCHEMA, Provider, provider


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


def model_at(server: Provider, monkeypatch: pytest.MonkeyPatch, tries: int = 3, timeout: float = 5.0) -> LangChainModel:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    policy = Policy(tries=tries, sleep=lambda _: None)
    return LangChainModel("openai:test-model", timeout=timeout, policy=policy, prices=Prices(1.0, 0.1, 2.0))


def test_a_good_answer_comes_whole_with_its_usage_and_its_price(monkeypatch: pytest.MonkeyPatch) -> None:
    with provider("good") as server:
        found = model_at(server, monkeypatch).complete(HELLO, SCHEMA)
    assert found.text == GOOD
    assert (found.usage.input_tokens, found.usage.cached_tokens, found.usage.output_tokens) == (100, 64, 20)
    assert found.usage.cost == pytest.approx((36 * 1.0 + 64 * 0.1 + 20 * 2.0) / 1e6)


@pytest.mark.parametrize(
    ("said", "cached"),
    [
        ({"prompt_cache_hit_tokens": 48, "prompt_cache_miss_tokens": 52}, 48),
        ({"cached_tokens": 32}, 32),
        ({"cache_read_input_tokens": 16}, 16),
        ({"prompt_tokens_details": {"cached_tokens": 500}}, 100),
        ({"prompt_tokens_details": None, "cached_tokens": "many"}, 0),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_what_a_server_had_in_its_cache_is_counted_by_whichever_name_it_has_there(
    said: dict[str, object], cached: int, *, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider("good", whole=whole) as server:
        server.usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, **said}
        usage = model_at(server, monkeypatch).complete(HELLO, SCHEMA).usage
    assert (usage.input_tokens, usage.cached_tokens, usage.output_tokens) == (100, cached, 20)
    assert usage.cost == pytest.approx(((100 - cached) * 1.0 + cached * 0.1 + 20 * 2.0) / 1e6)


def test_a_server_that_counts_with_every_piece_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with provider("counting", answer=lambda _: "word " * 300) as server:
        usage = model_at(server, monkeypatch).complete(HELLO).usage
    assert (usage.input_tokens, usage.cached_tokens, usage.output_tokens) == (100, 64, 20)


def test_pieces_are_handed_on_as_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[str] = []
    with provider("good", answer=lambda _: "word " * 300) as server:
        found = model_at(server, monkeypatch).complete(HELLO, None, pieces.append)
    assert len(pieces) > 1
    assert "".join(pieces) == found.text


@pytest.mark.parametrize(
    ("mode", "code", "calls"),
    [
        ("429", "rate_limited", 3),
        ("503", "server_error", 3),
        ("quota", "no_credit", 1),
        ("401", "no_access", 1),
        ("404", "not_found", 1),
        ("context", "prompt_too_long", 1),
        ("drop", "unreachable", 3),
        ("html", None, 3),
        ("cut_stream", "cut_off", 3),
        ("length", "cut_off", 3),
        ("empty", "empty", 3),
        ("content_filter", "content_filter", 1),
        ("endless", "too_long", 1),
    ],
)
def test_each_fault_is_named_and_asked_again_only_where_that_may_help(
    mode: str, code: str | None, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider(mode) as server:
        model = model_at(server, monkeypatch)
        with pytest.raises(ModelError) as caught:
            model.complete(HELLO)
        assert len(server.requests) == calls
    if code is not None:
        assert caught.value.code == code


def test_a_provider_that_says_nothing_is_given_up_on_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with provider("stall") as server, pytest.raises(ModelError) as caught:
        model_at(server, monkeypatch, tries=1, timeout=0.3).complete(HELLO)
    assert caught.value.code == "timeout"


def test_a_burst_of_refusals_is_outlasted(monkeypatch: pytest.MonkeyPatch) -> None:
    with provider("429", "500", "good") as server:
        assert model_at(server, monkeypatch).complete(HELLO).text == GOOD
        assert len(server.requests) == 3


def test_an_endpoint_without_json_schema_is_asked_in_another_form_and_that_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with provider("no_schema") as server:
        model = model_at(server, monkeypatch)
        assert model.complete(HELLO, SCHEMA).text == GOOD
        first = len(server.requests)
        assert model.complete(HELLO, SCHEMA).text == GOOD
    assert "tools" in server.requests[-1]
    assert len(server.requests) == first + 1


def test_tracing_stays_off_even_where_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    with provider("good") as server:
        model_at(server, monkeypatch).complete(HELLO)
    import os

    assert os.environ["LANGSMITH_TRACING"] == "false"


def test_a_provider_that_fails_is_left_alone_longer_and_longer_and_one_call_finds_out_that_it_is_back() -> None:
    now = [0.0]
    policy = Policy(tries=1, patience=5, rest=30.0, sleep=lambda _: None, clock=lambda: now[0])
    asked: list[float] = []

    def fail() -> None:
        asked.append(now[0])
        raise ModelError("down", code="server_error", retriable=True)

    codes = []
    while now[0] < 600:  # ten minutes of outage, a complaint a second
        with pytest.raises(ModelError) as caught:
            policy.run(fail)
        codes.append(caught.value.code)
        now[0] += 1.0
    assert asked[:5] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert asked[5:] == [34.0, 94.0, 214.0, 454.0]
    assert codes.count("resting") == 600 - len(asked)
    now[0] = 1000.0
    assert policy.run(lambda: "back") == "back"
    with pytest.raises(ModelError):
        policy.run(fail)
    assert policy.run(lambda: "one failure is no outage") == "one failure is no outage"
