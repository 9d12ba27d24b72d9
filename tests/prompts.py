"""`python -m tests.prompts`: how long prompts are, how much of them a provider keeps, what a model's draft costs in time.

Tokens are those of ``drafting/budget``, an estimate without a model. ``kept`` is the share of a prompt that is the same,
letter by letter from its beginning, as in the prompt before it for the same language. ``cached`` is what the server
reports to have had in its cache, of all tokens sent: by ``--model openai:NAME`` the server of ``OPENAI_BASE_URL``, which
is paid for; else one on loopback that reports as a provider with prompt caching does (whole blocks of 128 tokens of the
longest beginning seen before, from 1,024 on).

``overhead`` is all the wall time of a stored case's draft but the model's, with a server in a process of its own that
answers at once: the case and its history read, masking, triage, search, prompt, request, parsing, checks, the version
stored. Goals: 30 ms at the middle, 80 ms at p95.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from assistant import bootstrap
from assistant.bootstrap import Product
from assistant.domain import Complaint, Usage
from assistant.drafting.budget import tokens
from assistant.drafting.case import Case
from assistant.drafting.writer import Masked, Writer, quiet
from assistant.evaluation.cases import read_suite
from assistant.llm import ChatMessage
from assistant.settings import Settings
from assistant.workflow.intake import take_in
from tests.evaluation.slow_model import answer, serve
from tests.llm.faulty import provider

ROOT = Path(__file__).parent.parent
NOW = datetime.fromisoformat("2026-11-20T10:00:00+03:00")
LANGUAGES = ("tr", "el", "en")
BLOCK, LEAST = 128, 1_024  # tokens
Asked = Sequence[tuple[Case, Masked]]


def main() -> None:
    """Print two lines a language, and one of the overhead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="ask this model at OPENAI_BASE_URL for the share it had in its cache")
    parser.add_argument("--most", type=int, default=20, help="prompts a language to ask it with")
    wish = parser.parse_args()
    with _caching() as address, tempfile.TemporaryDirectory() as data:
        if wish.model is None:
            _asks_at(address)
        product = _product(wish.model or "openai:prompts", Path(data))
        asked = _asked(product)
        for language in LANGUAGES:
            own = [(case, masked) for case, masked in asked if case.language == language]
            _told(language, [_writer(product).messages(case, masked) for case, masked in own])
            _cached(language, _writer(product), own[: wish.most])
    with _at_once() as address, tempfile.TemporaryDirectory() as data:
        _asks_at(address)
        product = _product("openai:prompts", Path(data))
        _timed(list(_overhead(product, [case.complaint for case, _ in asked])))


def _asks_at(address: str) -> None:
    os.environ |= {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": address}


def _product(model: str, data: Path) -> Product:
    settings = Settings(model=model, workspace=ROOT, data=data, model_repairs=0)
    return bootstrap.product(settings, clock=lambda: NOW)


def _writer(product: Product) -> Writer:
    writer = product.proposer().writer
    if not isinstance(writer, Writer):
        raise SystemExit("the workspace gives no writer")
    return writer


def _asked(product: Product) -> Asked:
    """The cases of the open suite that a model is asked for."""
    proposer = product.proposer()
    cases = [case.complaint for case in read_suite(ROOT / "evals", "open", product.knowledge.channels).cases]
    read = [(case, proposer.masked(case, vault)) for case, vault in map(proposer.understand, cases)]
    return [(case, masked) for case, masked in read if not quiet(case)]


def _told(language: str, prompts: Sequence[tuple[ChatMessage, ...]]) -> None:
    sizes = [tokens(prompt) for prompt in prompts]
    kept = list(_kept([_text(prompt) for prompt in prompts]))
    figures = {
        "language": language, "prompts": len(prompts), "tokens_p50": round(statistics.median(sizes)),
        "tokens_max": max(sizes), "system": tokens(prompts[0][:1]), "kept_p50": round(statistics.median(kept), 2),
    }  # fmt: skip
    print(json.dumps(figures))


def _text(prompt: Sequence[ChatMessage]) -> str:
    return "\n".join(message.content for message in prompt)


def _kept(texts: Sequence[str]) -> Iterator[float]:
    """The share of each prompt that begins as the one before it did."""
    for before, text in itertools.pairwise(texts):
        yield _same(before, text) / len(text)


def _same(before: str, text: str) -> int:
    shorter = min(len(before), len(text))
    return next((at for at in range(shorter) if before[at] != text[at]), shorter)


def _cached(language: str, writer: Writer, asked: Asked) -> None:
    used = Usage()
    for case, masked in asked:
        used = used + writer.model.complete(writer.messages(case, masked)).usage
    share = round(used.cached_tokens / max(1, used.input_tokens), 2)
    figures = {"calls": len(asked), "input_tokens": used.input_tokens, "cached_tokens": used.cached_tokens}
    print(json.dumps({"language": language, "model": writer.model.name, **figures, "cached": share}))


@contextmanager
def _caching() -> Iterator[str]:
    """The address of a server that reports what a provider with prompt caching would have had in its cache."""
    seen: list[str] = []

    def counted(request: dict[str, object]) -> str:
        messages = request["messages"]
        assert isinstance(messages, list)
        prompt = [ChatMessage(one["role"], one["content"]) for one in messages]
        text = _text(prompt)
        same = max((_same(before, text) for before in seen), default=0)
        cached = tokens([ChatMessage("user", text[:same])]) // BLOCK * BLOCK
        seen.append(text)
        sent = tokens(prompt)
        server.usage = {
            "prompt_tokens": sent, "completion_tokens": 60, "total_tokens": sent + 60,
            "prompt_tokens_details": {"cached_tokens": cached if cached >= LEAST else 0},
        }  # fmt: skip
        return answer(request)

    with provider(answer=counted) as server:
        yield server.url


@contextmanager
def _at_once() -> Iterator[str]:
    """The address of a server in a process of its own that answers without delay."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(0.0, there), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/v1"
    finally:
        server.terminate()
        server.join()


def _overhead(product: Product, complaints: Sequence[Complaint]) -> Iterator[float]:
    """Seconds from asking for a model's draft of a stored case until that is stored; the first call warms up."""
    with product.store() as store:
        producer = product.producer(store)
        for number, complaint in enumerate((complaints[0], *complaints)):
            case_id = take_in(store, replace(complaint, id=f"{complaint.id}-{number}")).case_id
            producer.draft(case_id)
            started = time.perf_counter()
            producer.write(case_id)
            if number:
                yield time.perf_counter() - started


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
