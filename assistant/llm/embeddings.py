"""Embeddings of masked text from any provider LangChain knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.domain import MaskedText
from assistant.errors import SettingError
from assistant.llm.failures import model_error
from assistant.llm.hosts import host_of
from assistant.llm.policy import Policy

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

# Entered around a call for somebody's words: given the model's name, the host and the texts before anything leaves.
Note = Callable[[str, str, Sequence[MaskedText]], AbstractContextManager[None]]
# Search is shared by all cases and does not know them; whoever searches for one says who writes down what leaves.
_note: ContextVar[Note | None] = ContextVar("note", default=None)


@contextmanager
def noting(note: Note) -> Iterator[None]:
    """Within this, what customers wrote is given to ``note`` before it is given to an embedding model."""
    token = _note.set(note)
    try:
        yield
    finally:
        _note.reset(token)


@dataclass(frozen=True)
class Embedder:
    """A function from masked texts to vectors; nothing else can be handed to it."""

    name: str
    model: Embeddings
    policy: Policy = field(default_factory=Policy)

    def __call__(self, texts: Sequence[MaskedText]) -> list[list[float]]:
        """A vector for each text of the brand's own; raises ``ModelError`` for a provider's fault."""

        def once() -> list[list[float]]:
            try:
                return [list(vector) for vector in self.model.embed_documents([text.text for text in texts])]
            except Exception as error:
                raise model_error(error) from error

        return self.policy.run(once)

    def asked(self, texts: Sequence[MaskedText]) -> list[list[float]]:
        """The same for what a customer wrote: noted first, and not given away where that fails; see ``noting``."""
        note = _note.get()
        with note(self.name, host_of(self.model, self.name), texts) if note is not None else nullcontext():
            return self(texts)


def embedder(name: str, *, timeout: float = 30.0, policy: Policy | None = None) -> Embedder:
    """The embedding model ``provider:model``; raises ``SettingError`` for a name that cannot be opened."""
    from langchain.embeddings import init_embeddings

    try:
        if name.startswith("openai:"):
            # Our texts go as text: counted tokens would need a download and hide what leaves the machine.
            model = init_embeddings(name, check_embedding_ctx_length=False, timeout=timeout, max_retries=0)
        else:
            model = init_embeddings(name)
    except (ImportError, ValueError) as error:
        raise SettingError(f"ASSISTANT_EMBEDDINGS={name} cannot be opened ({error}); name it provider:model") from error
    except Exception as error:
        raise model_error(error) from error
    return Embedder(name, model, policy or Policy())
