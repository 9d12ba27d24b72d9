"""Complaints by e-mail come in once each, whoever dies in between, and go on with the case they belong to."""

from __future__ import annotations

import imaplib
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest
from sqlalchemy import select

from assistant.channels import imap
from assistant.channels.imap import Account, opened
from assistant.domain import Audience
from assistant.errors import ChannelError, SettingError
from assistant.store import CaseFile, DutyRow, State, Store, Tab, case_file, queue
from assistant.store.arrivals import empty, refused, settle_arrival
from assistant.store.cases import find_case
from assistant.store.duties import duties
from assistant.store.tables import arrivals
from assistant.worker import Chore, Worker
from assistant.workflow import collecting
from assistant.workflow.collecting import AGAIN, TRIES, UNFETCHED, Postbox, collect
from assistant.workflow.correspondence import Office
from assistant.workflow.deliver import deliver_one
from assistant.workflow.delivered import CRASHED
from assistant.workflow.duties import perform
from assistant.workflow.intake import Arrival, receive
from assistant.workflow.tries import Tries
from tests.channels.dying_worker import DEAD
from tests.channels.mailbox_server import PASSWORD, USER, Post, mailbox_server
from tests.store.stores import BEGIN, BOTH, Clock, emptied_store
from tests.workflow.desk_days import AYSE, Sink, propose, sheets, sign_off
from tests.workflow.test_letters import BOUNCE, mail

DUE = BEGIN + timedelta(hours=4)
OFFICE = Office(sheets().channels, frozenset({"destek@marka.example"}), lambda complaint: DUE, lambda complaint: False)
EVERY = timedelta(0)
FOLDERS = count()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with mailbox_server() as number:
        yield number


@pytest.fixture
def post(port: int) -> Post:
    return Post(port, f"Complaints {next(FOLDERS)}")


@pytest.fixture
def box(post: Post) -> Postbox:
    account = Account.at(post.url)
    return Postbox(account.source, partial(opened, account))


@pytest.fixture
def store(request: pytest.FixtureRequest, clock: Clock) -> Iterator[Store]:
    """SQLite; ``twice`` asks for both databases, where what is promised rests on the database and not on the mail."""
    with emptied_store(getattr(request, "param", "sqlite"), clock) as opened:
        yield opened


twice = pytest.mark.parametrize("store", BOTH, indirect=True)


def fetched(store: Store, box: Postbox, worker: str = "w") -> int:
    read: list[int] = []
    perform(store, "intake", EVERY, lambda duty: read.append(collect(store, box, OFFICE, duty)), worker)
    return sum(read)


def case_of(store: Store, id_: str) -> CaseFile:
    with store.read() as tx:
        number = find_case(tx, id_)
    assert number is not None
    return case_file(store, number)


def cases(store: Store) -> int:
    return len(queue(store, limit=200).rows)


def texts(file: CaseFile) -> list[str]:
    return [turn.text for turn in file.complaint.thread] + [file.complaint.text]


def answered(store: Store, clock: Clock) -> str:
    """The complaint of ``mail()`` with a reply that has left; the reply's Message-ID."""
    number = case_of(store, "<m1@posta.example>").row.id
    propose(store, number, {Audience.PRIVATE: "Merhaba Ayşe Hanım, kargonuz yolda."})
    sign_off(store, number, texts={Audience.PRIVATE: "Merhaba Ayşe Hanım, kargonuz yolda."})
    clock.forward(15)
    deliver_one(store, Sink(), worker="w")
    return case_file(store, number).outbox[0].message_id


@twice
def test_a_mail_becomes_a_complaint_once_and_is_marked_as_read(store: Store, post: Post, box: Postbox) -> None:
    post.deliver(mail(), mail("Ürün bozuk", Message_ID="<m2@posta.example>", Subject="Bozuk"))
    assert [fetched(store, box), fetched(store, box)] == [2, 0]
    assert post.unread() == 0
    file = case_of(store, "<m1@posta.example>")
    assert (file.row.channel, file.row.public, file.row.author_handle) == ("email", False, "ayse@posta.example")
    assert (file.complaint.text, file.row.subject, file.row.due_at) == ("Kargom gelmedi!", "Kargo", DUE)
    assert file.row.state is State.DRAFTING
    assert cases(store) == 2


def test_what_was_read_before_the_first_look_is_left_and_what_comes_later_is_taken_even_if_read_elsewhere(
    store: Store, post: Post, box: Postbox
) -> None:
    post.deliver(mail("eski", Message_ID="<old@x>"), seen=True)
    post.deliver(mail("yeni", Message_ID="<new@x>"))
    assert fetched(store, box) == 1
    post.deliver(mail("sonra", Message_ID="<later@x>"))
    post.read_everything()
    assert fetched(store, box) == 1
    assert cases(store) == 2


@twice
def test_a_mailbox_that_is_numbered_anew_brings_nothing_twice_and_loses_nothing(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    clock.now = datetime.now(UTC)  # the server notes when it took each mail by its own clock
    post.deliver(mail())
    fetched(store, box)
    post.begin_anew()
    post.deliver(mail(), mail("okunmuş", Message_ID="<m2@posta.example>"), seen=True)
    post.deliver(mail("okunmamış", Message_ID="<m3@posta.example>"))
    fetched(store, box)
    assert cases(store) == 3


def test_two_copies_of_one_mail_by_different_ways_are_one_complaint(store: Store, post: Post, box: Postbox) -> None:
    post.deliver(
        mail(Received="from a by b; Fri, 20 Nov 2026 08:00:00 +0000"), mail(Delivered_To="destek@marka.example")
    )
    assert fetched(store, box) == 2
    assert cases(store) == 1
    assert texts(case_of(store, "<m1@posta.example>")) == ["Kargom gelmedi!"]


class Dying:
    """A mailbox whose line breaks, or whose program is killed, at the n-th thing asked of it."""

    def __init__(self, line: imap.Mailbox, left: int) -> None:
        self._line, self._left = line, left

    def __getattr__(self, name: str) -> object:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        return getattr(self._line, name)


@twice
def test_a_worker_killed_at_any_moment_loses_no_mail_and_doubles_none(store: Store, post: Post, box: Postbox) -> None:
    class Opened:
        def __init__(self, left: int) -> None:
            self.left, self.real = left, box.open()

        def __enter__(self) -> Dying:
            return Dying(self.real.__enter__(), self.left)  # type: ignore[arg-type]

        def __exit__(self, *raised: object) -> None:
            self.real.__exit__(None, None, None)

    post.deliver(*(mail(f"şikâyet {number}", Message_ID=f"<m{number}@x>") for number in range(3)))
    for left in range(9):
        post.deliver(mail(f"sonra {left}", Message_ID=f"<later{left}@x>"))
        with suppress(KeyboardInterrupt):
            fetched(store, replace(box, open=partial(Opened, left)))  # type: ignore[arg-type]
        store.clock.forward(61)  # type: ignore[attr-defined]
    fetched(store, box)
    assert cases(store) == 3 + 9
    assert post.unread() == 0


class Breaking:
    """A mailbox whose line breaks whenever one of some mails is asked for."""

    def __init__(self, real: AbstractContextManager[imap.Mailbox], bad: Collection[int], lines: list[int]) -> None:
        self._real, self._bad, self._lines = real, bad, lines

    def __enter__(self) -> Breaking:
        self._line = self._real.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._real.__exit__(*raised)  # type: ignore[arg-type]

    def fetch(self, number: int) -> bytes | None:
        if number in self._bad:
            self._lines.append(number)
            raise imaplib.IMAP4.abort("socket error: EOF")
        return self._line.fetch(number)

    def __getattr__(self, name: str) -> object:
        return getattr(self._line, name)


def numbers(box: Postbox) -> list[int]:
    with box.open() as line:
        return sorted(line.unseen())


def reasons(store: Store) -> list[str | None]:
    with store.read() as tx:
        return sorted(one.refused or "" for one in refused(tx))


@twice
def test_a_mail_that_breaks_the_line_every_time_is_put_aside_and_holds_up_no_other(
    store: Store, post: Post, box: Postbox
) -> None:
    post.deliver(*(mail(f"mail {number}", Message_ID=f"<m{number}@x>") for number in range(3)))
    broke: list[int] = []
    bad = numbers(box)[1]
    poor = replace(box, open=lambda: Breaking(box.open(), [bad], broke))  # type: ignore[arg-type, return-value]
    fetched(store, poor)
    assert (cases(store), reasons(store), broke) == (2, [UNFETCHED], [bad] * TRIES)
    post.deliver(mail("sonra", Message_ID="<later@x>"))
    fetched(store, poor)
    assert (cases(store), broke, post.unread()) == (3, [bad] * TRIES, 1)  # still in the mailbox, as it was
    with store.write() as tx:
        settle_arrival(tx, box.source, next(iter(empty(tx, box.source))), refused=AGAIN)
    fetched(store, poor)
    assert (reasons(store), broke) == ([UNFETCHED], [bad] * TRIES * 2)
    with store.write() as tx:
        settle_arrival(tx, box.source, next(iter(empty(tx, box.source))), refused=AGAIN)
    fetched(store, box)
    assert (cases(store), reasons(store), post.unread()) == (4, [], 0)


def test_a_server_that_gives_out_no_mail_at_all_puts_one_aside_a_look_and_says_so(
    store: Store, post: Post, box: Postbox
) -> None:
    post.deliver(*(mail(f"mail {number}", Message_ID=f"<m{number}@x>") for number in range(4)))
    poor = replace(box, open=lambda: Breaking(box.open(), numbers(box), []))  # type: ignore[arg-type, return-value]
    with pytest.raises(ChannelError) as caught:
        fetched(store, poor)
    assert (caught.value.code, reasons(store), cases(store)) == ("mailbox_unreachable", [UNFETCHED], 0)


def test_a_mail_the_store_does_not_take_is_put_aside_and_two_say_that_it_is_the_store(
    store: Store, post: Post, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = {"<m0@x>"}
    real, tried = collecting.take_letter, []

    def take_letter(store: Store, arrival: Arrival, raw: bytes, *more: object) -> object:
        if any(one.encode() in raw for one in bad):
            tried.append(arrival.key)
            raise SettingError("the database did not do its work")
        return real(store, arrival, raw, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(collecting, "take_letter", take_letter)
    post.deliver(mail("kötü", Message_ID="<m0@x>"), mail("iyi", Message_ID="<m1@x>"))
    fetched(store, box)
    assert (cases(store), len(tried), reasons(store)) == (1, TRIES, ["SettingError"])
    bad.add("@x>")
    post.deliver(*(mail(f"sonra {number}", Message_ID=f"<l{number}@x>") for number in range(3)))
    with pytest.raises(SettingError):
        fetched(store, box)
    bad.clear()
    store.clock.forward(61)  # type: ignore[attr-defined]
    fetched(store, box)
    assert cases(store) == 1 + 2
    assert reasons(store) == ["SettingError"] * 2


def test_a_mail_that_was_kept_and_not_read_is_read_though_the_server_is_gone(
    store: Store, post: Post, box: Postbox
) -> None:
    receive(store, Arrival(box.source, "kept"), mail())
    gone = Postbox(box.source, partial(opened, Account("127.0.0.1", 1, USER, PASSWORD)))
    with pytest.raises(ChannelError):
        fetched(store, gone)
    assert texts(case_of(store, "<m1@posta.example>")) == ["Kargom gelmedi!"]


@twice
def test_of_two_workers_one_fetches_and_the_other_takes_over_when_it_is_dead(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    post.deliver(mail())
    looks: list[str] = []

    def while_the_first_has_it(duty: DutyRow) -> None:
        looks.append(str(fetched(store, box, "second")))
        clock.forward(601)
        looks.append(str(fetched(store, box, "second")))

    perform(store, "intake", EVERY, while_the_first_has_it, "first")
    assert looks == ["0", "1"]
    assert cases(store) == 1


def test_an_answer_to_our_reply_goes_on_with_its_case_and_without_what_it_quotes(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    post.deliver(mail())
    fetched(store, box)
    ours = answered(store, clock)
    text = "Hâlâ gelmedi.\n\n20 Kas 2026, Destek <destek@marka.example> yazdı:\n> Merhaba Ayşe Hanım"
    post.deliver(mail(text, Message_ID="<m2@posta.example>", In_Reply_To=ours, From="AYSE@posta.example"))
    fetched(store, box)
    post.deliver(mail("Cevap?", Message_ID="<m3@posta.example>", References="<m2@posta.example>"))
    fetched(store, box)
    file = case_of(store, "<m1@posta.example>")
    assert texts(file)[-2:] == ["Hâlâ gelmedi.", "Cevap?"]
    assert (file.row.thread, file.row.state, cases(store)) == (2, State.DRAFTING, 1)


@twice
def test_somebody_else_who_knows_of_a_conversation_begins_one_of_their_own(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    post.deliver(mail())
    fetched(store, box)
    ours = answered(store, clock)
    stranger = {"From": "baskasi@other.example"}
    post.deliver(
        mail("Adresi değiştirin", Message_ID="<s1@x>", In_Reply_To=ours, **stranger),
        mail("Ben Ayşe", Message_ID="<m1@posta.example>", **stranger),
    )
    fetched(store, box)
    assert texts(case_of(store, "<m1@posta.example>")) == ["Merhaba Ayşe Hanım, kargonuz yolda.", "Kargom gelmedi!"]
    assert sorted(row.author_handle or "" for row in queue(store).rows) == ["baskasi@other.example"] * 2


def test_two_mails_of_a_customer_under_one_id_are_both_heard(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    post.deliver(mail())
    fetched(store, box)
    ours = answered(store, clock)
    post.deliver(*(mail(text, Message_ID="<same@x>", In_Reply_To=ours) for text in ("bir", "iki")))
    fetched(store, box)
    assert sorted(texts(case_of(store, "<m1@posta.example>"))[-2:]) == ["bir", "iki"]


@twice
def test_an_absence_note_or_a_newsletter_opens_nothing_and_stands_with_the_case_it_answers(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    post.deliver(mail())
    fetched(store, box)
    ours = answered(store, clock)
    post.deliver(
        mail("Yıllık izindeyim", Message_ID="<a1@x>", In_Reply_To=ours, Auto_Submitted="auto-replied"),
        mail("İndirim!", Message_ID="<n1@x>", List_Unsubscribe="<https://shop.example/u>"),
    )
    fetched(store, box)
    file = case_of(store, "<m1@posta.example>")
    assert (file.row.state, cases(store)) == (State.SENT, 0)
    assert [line.event for line in file.audit][-1] == "automatic_answer"
    with store.read() as tx:
        assert [one.refused for one in refused(tx)] == ["automatic"]
        assert (
            tx.connection.execute(select(arrivals.c.case_id).where(arrivals.c.refused == "automatic")).scalars().all()
        )


def test_a_reply_that_came_back_stands_first_before_a_person_once(
    store: Store, clock: Clock, post: Post, box: Postbox
) -> None:
    post.deliver(mail())
    fetched(store, box)
    ours = answered(store, clock)
    bounce = (BOUNCE % b"failed").replace(b"<our-reply@marka.example>", ours.encode())
    post.deliver(bounce)
    fetched(store, box)
    file = case_of(store, "<m1@posta.example>")
    assert (file.row.state, file.row.tab, file.row.trouble, file.row.priority) == (
        State.REVIEW,
        Tab.REVIEW,
        "bounced",
        100,
    )
    sign_off(store, file.row.id, AYSE, {Audience.PRIVATE: "Size telefonla ulaşacağız."})
    clock.forward(15)
    deliver_one(store, Sink(), worker="w")
    assert case_file(store, file.row.id).row.trouble is None


def test_what_cannot_be_read_is_put_aside_with_the_reason_and_the_rest_goes_on(
    store: Store, post: Post, box: Postbox
) -> None:
    post.deliver(
        mail("x" * 200_001, Message_ID="<long@x>"),
        b"From: a@b.example\r\nMessage-ID: <empty@x>\r\n\r\n\r\n",
        b"From: MAILER-DAEMON@mx.example\r\n\r\nsomething of somebody else's came back\r\n",
        mail(),
    )
    assert fetched(store, box) == 4
    assert cases(store) == 1
    with store.read() as tx:
        assert sorted(one.refused or "" for one in refused(tx)) == ["bad_field", "bad_field", "bounce"]


def test_a_mistake_of_ours_over_one_mail_holds_up_no_other(store: Store, post: Post, box: Postbox) -> None:
    post.deliver(mail("hatalı"), mail("iyi", Message_ID="<m2@posta.example>"))

    def due_at(complaint: object) -> datetime:
        if "hatalı" in str(complaint):
            raise KeyError("somebody's words")
        return DUE

    office = replace(OFFICE, due_at=due_at)
    perform(store, "intake", EVERY, lambda duty: collect(store, box, office, duty), "w")
    assert cases(store) == 1
    with store.read() as tx:
        assert [one.refused for one in refused(tx)] == ["KeyError"]


def run_to_its_end(url: str, post: Post, clock: Clock, over: str) -> int:
    """A worker in a process of its own that takes the mail there is, once; its exit code."""
    told = ["--database", url, "--mailbox", post.url, "--now", clock().isoformat(), "--deadly", "ölüm", "--over", over]
    command = [sys.executable, "-m", "tests.channels.dying_worker", *told]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, DEAD), done.stderr
    clock.forward(601)  # another one takes it for dead then
    return done.returncode


@pytest.mark.timeout(400)  # four processes, each of which reads the whole program first
@pytest.mark.parametrize("over", ["parsing", "taking"])
def test_a_mail_over_which_the_program_ends_is_put_aside_after_three_times_and_the_rest_goes_on(
    url: str, clock: Clock, post: Post, box: Postbox, over: str
) -> None:
    store = Store.open(url, clock=clock)
    fetched(store, box)  # from here on every mail is taken by its number, whoever read it
    post.deliver(mail("önce", Message_ID="<m0@x>"), mail("ölüm", Message_ID="<m1@x>"), mail("s", Message_ID="<m2@x>"))
    assert [run_to_its_end(url, post, clock, over) for _ in range(TRIES + 1)] == [DEAD] * TRIES + [0]
    assert (cases(store), reasons(store), post.unread()) == (2, [CRASHED], 0)
    post.deliver(mail("sonra", Message_ID="<m3@x>"))
    fetched(store, box)
    assert (cases(store), reasons(store)) == (3, [CRASHED])
    with store.read() as tx:
        (crashed,) = refused(tx)
        assert crashed.size > 0
        assert tx.connection.execute(select(duties.c.name)).scalars().all() == ["intake"]
    with store.write() as tx:  # somebody wants it tried again, by a program that bears it
        settle_arrival(tx, crashed.source, crashed.key, refused=None)
    fetched(store, box)
    assert (cases(store), reasons(store)) == (4, [])
    store.close()


def test_tries_that_ended_with_the_program_count_for_one_mail_only_while_none_was_taken(
    store: Store, post: Post, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.deliver(mail())
    with monkeypatch.context() as dying:
        dying.setattr(Tries, "end", lambda self, **how: None)  # as where nothing is said any more
        for _ in range(TRIES - 1):
            with suppress(KeyboardInterrupt):
                fetched(store, replace(box, open=partial(Ending, box)))  # type: ignore[arg-type]
            store.clock.forward(601)  # type: ignore[attr-defined]
    fetched(store, box)
    assert (cases(store), reasons(store)) == (1, [])
    for number in range(TRIES):
        post.deliver(mail(Message_ID=f"<later{number}@x>"))
        with suppress(KeyboardInterrupt):  # stopped by a person: no mail's doing
            fetched(store, replace(box, open=partial(Ending, box)))  # type: ignore[arg-type]
        store.clock.forward(601)  # type: ignore[attr-defined]
    fetched(store, box)
    assert (cases(store), reasons(store)) == (1 + TRIES, [])


class Ending:
    """A mailbox over which the program is stopped as soon as it asks for a mail."""

    def __init__(self, box: Postbox) -> None:
        self._real = box.open()

    def __enter__(self) -> Ending:
        self._line = self._real.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._real.__exit__(None, None, None)

    def fetch(self, number: int) -> bytes | None:
        raise KeyboardInterrupt

    def __getattr__(self, name: str) -> object:
        return getattr(self._line, name)


def test_a_mail_that_is_never_fetched_to_the_end_of_the_program_is_put_aside_under_its_number(
    store: Store, post: Post, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.deliver(mail())
    with monkeypatch.context() as dying:
        dying.setattr(Tries, "end", lambda self, **how: None)
        for _ in range(TRIES):
            with suppress(KeyboardInterrupt):
                fetched(store, replace(box, open=partial(Ending, box)))  # type: ignore[arg-type]
            store.clock.forward(601)  # type: ignore[attr-defined]
    fetched(store, box)
    assert (cases(store), reasons(store), post.unread()) == (0, [CRASHED], 1)
    with store.write() as tx:
        settle_arrival(tx, box.source, next(iter(empty(tx, box.source))), refused=AGAIN)
    fetched(store, box)
    assert (cases(store), reasons(store), post.unread()) == (1, [], 0)


def test_a_server_that_is_away_or_refuses_is_said_so_by_code_and_stops_no_other_work(
    store: Store, port: int, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    account = Account.at(post.url)
    for wrong, code in (
        (replace(account, password="wrong"), "mailbox_refused"),
        (replace(account, folder="Nowhere"), "mailbox_refused"),
        (replace(account, port=1), "mailbox_unreachable"),
        (replace(account, tls=True), "mailbox_unreachable"),
    ):
        box = Postbox(wrong.source, partial(opened, wrong))
        with pytest.raises(ChannelError) as caught:
            fetched(store, box)
        assert caught.value.code == code
        store.clock.forward(61)  # type: ignore[attr-defined]
    chore = Chore("intake", timedelta(seconds=20), lambda duty: fetched(store, box), alone=False)
    Worker(store, {}, Sink(), intake=(chore,)).take_in()
    assert "intake: mailbox_unreachable" in caplog.text
    assert PASSWORD not in caplog.text


def test_the_address_of_a_mailbox_says_how_it_is_reached() -> None:
    account = Account.at("imaps://destek%40marka.example:a%2Fb@imap.marka.example/Complaints")
    assert (account.host, account.port, account.tls, account.folder) == ("imap.marka.example", 993, True, "Complaints")
    assert (account.user, account.password) == ("destek@marka.example", "a/b")
    assert "a/b" not in repr(account) + account.source
    assert Account.at("imap://u:p@localhost").port == 143
    for wrong in (
        "imaps://host",
        "http://u:p@host",
        "imaps://u@host",
        "imaps://u:p@host/Şikâyet",
        "imaps://u:p@host:x",
    ):
        with pytest.raises(SettingError, match="ASSISTANT_IMAP"):
            Account.at(wrong)


def test_a_server_elsewhere_that_offers_no_encryption_hears_no_password(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr(imap, "LOOPBACK", ())
    plain = Account("127.0.0.1", port, USER, PASSWORD, tls=False)
    with pytest.raises(ChannelError) as caught, opened(plain):
        pass
    assert caught.value.code == "no_encryption"
