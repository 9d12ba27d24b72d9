"""What a server that speaks the OpenAI API reports of a call's tokens, under whichever names it does."""

from __future__ import annotations

from collections.abc import Mapping

from langchain_core.messages import AIMessage, BaseMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI

REPORTED = "reported_usage"
# Tokens taken from the provider's cache: OpenAI and most that follow it (vLLM, xAI, gateways), then DeepSeek, Moonshot,
# Anthropic behind a gateway, llama.cpp. LangChain reads the first, and not even that at a paid service tier.
DETAILS = ("prompt_tokens_details", "input_tokens_details")
CACHED = ("cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens", "cache_n")


class ReportingChat(ChatOpenAI):
    """The client of LangChain, whose pieces carry what the server reports, as it was written."""

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, object],
        default_chunk_class: type[BaseMessageChunk],
        base_generation_info: dict[str, object] | None,
    ) -> ChatGenerationChunk | None:
        found = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        usage = chunk.get("usage") or (choice.get("usage") if isinstance(choice, dict) else None)
        if found is not None and isinstance(usage, dict):
            timings = chunk.get("timings")
            found.message.response_metadata[REPORTED] = {**(timings if isinstance(timings, dict) else {}), **usage}
        return found


def reported(answer: AIMessage) -> tuple[int, int, int] | None:
    """Tokens sent, tokens of these that came from a cache, tokens received; ``None`` where nothing is reported."""
    said = answer.response_metadata.get(REPORTED) or answer.response_metadata.get("token_usage")
    if not isinstance(said, Mapping):
        return None
    sent = _count(said, "prompt_tokens")
    return sent, min(cached_tokens(said), sent), _count(said, "completion_tokens")


def cached_tokens(usage: Mapping[str, object]) -> int:
    """The tokens a usage report calls cached; 0 where it calls none so.

    >>> cached_tokens({"prompt_tokens_details": {"cached_tokens": 64}}), cached_tokens({"prompt_cache_hit_tokens": 32})
    (64, 32)
    """
    details = [found for name in DETAILS if isinstance(found := usage.get(name), Mapping)]
    return max(_count(part, name) for part in (*details, usage) for name in CACHED)


def _count(report: Mapping[str, object], name: str) -> int:
    value = report.get(name)
    return value if isinstance(value, int) and value > 0 else 0
