"""One process has a Chroma folder; the others get their own, and a dead one leaves it free."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from assistant.errors import SettingError
from assistant.retrieval.ownership import OwnFolder


def _hold(folder: Path, said: Connection) -> None:
    held = OwnFolder(folder)
    said.send(held.path.name)
    said.recv()


def test_a_second_process_gets_a_folder_of_its_own_and_a_killed_one_frees_the_shared(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    other = context.Process(target=_hold, args=(tmp_path, there))
    other.start()
    assert here.recv() == "shared"
    mine = OwnFolder(tmp_path)
    assert mine.path.name.startswith("process-")
    assert (tmp_path / "lock").read_text(encoding="utf-8").strip() == str(other.pid)
    mine.release()
    assert not mine.path.exists()
    other.kill()
    other.join()
    later = OwnFolder(tmp_path)
    assert later.path.name == "shared"
    later.release()


def test_a_folder_that_cannot_be_made_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SettingError, match=r"cannot be written .* make it writable"):
        OwnFolder(tmp_path / "file" / "vectors")
