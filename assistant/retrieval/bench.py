"""The search beside three others on the same passages in one process: quality, time of a query, building, memory."""

from __future__ import annotations

import gc
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from assistant.domain import Language
from assistant.errors import SettingError
from assistant.languages import analysis, sentences, words
from assistant.languages.analysis import snowball
from assistant.retrieval.beir import DEPTH, LabelledSet, Runs, measure, percentile, read
from assistant.retrieval.passages import Indexable
from assistant.retrieval.search import Search

OURS = "this search"
_QUESTIONS = 300  # of the set's, evenly spaced: enough for a percentile
_SNOWBALL = {Language.TR: "turkish", Language.EL: "greek", Language.EN: "english"}

Rank = Callable[[str], list[tuple[str, float]]]
Build = Callable[[Sequence[Indexable], Language], Rank]


@dataclass(frozen=True, slots=True)
class Measured:
    """One system at one size; times in milliseconds and seconds, ``added_mb`` what building added to the process."""

    system: str
    passages: int
    ndcg: float
    p50: float
    p95: float
    build: float
    added_mb: float


def compare(
    folder: Path, language: Language, sizes: Sequence[int], repeat: int, step: Callable[[], None] = lambda: None
) -> list[Measured]:
    """Every system at every size, ``repeat`` times; of each figure the best counts, since a busy machine only adds.

    The set's own passages are filled up with passages mixed from their sentences, which also makes finding harder.
    Raises ``SettingError`` when the packages of the extra are missing.
    """
    systems: dict[str, Build] = {
        OURS: _ours, "plain tantivy": _tantivy, "bm25s + Snowball": _bm25s, "LangChain BM25Retriever": _langchain
    }  # fmt: skip
    for build in systems.values():
        build([_probe(language)], language)
    labelled = read(folder, language)
    queries = labelled.queries[:: max(1, len(labelled.queries) // _QUESTIONS)][:_QUESTIONS]
    asked = replace(labelled, queries=queries, qrels={id_: labelled.qrels[id_] for id_, _, _ in queries})
    found = []
    for size in sizes:
        passages = filled(labelled.documents, size)
        for name, build in systems.items():
            runs = []
            for _ in range(repeat):
                runs.append(_run(name, build, passages, asked, language))
            found.append(_best(runs))
            step()
    return found


def filled(documents: Sequence[Indexable], size: int) -> list[Indexable]:
    """The documents and as many more, mixed from their sentences with a fixed seed, as make up ``size``.

    A mixed passage may hold the very sentence that answers, so quality is comparable between systems, not sizes.
    """
    chance = random.Random(1)
    pool = [one for document in documents for one in sentences(document.text_in(None), document.language)]
    more = max(0, size - len(documents))
    mixed = [
        replace(documents[0], id=f"mixed-{number}", title="", text_by_market={None: " ".join(chance.sample(pool, 5))})
        for number in range(more)
    ]
    return [*documents, *mixed]


def markdown(rows: Sequence[Measured]) -> str:
    """The rows as a table for a README."""
    lines = [
        "| system | passages | nDCG@10 | query p50 | query p95 | build | memory added |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row.system} | {row.passages:,} | {row.ndcg:.3f} | {row.p50:.2f} ms | {row.p95:.2f} ms "
        f"| {row.build:.2f} s | {row.added_mb:.0f} MB |"
        for row in rows
    ]
    return "\n".join(lines)


def chart(rows: Sequence[Measured]) -> str:
    """How the median query grows with the passages, as SVG; both axes are logarithmic."""
    from jinja2 import Environment

    sizes = sorted({row.passages for row in rows})
    low, high = min(row.p50 for row in rows) / 1.5, max(row.p50 for row in rows) * 1.5
    lines = []
    for number, name in enumerate(dict.fromkeys(row.system for row in rows)):
        points = [
            (_place(row.passages, sizes[0], sizes[-1], 70, 470), _place(row.p50, low, high, 270, 20), row.p50)
            for row in rows
            if row.system == name
        ]
        lines.append({"name": name, "points": points, "dash": ("", "6 3", "2 3", "8 3 2 3")[number % 4]})
    marks = [(_place(size, sizes[0], sizes[-1], 70, 470), f"{size:,}") for size in sizes]
    return Environment(autoescape=True).from_string(_CHART).render(lines=lines, marks=marks)


_CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 310" font-family="sans-serif" font-size="12" \
role="img" aria-label="median query in milliseconds by number of passages">
<rect width="720" height="310" fill="#fff"/>
<path d="M70 20V270H470" fill="none" stroke="#888"/>
{% for x, label in marks %}<text x="{{ x | round(1) }}" y="288" text-anchor="middle">{{ label }}</text>
{% endfor %}<text x="270" y="304" text-anchor="middle">passages</text>
<text x="16" y="145" transform="rotate(-90 16 145)" text-anchor="middle">query p50, ms (log)</text>
{% for line in lines %}<polyline fill="none" stroke="#334" stroke-width="{{ 3 if loop.first else 1.5 }}" \
stroke-dasharray="{{ line.dash }}" points="{% for x, y, _ in line.points %}{{ x | round(1) }},{{ y | round(1) }} \
{% endfor %}"/>
{% for x, y, value in line.points %}<circle cx="{{ x | round(1) }}" cy="{{ y | round(1) }}" r="3" fill="#334"/>
{% endfor %}{% set x, y, value = line.points[-1] %}\
<text x="{{ (x + 8) | round(1) }}" y="{{ (y + 4) | round(1) }}">{{ line.name }} {{ "%.2f" % value }} ms</text>
{% endfor %}</svg>
"""


def _place(value: float, low: float, high: float, start: float, end: float) -> float:
    import math

    span = math.log(high / low) if high > low else 1.0
    return start + (end - start) * math.log(value / low) / span


def _run(name: str, build: Build, passages: Sequence[Indexable], asked: LabelledSet, language: Language) -> Measured:
    gc.collect()
    before, started = _rss_mb(), time.perf_counter()
    rank = build(passages, language)
    built = time.perf_counter() - started
    added = _rss_mb() - before
    runs: Runs = {}
    taken = []
    for id_, text, _ in asked.queries:
        started = time.perf_counter()
        runs[id_] = rank(text)
        taken.append((time.perf_counter() - started) * 1000.0)
    quality = measure(runs, asked.qrels)["ndcg@10"]
    return Measured(name, len(passages), quality, percentile(taken, 0.5), percentile(taken, 0.95), built, added)


def _best(runs: Sequence[Measured]) -> Measured:
    """The least of each time; of the memory the most, since what was freed before is used again."""
    return replace(
        runs[0],
        p50=min(run.p50 for run in runs),
        p95=min(run.p95 for run in runs),
        build=min(run.build for run in runs),
        added_mb=max(run.added_mb for run in runs),
    )


def _ours(passages: Sequence[Indexable], language: Language) -> Rank:
    search = Search(passages, None)
    return lambda text: search.rank(text, language=language, top=DEPTH)


def _tantivy(passages: Sequence[Indexable], language: Language) -> Rank:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("position", fast=True)
    builder.add_text_field("text", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(100_000_000, 1)
    for position, text in enumerate(_texts(passages)):
        document = tantivy.Document()
        document.add_unsigned("position", position)
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    ids = [one.id for one in passages]

    def rank(text: str) -> list[tuple[str, float]]:
        terms = [tantivy.Query.term_query(schema, "text", word.lower()) for word in dict.fromkeys(words(text))]
        if not terms:
            return []
        hits = searcher.search(
            tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]), DEPTH, count=False
        ).hits
        places = searcher.fast_field_values("position", [address for _, address in hits])
        return [(ids[int(place or 0)], float(score)) for place, (score, _) in zip(places, hits, strict=True)]

    return rank


def _bm25s(passages: Sequence[Indexable], language: Language) -> Rank:
    bm25s = _extra("bm25s")
    stem = _stemmer(language)
    index = bm25s.BM25()
    index.index([stem(text) for text in _texts(passages)], show_progress=False)
    ids = [one.id for one in passages]
    most = min(DEPTH, len(ids))

    def rank(text: str) -> list[tuple[str, float]]:
        found, scores = index.retrieve([stem(text)], k=most, show_progress=False)
        return [(ids[int(at)], float(score)) for at, score in zip(found[0], scores[0], strict=True)]

    return rank


def _langchain(passages: Sequence[Indexable], language: Language) -> Rank:
    _extra("rank_bm25")
    retriever = _extra("langchain_community.retrievers").BM25Retriever.from_texts(
        list(_texts(passages)), metadatas=[{"id": one.id} for one in passages], k=DEPTH
    )
    return lambda text: [
        (str(found.metadata["id"]), float(DEPTH - place)) for place, found in enumerate(retriever.invoke(text))
    ]


def _stemmer(language: Language) -> Callable[[str], list[str]]:
    known: dict[str, str] = {}
    table = analysis(language).table

    def stems(text: str) -> list[str]:
        found = []
        for word in words(text):
            if word not in known:
                known[word] = snowball(_SNOWBALL[language], word.translate(table))
            found.append(known[word])
        return found

    return stems


def _texts(passages: Sequence[Indexable]) -> Iterator[str]:
    return (f"{one.title}\n{one.text_in(None)}".strip() for one in passages)


def _probe(language: Language) -> Indexable:
    return Indexable("probe", "", (), {None: "one two"}, language, "")


def _extra(name: str) -> ModuleType:
    """A module of the extra, which is not installed everywhere."""
    try:
        return import_module(name)
    except ImportError as error:
        raise SettingError(
            f"{error.name} is not installed; the benchmark needs the extra: pip install 'complaint-assistant[bench]'"
        ) from error


def _rss_mb() -> float:
    """What the process holds now; where the system does not say, 0."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2
