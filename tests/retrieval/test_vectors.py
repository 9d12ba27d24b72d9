"""Entries are found by vectors alone, a folder is one process's at a time, and a model keeps its length."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import MaskedText
from assistant.errors import SettingError
from assistant.retrieval.vectors import DIMENSION, Embedding, EntryVectors, hashed
from tests.retrieval.shop import EN, ENTRIES, TR


def kept(folder: Path | None, embedding: Embedding | None = None) -> EntryVectors:
    return EntryVectors(ENTRIES, embedding or Embedding(), folder)


def cosine(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(hashed(MaskedText(one)), hashed(MaskedText(other)), strict=True))


@pytest.mark.parametrize(
    ("one", "other"), [("şikâyetim var", "SIKAYETIM VAR"), ("η παραγγελία μου", "h paraggelia mou"), ("iade!", "iade")]
)
def test_the_built_in_vector_is_the_same_on_every_keyboard(one: str, other: str) -> None:
    assert cosine(one, other) == pytest.approx(1.0)


@given(st.text(max_size=60))
def test_a_built_in_vector_has_length_one_or_is_of_no_word(text: str) -> None:
    vector = hashed(MaskedText(text))
    assert len(vector) == DIMENSION
    assert sum(value * value for value in vector) == pytest.approx(1.0) or not any(vector)


def test_a_text_without_words_is_near_nothing() -> None:
    vectors = kept(None)
    assert vectors.near(MaskedText("😡 !!!"), (EN, "entry"), 3) == {}
    vectors.close()


def test_a_model_that_changes_its_length_is_refused_with_the_setting_named() -> None:
    lengths = iter([3, 2])
    with pytest.raises(SettingError, match=r"the embedding model odd gave .* check ASSISTANT_EMBEDDINGS"):
        kept(None, Embedding("odd", lambda texts, *, asked=lengths: [[1.0] * next(asked)] * len(texts)))


def test_the_same_folder_a_second_time_is_a_folder_of_its_own(tmp_path: Path) -> None:
    first, second = kept(tmp_path), kept(tmp_path)
    text, place = MaskedText("my money back"), (EN, "entry")
    assert first.near(text, place, 3) == second.near(text, place, 3)
    second.close()
    assert not list((tmp_path / "vectors-entries").glob("process-*"))
    assert (tmp_path / "vectors-entries" / "lock").read_text(encoding="utf-8").strip() == str(os.getpid())
    assert first.near(text, place, 3)
    first.close()


def test_the_folder_of_a_process_that_died_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "vectors-entries" / "process-1-abcd"
    left.mkdir(parents=True)
    (left / "lock").write_text("1\n", encoding="utf-8")
    os.utime(left, (time.time() - 3600,) * 2)
    kept(tmp_path).close()
    assert not left.exists()


def test_entries_near_a_text_are_found_within_their_language() -> None:
    vectors = EntryVectors(ENTRIES, Embedding(), None)
    english = [entry for entry in ENTRIES if entry.language is EN]
    near = vectors.near(MaskedText("my money back"), (EN, "entry"), 10)
    assert len(near) == len(english)
    assert max(near, key=lambda at: near[at]) == [entry.id for entry in english].index("faq/en/refund-time")
    assert all(0.0 <= score <= 1.0 for score in near.values())
    tone = vectors.near(MaskedText("üçüncü kez yazıyorum"), (TR, "tone"), 10)
    assert list(tone) == [0]
    vectors.close()


def test_entry_vectors_are_kept_on_disk_and_built_anew_for_other_entries(tmp_path: Path) -> None:
    calls: list[int] = []

    def embed(texts: object) -> list[list[float]]:
        assert isinstance(texts, list)
        calls.append(len(texts))
        return [hashed(text) for text in texts]

    for entries in (ENTRIES, ENTRIES, ENTRIES[:-1]):
        EntryVectors(entries, Embedding("m", embed), tmp_path).close()
    assert [count for count in calls if count > 1] == [len(ENTRIES), len(ENTRIES) - 1]
