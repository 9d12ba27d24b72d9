"""A chat model as a run uses it: answers kept, questions throttled, money counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.domain import Usage
from assistant.evaluation.caches import AnswerCache, characters, key_of
from assistant.evaluation.spending import Purse
from assistant.evaluation.throttle import Throttle
from assistant.llm import ChatMessage, ChatModel, Completion
from assistant.llm.chat import OnText, Schema
from assistant.llm.langchain import LangChainModel


@dataclass(frozen=True, slots=True)
class Taken:
    """What one case took: questions asked, answers found in the cache, and what the questions cost."""

    calls: int = 0
    kept: int = 0
    usage: Usage = field(default_factory=Usage)


class KeptModel:
    """A ``ChatModel`` that asks only what the cache does not hold; ``repeat`` tells runs of one question apart.

    ``taken`` counts by thread, because a case is answered on one. ``turn`` lets one thread work while the others wait
    for the model: threads that compute at once in one interpreter only hinder each other.
    """

    def __init__(self, model: ChatModel, cache: AnswerCache, throttle: Throttle, purse: Purse, repeat: int = 0) -> None:
        self.name = model.name
        self.turn = threading.Lock()
        self._model, self._cache, self._throttle, self._purse, self._repeat = model, cache, throttle, purse, repeat
        self._here = threading.local()

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        """The kept answer, else the model's; raises ``ModelError`` as the model does."""
        key = key_of(self.name, messages, schema, self._repeat)
        kept = self._cache.get(key)
        if kept is not None:
            self._count(Taken(kept=1))
            return kept
        asked = characters(messages)
        reserved = self._purse.reserve(asked)
        usage = Usage()
        try:
            answer = self._waited_for(messages, schema, on_text)
            usage = answer.usage
        finally:
            usage = self._purse.settle(reserved, usage)
        answer = Completion(answer.text, usage, self.name)
        self._cache.put(key, answer, asked)
        self._count(Taken(calls=1, usage=usage))
        return answer

    def open(self) -> None:
        """Make the model's client now, if it has one: once, before there are threads."""
        if isinstance(self._model, LangChainModel):
            self._model.open()

    def resting(self) -> float:
        """The throttle waits here instead."""
        return 0.0

    def knows(self, messages: Sequence[ChatMessage], schema: Schema | None) -> bool:
        """Whether the cache holds the answer."""
        return self._cache.get(key_of(self.name, messages, schema, self._repeat)) is not None

    def taken(self) -> Taken:
        """What this thread's questions took since it last asked; counting starts again."""
        found: Taken = getattr(self._here, "taken", Taken())
        self._here.taken = Taken()
        return found

    def _waited_for(self, messages: Sequence[ChatMessage], schema: Schema | None, on_text: OnText | None) -> Completion:
        held = getattr(self._here, "held", False)
        if held:
            self.turn.release()
        try:
            return self._throttle.run(lambda: self._model.complete(messages, schema, on_text))
        finally:
            if held:
                self.turn.acquire()

    @contextmanager
    def working(self) -> Iterator[None]:
        """While a case is answered: this thread's turn, given up whenever it waits for the model."""
        with self.turn:
            self._here.held = True
            try:
                yield
            finally:
                self._here.held = False

    def _count(self, more: Taken) -> None:
        so_far: Taken = getattr(self._here, "taken", Taken())
        self._here.taken = Taken(so_far.calls + more.calls, so_far.kept + more.kept, so_far.usage + more.usage)
