"""Any provider LangChain knows, with every way it can fail turned into a ``ModelError``."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.domain import Usage
from assistant.errors import ModelError, SettingError
from assistant.llm.chat import ChatMessage, Completion, OnText, Schema
from assistant.llm.failures import model_error
from assistant.llm.policy import Policy

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk
    from langchain_core.runnables import Runnable

# Ways to ask for JSON, best first; what an endpoint refuses is not asked of it again.
RUNGS = ("json_schema", "function", "json_object", "text")
MOST_CHARACTERS = 32_000
# Tracing would send every prompt to a third party; it stays off whatever the environment says.
TRACING = ("LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING", "LANGSMITH_TRACING_V2")


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens."""

    input: float = 0.0
    cached: float = 0.0
    output: float = 0.0

    def cost(self, input_tokens: int, cached_tokens: int, output_tokens: int) -> float:
        """The price of one call; cached tokens are part of the input tokens."""
        fresh = input_tokens - cached_tokens
        return (fresh * self.input + cached_tokens * self.cached + output_tokens * self.output) / 1_000_000


@dataclass
class LangChainModel:
    """A model named ``provider:model``; OpenAI-compatible endpoints through ``OPENAI_BASE_URL``."""

    name: str
    timeout: float = 60.0
    policy: Policy = field(default_factory=Policy)
    prices: Prices = field(default_factory=Prices)
    clock: Callable[[], float] = time.monotonic
    _rung: int = field(default=0, init=False)
    _proved: bool = field(default=False, init=False)
    _client: BaseChatModel | None = field(default=None, init=False)

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        """Answer the messages, down the ladder of JSON forms until the endpoint takes one."""
        return self.policy.run(lambda: self._climb_down(messages, schema, on_text))

    def _climb_down(self, messages: Sequence[ChatMessage], schema: Schema | None, on_text: OnText | None) -> Completion:
        if schema is None:
            return self._ask(messages, None, "text", on_text)
        rung = self._rung
        while True:
            try:
                completion = self._ask(messages, schema, RUNGS[rung], on_text)
            except ModelError as error:
                # Some endpoints answer 500 to a form they cannot do; an endpoint that has answered before is just down.
                unable = error.code == "form_refused" or (error.code == "server_error" and not self._proved)
                if not unable or rung == len(RUNGS) - 1:
                    raise
                rung += 1
            else:
                self._rung, self._proved = rung, True
                return completion

    def _ask(
        self, messages: Sequence[ChatMessage], schema: Schema | None, rung: str, on_text: OnText | None
    ) -> Completion:
        runnable = _in_form(self._opened(), schema, rung)
        pieces: list[str] = []
        usage, finish = Usage(), None
        deadline = self.clock() + self.timeout
        stream = _stream(runnable, messages)
        try:
            for chunk in stream:
                piece = _text_of(chunk, rung)
                if piece:
                    pieces.append(piece)
                    if on_text:
                        on_text(piece)
                finish = (
                    chunk.response_metadata.get("finish_reason") or chunk.response_metadata.get("stop_reason") or finish
                )
                usage = usage + self._usage(chunk)
                if sum(map(len, pieces)) > MOST_CHARACTERS:
                    raise ModelError("the answer never ends", code="too_long", retriable=False)
                if self.clock() > deadline:
                    raise ModelError(f"no whole answer within {self.timeout:g} s", code="timeout", retriable=True)
        finally:
            stream.close()
        return _completed("".join(pieces), finish, usage, self.name)

    def _usage(self, chunk: AIMessageChunk) -> Usage:
        counted = chunk.usage_metadata
        if not counted:
            return Usage()
        cached = (counted.get("input_token_details") or {}).get("cache_read") or 0
        sent, received = counted["input_tokens"], counted["output_tokens"]
        return Usage(sent, cached, received, self.prices.cost(sent, cached, received))

    def _opened(self) -> BaseChatModel:
        if self._client is None:
            for name in TRACING:
                os.environ[name] = "false"
            from langchain.chat_models import init_chat_model

            try:
                self._client = init_chat_model(self.name, timeout=self.timeout, max_retries=0)
            except (ImportError, ValueError) as error:
                raise SettingError(
                    f"the model {self.name!r} cannot be opened ({error}); "
                    "name it provider:model and install the provider's LangChain package"
                ) from error
            except Exception as error:
                raise model_error(error) from error
        return self._client


def _in_form(model: BaseChatModel, schema: Schema | None, rung: str) -> Runnable[object, AIMessageChunk]:
    if schema is None or rung == "text":
        return model  # type: ignore[return-value]
    if rung == "json_schema":
        form: Mapping[str, object] = {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": schema, "strict": True},
        }
        return model.bind(response_format=form)  # type: ignore[return-value]
    if rung == "function":
        tool = {
            "type": "function",
            "function": {"name": "reply", "description": "Hand in the reply.", "parameters": schema},
        }
        return model.bind_tools([tool], tool_choice="reply")  # type: ignore[return-value]
    return model.bind(response_format={"type": "json_object"})  # type: ignore[return-value]


def _stream(runnable: Runnable[object, AIMessageChunk], messages: Sequence[ChatMessage]) -> Generator[AIMessageChunk]:
    try:
        yield from runnable.stream([(message.role, message.content) for message in messages])
    except ModelError:
        raise
    except Exception as error:  # providers and their clients raise many kinds; each becomes one of ours
        raise model_error(error) from error


def _text_of(chunk: AIMessageChunk, rung: str) -> str:
    if rung == "function":
        return "".join(str(call.get("args") or "") for call in chunk.tool_call_chunks)
    return chunk.text if isinstance(chunk.text, str) else str(chunk.text)


def _completed(text: str, finish: str | None, usage: Usage, name: str) -> Completion:
    """The answer, if it is one: whole, not refused, not empty."""
    if finish == "content_filter":
        raise ModelError("the provider's filter stopped the answer", code="content_filter")
    if finish == "length":
        raise ModelError("the answer was cut at the token limit", code="cut_off", retriable=True)
    if finish is None:
        raise ModelError("the answer stopped in the middle", code="cut_off", retriable=True)
    if not text.strip():
        raise ModelError("the model answered with nothing", code="empty", retriable=True)
    return Completion(text, usage, name)
