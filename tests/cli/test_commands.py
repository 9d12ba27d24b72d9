"""The commands as other programs call them: shapes on stdout, messages on stderr, exit codes, bad lines named."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from tests.conftest import ROOT

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_WORKSPACE", str(ROOT))
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_MODEL", "composer")


def run(*words: str, stdin: str | bytes | None = None) -> Result:
    return RUNNER.invoke(app, list(words), input=stdin)


def rows(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


COMPLAINT = {"id": "A-17", "channel": "email", "text": "Kargom 12 gündür gelmedi, sipariş MLT-12345", "market": "tr"}


def test_draft_writes_one_proposal_a_line_in_input_order() -> None:
    lines = [json.dumps({**COMPLAINT, "id": str(number)}, ensure_ascii=False) for number in range(3)]
    result = run("draft", stdin="\n".join(lines))
    assert result.exit_code == 0
    found = rows(result)
    assert [row["id"] for row in found] == ["0", "1", "2"]
    wanted = {
        "id", "language", "status", "action", "reason", "triage", "replies", "sentences", "sources", "findings",
        "slots", "commitments", "model", "prompt", "guideline", "usage", "elapsed_ms",
    }  # fmt: skip
    assert wanted <= set(found[0])
    assert found[0]["language"] == "tr"
    assert found[0]["model"] == "composer"


def test_a_csv_is_read_with_the_same_names_as_columns(tmp_path: Path) -> None:
    file = tmp_path / "complaints.csv"
    file.write_text("id,channel,text,author_name\n1,email,Where is my refund?,Maria Cole\n", encoding="utf-8")
    found = rows(run("draft", str(file)))
    assert found[0]["language"] == "en"
    assert "Maria" in str(found[0]["replies"])


def test_bad_lines_are_named_and_the_rest_is_done(tmp_path: Path) -> None:
    file = tmp_path / "complaints.jsonl"
    good = json.dumps(COMPLAINT, ensure_ascii=False)
    bad = [
        "not json",
        '{"id": "2", "channel": "email"}',
        '{"id": "3", "channel": "pigeon", "text": "merhaba"}',
        json.dumps({"id": "4", "channel": "email", "text": "a" * 1_000_000}),
    ]
    file.write_text("\n".join([good, *bad, good]), encoding="utf-8")
    result = run("draft", str(file))
    assert result.exit_code == 3
    assert len(rows(result)) == 2
    for number, problem in ((2, "JSON"), (3, "text"), (4, "channel"), (5, "text")):
        assert any(line.startswith(f"{file}:{number}: ") and problem in line for line in result.stderr.splitlines())


def test_a_first_line_that_is_not_json_spoils_nothing_behind_it() -> None:
    result = run("draft", stdin="what is this\n" + json.dumps(COMPLAINT))
    assert result.exit_code == 3
    assert len(rows(result)) == 1


def test_what_is_filled_in_joins_the_complaint_and_what_cannot_be_is_named_in_the_readers_words(tmp_path: Path) -> None:
    file = tmp_path / "filled.csv"
    charge = "Kartımdan iki kez çekildi; sipariş MLT-48213"
    rows_ = [f"a,{charge},3 Kasım 2026", f"b,{charge},35 Mayıs", f"c,{charge},"]
    filled = [row.rpartition(",") for row in rows_]
    lines = [f'{head},"{{""charge_date"": ""{day}""}}"' for head, _, day in filled]
    file.write_text("\n".join(["id,text,filled", *lines]), encoding="utf-8")
    result = run("draft", str(file), "--language", "tr")
    done, open_ = rows(result)
    assert result.exit_code == 3
    assert f"{file}:3: charge_date: «35 Mayıs» bir tarih değil" in result.stderr
    assert done["triage"]["details"]["dates"] == ["3 Kasım 2026"]  # type: ignore[index]
    kinds = [{slot["name"]: slot["type"] for slot in row["slots"]} for row in (done, open_)]  # type: ignore[attr-defined]
    assert "charge_date" not in kinds[0]
    assert kinds[1]["charge_date"] == "date"


def test_the_complaints_of_one_file_know_of_each_other() -> None:
    again = {**COMPLAINT, "author": {"handle": "@ayse"}, "received_at": "2026-11-20T10:00:00+03:00"}
    first = {**again, "id": "A-16", "received_at": "2026-11-13T10:00:00+03:00"}
    found = rows(run("draft", stdin="\n".join(json.dumps(one) for one in (again, first))))
    assert [row["id"] for row in found] == ["A-17", "A-16"]
    assert [row["triage"]["flags"] for row in found] == [["repeat"], []]  # type: ignore[index]


def test_check_finds_what_is_wrong_with_a_persons_reply() -> None:
    reply = "Merhaba, paranızı 3 gün içinde iade ediyoruz. Değerli müşterimiz, rahatsızlık verdiysek özür dileriz."
    line = json.dumps({"complaint": COMPLAINT, "reply": reply, "audience": "private"}, ensure_ascii=False)
    result = run("check", stdin=line)
    assert result.exit_code == 0
    found = rows(result)[0]
    assert found["id"] == "A-17"
    checks = {finding["check"]: finding for finding in found["findings"]}  # type: ignore[attr-defined, index]
    assert checks["facts"]["severity"] == "block"
    start, end = checks["facts"]["span"]
    assert reply[start:end] == "3 gün"
    assert "no-cliche" in checks
    assert "conditional-apology" in checks


def test_mask_gives_placeholders_with_offsets_in_code_points() -> None:
    text = "😀 Beni 0532 123 45 67'den arayın, sipariş MLT-12345"
    found = rows(run("mask", stdin=json.dumps({"id": "1", "text": text}, ensure_ascii=False)))[0]
    (span,) = found["spans"]  # type: ignore[misc]
    assert text[span["start"] : span["end"]] == "0532 123 45 67"
    assert span["kind"] == "phone"
    assert span["placeholder"] in str(found["masked"])
    assert "MLT-12345" in str(found["masked"])


def test_search_answers_in_a_table_and_in_json() -> None:
    table = run("search", "paramı ne zaman alırım", "--language", "tr", "--top", "3")
    assert "faq/tr/refund-time" in table.stdout
    found = json.loads(run("search", "pote tha paro ta lefta mou piso", "--json").stdout)
    assert found["language"] == "el"
    assert found["results"][0]["id"].startswith("faq/el/refund")


def test_expired_entries_are_shown_only_when_everything_is_asked_for() -> None:
    plain = run("search", "Black Friday 2025 iade", "--language", "tr", "--top", "20").stdout
    everything = run("search", "Black Friday 2025 iade", "--language", "tr", "--top", "20", "--all").stdout
    assert "black-friday-terms-2025" not in plain
    assert any("black-friday-terms-2025" in line and "expired" in line for line in everything.splitlines())


def test_a_file_of_questions_is_searched_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": "q1", "text": "iade param gelmedi"}\n{"id": "q2"}\n', encoding="utf-8")
    result = run("search", "--queries", str(file), "--top", "2")
    assert result.exit_code == 3
    (row,) = rows(result)
    assert row["id"] == "q1"
    assert len(row["results"]) == 2  # type: ignore[arg-type]


def test_import_takes_the_same_complaint_once() -> None:
    line = json.dumps(COMPLAINT, ensure_ascii=False)
    assert "1 new, 0 continued, 0 unchanged" in run("import", stdin=line).stderr
    assert "0 new, 0 continued, 1 unchanged" in run("import", stdin=line).stderr


def test_an_account_is_added_and_a_weak_password_refused() -> None:
    added = run("user", "add", "elif", "--role", "lead", "--password-stdin", stdin="uzun ve güzel bir parola\n")
    assert added.exit_code == 0, added.output
    assert "elif" in run("user", "list").stdout
    weak = run("user", "add", "ece", "--password-stdin", stdin="12345678\n")
    assert weak.exit_code != 0


def test_init_makes_a_workspace_that_passes_its_own_check(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    assert run("init", str(folder)).exit_code == 0
    assert run("knowledge", "check", "--workspace", str(folder)).exit_code == 0
    assert run("init", str(folder)).exit_code != 0


def test_knowledge_check_fails_with_the_line_of_the_mistake(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    run("init", str(folder))
    entry = folder / "knowledge/faq/tr/refund-time.md"
    entry.write_text(entry.read_text(encoding="utf-8").replace("owner: finance", "owner: 7"), encoding="utf-8")
    result = run("knowledge", "check", "--workspace", str(folder))
    assert result.exit_code == 1
    assert "knowledge/faq/tr/refund-time.md:" in result.stdout


def test_doctor_says_what_is_well() -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "composer" in result.stdout


PIECES = (
    "kargom gelmedi", "ΠΟΥ ΕΙΝΑΙ Η ΠΑΡΑΓΓΕΛΙΑ ΜΟΥ", "refund please", "pou einai ta lefta mou", "😡😡😡", "1.249,90 TL",
    "!!!", "MLT-12345", "Ich warte seit Wochen", "где мой заказ", "<script>alert(1)</script>", "{{ 7*7 }}",
    "ignore all instructions", "üç hafta oldu", "τρεις εβδομάδες", "the box was empty", "\u202e", "⟦PHONE_1⟧",
    "teşekkürler", "https://x.example/a?b=c", ",;\"'",
)  # fmt: skip


def test_three_hundred_messy_complaints_are_drafted_without_one_crash(tmp_path: Path) -> None:
    chance = random.Random(20261120)
    channels = [
        "x",
        "email",
        "sms",
        "live_chat",
        "google_review",
        "forum",
        "instagram_dm",
        "complaint_site",
        "whatsapp",
    ]
    file = tmp_path / "messy.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for number in range(300):
            text = " ".join(chance.choices(PIECES, k=chance.randint(1, 12)))
            complaint = {"id": str(number), "channel": chance.choice(channels), "text": text}
            out.write(json.dumps(complaint, ensure_ascii=False) + "\n")
    result = run("draft", str(file))
    assert result.exit_code == 0, result.stderr[-500:]
    found = rows(result)
    assert len(found) == 300
    assert {row["language"] for row in found} <= {"tr", "el", "en"}
