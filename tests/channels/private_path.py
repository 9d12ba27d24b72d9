"""The whole way of a complaint with everybody's requests on record, and what of its personal data shows in a text."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from assistant import bootstrap
from assistant.domain import Author, Complaint, Turn
from assistant.privacy.kinds import HARD, Kind
from assistant.privacy.report import Case, read_corpus
from assistant.privacy.surface import fold
from assistant.retrieval.search import Search
from assistant.settings import Settings
from assistant.store import Store, case_file
from assistant.triage import History
from assistant.workflow.intake import take_in
from assistant.workflow.produce import Producer
from tests.conftest import NOW, ROOT
from tests.llm.faulty import Provider, provider
from tests.privacy.values import WINDOW, digits, windows, words
from tests.workflow.desk_days import LEAD

CORPUS = tuple(read_corpus(ROOT / "evals" / "privacy" / "corpus.jsonl"))
SURFACES = 8  # texts that one complaint takes: subject, name, handle, two quoted turns, body, note, instruction
_PLACEHOLDER = re.compile(r"⟦[A-Z]+_[0-9]+⟧")


def echo(body: dict[str, object]) -> str:
    """A model that repeats every placeholder it was shown, so that findings about them are given back to it."""
    shown = list(dict.fromkeys(_PLACEHOLDER.findall(json.dumps(body["messages"], ensure_ascii=False))))
    said = f"{' '.join(shown[:12])} https://evil.example/x"
    rows = [
        {"reply": reply, "text": said, "kind": "courtesy", "sources": [], "paragraph": 0}
        for reply in ("public", "private")
    ]
    return json.dumps({"sentences": rows}, ensure_ascii=False)


def complaint(texts: Sequence[Case], number: int = 1) -> tuple[Complaint, str]:
    """A complaint made of eight texts of the corpus, and the reviewer's instruction that is the last of them."""
    body, subject, name, handle, first, second, note, instruction = (case.text for case in texts)
    found = Complaint(
        f"P-{number}", ("email", "x", "app_store", "other")[number % 4], body, number % 4 in (1, 2), NOW,
        subject=_line(subject), author=Author(_line(name), _line(handle)),
        thread=(Turn("customer", first), Turn("brand", second)), note=note,
    )  # fmt: skip
    return found, instruction


def rounds(texts: Sequence[Case] = CORPUS) -> Iterator[tuple[Case, ...]]:
    """The corpus in groups for one complaint each; every text stands in one place of one of them."""
    for at in range(0, len(texts), SURFACES):
        group = tuple(texts[at : at + SURFACES])
        group += tuple(texts[: SURFACES - len(group)])
        turn = at // SURFACES % SURFACES
        yield (*group[turn:], *group[:turn])


def _line(text: str) -> str:
    return " ".join(text.split())


@cache
def _brands_own() -> tuple[str, str]:
    """The digits and the words that stand in every prompt because the brand wrote them."""
    files = [p for room in ("knowledge", "prompts") for p in (ROOT / room).rglob("*") if p.suffix in (".md", ".yaml")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return digits(text), fold(text)


def leaks(texts: Sequence[Case], sent: str, *, size: int = WINDOW) -> list[str]:
    """``case: what`` for each piece of a hard value (``size`` digits in a row, a word of a mail address) in ``sent``.

    What also stands outside the personal data, in the same texts or in the brand's own, is no leak.
    """
    open_pieces, open_words = _open(tuple(texts), size)
    shown, folded = pieces(digits(sent), size), set(re.findall(r"[^\W_]+", fold(sent)))
    found: list[str] = []
    for case in texts:
        for start, end, kind in case.spans:
            value = case.text[start:end]
            if kind is Kind.EMAIL:
                found += [f"{case.id}: {w}" for w in words(value) if w in folded and w not in open_words]
            elif kind in HARD:
                found += [f"{case.id}: {w}" for w in windows(value, size) if w in shown and w not in open_pieces]
    return found


def pieces(text: str, size: int) -> set[str]:
    """Each run of ``size`` characters."""
    return {text[at : at + size] for at in range(len(text) - size + 1)}


@cache
def _open(texts: tuple[Case, ...], size: int) -> tuple[set[str], str]:
    """The pieces of digits and the words that may be seen: of the texts without what is personal, and the brand's."""
    numbers, wording = _brands_own()
    rest = "\n".join(_outside(case) for case in texts)
    return pieces(digits(rest) + numbers, size), fold(rest) + wording


def _outside(case: Case) -> str:
    """A text without its personal data."""
    at, parts = 0, []
    for start, end, _ in sorted(case.spans):
        parts.append(case.text[at:start])
        at = end
    return "|".join([*parts, case.text[at:]])


@dataclass
class Record:
    """What one run of the product sent, logged and wrote."""

    folder: Path
    asked: Provider
    producer: Producer
    store: Store
    logged: list[str] = field(default_factory=list)

    def through(self, texts: Sequence[Case], number: int = 1) -> list[str]:
        """Eight texts through intake, drafting with the model and mending; every request that was made for them."""
        before = len(self.asked.requests)
        made, instruction = complaint(texts, number)
        taken = take_in(self.store, made).case_id
        self.producer.redo(taken, LEAD, case_file(self.store, taken).row.head, instruction)
        return [json.dumps(body, ensure_ascii=False) for body in self.asked.requests[before:]]


class _Kept(logging.Handler):
    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._kept = kept
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(self.format(record))


def _release(producer: Producer) -> None:
    """Give the index folder free, which a process of the product holds as long as it lives."""
    search = getattr(producer.proposer.find, "__self__", None)
    assert isinstance(search, Search)
    vectors = search._nearest._vectors if search._nearest else None
    if vectors is not None:
        vectors.close()


@contextmanager
def recording(folder: Path, *, repairs: int = 1) -> Iterator[Record]:
    """The product with a model and an embedding model that both are the recorder, on a data folder of its own."""
    with provider(answer=echo) as asked, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_BASE_URL", asked.url)
        patch.setenv("OPENAI_API_KEY", "sk-test")
        settings = Settings(
            model="openai:test", embeddings="openai:test", workspace=ROOT, data=folder, model_repairs=repairs,
        )  # fmt: skip
        product = bootstrap.product(settings, clock=lambda: NOW)
        with product.store() as store:
            producer = Producer(store, product.proposer(), product.vault_key(), lambda _: History())
            record = Record(folder, asked, producer, store)
            handler, root = _Kept(record.logged), logging.getLogger()
            level = root.level
            root.addHandler(handler)
            root.setLevel(logging.DEBUG)
            try:
                yield record
            finally:
                root.setLevel(level)
                root.removeHandler(handler)
                _release(record.producer)
