"""No hard value leaves or is left lying about: every request, log line and file of a run over an eighth of the corpus.

With WHOLE_CORPUS=1 in the environment over all of it, which takes some minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.privacy.kinds import HARD
from assistant.workflow.disclosure import left_machine
from tests.channels.private_path import CORPUS, Record, complaint, leaks, recording, rounds

SHORTEST = 9  # digits of the shortest hard number; six stand in hashes and in an index's bytes by chance
ROUNDS = list(rounds())[:: 1 if os.environ.get("WHOLE_CORPUS") else 8]
pytestmark = pytest.mark.timeout(600)  # on a machine with much to do the whole run takes its time


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with recording(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def sent(record: Record) -> list[tuple[str, list[str]]]:
    """What was asked for each complaint, with its leaks."""
    found = []
    for number, texts in enumerate(ROUNDS, 1):
        requests = record.through(texts, number)
        found.append((f"P-{number}", [leak for request in requests for leak in leaks(texts, request)]))
    return found


def test_no_hard_value_stands_in_any_request_of_a_model_or_an_embedding_endpoint(
    record: Record, sent: list[tuple[str, list[str]]]
) -> None:
    assert sum(len(texts) for texts in ROUNDS) >= 60
    assert sum(kind in HARD for texts in ROUNDS for case in texts for *_, kind in case.spans) >= 25
    assert any("input" in request for request in record.asked.requests)
    assert sum("messages" in request for request in record.asked.requests) > len(sent) / 2
    assert [one for one in sent if one[1]] == []


def test_what_is_kept_of_the_prompts_holds_no_hard_value(record: Record, sent: list[tuple[str, list[str]]]) -> None:
    kept = 0
    for (name, _), texts in zip(sent, ROUNDS, strict=True):
        for one in left_machine(record.store, name):
            kept += 1
            assert leaks(texts, one.kept or "") == []
    assert kept > len(sent) / 2


def test_no_log_line_holds_a_hard_value(record: Record, sent: list[tuple[str, list[str]]]) -> None:
    logged = "\n".join(record.logged)
    assert logged
    assert leaks(CORPUS, logged) == []


def test_no_file_beside_the_database_holds_a_hard_value(record: Record, sent: list[tuple[str, list[str]]]) -> None:
    files = [path for path in record.folder.rglob("*") if path.is_file() and not _is_database(path)]
    assert any("index" in path.parts for path in files)
    for path in files:
        text = path.read_bytes().decode("utf-8", "ignore")
        assert leaks(CORPUS, text, size=SHORTEST) == [], path


def _is_database(path: Path) -> bool:
    """Where complaints are kept, as they have to be; a person's own copy is erased with ``assistant erase``."""
    return path.parent.name != "index" and path.name.startswith("assistant.")


def test_the_recorder_sees_a_value_that_is_sent() -> None:
    texts = next(iter(rounds()))
    made, instruction = complaint(texts)
    assert leaks(texts, f"{made.text} {made.subject} {made.author.name} {made.note} {instruction}")
