"""The commands owed to the people complaints are about: erase, hold, export for them, what left the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.domain import Audience
from assistant.store import Store
from assistant.store.arrivals import find_arrival, settle_arrival
from assistant.store.cases import read_case
from assistant.store.disclosures import Leaving, Outgoing, add_disclosure
from assistant.store.tables import cases, drafts
from assistant.workflow.intake import Arrival, receive, refuse
from tests.cli.test_commands import COMPLAINT, _settings, rows, run
from tests.workflow.desk_days import sign_off
from tests.workflow.test_commitments import PROMISE, TEXT, promised
from tests.workflow.test_letters import mail

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
    assert "there is no complaint A-19" in str(run("disclosures", "A-19").exception)


def test_a_customer_is_given_what_was_understood_drafted_and_promised_too(data: Path) -> None:
    store = Store.open(f"sqlite:///{data / 'assistant.sqlite3'}")
    case_id = promised(store)
    with store.write() as tx:
        said = json.dumps({"triage": {"emotion": {"label": "anger"}, "severity": 3, "why": ["how it works"]}})
        tx.connection.execute(update(drafts).where(drafts.c.case_id == case_id).values(proposal=said))
    sign_off(store, case_id, texts={Audience.PRIVATE: TEXT})
    with store.read() as tx:
        complaint = read_case(tx, case_id).external_id
    (package,) = rows(run("export", "--customer", complaint))
    understood = package["understood"]
    assert (understood["emotion"], understood["severity"]) == ({"label": "anger"}, 3)  # type: ignore[index, call-overload]
    assert "why" not in understood  # type: ignore[operator]
    assert package["drafts"][0]["texts"] == {"private": TEXT}  # type: ignore[index]
    assert package["promises"][0]["promise"] == PROMISE  # type: ignore[index]


def put_aside(store: Store, key: str, raw: bytes, reason: str, source: str = "imap:destek@x/INBOX") -> None:
    receive(store, Arrival(source, key), raw)
    refuse(store, Arrival(source, key), reason)


def test_a_customer_is_given_what_they_sent_and_nobody_took_in_with_the_reason(data: Path) -> None:
    store = Store.open(f"sqlite:///{data / 'assistant.sqlite3'}")
    hers = f"Hanife {MARK} <Hanife@posta.example>"
    put_aside(store, "a1", mail("Kampanyanız güzel", From=hers, Precedence="bulk"), "automatic")
    put_aside(store, "a2", mail("Komşum hanife@posta.example de şikâyetçi", From="komsu@posta.example"), "bad_field")
    put_aside(store, "a3", mail("Başka biri", From="baska@posta.example"), "bad_field")
    nested = b"From: hanife@posta.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"Okunmaz"
    put_aside(store, "a4", nested, "unreadable")
    refused = json.dumps({**HERS, "id": "A-20", "text": ""}, ensure_ascii=False).encode()
    put_aside(store, "a5", refused, "bad_field", source="webhook")
    found = {one["put_aside"]: one for one in rows(run("export", "--customer", "hanife@posta.example"))}
    assert set(found) == {"a1", "a2", "a4"}
    first = found["a1"]
    assert (first["reason"], first["text"], first["subject"]) == ("automatic", "Kampanyanız güzel", "Kargo")
    assert first["author"] == {"name": f"Hanife {MARK}", "handle": "Hanife@posta.example"}
    assert found["a4"]["reason"] == "unreadable"
    assert "Okunmaz" in str(found["a4"]["text"])
    assert (found["a2"]["reason"], found["a2"]["written_by_customer"]) == ("bad_field", False)
    assert "omşu" not in json.dumps(found["a2"], ensure_ascii=False)  # it is the neighbour's mail
    case, beside = rows(run("export", "--customer", "@zumrut"))
    assert (case["complaint"], beside["put_aside"]) == ("A-17", "a5")
    with store.read() as tx:
        query = "SELECT case_id, details FROM audit WHERE event = 'exported_for_customer' AND case_id IS NULL"
        noted = tx.connection.exec_driver_sql(query).all()
    assert [json.loads(one.details) for one in noted] == [{"put_aside": 3}, {"put_aside": 1}]
    assert run("erase", "@zumrut").exit_code == 0
    with store.read() as tx:
        assert find_arrival(tx, "webhook", "a5") is None


def test_an_absence_note_that_stands_with_a_case_is_exported_with_it(data: Path) -> None:
    store = Store.open(f"sqlite:///{data / 'assistant.sqlite3'}")
    arrival = Arrival("imap:destek@x/INBOX", "a1")
    receive(store, arrival, mail("Yıllık izindeyim", From="hanife@posta.example"))
    with store.write() as tx:
        tx.connection.execute(update(cases).where(cases.c.id == 1).values(author_handle="hanife@posta.example"))
        settle_arrival(tx, arrival.source, arrival.key, case_id=1, refused="automatic")
    (case,) = rows(run("export", "--customer", "A-17"))
    (beside,) = case["put_aside"]  # type: ignore[attr-defined]
    assert (beside["reason"], beside["text"]) == ("automatic", "Yıllık izindeyim")


def test_a_complaint_that_must_be_kept_is_not_erased_until_the_hold_is_lifted(data: Path) -> None:
    assert run("hold", "add", "A-17", "--reason", "court file 2026/114").exit_code == 0
    assert "court file 2026/114" in run("hold", "list").stdout
    shown = run("erase", "@zumrut", "--dry-run")
    assert "must be kept: court file 2026/114" in shown.stdout
    assert "nothing would be erased" in shown.stderr
    assert run("erase", "@zumrut").exit_code != 0
    assert run("hold", "lift", "A-17").exit_code == 0
    assert "nothing would be erased" not in run("erase", "@zumrut", "--dry-run").stderr
    assert run("erase", "@zumrut").exit_code == 0
