"""The commands that keep the store: backups come back, a broken log and a lost message end with exit code 1."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant import bootstrap
from assistant.domain import Audience
from assistant.store import Store
from assistant.store.outbox import posting_counts
from tests.cli.test_commands import COMPLAINT, _settings, rows, run
from tests.conftest import ROOT
from tests.workflow.desk_days import PUBLIC, drafted, sign_off

__all__ = ["_settings"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    run("import", stdin=json.dumps(COMPLAINT, ensure_ascii=False))
    return tmp_path / "data"


def opened(data: Path) -> Store:
    return Store.open(f"sqlite:///{data / 'assistant.sqlite3'}")


def test_a_backup_is_restored_only_over_nothing_or_when_told(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    made = run("backup", str(file))
    assert made.exit_code == 0, made.output
    assert "read again and whole" in made.stderr
    assert run("backup", str(file)).exit_code != 0
    assert "whole" in run("restore", str(file), "--check").stderr
    assert run("restore", str(file)).exit_code != 0
    run("import", stdin=json.dumps({**COMPLAINT, "id": "A-18"}))

    restored = run("restore", str(file), "--replace")

    assert restored.exit_code == 0, restored.output
    assert json.loads(run("status", "--json").stdout)["cases"]["total"] == 1


@pytest.mark.parametrize("lost", ["database", "both"])
def test_nobody_who_was_erased_comes_back_with_a_backup_when_the_database_is_lost(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    monkeypatch.setenv("ASSISTANT_SECRET", "kept elsewhere")
    file, papers = tmp_path / "a.backup", tmp_path / "papers.jsonl"
    run("backup", str(file))
    assert run("erase", "A-17").exit_code == 0
    papers.write_text(run("certificate").stdout, encoding="utf-8")
    for one in data.glob("assistant.sqlite3*" if lost == "database" else "*"):
        shutil.rmtree(one) if one.is_dir() else one.unlink()

    handed = () if lost == "database" else ("--certificates", str(papers))
    if handed:
        monkeypatch.setenv("ASSISTANT_SECRET", "another, under which the papers name nobody")
        refused = run("restore", str(file), *handed)
        assert "set ASSISTANT_SECRET to that one" in str(refused.exception)
        assert json.loads(run("status", "--json").stdout)["cases"]["total"] == 0
        monkeypatch.setenv("ASSISTANT_SECRET", "kept elsewhere")
    restored = run("restore", str(file), *handed, *(("--replace",) if handed else ()))

    assert restored.exit_code == 0, restored.output
    assert "1 cases and deliveries" in restored.stderr
    assert json.loads(run("status", "--json").stdout)["cases"]["total"] == 0
    assert run("certificate", "none").exit_code != 0


def test_a_text_that_waited_is_never_there_to_be_sent_once_it_is_restored(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(data)
    sign_off(store, drafted(store, 1), texts={Audience.PUBLIC: PUBLIC})
    store.close()
    run("backup", str(tmp_path / "a.backup"))
    found: list[Mapping[str, int]] = []

    def killed(store: Store, made: object) -> int:
        with store.read() as tx:
            found.append({state: number for state, number in posting_counts(tx).items() if number})
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(bootstrap, "take_up", killed)
        assert run("restore", str(tmp_path / "a.backup"), "--replace").exit_code != 0
    assert found == [{"send_unknown": 1}]
    assert "1 texts may have been sent since" in run("restore", str(tmp_path / "a.backup"), "--replace").stderr


def test_who_took_something_out_of_the_store_stands_in_the_log(data: Path, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "a.backup"))
    run("export")
    run("export", "--cases")
    run("export", "--customer", "A-17")
    run("disclosures", "A-17")
    lines = {str(line["event"]): line for line in rows(run("audit", "export"))}
    wanted = {"backed_up", "exported", "exported_for_customer", "disclosures_read", "audit_exported"}
    assert wanted <= set(lines)
    assert {lines[event]["actor"] for event in wanted} == {"console"}
    assert lines["exported_for_customer"]["case"] == lines["disclosures_read"]["case"] == 1
    assert "A-17" not in json.dumps([lines[event] for event in wanted])
    assert run("audit", "verify").exit_code == 0


def test_restoring_under_another_secret_says_that_vaults_stay_shut(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(tmp_path / "a.backup"))
    monkeypatch.setenv("ASSISTANT_SECRET", "another")
    restored = run("restore", str(tmp_path / "a.backup"), "--replace", "--quiet")
    assert "ASSISTANT_SECRET" in restored.stderr


def test_status_adds_up_and_a_lost_message_ends_with_exit_code_1(data: Path) -> None:
    shown = run("status")
    assert shown.exit_code == 0
    assert "cases" in shown.stdout
    found = json.loads(run("status", "--json").stdout)
    assert found["cases"]["drafting"] == found["cases"]["total"] == found["customer_messages"] == 1
    store = opened(data)
    with store.write() as tx:
        tx.connection.execute(text("DELETE FROM jobs"))
    store.close()
    lost = run("status", "--json")
    assert lost.exit_code == 1
    assert json.loads(lost.stdout)["lost"] == [1]


def test_the_audit_log_is_verified_also_against_a_head_noted_earlier(data: Path) -> None:
    found = run("audit", "verify")
    assert found.exit_code == 0
    head = found.stdout.split()[-1]
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run("audit", "verify", "--head", "0" * 64).exit_code == 1
    store = opened(data)
    with store.write() as tx:
        tx.connection.execute(text("UPDATE audit SET actor = 'somebody'"))
    store.close()
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "line 1" in broken.stderr


def test_the_audit_log_is_exported_for_a_stretch_of_time(data: Path) -> None:
    line, asked = rows(run("audit", "export"))
    assert (asked["event"], asked["actor"]) == ("audit_exported", "console")
    assert (line["event"], line["actor"], line["case"]) == ("taken_in", "intake", 1)
    assert len(str(line["hash"])) == 64
    assert "gelmedi" not in json.dumps(line, ensure_ascii=False)
    assert rows(run("audit", "export", "--until", "2020-01-01")) == []
    assert run("audit", "export", "--since", "yesterday").exit_code != 0
    assert run("audit", "export", "--since", "2026-01-02", "--until", "2026-01-01").exit_code != 0


def test_knowledge_is_published_compared_and_rolled_back_and_a_mistake_is_refused(tmp_path: Path) -> None:
    brand = tmp_path / "brand"
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, brand / part)
    assert "nothing was published yet" in run("knowledge", "history").stderr
    assert run("knowledge", "diff", "current", "folder").exit_code != 0

    made = run("knowledge", "publish", "--reason", "the beginning", "--author", "deniz", "--workspace", str(brand))
    assert made.exit_code == 0, made.output
    first = made.stdout.strip()
    (line,) = rows(run("knowledge", "history", "--json"))
    assert (str(line["snapshot"])[:12], line["by"], line["reason"]) == (first, "deniz", "the beginning")

    entry = brand / "knowledge/faq/en/order-tracking.md"
    entry.write_text(entry.read_text(encoding="utf-8").replace("topic: 5", "topic: many"), encoding="utf-8")
    shown = run("knowledge", "diff", "current", "folder", "--workspace", str(brand))
    assert "+topic: many" in shown.stdout.splitlines()
    assert "1 files changed" in shown.stderr
    refused = run("knowledge", "publish", "--reason", "more", "--workspace", str(brand))
    assert refused.exit_code == 1
    assert "knowledge/faq/en/order-tracking.md:2: topic" in str(refused.exception)
    back = run("knowledge", "rollback", first[:6], "--reason", "again", "--workspace", str(brand))
    assert back.exit_code == 1
    assert "nothing changed" in str(back.exception)
    assert len(rows(run("knowledge", "history", "--json"))) == 1
