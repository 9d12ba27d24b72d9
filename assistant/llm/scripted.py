"""A chat model that answers from a script: for tests, docs and trying the desk without a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assistant.domain import Usage
from assistant.errors import ModelError
from assistant.llm.chat import ChatMessage, Completion, OnText, Schema

Answer = str | ModelError | Callable[[Sequence[ChatMessage]], str]


class ScriptedModel:
    """Gives its answers in order; an answer may be text, a failure to raise, or a function of the messages.

    ``asked`` keeps every request, so that a test can read what would have left the machine. When the script has run out
    it fails as an unreachable provider would.

    >>> model = ScriptedModel(["merhaba"])
    >>> model.complete([ChatMessage("user", "selam")]).text
    'merhaba'
    """

    def __init__(self, answers: Iterable[Answer], name: str = "scripted") -> None:
        self.name = name
        self.asked: list[tuple[ChatMessage, ...]] = []
        self._answers = iter(answers)

    def resting(self) -> float:
        """A script needs no rest."""
        return 0.0

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        """The next answer of the script; usage counts characters by four."""
        self.asked.append(tuple(messages))
        answer = next(self._answers, None)
        if answer is None:
            raise ModelError("the script has no further answer", code="unreachable", retriable=True)
        if isinstance(answer, ModelError):
            raise answer
        text = answer if isinstance(answer, str) else answer(messages)
        if not text.strip():
            raise ModelError("the model answered with nothing", code="empty", retriable=True)
        if on_text:
            on_text("")
            on_text(text)
        return Completion(text, Usage(sum(len(m.content) for m in messages) // 4, 0, len(text) // 4), self.name)
