"""Any provider LangChain knows, with every way it can fail turned into a ``ModelError``."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.domain import Usage
from assistant.errors import ModelError, SettingError
from assistant.llm.chat import ChatMessage, Completion, OnText, Schema
from assistant.llm.failures import model_error
from assistant.llm.hosts import host_of
from assistant.llm.policy import Policy

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
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
    _manners: _Manners = field(default_factory=lambda: _Manners(), init=False)
    _told: _Manners = field(default_factory=lambda: _Manners(), init=False)
    _proved: bool = field(default=False, init=False)
    _client: BaseChatModel | None = field(default=None, init=False)
    _opening: threading.Lock = field(default_factory=threading.Lock, init=False)

    def open(self) -> None:
        """Make the provider's client now, so that many threads do not each begin to."""
        with self._opening:
            self._opened()

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        """Answer the messages, in the best of the JSON forms the endpoint takes."""
        self.open()
        try:
            return self.policy.run(lambda: self._climb_down(messages, schema, on_text))
        except ModelError:
            self._manners = self._told  # what was only guessed from failures of a provider that is down
            raise

    def resting(self) -> float:
        """Seconds for which the provider is left alone after failures."""
        return self.policy.resting()

    @property
    def host(self) -> str:
        """Where requests go; raises as ``open`` does."""
        with self._opening:
            return host_of(self._opened(), self.name)

    def _climb_down(self, messages: Sequence[ChatMessage], schema: Schema | None, on_text: OnText | None) -> Completion:
        """Ask; where the endpoint says it cannot do this form, ask at once in a humbler one."""
        while True:
            try:
                completion = self._ask(messages, schema, self._manners, on_text)
            except ModelError as error:
                humbler = self._manners.after(error.code)
                if humbler is not None:
                    self._manners = self._told = humbler
                    continue
                if error.code == "server_error" and schema is not None and not self._proved:
                    # Some endpoints answer 500 to a form they cannot do: the policy's next try asks in another.
                    self._manners = self._manners.lower() or self._manners
                raise
            if schema is not None:
                self._told, self._proved = self._manners, True
            return completion

    def _ask(
        self, messages: Sequence[ChatMessage], schema: Schema | None, manners: _Manners, on_text: OnText | None
    ) -> Completion:
        rung = RUNGS[manners.rung] if schema is not None else "text"
        runnable = _in_form(self._opened(), schema, rung)
        pieces: list[str] = []
        usage, finish = Usage(), None
        deadline = self.clock() + self.timeout
        if on_text:
            on_text("")
        stream = _answers(runnable, messages, manners, counted=self._speaks_openai)
        try:
            for chunk in stream:
                piece = _text_of(chunk, rung)
                if piece:
                    pieces.append(piece)
                    if on_text:
                        on_text(piece)
                said = chunk.response_metadata
                finish = said.get("finish_reason") or said.get("stop_reason") or finish
                usage = self._usage(chunk, usage)
                if sum(map(len, pieces)) > MOST_CHARACTERS:
                    raise ModelError("the answer never ends", code="too_long", retriable=False)
                if self.clock() > deadline:
                    raise ModelError(f"no whole answer within {self.timeout:g} s", code="timeout", retriable=True)
        finally:
            stream.close()
        return _completed("".join(pieces), finish, usage, self.name)

    @property
    def _speaks_openai(self) -> bool:
        return self.name.startswith("openai:")

    def _usage(self, chunk: AIMessage, before: Usage) -> Usage:
        """The use with what a piece tells of it: an OpenAI server repeats the whole count, others tell it in parts."""
        from assistant.llm.reported import reported

        found = reported(chunk) if self._speaks_openai else None
        if found is not None:
            return Usage(*found, self.prices.cost(*found))
        counted = chunk.usage_metadata
        if not counted:
            return before
        cached = (counted.get("input_token_details") or {}).get("cache_read") or 0
        sent, received = counted["input_tokens"], counted["output_tokens"]
        return before + Usage(sent, cached, received, self.prices.cost(sent, cached, received))

    def _opened(self) -> BaseChatModel:
        if self._client is None:
            for name in TRACING:
                os.environ[name] = "false"
            from langchain.chat_models import init_chat_model

            from assistant.llm.bounded import bounded_client
            from assistant.llm.reported import ReportingChat

            try:
                if self._speaks_openai:
                    self._client = ReportingChat(
                        model=self.name.removeprefix("openai:"),
                        timeout=self.timeout,
                        max_retries=0,
                        http_client=bounded_client(self.timeout),
                    )
                else:
                    self._client = init_chat_model(self.name, timeout=self.timeout, max_retries=0)
            except (ImportError, ValueError) as error:
                raise SettingError(
                    f"the model {self.name!r} cannot be opened ({error}); "
                    "name it provider:model and install the provider's LangChain package"
                ) from error
            except Exception as error:
                raise model_error(error) from error
        return self._client


@dataclass(frozen=True, slots=True)
class _Manners:
    """What an endpoint takes: a form of JSON, a stream, a stream that counts tokens."""

    rung: int = 0
    streams: bool = True
    counts: bool = True

    def after(self, code: str) -> _Manners | None:
        """How to ask once it said it cannot do this; ``None`` where it said something else."""
        if code == "not_streamed" and self.streams:
            return replace(self, streams=False)
        if code == "not_counted" and self.counts:
            return replace(self, counts=False)
        return self.lower() if code == "form_refused" else None

    def lower(self) -> _Manners | None:
        """The next humbler form of JSON, ``None`` below plain text."""
        return replace(self, rung=self.rung + 1) if self.rung < len(RUNGS) - 1 else None


def _in_form(model: BaseChatModel, schema: Schema | None, rung: str) -> Runnable[object, AIMessage]:
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


def _answers(
    runnable: Runnable[object, AIMessage], messages: Sequence[ChatMessage], manners: _Manners, *, counted: bool
) -> Generator[AIMessage]:
    """The answer in pieces, or whole as one piece from an endpoint that cannot stream."""
    asked = [(message.role, message.content) for message in messages]
    try:
        if manners.streams and counted and manners.counts:
            yield from runnable.stream(asked, stream_options={"include_usage": True})
        elif manners.streams:
            yield from runnable.stream(asked)
        else:
            yield runnable.invoke(asked)
    except ModelError:
        raise
    except Exception as error:  # providers and their clients raise many kinds; each becomes one of ours
        raise model_error(error) from error


def _text_of(answer: AIMessage, rung: str) -> str:
    if rung == "function":
        return "".join(_arguments(answer))
    return answer.text if isinstance(answer.text, str) else str(answer.text)


def _arguments(answer: AIMessage) -> Iterator[str]:
    """What was handed to the tool, as written where it came in pieces."""
    for piece in getattr(answer, "tool_call_chunks", ()):
        yield str(piece.get("args") or "")
    if not hasattr(answer, "tool_call_chunks"):
        for call in answer.tool_calls:
            yield json.dumps(call["args"], ensure_ascii=False)


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
