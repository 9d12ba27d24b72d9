"""Similar cases are found by vectors alone, by one process at a time, and no text of theirs stays on the disk."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import MaskedText
from assistant.errors import SettingError
from assistant.retrieval.vectors import DIMENSION, Cases, Embedding, EntryVectors, hashed
from tests.retrieval.shop import EN, ENTRIES, TR

PAST = {
    "c1": "koltuğun ayağı kırık geldi",
    "c2": "iade param hâlâ yatmadı",
    "c3": "η παραγγελία δεν ήρθε ακόμα",
    "c4": "the kettle stopped working",
}


def remembered(folder: Path | None) -> Cases:
    cases = Cases(folder)
    for id_, text in PAST.items():
        cases.add(id_, MaskedText(text), {"language": "tr"})
    return cases


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


@pytest.mark.parametrize(
    ("text", "id_"),
    [("koltugun ayagi kirilmis", "c1"), ("iade paramı yatırmadınız", "c2"), ("i paraggelia den hr8e", "c3")],
)
def test_the_most_similar_past_case_comes_first(tmp_path: Path, text: str, id_: str) -> None:
    cases = remembered(tmp_path)
    found = cases.similar(MaskedText(text), top=3)
    assert found[0][0] == id_
    assert len(found) == 3
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    cases.close()


def test_the_same_case_again_replaces_itself_and_a_forgotten_one_is_gone() -> None:
    cases = remembered(None)
    cases.add("c1", MaskedText("fatura kesilmedi"))
    assert cases.count() == len(PAST)
    assert cases.similar(MaskedText("faturam kesilmedi"), top=1)[0][0] == "c1"
    cases.forget(["c1", "never-there"])
    assert cases.count() == len(PAST) - 1
    assert "c1" not in dict(cases.similar(MaskedText("fatura kesilmedi"), top=9))
    cases.close()


def test_a_text_without_words_is_similar_to_nothing() -> None:
    cases = remembered(None)
    assert cases.similar(MaskedText("😡 !!!"), top=3) == []
    cases.close()


def test_cases_are_there_after_a_restart(tmp_path: Path) -> None:
    remembered(tmp_path).close()
    again = Cases(tmp_path)
    assert again.count() == len(PAST)
    assert again.similar(MaskedText("kırık koltuk ayağı"), top=1)[0][0] == "c1"
    again.close()


def test_another_model_starts_with_an_empty_collection(tmp_path: Path) -> None:
    remembered(tmp_path).close()
    other = Cases(tmp_path, Embedding("openai:some-model", lambda texts: [[1.0, 0.0, 0.0]] * len(texts)))
    assert other.count() == 0
    other.close()


def test_no_text_of_a_case_stands_in_a_file(tmp_path: Path) -> None:
    remembered(tmp_path).close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for text in PAST.values():
        for word in (word for word in text.split() if len(word) > 4):
            assert not any(word.encode("utf-8") in path.read_bytes() for path in files)


def test_a_model_that_changes_its_length_is_refused_with_the_setting_named() -> None:
    lengths = iter([3, 2])
    cases = Cases(None, Embedding("odd", lambda texts: [[1.0] * next(lengths)] * len(texts)))
    with pytest.raises(SettingError, match=r"the embedding model odd gave .* check ASSISTANT_EMBEDDINGS"):
        cases.add("c1", MaskedText("x"))
    cases.close()


def test_the_same_folder_a_second_time_is_a_folder_of_its_own(tmp_path: Path) -> None:
    first = remembered(tmp_path)
    second = Cases(tmp_path)
    assert second.count() == 0
    second.add("d1", MaskedText("çok başka bir şikâyet"))
    assert first.count() == len(PAST)
    second.close()
    assert not list((tmp_path / "vectors-cases").glob("process-*"))
    assert (tmp_path / "vectors-cases" / "lock").read_text(encoding="utf-8").strip() == str(os.getpid())
    first.close()


def test_the_folder_of_a_process_that_died_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / "vectors-cases" / "process-1-abcd"
    left.mkdir(parents=True)
    (left / "lock").write_text("1\n", encoding="utf-8")
    os.utime(left, (time.time() - 3600,) * 2)
    Cases(tmp_path).close()
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
