"""The index on disk is a cache: whole or not there, whoever builds it, and built anew from the entries at any time."""

import multiprocessing
import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import SettingError
from assistant.retrieval import cache
from assistant.retrieval.search import Search
from tests.retrieval.shop import ENTRIES, TR

QUESTION = "iade param ne zaman yatar"


def answer(folder: Path | None) -> list[tuple[str, float]]:
    found = Search(ENTRIES, folder).find(QUESTION, language=TR, market=None)
    return [(passage.id, passage.score) for passage in found.passages]


def indexes(folder: Path) -> list[Path]:
    return sorted(folder.glob("lexical-*"))


def test_on_disk_is_found_what_is_found_in_memory(tmp_path: Path) -> None:
    assert answer(tmp_path) == answer(None)


def test_a_second_start_opens_what_the_first_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = answer(tmp_path)
    monkeypatch.setattr(cache, "build", None)
    assert answer(tmp_path) == first


def test_changed_entries_get_an_index_of_their_own(tmp_path: Path) -> None:
    answer(tmp_path)
    changed = [replace(ENTRIES[0], title="Param hangi gün gelir?"), *ENTRIES[1:]]
    Search(changed, tmp_path)
    assert len(indexes(tmp_path)) == 2


def test_what_is_not_indexed_changes_no_index(tmp_path: Path) -> None:
    answer(tmp_path)
    Search([replace(entry, version="v2", quotable=not entry.quotable) for entry in ENTRIES], tmp_path)
    assert len(indexes(tmp_path)) == 1


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def _files(folder: Path) -> list[str]:
    (home,) = indexes(folder)
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("harm", [_cut, _garble, Path.unlink])
@pytest.mark.parametrize("kind", ["manifest.json", "lexicon.json", "meta.json", ".term", ".idx", ".fieldnorm"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, harm: object, kind: str) -> None:
    whole = answer(tmp_path)
    (home,) = indexes(tmp_path)
    assert callable(harm)
    harm(home / next(name for name in _files(tmp_path) if name.endswith(kind)))
    assert answer(tmp_path) == whole
    assert len(indexes(tmp_path)) == 1
    assert cache._is_whole(home)


def test_an_index_may_be_deleted_while_it_is_searched(tmp_path: Path) -> None:
    search = Search(ENTRIES, tmp_path)
    before = search.find(QUESTION, language=TR, market=None)
    shutil.rmtree(tmp_path)
    assert search.find(QUESTION, language=TR, market=None) == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("No space left on device")])
def test_a_build_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error  # tantivy reports a full disk as ValueError

    monkeypatch.setattr(cache, "build", fail)
    with pytest.raises(SettingError, match=r"No space left on device.*make the folder writable"):
        answer(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(SettingError, match="choose another data folder"):
        answer(tmp_path / "taken" / "index")


def test_old_and_unfinished_indexes_are_swept_and_recent_ones_kept(tmp_path: Path) -> None:
    long_ago = time.time() - 2 * 24 * 3600
    made = {"lexical-0000": long_ago, ".building-1": long_ago, "lexical-1111": time.time(), "my": 0.0}
    for name, age in made.items():
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (age, age))
    answer(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} >= {"lexical-1111", "my"}
    assert not (tmp_path / "lexical-0000").exists()
    assert not (tmp_path / ".building-1").exists()


def test_processes_that_start_together_end_with_one_whole_index(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        answers = pool.map(answer, [tmp_path] * 3, chunksize=1)
    assert answers == [answer(None)] * 3
    assert [path.name for path in tmp_path.iterdir()] == [path.name for path in indexes(tmp_path)]
    assert len(indexes(tmp_path)) == 1
