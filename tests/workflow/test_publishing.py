"""What is published is kept byte for byte, named after what is in it, checked first, and can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from assistant.errors import ConflictError, InputError, KnowledgeError
from assistant.knowledge import Problem
from assistant.knowledge.snapshots import Snapshot, changes, take, unpack, write
from assistant.store import Store
from assistant.store.publications import knowledge_files
from assistant.workflow.publishing import Checked, history, kept, publish, published, roll_back, unpacked
from tests.conftest import ROOT
from tests.store.stores import Clock

BRAND = Snapshot(
    {"knowledge/brand.yaml": b"name: A\n", "prompts/draft_reply.j2": (ROOT / "prompts/draft_reply.j2").read_bytes()}
)
OTHER = Snapshot({**BRAND.files, "knowledge/brand.yaml": "name: Γ\n".encode(), "knowledge/faq/tr/x.md": b"x"})


def fine(workspace: Path) -> Checked:
    return Checked(None, ())


def put(store: Store, snapshot: Snapshot = BRAND, reason: str = "because") -> str:
    return publish(store, snapshot, by="deniz", reason=reason, look=fine).snapshot


def test_a_snapshot_holds_every_file_that_drafting_reads_and_nothing_else(tmp_path: Path) -> None:
    for path in ("knowledge/a.yaml", "knowledge/faq/tr/b.md", "prompts/partials/c.j2", "evals/retrieval/tuned.json"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"1")
    named = take(tmp_path).id
    for path in ("knowledge/notes.txt", "evals/cases/open.jsonl", "README.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"1")
    assert take(tmp_path).id == named
    assert sorted(take(tmp_path).files) == [
        "evals/retrieval/tuned.json", "knowledge/a.yaml", "knowledge/faq/tr/b.md", "prompts/partials/c.j2",
    ]  # fmt: skip
    shutil.copytree(tmp_path / "knowledge", tmp_path / "elsewhere" / "knowledge")
    (tmp_path / "knowledge/a.yaml").write_bytes(b"2")
    assert take(tmp_path).id != named


@given(content=st.binary(max_size=200), path=st.sampled_from(("knowledge/a.md", "knowledge/ş/ά.yaml")))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_published_comes_back_byte_for_byte(store: Store, content: bytes, path: str) -> None:
    snapshot = Snapshot({**BRAND.files, path: content})
    with pytest.raises(InputError):
        kept(store, "no such")
    if published(store) is None or published(store).snapshot != snapshot.id:  # type: ignore[union-attr]
        put(store, snapshot)
    assert kept(store, "current") == snapshot
    assert kept(store, snapshot.id[:12]).id == snapshot.id


def test_the_history_says_who_published_what_when_and_why_and_the_audit_log_that_it_happened(
    store: Store, clock: Clock
) -> None:
    first = put(store)
    clock.forward(60)
    second = put(store, OTHER, "a \n new entry")
    lines = history(store)
    assert [(line.snapshot, line.by, line.reason) for line in lines] == [
        (second, "deniz", "a new entry"), (first, "deniz", "because"),
    ]  # fmt: skip
    assert (lines[0].at - lines[1].at).total_seconds() == 60
    assert store.verify_audit().lines == 2


def test_going_back_is_one_more_line_and_the_folder_of_the_earlier_snapshot(store: Store, tmp_path: Path) -> None:
    assert unpacked(store, tmp_path) is None
    first = put(store)
    put(store, OTHER)
    folder = unpacked(store, tmp_path)
    assert folder is not None
    assert (folder / "knowledge/brand.yaml").read_text(encoding="utf-8") == "name: Γ\n"
    with pytest.raises(KnowledgeError):  # this one was never a brand: it cannot hold again
        roll_back(store, first[:8], by="deniz", reason="wrong period")
    assert len(history(store)) == 2


def test_the_same_snapshot_is_not_published_twice_in_a_row_and_a_reason_has_to_be_given(store: Store) -> None:
    put(store)
    with pytest.raises(ConflictError, match="nothing changed"):
        put(store)
    with pytest.raises(InputError, match="--reason"):
        put(store, OTHER, " \n ")
    assert [line.snapshot for line in history(store)] == [BRAND.id]


def test_a_snapshot_with_a_mistake_in_files_or_prompts_is_refused_and_named(store: Store) -> None:
    found = Problem("knowledge/brand.yaml", 1, "the name is wrong", "correct it")
    with pytest.raises(KnowledgeError, match=r"knowledge/brand.yaml:1: the name is wrong") as caught:
        publish(store, BRAND, by="d", reason="r", look=lambda folder: Checked(None, (found,)))
    for name in ("draft_reply", "triage"):
        broken = Snapshot({**BRAND.files, f"prompts/{name}.j2": b"no front matter"})
        with pytest.raises(KnowledgeError, match=rf"{name}.j2:1: there is no front matter"):
            publish(store, broken, by="d", reason="r", look=fine)
    assert "nothing was published" in str(caught.value)
    assert published(store) is None


def test_a_damaged_file_is_never_drafted_with(store: Store, tmp_path: Path) -> None:
    put(store)
    with store.write() as tx:
        tx.connection.execute(update(knowledge_files).values(content=b"name: B\n"))
    with pytest.raises(KnowledgeError, match="damaged"):
        unpacked(store, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../outside.md", "/etc/outside.md", "knowledge/../../outside.md"])
def test_a_snapshot_writes_nothing_outside_its_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(KnowledgeError, match="outside"):
        write(Snapshot({path: b"x"}), tmp_path / "in")
    assert not (tmp_path / "outside.md").exists()


def test_unpacked_snapshots_are_whole_the_same_for_everybody_and_the_oldest_are_taken_away(tmp_path: Path) -> None:
    folder = unpack(BRAND, tmp_path)
    assert take(folder).id == BRAND.id == folder.name
    assert unpack(BRAND, tmp_path) == folder
    for number in range(8):
        unpack(Snapshot({"knowledge/a.md": str(number).encode()}), tmp_path)
    assert len(list(tmp_path.iterdir())) == 5


def test_what_differs_is_told_file_by_file() -> None:
    told = {change.path: (change.kind, change.lines[2:]) for change in changes(BRAND, OTHER)}
    assert told == {
        "knowledge/brand.yaml": ("changed", ("@@ -1 +1 @@", "-name: A", "+name: Γ")),
        "knowledge/faq/tr/x.md": ("added", ("@@ -0,0 +1 @@", "+x")),
    }
