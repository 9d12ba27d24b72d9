"""One shelf of the index: the passages of one language and kind in tantivy, as a few weighted BM25 fields."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.languages import words
from assistant.languages.analysis import Analysis
from assistant.retrieval.abstention import Signs
from assistant.retrieval.concepts import concepts
from assistant.retrieval.lexicon import PREFIX, SAME_STEM, Indexed, Lexicon, Term, Vocabulary, grams_of
from assistant.retrieval.passages import Indexable
from assistant.retrieval.topics import concepts_in

if TYPE_CHECKING:
    import numpy as np
    import tantivy

    Row = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

FORMAT = 2  # raise it when fields, keys or stems change: every cached index is then built anew


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of the index: its weight in the sum, and whether a word counts as often as it stands there."""

    name: str
    weight: float
    counted: bool = True


# Scores are summed raw: a field that matched nothing useful must not get the same vote as the others.
# Prefixes are not counted: on XQuAD that is worth .001 of nDCG, a word repeated in all its forms says little more.
STEMS = Field("stem", 2.0)
GRAMS = Field("gram", 1.0)
PREFIXES = Field("prefix", 1.0, counted=False)
PAIRS = Field("pair", 1.0)
CARD_GRAMS = Field("card_gram", 1.0)  # title and example questions once more
CARD_STEMS = Field("card_stem", 2.0)
# What the card speaks of in whatever words. One concept stands for all the fields a shared word would match, hence the
# weight; bodies are left out: an answer mentions much that its question is not about.
CARD_CONCEPTS = Field("card_concept", 12.0, counted=False)
FIELDS = (STEMS, GRAMS, PREFIXES, CARD_GRAMS, CARD_STEMS, CARD_CONCEPTS, PAIRS)
_OF_TERMS = FIELDS[:5]  # what one word asks for by itself: its stem, its four-grams, its prefix, the same of the card

# A four-gram that stands in a third of many passages tells none of them apart, and costs more time than all the others.
_COMMON_SHARE, _COMMON_LEAST = 0.4, 40
_TABLED = 250  # passages up to which a score is summed up here, from what each token is worth in each of them
_MOST_TERMS = 500  # different words of a query; no complaint needs more, and a hostile one must not cost more
_WRITER_MEMORY = 100_000_000  # bytes, taken as needed: 10,000 passages fit one segment, so nothing has to be merged
_LEXICON = "lexicon.json"
_ASKED = 64  # questions whose reading is remembered: one complaint asks for the same parts several times
_CLAUSES = 20_000  # tokens whose query is remembered, on each shelf
_TERMS = 4_000  # words of questions whose queries are remembered together, on each shelf

Clause = tuple["tantivy.Occur", "tantivy.Query"]
Token = tuple[Field, str]


class _Asked(NamedTuple):
    """A question as one shelf reads it: its terms, and the concepts it speaks of."""

    terms: Sequence[Term]
    concepts: Sequence[str]


class Shelf:
    """A built index with its lexicon; passages are known by their position in the sequence it was built from."""

    def __init__(self, index: tantivy.Index, lexicon: Lexicon) -> None:
        index.config_reader("manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self.lexicon = lexicon
        self.size = self._searcher.num_docs
        self._tabled = self.size <= _TABLED
        # Looking a term up in the index costs more than knowing that it is not there.
        known = FIELDS if self._tabled else FIELDS[:-1]
        self._held = {field: dict(self._searcher.terms_with_prefix(field.name, "")) for field in known}
        self._common = max(_COMMON_LEAST, self.size * _COMMON_SHARE)
        self._asked = lru_cache(_ASKED)(self._read)
        self._clause = lru_cache(_CLAUSES)(self._make_clause)
        self._row = cache(self._make_row)  # of the brand's own words, to which there is an end
        self._spoken = lru_cache(_CLAUSES)(self._meant)
        self._of_term = lru_cache(_TERMS)(self._make_of_term)

    def search(self, text: str, limit: int) -> list[tuple[int, float]]:
        """The best ``limit`` passages for ``text`` as (position, score), the best first; a tie goes by position."""
        tokens = self._tokens(text)
        if not tokens or not self.size:
            return []
        return self._summed(tokens, limit) if self._tabled else self._searched(tokens, limit)

    def _searched(self, tokens: Sequence[Token], limit: int) -> list[tuple[int, float]]:
        """What the index finds."""
        import tantivy

        query = tantivy.Query.boolean_query([self._clause(*token) for token in tokens])
        return self._found(query, limit)

    def _summed(self, tokens: Sequence[Token], limit: int) -> list[tuple[int, float]]:
        """The same, to the last digit, from the scores that each token alone is found with.

        A brand has some hundred passages: the index would take longer to open a hundred words than to add them up.
        """
        import numpy as np

        rows = np.concatenate([self._row(*token) for token in tokens]).reshape(len(tokens), self.size)
        scores = np.add.reduce(rows, axis=0)  # one row after the other, as the index does
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(at, score) for at, score in zip(best.tolist(), scores[best].tolist(), strict=True) if score > 0]

    def _found(self, query: tantivy.Query, limit: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit, count=False).hits
        positions = self._searcher.fast_field_values("position", [address for _, address in hits])
        found = [(int(position or 0), float(score)) for position, (score, _) in zip(positions, hits, strict=True)]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def signs(self, text: str, score: float) -> Signs:
        """What speaks for and against an answer to ``text``, given the best score found for it."""
        terms, asked_of = self._asked(text)
        spoken_of = self._held[CARD_CONCEPTS]
        known = sum(max(term.known, self._spoken(term.key)) for term in terms) / len(terms) if terms else 0.0
        weights = {concept: self._rarity(spoken_of.get(concept, 0)) for concept in asked_of}
        seldom = concepts(self.lexicon.analysis).seldom - spoken_of.keys()
        missing = sum(weight for concept, weight in weights.items() if concept in seldom)
        foreign = missing / sum(weights.values()) if weights and spoken_of else 0.0
        return Signs(score, self.size, known, foreign)

    def _meant(self, key: str) -> float:
        """A word no passage has is as good as one of the same stem when a card speaks of what it means."""
        spoken_of = self._held[CARD_CONCEPTS]
        meant = concepts(self.lexicon.analysis).of([key]) if spoken_of else []
        return SAME_STEM if any(concept in spoken_of for concept in meant) else 0.0

    def covers(self, written: Sequence[str]) -> float:
        """The share of the letters of ``written`` that stand in words this index or its language knows."""
        letters = sum(map(len, written))
        return sum(len(word) for word in written if self.lexicon.knows(word)) / letters if letters else 0.0

    def _rarity(self, held_by: int) -> float:
        return math.log1p((self.size - held_by + 0.5) / (held_by + 0.5))

    def spoken_of(self, text: str) -> Sequence[str]:
        """The concepts a question speaks of."""
        return self._asked(text).concepts

    def _read(self, text: str) -> _Asked:
        """A question's terms and concepts; a word that says nothing is read as the indexed word it was led to."""
        written = words(text)
        thesaurus = concepts(self.lexicon.analysis)
        spoken_of = [word if thesaurus.knows(word) else near for word, near in self.lexicon.keys_and_near(written)]
        return _Asked(self.lexicon.terms(written), thesaurus.of(spoken_of))

    def _tokens(self, text: str) -> list[Token]:
        """What is asked of the index for a text: each token once, field by field."""
        asked = self._asked(text)
        terms = asked.terms[:_MOST_TERMS]
        wanted: list[dict[Token, None]] = [{} for _ in _OF_TERMS]
        for term in terms:
            for every, own in zip(wanted, self._of_term(term), strict=True):
                every.update(own)
        found = [*chain.from_iterable(wanted)]
        found += [(CARD_CONCEPTS, one) for one in self._telling(CARD_CONCEPTS, asked.concepts)]
        pairs = _once(_pairs(term.near[:PREFIX] for term in terms))
        return found + [(PAIRS, pair) for pair in (self._telling(PAIRS, pairs) if self._tabled else pairs)]

    def _make_of_term(self, term: Term) -> tuple[dict[Token, None], ...]:
        """What one word asks for, for each field of ``_OF_TERMS``."""
        stem, grams, prefix = [term.stem], grams_of(term.key), [term.near[:PREFIX]]
        return tuple(
            {(field, token): None for token in self._telling(field, tokens)}
            for field, tokens in zip(_OF_TERMS, (stem, grams, prefix, grams, stem), strict=True)
        )

    def _make_clause(self, field: Field, token: str) -> Clause:
        import tantivy

        query = tantivy.Query.term_query(self._schema, field.name, token, "freq" if field.counted else "basic")
        weighted = query if field.weight == 1.0 else tantivy.Query.boost_query(query, field.weight)
        return tantivy.Occur.Should, weighted

    def _make_row(self, field: Field, token: str) -> Row:
        """The score of every passage for one token."""
        import numpy as np

        row = np.zeros(self.size, dtype=np.float32)
        _, query = self._make_clause(field, token)
        for position, score in self._found(query, self.size):
            row[position] = score
        return row

    def _telling(self, field: Field, tokens: Iterable[str]) -> list[str]:
        held = self._held[field]
        if field is GRAMS:
            return [token for token in tokens if 0 < held.get(token, 0) <= self._common]
        return [token for token in tokens if token in held]


def build(entries: Sequence[Indexable], analysis: Analysis, folder: Path | None) -> Shelf:
    """Index ``entries``, all of one language, into ``folder`` (empty, existing), or in memory when it is ``None``."""
    import tantivy

    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    writer = index.writer(_WRITER_MEMORY, 1)  # one thread: one segment, and the same scores every time
    vocabulary = Vocabulary(analysis)
    for position, entry in enumerate(entries):
        writer.add_document(_document(position, entry, vocabulary))
    writer.commit()
    writer.wait_merging_threads()
    lexicon = vocabulary.lexicon()
    if folder:
        (folder / _LEXICON).write_text(json.dumps(lexicon.rows, ensure_ascii=False), encoding="utf-8")
    return Shelf(index, lexicon)


def open_shelf(folder: Path, analysis: Analysis) -> Shelf:
    """The shelf that ``build`` left in ``folder``; OSError or ValueError when it is not whole."""
    import tantivy

    rows = json.loads((folder / _LEXICON).read_text(encoding="utf-8"))
    lexicon = Lexicon(analysis, {key: (int(count), stem, neutral) for key, (count, stem, neutral) in rows.items()})
    return Shelf(tantivy.Index.open(str(folder)), lexicon)


def _pairs(prefixes: Iterable[str]) -> Iterator[str]:
    """The prefixes of neighbouring words, two and two."""
    return map("_".join, pairwise(prefixes))


def _once(tokens: Iterable[str]) -> list[str]:
    """Each token once: a word the customer repeats is no more wanted, and a long complaint repeats many."""
    return list(dict.fromkeys(tokens))


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("position", fast=True)
    for field in FIELDS:
        builder.add_text_field(
            field.name, tokenizer_name="whitespace", index_option="freq" if field.counted else "basic"
        )
    return builder.build()


def _document(position: int, entry: Indexable, vocabulary: Vocabulary) -> tantivy.Document:
    import tantivy

    card = [vocabulary.read(text) for text in (entry.title, *entry.examples)]
    body = [vocabulary.read(text) for text in entry.text_by_market.values()]
    on_card, every = _columns(card), _columns(card + body)
    document = tantivy.Document()
    document.add_unsigned("position", position)
    document.add_text(STEMS.name, " ".join(every.stem))
    document.add_text(CARD_STEMS.name, " ".join(on_card.stem))
    document.add_text(GRAMS.name, " ".join(every.grams))
    document.add_text(CARD_GRAMS.name, " ".join(on_card.grams))
    document.add_text(CARD_CONCEPTS.name, " ".join(_concepts_of(entry)))
    document.add_text(PREFIXES.name, " ".join(every.prefix))
    document.add_text(PAIRS.name, " ".join(" ".join(_pairs(_columns([part]).prefix)) for part in card + body))
    return document


class _Columns(NamedTuple):
    stem: Sequence[str]
    grams: Sequence[str]
    prefix: Sequence[str]


def _columns(parts: Sequence[Sequence[Indexed]]) -> _Columns:
    rows = parts[0] if len(parts) == 1 else [row for part in parts for row in part]
    return _Columns(*zip(*rows, strict=True)) if rows else _Columns((), (), ())


def _concepts_of(entry: Indexable) -> list[str]:
    return _once(concept for text in (entry.title, *entry.examples) for concept in concepts_in(text, entry))
