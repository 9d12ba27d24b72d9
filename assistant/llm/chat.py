"""What the product asks of a language model, whoever provides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.domain import Usage

Schema = Mapping[str, object]
OnText = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message to a model; ``role`` is ``system``, ``user`` or ``assistant``. Holds masked text only."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer; ``text`` is JSON when a schema was asked for."""

    text: str
    usage: Usage
    model: str


class ChatModel(Protocol):
    """One seam for every model: a real provider, and ``ScriptedModel`` in tests and docs."""

    name: str

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        """Answer the messages; ``on_text`` receives pieces as they come, an empty one where an answer begins (again).

        Raises ``ModelError`` for every way a provider can fail; a cut, empty or refused answer is a failure, never a
        ``Completion``.
        """
        ...

    def resting(self) -> float:
        """Seconds for which the provider is left alone after failures; 0 when it may be asked."""
        ...
