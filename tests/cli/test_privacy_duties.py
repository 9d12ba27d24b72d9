"""The commands owed to the people complaints are about: erase, hold, export for them, what left the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.store import Store
from assistant.store.disclosures import Leaving, Outgoing, add_disclosure
from tests.cli.test_commands import COMPLAINT, _settings, rows, run

__all__ = ["_settings"]

MARK = "Zümrütoğlu"
HERS = {**COMPLAINT, "text": f"Ben {MARK}", "author": {"name": f"Hanife {MARK}", "handle": "@zumrut"}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    other = {**COMPLAINT, "id": "A-18", "author": {"handle": "@baska"}}
    run("import", stdin="\n".join(json.dumps(one, ensure_ascii=False) for one in (HERS, other)))
    return tmp_path / "data"


def test_a_customer_is_erased_and_the_certificate_names_nobody(data: Path) -> None:
    shown = run("erase", "@zumrut", "--dry-run")
    assert "A-17" in shown.stdout
    assert len(rows(run("export", "--customer", "@zumrut"))) == 1
    done = run("erase", "@zumrut")
    assert done.exit_code == 0, done.output
    (certificate,) = rows(done)
    assert certificate["erased"]["cases"] == 1  # type: ignore[index, call-overload]
    assert certificate["not_reached"]
    assert not [word for word in (MARK, "zumrut", "A-17") if word in done.stdout]
    assert not [file for file in data.rglob("*") if file.is_file() and MARK.encode() in file.read_bytes()]
    assert run("erase", "@zumrut").exit_code != 0
    assert len(rows(run("export", "--customer", "@baska"))) == 1


def test_a_customer_gets_everything_that_is_kept_about_them(data: Path) -> None:
    store = Store.open(f"sqlite:///{data / 'assistant.sqlite3'}")
    with store.write() as tx:
        kept = json.dumps([{"role": "user", "content": "⟦NAME_1⟧ yazdı"}])
        add_disclosure(tx, 1, Outgoing(Leaving.MODEL, "openai:x", "api.example", b"prompt", True, kept))
        add_disclosure(tx, 1, Outgoing(Leaving.MAIL, "email", "mail.example:587", b"reply", False))
    store.close()
    (package,) = rows(run("export", "--customer", "A-17"))
    assert package["author"] == HERS["author"]
    assert package["conversation"][-1]["text"] == HERS["text"]  # type: ignore[index]
    prompt, mail = rows(run("disclosures", "A-17"))
    assert (package["given_to_models"], package["given_to_others"]) == ([prompt], [mail])
    assert (prompt["host"], prompt["messages"]) == ("api.example", json.loads(kept))
    assert (mail["host"], mail["masked"], mail["size"]) == ("mail.example:587", False, 5)
    assert run("export", "--customer", "A-17", "--cases").exit_code != 0
    assert "nothing" in run("disclosures", "A-18").stderr


def test_a_complaint_that_must_be_kept_is_not_erased_until_the_hold_is_lifted(data: Path) -> None:
    assert run("hold", "add", "A-17", "--reason", "court file 2026/114").exit_code == 0
    assert "court file 2026/114" in run("hold", "list").stdout
    assert run("erase", "@zumrut").exit_code != 0
    assert run("hold", "lift", "A-17").exit_code == 0
    assert run("erase", "@zumrut").exit_code == 0
