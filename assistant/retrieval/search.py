"""The search over the brand's entries: which passages answer a complaint, or that none does."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, repeat
from pathlib import Path

from assistant.domain import Language, Market, MaskedText, Passage, Reason
from assistant.errors import ModelError
from assistant.languages import analysis, guess_language, words
from assistant.languages.folding import without_addresses
from assistant.retrieval.abstention import THRESHOLDS, confidence
from assistant.retrieval.cache import shelves
from assistant.retrieval.lexical import Shelf
from assistant.retrieval.passages import Indexable, Kind, Place, passage
from assistant.retrieval.segments import segments
from assistant.retrieval.topics import Topics
from assistant.retrieval.vectors import Embed, Embedding, EntryVectors

FOUND = "search.found"
NO_ENTRIES = "search.no_entries"  # the language has none (of this kind, in this market)
NO_MATCH = "search.no_match"  # not one word in common
OTHER_LANGUAGE = "search.other_language"  # written in a language the product does not write
NOT_COVERED = "search.not_covered"  # what was found is too far from the question

PREFERRED = (1.5, 1.15)  # the factors on entries the caller has reason to expect: for the first problem, for others
_READ = 20_000  # characters of a complaint that are looked at; nobody tells more, and a hostile text must not cost more
# How much being about the same counts beside the best score for shared words, and how much of either comes from the
# parts of a long text. On the sample brand's example questions, each left out in turn, and on bare titles alike.
_TOPICS, _PROBLEMS, _PROBLEM_TOPICS = 0.5, 0.5, 0.7
_DEEP = 50  # hits looked at before those of another market are left out
# The share of the vectors in the sum, by language, when an embedding model is configured. The built-in vectors have
# none: they are made of the same keys, and on XQuAD every share of theirs makes the sum worse.
VECTOR_SHARE: Mapping[Language, float] = {Language.TR: 0.3, Language.EL: 0.3, Language.EN: 0.3}

_REST = 300.0  # seconds without vectors after the embedding model failed

Hits = list[tuple[int, float]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """Passages for a question, the best first; ``abstained`` when none of them answers it.

    The first passage's score is the confidence, 0-1, that it answers (one half is where abstention begins); the
    others stand in proportion. ``reason`` says why in a code, ``language`` where was searched.
    """

    passages: tuple[Passage, ...]
    abstained: bool
    reason: Reason
    language: Language


class Search:
    """The brand's entries, ready to be searched; safe to use from several threads.

    ``folder`` keeps the index (a cache: safe to delete); ``None`` keeps it in memory. ``embed`` turns masked texts
    into vectors and comes in with the share of ``VECTOR_SHARE``; ``model`` names it; ``ask`` does the same for what is
    searched for. ``thresholds`` are where abstention begins, by language.
    """

    def __init__(
        self,
        entries: Sequence[Indexable],
        folder: Path | None,
        embed: Embed | None = None,
        *,
        ask: Embed | None = None,
        model: str = "embedding",
        vector_share: Mapping[Language, float] = VECTOR_SHARE,
        thresholds: Mapping[Language, float] = THRESHOLDS,
    ) -> None:
        self._entries: dict[Place, list[Indexable]] = {}
        for entry in entries:
            self._entries.setdefault(entry.place, []).append(entry)
        kinds = {entry.kind for entry in entries}
        self._topics = {kind: Topics(entry for entry in entries if entry.kind == kind) for kind in kinds}
        self._shelves = shelves(self._entries, folder)
        self._thresholds = thresholds
        self._share = vector_share if embed else {}
        self._nearest = _Nearest(entries, Embedding(model, embed, ask), folder) if embed else None

    def find(
        self,
        text: str,
        *,
        language: Language | None,
        market: Market | None,
        top: int = 5,
        kind: Kind = "entry",
        prefer: Sequence[Collection[str]] = (),
        skip: Collection[str] = (),
        most: int | None = None,
    ) -> Found:
        """The best ``top`` passages for a masked text, each problem of a long one with its own.

        ``language`` ``None`` finds it out. ``market`` chooses the part of an entry that holds, and leaves out entries
        that do not hold there. ``prefer`` are slugs (the last part of an id) the caller expects, as a playbook's
        topics, one set for each problem, the main one's first: they are raised, never brought in. Of the best ``top``
        the ids to ``skip`` are left out, and at most ``most`` are given.
        """
        text = _readable(text)
        other = language is None and guess_language(text).language is None
        place = (language or self.language_of(text, kind), kind)
        shelf, entries = self._shelves.get(place), self._entries.get(place, [])
        if shelf is None or not any(entry.holds_in(market) for entry in entries):
            return Found((), True, Reason(NO_ENTRIES), place[0])
        hits = self._hits(shelf, place, text, market)
        if not hits:
            return Found((), True, Reason(NO_MATCH), place[0])
        near = self._near(hits, shelf, place, text)
        sure = confidence(_evidence(hits, shelf, text, near), self._thresholds[place[0]])
        ranked = _preferring(self._ranked(hits, shelf, place, text, near), entries, prefer)
        wanted = frozenset(analysis(place[0]).stem(word) for word in words(text))
        scale = sure / ranked[0][1]
        given = [(entries[at], score) for at, score in ranked[:top] if entries[at].id not in skip][:most]
        passages = tuple(passage(entry, market, score * scale, wanted) for entry, score in given)
        code = OTHER_LANGUAGE if other and sure < 0.5 else NOT_COVERED if sure < 0.5 else FOUND
        return Found(passages, sure < 0.5, Reason(code), place[0])

    def rank(
        self, text: str, *, language: Language | None, top: int, share: float | None = None
    ) -> list[tuple[str, float]]:
        """Ids and scores of the best entries, without market, abstention and excerpts: for measuring.

        ``share`` is the vectors' share to measure with, instead of the language's own.
        """
        text = _readable(text)
        place: Place = (language or self.language_of(text), "entry")
        shelf = self._shelves.get(place)
        if shelf is None:
            return []
        deep = max(top, _DEEP) if self._nearest or self._topics[place[1]] else top
        fused = self._fused(shelf, place, text, deep, share)
        hits = self._ranked(fused, shelf, place, text, self._near(fused, shelf, place, text))
        return [(self._entries[place][at].id, score) for at, score in hits[:top]]

    def evidence(self, text: str, language: Language) -> float:
        """How much speaks for an answer to ``text``: what the threshold is compared with, for calibration."""
        text = _readable(text)
        shelf = self._shelves.get((language, "entry"))
        place: Place = (language, "entry")
        if shelf is None:
            return 0.0
        hits = shelf.search(text, _DEEP)
        return _evidence(hits, shelf, text, self._near(hits, shelf, place, text))

    def language_of(self, text: str, kind: Kind = "entry") -> Language:
        """The language whose words cover ``text`` best: those of its entries and those everybody uses."""
        guess = guess_language(text)
        if guess.language and guess.confidence >= 0.5:
            return guess.language
        written = words(text)
        covers = {
            language: shelf.covers(written) + (guess.confidence if guess.language is language else 0.0)
            for (language, of_kind), shelf in self._shelves.items()
            if of_kind == kind
        }
        return max(covers, key=lambda language: covers[language], default=guess.language or Language.EN)

    def _hits(self, shelf: Shelf, place: Place, text: str, market: Market | None) -> Hits:
        entries = self._entries[place]
        deep = _DEEP
        while True:
            hits = self._fused(shelf, place, text, deep)
            held = [(at, score) for at, score in hits if entries[at].holds_in(market)]
            if held or len(hits) < deep:
                return held
            deep *= 4  # all of the first belong to another market

    def _fused(self, shelf: Shelf, place: Place, text: str, deep: int, share: float | None = None) -> Hits:
        """Lexical scores, raised by the vectors' in their share; both as parts of their best."""
        hits = shelf.search(text, deep)
        share = self._share.get(place[0], 0.0) if share is None else share
        near = self._nearest.to(MaskedText(text), place, deep) if self._nearest and share else {}
        if not near:
            return hits
        best, nearest = max((s for _, s in hits), default=0.0), max(near.values(), default=0.0)
        lexical = dict(hits)
        scale = best or 1.0
        fused = {
            at: (1 - share) * lexical.get(at, 0.0) + share * scale * (near.get(at, 0.0) / nearest if nearest else 0.0)
            for at in {*lexical, *near}
        }
        return sorted(fused.items(), key=lambda hit: (-hit[1], hit[0]))

    def _near(self, hits: Hits, shelf: Shelf, place: Place, text: str) -> dict[int, float]:
        """How near each hit is to what a text is about."""
        entries = {at: self._entries[place][at] for at, _ in hits}
        return self._topics[place[1]].nearness(shelf.spoken_of(text), entries)

    def _ranked(self, hits: Hits, shelf: Shelf, place: Place, text: str, near: Mapping[int, float]) -> Hits:
        """``hits`` by the words they share with the whole text and with each problem in it, and by what both are about.

        Scores are parts of the best: 1 and ``_TOPICS`` at most. ``near`` is what ``_near`` gives for the whole text.
        """
        parts = segments(text, place[0])
        shared = _joined(dict(hits), [dict(shelf.search(part, _DEEP)) for part in parts], _PROBLEMS)
        if self._topics[place[1]]:
            about = _joined(near, [self._near(hits, shelf, place, part) for part in parts], _PROBLEM_TOPICS)
            shared = {at: score + _TOPICS * about.get(at, 0.0) for at, score in shared.items()}
        return sorted(shared.items(), key=lambda hit: (-hit[1], hit[0]))


def _evidence(hits: Hits, shelf: Shelf, text: str, near: Mapping[int, float]) -> float:
    signs = shelf.signs(text, hits[0][1] if hits else 0.0)
    return replace(signs, nearness=max(near.values(), default=0.0)).evidence


def _joined(whole: Mapping[int, float], parts: Sequence[Mapping[int, float]], share: float) -> dict[int, float]:
    """Scores as parts of the best, ``share`` of each from the parts of a long text, squared and summed.

    The square makes a passage that answers one problem well count more than one that touches all of them.
    """
    best = max(whole.values(), default=0.0) or 1.0
    if not parts:
        return {at: score / best for at, score in whole.items()}
    strength = {at: math.hypot(*(part.get(at, 0.0) for part in parts)) for at in whole}
    strongest = max(strength.values(), default=0.0)
    if not strongest:
        return {at: score / best for at, score in whole.items()}
    return {at: (1 - share) * score / best + share * strength[at] / strongest for at, score in whole.items()}


class _Nearest:
    """The nearest entries, as long as the embedding model answers; without it the words alone have to do."""

    def __init__(self, entries: Sequence[Indexable], embedding: Embedding, folder: Path | None) -> None:
        self._build = partial(EntryVectors, entries, embedding, folder)
        self._vectors: EntryVectors | None = None
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def to(self, text: MaskedText, place: Place, most: int) -> dict[int, float]:
        if time.monotonic() < self._rests_until:
            return {}
        try:
            with self._lock:
                self._vectors = self._vectors or self._build()
            return self._vectors.near(text, place, most)
        except ModelError as error:
            _log.warning("embedding model failed (%s); searching by words alone for a while", error.code)
            self._rests_until = time.monotonic() + _REST
            return {}


def _readable(text: str) -> str:
    return without_addresses(text[:_READ])


def _preferring(hits: Hits, entries: Sequence[Indexable], prefer: Sequence[Collection[str]]) -> Hits:
    if not prefer:
        return hits
    factors: dict[str, float] = {}
    for slugs, factor in zip(prefer, chain(PREFERRED, repeat(PREFERRED[-1])), strict=False):
        for slug in slugs:
            factors.setdefault(slug, factor)
    raised = ((at, score * factors.get(entries[at].slug, 1.0)) for at, score in hits)
    return sorted(raised, key=lambda hit: (-hit[1], hit[0]))
