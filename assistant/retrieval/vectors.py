"""Dense vectors in Chroma: the entries nearest to a text, by an embedding model or by the words' keys alone."""

from __future__ import annotations

import hashlib
import math
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.domain import MaskedText
from assistant.errors import SettingError
from assistant.languages import LANGUAGES, key, words
from assistant.languages.analysis import stop_keys
from assistant.retrieval.lexicon import grams_of
from assistant.retrieval.ownership import OwnFolder
from assistant.retrieval.passages import Indexable, Place

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from langchain_chroma import Chroma

Embed = Callable[[Sequence[MaskedText]], list[list[float]]]
Metadata = dict[str, str]
BUILT_IN = "keys-1"  # raise the number when ``hashed`` changes
DIMENSION = 512
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Embedding:
    """What turns masked texts into vectors; without ``embed`` the built-in one, whose ``model`` is ``BUILT_IN``.

    ``ask`` does the same for what is searched for: the words of customers, whose leaving the machine is written down.
    """

    model: str = BUILT_IN
    embed: Embed | None = None
    ask: Embed | None = None

    def of(self, texts: Sequence[MaskedText]) -> list[list[float]]:
        """A vector for each text, all of one length."""
        if self.embed is None:
            return [hashed(text) for text in texts]
        return [vector for at in range(0, len(texts), _BATCH) for vector in self.embed(texts[at : at + _BATCH])]

    def asked(self, text: MaskedText) -> list[float]:
        """The vector of what is searched for."""
        return self.of([text])[0] if self.ask is None else self.ask([text])[0]


def hashed(text: MaskedText) -> list[float]:
    """The four-grams of the words' keys hashed into ``DIMENSION`` signed counters, of length 1 (0 for no word).

    Stop words are left out.

    The same for every keyboard a text was typed on, and the same in every process.
    """
    counters = [0.0] * DIMENSION
    for word in words(text.text):
        if _is_stop_word(word):
            continue
        for gram in grams_of(key(word)):
            code = zlib.crc32(gram.encode("utf-8"))
            counters[code % DIMENSION] += 1.0 if code & 0x8000_0000 else -1.0
    damped = [math.copysign(math.log1p(abs(value)), value) for value in counters]
    length = math.sqrt(sum(value * value for value in damped))
    return [value / length for value in damped] if length else damped


@lru_cache(maxsize=1 << 14)
def _is_stop_word(word: str) -> bool:
    """Whether ``word`` is one in any of the languages: a vector knows no language."""
    return any(entry.key(word) in stop_keys(entry) for entry in LANGUAGES)


class EntryVectors:
    """The vectors of the brand's entries; built anew when the entries or the model change."""

    def __init__(self, entries: Sequence[Indexable], embedding: Embedding, folder: Path | None) -> None:
        self._embedding = embedding
        self._positions: dict[str, tuple[Place, int]] = {}
        counts: dict[Place, int] = {}
        for entry in entries:
            place = entry.place
            self._positions[f"{place[0]}|{entry.id}"] = (place, counts.setdefault(place, 0))
            counts[place] += 1
        texts = [MaskedText("\n".join((e.title, *e.examples, *e.text_by_market.values()))) for e in entries]
        corpus = hashlib.blake2b("\0".join(text.text for text in texts).encode("utf-8"), digest_size=8).hexdigest()
        own = folder / "vectors-entries" if folder else None
        self._collection = _Collection(own, f"entries-{embedding.model}-{corpus}", embedding)
        if self._collection.count() != len(entries):
            metadata: list[Metadata] = [{"place": "|".join(place)} for place, _ in self._positions.values()]
            self._collection.put(list(self._positions), texts, metadata)

    def near(self, text: MaskedText, place: Place, most: int) -> dict[int, float]:
        """Positions within ``place`` of the ``most`` nearest entries with their cosine, 0-1."""
        found = self._collection.near(text, most, {"place": "|".join(place)})
        return {self._positions[id_][1]: max(0.0, score) for id_, score in found}

    def close(self) -> None:
        """Give the folder free."""
        self._collection.close()


class _Collection:
    """One Chroma collection, opened when first used."""

    def __init__(self, folder: Path | None, name: str, embedding: Embedding) -> None:
        self._embedding = embedding
        self._given: dict[str, list[float]] = {}
        self._directory = OwnFolder(folder) if folder else None
        self._dimension = len(embedding.of([MaskedText("a")])[0])
        self._name = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{name}-{self._dimension}").strip("-._")[:200]
        self._client: ClientAPI | None = None
        self._opened: Chroma | None = None

    def count(self) -> int:
        return len(self._store().get(include=[])["ids"])

    def put(self, ids: Sequence[str], texts: Sequence[MaskedText], metadata: list[Metadata]) -> None:
        if not ids:
            return
        vectors = self._embedding.of(texts)
        wrong = next((len(vector) for vector in vectors if len(vector) != self._dimension), None)
        if len(vectors) != len(texts) or wrong is not None:
            raise SettingError(
                f"the embedding model {self._embedding.model} gave {len(vectors)} vectors for {len(texts)} texts, of "
                f"length {wrong or self._dimension} where {self._dimension} was expected; check ASSISTANT_EMBEDDINGS"
            )
        store = self._store()
        for at in range(0, len(ids), _BATCH):
            part = list(ids[at : at + _BATCH])
            self._given.update(zip(part, vectors[at : at + _BATCH], strict=True))
            # The id stands in the place of the text: Chroma keeps what it is given, and a text must not stay there.
            store.add_texts(part, metadata[at : at + _BATCH], part)
            self._given.clear()

    def near(self, text: MaskedText, most: int, where: dict[str, str]) -> list[tuple[str, float]]:
        vector = self._embedding.asked(text)
        if not any(vector):
            return []
        found = self._store().similarity_search_by_vector_with_relevance_scores(vector, most, where)
        return [(document.page_content, 1.0 - float(distance)) for document, distance in found]

    def close(self) -> None:
        close = getattr(self._client, "close", None)  # there, though the declared interface does not have it
        if close is not None:
            close()
        self._opened = self._client = None
        if self._directory:
            self._directory.release()

    def _store(self) -> Chroma:
        if self._opened is None:
            self._client = _client(self._directory.path if self._directory else None)
            self._opened = _open(self._client, self._name, self._given)
        return self._opened


def _client(path: Path | None) -> ClientAPI:
    try:
        import chromadb
        from chromadb.config import Settings
    except ImportError as error:
        raise SettingError(f"{error.name} is not installed; pip install chromadb langchain-chroma") from error
    settings = Settings(anonymized_telemetry=False)
    return chromadb.PersistentClient(str(path), settings) if path else chromadb.EphemeralClient(settings)


def _open(client: ClientAPI, name: str, given: Mapping[str, list[float]]) -> Chroma:
    """The collection ``name``; the texts handed to it are ids, whose vectors are taken from ``given``."""
    try:
        from langchain_chroma import Chroma
        from langchain_core.embeddings import Embeddings
    except ImportError as error:
        raise SettingError(f"{error.name} is not installed; pip install langchain-chroma") from error

    class Given(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [given[text] for text in texts]

        def embed_query(self, text: str) -> list[float]:
            return given[text]

    return Chroma(
        collection_name=name,
        embedding_function=Given(),
        client=client,
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
