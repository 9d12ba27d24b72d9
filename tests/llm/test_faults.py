"""Every fault of a provider, with answers in pieces and whole, with forms of JSON and without: one table."""

from __future__ import annotations

import json

import pytest

from assistant.errors import ModelError
from assistant.llm.langchain import LangChainModel
from assistant.llm.policy import Policy
from tests.llm.faulty import GOOD, HELLO, SCHEMA, provider

LONG = json.dumps({"sentences": ["a sentence that goes on "] * 60})
# What a mode is called, depending on the form that was asked for, and whether asking again may help.
FAULTS: dict[str, tuple[set[str], bool]] = {
    "429": ({"rate_limited"}, True),
    "503": ({"server_error"}, True),
    "500": ({"server_error"}, True),
    "502": ({"server_error"}, True),
    "quota": ({"no_credit"}, False),
    "401": ({"no_access"}, False),
    "404": ({"not_found"}, False),
    "context": ({"prompt_too_long"}, False),
    "drop": ({"unreachable"}, True),
    "reset": ({"unreachable"}, True),
    "html": ({"cut_off", "bad_answer"}, True),
    "cut_body": ({"cut_off"}, True),
    "cut_stream": ({"cut_off"}, True),
    "unfinished": ({"cut_off"}, True),
    "length": ({"cut_off"}, True),
    "empty": ({"empty"}, True),
    "blank": ({"empty"}, True),
    "null_content": ({"empty", "bad_answer"}, True),
    "null_message": ({"empty", "bad_answer"}, True),
    "no_choices": ({"cut_off", "bad_answer", "empty"}, True),
    "refusal": ({"empty", "bad_answer"}, True),
    "content_filter": ({"content_filter"}, False),
    "endless": ({"too_long"}, False),
    "slow_drip": ({"timeout"}, True),
}
VARIANTS = [(whole, plain) for whole in (False, True) for plain in (False, True)]


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    """The provider's packages are read before the first call that is held to a short time."""
    with pytest.MonkeyPatch.context() as patch, provider("good") as server:
        patch.setenv("OPENAI_API_KEY", "sk-test")
        patch.setenv("OPENAI_BASE_URL", server.url)
        LangChainModel("openai:test", timeout=30.0).complete(HELLO, SCHEMA)


@pytest.mark.parametrize(("whole", "plain"), VARIANTS, ids=["pieces", "pieces-plain", "whole", "whole-plain"])
@pytest.mark.parametrize("mode", FAULTS)
def test_no_fault_passes_for_an_answer_and_each_is_named(
    mode: str, whole: bool, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, again = FAULTS[mode]
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with provider("good", answer=lambda _: LONG, whole=whole, plain=plain) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        patience = 0.5 if mode == "slow_drip" else 10.0
        model = LangChainModel("openai:test", timeout=patience, policy=Policy(tries=2, sleep=lambda _: None))
        assert json.loads(model.complete(HELLO, SCHEMA).text) == json.loads(LONG)  # now it knows how to ask
        before = len(server.requests)
        server.modes[:] = [mode]
        with pytest.raises(ModelError) as caught:
            model.complete(HELLO, SCHEMA)
        assert len(server.requests) - before == (2 if again else 1)
    assert caught.value.code in names


@pytest.mark.parametrize(("whole", "plain"), VARIANTS, ids=["pieces", "pieces-plain", "whole", "whole-plain"])
def test_an_endpoint_is_understood_whatever_it_cannot_do(
    whole: bool, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with provider("no_counting", whole=whole, plain=plain) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        model = LangChainModel("openai:test", timeout=2.0, policy=Policy(sleep=lambda _: None))
        assert model.complete(HELLO, SCHEMA).text == GOOD
        before = len(server.requests)
        assert model.complete(HELLO, SCHEMA).text == GOOD
        assert len(server.requests) == before + 1


def test_a_provider_that_is_down_from_the_start_is_asked_three_times_and_in_the_best_form_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    with provider("500", "500", "500", "good") as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        model = LangChainModel("openai:test", timeout=2.0, policy=Policy(sleep=lambda _: None))
        with pytest.raises(ModelError):
            model.complete(HELLO, SCHEMA)
        assert len(server.requests) == 3
        model.complete(HELLO, SCHEMA)
        assert "response_format" in server.requests[-1]
        assert server.requests[-1]["response_format"]["type"] == "json_schema"  # type: ignore[index]
