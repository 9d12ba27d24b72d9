"""`python -m tests.prompts`: how long prompts are, how much of them a provider can keep, what a model call costs in time.

Tokens are those of ``drafting/budget``, an estimate without a model. ``kept`` is the share of a prompt that is the same,
letter by letter from its beginning, as in the prompt before it for the same language: what prompt caching can reuse.
``overhead`` is the wall time of writing one draft, from the case to the draft, against a server on loopback that answers
at once: the prompt, the request, the answer read and checked for its form. Goals: 30 ms at the middle, 80 ms at p95.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from assistant import bootstrap
from assistant.drafting.budget import tokens
from assistant.drafting.writer import Writer, quiet
from assistant.evaluation.cases import read_suite
from assistant.llm import ChatMessage
from assistant.settings import Settings
from tests.evaluation.slow_model import answer
from tests.llm.faulty import provider

ROOT = Path(__file__).parent.parent
NOW = datetime.fromisoformat("2026-11-20T10:00:00+03:00")


def main() -> None:
    """Print a line a language, and one of the overhead."""
    with tempfile.TemporaryDirectory() as data, provider(answer=answer) as server:
        os.environ |= {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": server.url}
        settings = Settings(model="openai:prompts", workspace=ROOT, data=Path(data))
        product = bootstrap.product(settings, clock=lambda: NOW)
        proposer = product.proposer()
        writer = proposer.writer
        if not isinstance(writer, Writer):
            raise SystemExit("the workspace gives no writer")
        cases = [c.complaint for c in read_suite(ROOT / "evals", "open", product.knowledge.channels).cases]
        read = [(case, proposer.masked(case, vault)) for case, vault in map(proposer.understand, cases)]
        asked = [(case, masked) for case, masked in read if not quiet(case)]
        for language in ("tr", "el", "en"):
            _told(language, [writer.messages(case, masked) for case, masked in asked if case.language == language])
        seconds = []
        for case, masked in asked:
            started = time.perf_counter()
            writer.write(case, masked)
            seconds.append(time.perf_counter() - started)
        _timed(seconds)


def _told(language: str, prompts: Sequence[tuple[ChatMessage, ...]]) -> None:
    sizes = [tokens(prompt) for prompt in prompts]
    kept = list(_kept(["\n".join(message.content for message in prompt) for prompt in prompts]))
    figures = {
        "language": language, "prompts": len(prompts), "tokens_p50": round(statistics.median(sizes)),
        "tokens_max": max(sizes), "system": tokens(prompts[0][:1]), "kept_p50": round(statistics.median(kept), 2),
    }  # fmt: skip
    print(json.dumps(figures))


def _kept(texts: Sequence[str]) -> Iterator[float]:
    """The share of each prompt that begins as the one before it did."""
    for before, text in itertools.pairwise(texts):
        same = next((at for at, (a, b) in enumerate(zip(before, text, strict=False)) if a != b), len(text))
        yield same / len(text)


def _timed(seconds: Sequence[float]) -> None:
    p95 = statistics.quantiles(seconds, n=20)[-1]
    figures = {
        "calls": len(seconds),
        "overhead_p50_ms": statistics.median(seconds) * 1000,
        "overhead_p95_ms": p95 * 1000,
    }
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
