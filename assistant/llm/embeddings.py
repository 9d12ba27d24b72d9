"""Embeddings of masked text from any provider LangChain knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.domain import MaskedText
from assistant.errors import SettingError
from assistant.llm.failures import model_error
from assistant.llm.policy import Policy

Embed = Callable[[Sequence[MaskedText]], list[list[float]]]


def embedder(name: str, *, timeout: float = 30.0, policy: Policy | None = None) -> Embed:
    """A function from masked texts to vectors, by ``provider:model``; nothing else can be handed to it.

    Raises ``SettingError`` for a name that cannot be opened; the function raises ``ModelError`` for a provider's fault.
    """
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
    retry = policy or Policy()

    def embed(texts: Sequence[MaskedText]) -> list[list[float]]:
        def once() -> list[list[float]]:
            try:
                return [list(vector) for vector in model.embed_documents([text.text for text in texts])]
            except Exception as error:
                raise model_error(error) from error

        return retry.run(once)

    return embed
