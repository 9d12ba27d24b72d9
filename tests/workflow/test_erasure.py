"""An erased customer stands in no file the product keeps; a held one stays; what a backup brings back goes again."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from assistant.channels import FilesChannel
from assistant.domain import Audience, Author, Turn
from assistant.errors import ConflictError, InputError
from assistant.privacy import Kind, Vault, seal
from assistant.store import Machine, Posting, Store, case_file
from assistant.store.arrivals import refused
from assistant.store.backup import back_up, restore
from assistant.store.disclosures import Leaving, Outgoing, add_disclosure
from assistant.store.drafts import keep_vault
from assistant.store.erasing import held, read_erasures
from assistant.store.tables import cases, metadata
from assistant.worker import Chore, Worker
from assistant.workflow.certificates import Register, certificate, read
from assistant.workflow.customers import find_customer
from assistant.workflow.deliver import deliver_one
from assistant.workflow.erasure import erase, erase_again, hold_back, let_erase, sweep
from assistant.workflow.intake import Arrival, follow_up, receive, refuse, take_in
from assistant.workflow.retention import Periods, tidy
from tests.store.stores import Clock, copied_sqlite
from tests.workflow.desk_days import complaint, propose, sign_off
from tests.workflow.test_letters import mail

KEY = b"k" * 32
MARK = "Zümrütoğlu"
SECRETS = (MARK, "@zumrut", "0532 765 43 21", "zumrut@posta.example")


def nothing(complaints: Collection[str]) -> int:
    return 0


def customer(store: Store, number: int, clock: Clock, send: FilesChannel | None = None) -> int:
    """A case full of one customer's words, taken in, drafted, answered and written about again."""
    arrival = Arrival("mail", f"{number}-{SECRETS[3]}")
    receive(store, arrival, " ".join(SECRETS).encode())
    told = replace(
        complaint(number, text=f"Ben {MARK}, 0532 765 43 21"),
        subject=f"{MARK} yazıyor",
        author=Author(f"Hanife {MARK}", "@zumrut"),
        note=f"{MARK} aradı",
    )
    case_id = take_in(store, told, arrival=arrival).case_id
    propose(store, case_id, {Audience.PUBLIC: f"Merhaba {MARK} Hanım."})
    vault = Vault()
    vault.placeholder(Kind.PHONE, "+905327654321", "0532 765 43 21")
    vault.placeholder(Kind.EMAIL, SECRETS[3], SECRETS[3])
    with store.write() as tx:
        keep_vault(tx, case_id, seal(vault, KEY))
        kept = json.dumps([{"role": "user", "content": f"unmasked {MARK}"}])
        add_disclosure(tx, case_id, Outgoing(Leaving.MODEL, "openai:x", "host", b"", True, kept))
    sign_off(store, case_id, texts={Audience.PUBLIC: f"Merhaba {MARK} Hanım, özür dileriz."})
    clock.forward(15)
    if send is not None:
        assert deliver_one(store, send.send, worker="w") is Posting.SENT
        follow_up(store, case_id, Turn("customer", f"Yine ben, {MARK}"), key=SECRETS[3])
    return case_id


def found_in(folder: Path) -> set[str]:
    """Files that hold anything of the customer, in any encoding the product writes."""
    forms = {form for one in SECRETS for form in (one.encode(), json.dumps(one)[1:-1].encode())}
    return {file.name for file in folder.rglob("*") if file.is_file() and any(f in file.read_bytes() for f in forms)}


def test_an_erased_customer_stands_in_no_file_and_another_one_is_untouched(tmp_path: Path, clock: Clock) -> None:
    store = Store.open(copied_sqlite(tmp_path / "x.sqlite3"), clock=clock)
    sent = FilesChannel(tmp_path / "sent.jsonl", clock)
    numbers = [customer(store, number, clock, sent) for number in range(3)]
    other = take_in(store, replace(complaint(9), author=Author("Başkası", "@baska"))).case_id
    assert found_in(tmp_path) >= {"x.sqlite3-wal", "sent.jsonl"}
    length = (tmp_path / "sent.jsonl").stat().st_size

    done = erase(store, numbers, by="elif", key=KEY, forget=sent.forget)

    assert found_in(tmp_path) == set()
    assert (tmp_path / "sent.jsonl").stat().st_size == length  # who reads along is not thrown off
    assert done.counted["cases"] == done.counted["deliveries"] == done.counted["lines_of_sent_files"] == 3
    assert case_file(store, other).row.author_name == "Başkası"
    assert store.verify_audit().fault is None
    store.close()
    assert found_in(tmp_path) == set()


def test_nothing_of_an_erased_case_is_left_in_any_table_but_its_number(store: Store, clock: Clock) -> None:
    case_id = customer(store, 1, clock)
    erase(store, [case_id], by="elif", key=KEY, forget=nothing)
    with store.read() as tx:
        for table in metadata.sorted_tables:
            rows = [str(tuple(row)) for row in tx.connection.execute(select(table))]
            assert not [row for row in rows if any(one in row for one in SECRETS)], table.name
            if "case_id" in table.c and table.name != "audit":
                assert not tx.connection.execute(select(table).where(table.c.case_id == case_id)).all(), table.name
    (record,) = read_erasures(store)
    assert record.by == "elif"
    assert "A-1" not in str(record)  # a complaint's id may be an address


@pytest.mark.parametrize(
    "who", ["@zumrut", "zumrut", "A-1", "+90 532 765 43 21", "05327654321", "Zumrut@posta.example"]
)
def test_a_customer_is_found_by_what_identifies_them(store: Store, clock: Clock, who: str) -> None:
    case_id = customer(store, 1, clock)
    take_in(store, replace(complaint(2), author=Author(None, "@zumrut2")))
    assert [row.id for row in find_customer(store, who, KEY).cases] == [case_id]


def test_a_name_alone_identifies_nobody_and_lists_the_complaints_to_choose_from(store: Store, clock: Clock) -> None:
    customer(store, 1, clock)
    with pytest.raises(InputError, match="A-1"):
        find_customer(store, f"Hanife {MARK}", KEY)
    for who in ("@nobody", "532", "", "0532"):
        with pytest.raises(InputError, match="nothing of"):
            find_customer(store, who, KEY)


def test_a_vault_sealed_under_another_secret_hides_nobody_else(store: Store, clock: Clock) -> None:
    customer(store, 1, clock)
    with pytest.raises(InputError):
        find_customer(store, "05327654321", b"x" * 32)
    assert find_customer(store, "@zumrut", b"x" * 32).cases


def test_a_case_that_is_held_back_is_not_erased_and_neither_are_those_asked_for_with_it(
    store: Store, clock: Clock
) -> None:
    one, two = customer(store, 1, clock), customer(store, 2, clock)
    hold_back(store, "A-2", "court file 2026/114", "elif")
    forgotten: list[str] = []
    with pytest.raises(ConflictError, match="court file"):
        erase(store, [one, two], by="elif", key=KEY, forget=lambda ids: len(forgotten.extend(ids) or forgotten))  # type: ignore[func-returns-value]
    assert forgotten == []
    with store.read() as tx:
        assert len(tx.connection.execute(select(cases)).all()) == 2
        assert [hold.complaint for hold in held(tx)] == ["A-2"]
    with pytest.raises(ConflictError):
        hold_back(store, "A-2", "again", "elif")
    let_erase(store, "A-2", "elif")
    erase(store, [one, two], by="elif", key=KEY, forget=nothing)
    for wrong in (lambda: let_erase(store, "A-2", "x"), lambda: hold_back(store, "A-2", "y", "x")):
        with pytest.raises(InputError):
            wrong()


def test_a_customer_whose_reply_is_leaving_at_this_moment_is_not_erased(store: Store, clock: Clock) -> None:
    case_id = customer(store, 1, clock)
    with store.write() as tx:
        tx.connection.execute(text("UPDATE outbox SET state = 'sending'"))
    with pytest.raises(ConflictError) as caught:
        erase(store, [case_id], by="elif", key=KEY, forget=nothing)
    assert caught.value.code == "sending"
    assert case_file(store, case_id).outbox


def test_every_machine_takes_what_another_erased_out_of_its_own_files_and_the_certificate_says_which_have(
    store: Store, tmp_path: Path, clock: Clock
) -> None:
    """Two data folders, one store: the reply went out on one machine, the customer was erased on the other."""
    folders = {name: tmp_path / name for name in ("one", "two")}
    for folder in folders.values():
        folder.mkdir()
    files = {name: FilesChannel(folder / "sent.jsonl", clock) for name, folder in folders.items()}
    here = {name: Machine(Register(folder).machine(), name, clock()) for name, folder in folders.items()}

    def upkeep(name: str) -> int:
        register = Register(folders[name])
        kept, forget = files[name].complaints, files[name].forget
        return sweep(store, here[name], key=KEY, kept=kept, forget=forget, note=register.keep)

    erased, other = customer(store, 1, clock, files["one"]), customer(store, 2, clock, files["one"])
    assert [upkeep(name) for name in folders] == [0, 0]
    done = erase(store, [erased], by="elif", key=KEY, forget=files["two"].forget)
    assert upkeep("two") == 0
    said = certificate(store, done)["machines"]
    assert said == {"confirmed": [f"two/{here['two'].id}"], "not_yet": [f"one/{here['one'].id}"]}
    assert "sent.jsonl" in found_in(folders["one"])

    own = Chore("erased_elsewhere", timedelta(seconds=15), lambda _: upkeep("one"), alone=False)
    Worker(store, {}, files["one"].send, chores=(own,)).tidy_up()

    assert files["one"].complaints() == {"A-2"}
    machines = certificate(store, done)["machines"]
    assert isinstance(machines, dict)
    assert len(machines["confirmed"]) == 2
    assert machines["not_yet"] == []
    assert upkeep("one") == 0  # and it is not done again
    assert case_file(store, other).row.external_id == "A-2"
    assert [one.id for one in Register(folders["one"]).kept()] == [done.id]
    assert not found_in(folders["two"])


def test_what_retention_took_is_taken_out_of_every_machines_files(store: Store, tmp_path: Path, clock: Clock) -> None:
    customer(store, 1, clock, FilesChannel(tmp_path / "sent.jsonl", clock))
    with store.write() as tx:
        tx.connection.execute(text("UPDATE cases SET state = 'sent'"))
    clock.forward(timedelta(days=200).total_seconds())
    assert tidy(store, Periods(), key=KEY, forget=nothing).cases == 1  # on another machine
    own = FilesChannel(tmp_path / "sent.jsonl", clock)
    register = Register(tmp_path)
    here = Machine(register.machine(), "here", clock())
    assert sweep(store, here, key=KEY, kept=own.complaints, forget=own.forget, note=register.keep) == 1
    assert found_in(tmp_path) == set()


def test_a_file_of_certificates_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    for wrong in ("{}", "[]", "no", '{"certificate": 1, "at": "2026-01-01", "cause": "", "by": "", "erased": {}}'):
        file.write_text("\n" + wrong, encoding="utf-8")
        with pytest.raises(InputError, match=r"c\.jsonl:2"):
            read(file)
    with pytest.raises(InputError):
        read(tmp_path / "none")


def put_aside(store: Store, key: str, raw: bytes) -> Arrival:
    arrival = Arrival("imap:destek@marka.example/INBOX", key)
    receive(store, arrival, raw)
    refuse(store, arrival, "bad_field")
    return arrival


@pytest.mark.parametrize("who", ["zumrut@posta.example", "A-1", "05327654321"])
def test_mail_of_a_customer_that_was_put_aside_is_found_and_erased_with_them_and_certified(
    store: Store, clock: Clock, who: str
) -> None:
    number = customer(store, 1, clock)
    with store.write() as tx:
        tx.connection.execute(update(cases).values(author_handle=SECRETS[3]))
    theirs = put_aside(
        store, "a", mail("Beni 0532 765 43 21 numarasından arayın", From=f"Zümrüt <{SECRETS[3].upper()}>")
    )
    put_aside(store, "b", mail("Başka biri", From="baskasi@posta.example", Message_ID="<b@x>"))
    found = find_customer(store, who, KEY)
    assert ([row.id for row in found.cases], found.aside) == ([number], (theirs,))

    done = erase(store, [number], by="elif", key=KEY, forget=nothing, aside=found.aside)

    assert done.counted["put_aside"] == 1
    with store.read() as tx:
        assert [one.key for one in refused(tx)] == ["b"]
    put_aside(store, "a", b"a backup brought it back: zumrut@posta.example")
    assert erase_again(store, read_erasures(store), key=KEY, forget=nothing) == 1
    with store.read() as tx:
        assert [one.key for one in refused(tx)] == ["b"]


def test_somebody_whose_mail_was_only_put_aside_can_be_erased_too(store: Store) -> None:
    theirs = put_aside(store, "a", mail("İndirim!", From="hanife@posta.example"))
    found = find_customer(store, "Hanife@posta.example", KEY)
    assert (found.cases, found.aside) == ((), (theirs,))
    done = erase(store, (), by="elif", key=KEY, forget=nothing, aside=found.aside)
    assert (done.counted["put_aside"], len(done.pseudonyms)) == (1, 1)
    with pytest.raises(InputError):
        find_customer(store, "hanife@posta.example", KEY)


def test_what_was_erased_and_comes_back_with_a_backup_is_erased_again(tmp_path: Path, clock: Clock) -> None:
    url = copied_sqlite(tmp_path / "x.sqlite3")
    store = Store.open(url, clock=clock)
    case_id = customer(store, 1, clock)
    stays = take_in(store, complaint(2)).case_id
    back_up(store, tmp_path / "a.backup")
    clock.forward(timedelta(days=1).total_seconds())
    erase(store, [case_id], by="elif", key=KEY, forget=nothing)
    earlier = read_erasures(store)
    store.close()
    restore(url, tmp_path / "a.backup", replace=True)
    (tmp_path / "a.backup").unlink()
    store = Store.open(url, clock=clock)

    assert erase_again(store, earlier, key=KEY, forget=nothing) == 1

    with store.read() as tx:
        assert tx.connection.execute(select(cases.c.id)).scalars().all() == [stays]
    assert sorted(one.cause for one in read_erasures(store)) == ["request", "restored"]
    assert found_in(tmp_path) == set()
    store.close()
