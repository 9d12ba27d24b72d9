"""Where a provider's client sends what it is given."""

from __future__ import annotations

# Where LangChain's classes keep the client that makes the requests: OpenAI's for chats, its embeddings, others' own.
_INSIDE = (("root_client",), ("client", "_client"), ("_client",), ())


def host_of(client: object, name: str) -> str:
    """Host, and port where it has one, of a LangChain model; the provider of ``name`` where it hides its address.

    >>> host_of(object(), "bedrock:some-model")
    'bedrock'
    """
    for path in _INSIDE:
        inner: object = client
        for step in path:
            inner = getattr(inner, step, None)
        netloc = getattr(getattr(inner, "base_url", None), "netloc", None)
        if isinstance(netloc, bytes) and netloc:
            return netloc.decode("ascii", "replace")
    return name.partition(":")[0]
