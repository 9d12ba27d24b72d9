"""A complaint by e-mail is drafted, answered in its thread and heard when its customer writes back: one worker or four."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant.bootstrap as bootstrap
from assistant.bootstrap import Product
from assistant.domain import Audience
from assistant.errors import SettingError
from assistant.rota import Part, office
from assistant.settings import Settings
from assistant.store import CaseFile, Filters, State, Store, Tab, case_file, queue
from assistant.store.reports import read_reports
from assistant.workflow.decide import Seen, approve
from tests.channels.mail_server import Box, mail_server
from tests.channels.mailbox_server import Post, mailbox_server
from tests.conftest import ROOT
from tests.store.stores import BEGIN, Clock
from tests.workflow.desk_days import AYSE
from tests.workflow.test_letters import mail

OURS = "destek@marka.example"
COMPLAINT = "Kargom 12 gündür gelmedi, ne zaman gelecek?"


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Box, int, Post]]:
    box = Box()
    with mail_server(box) as smtp, mailbox_server() as imap:
        yield box, smtp, Post(imap, "Complaints")


def settings(folder: Path, smtp: int, post: Post, **more: str) -> Settings:
    told = {"workspace": ROOT, "data": folder, "model": "composer", "secret": "s" * 32, "mail_from": OURS}
    return Settings(**told, smtp=f"smtp://127.0.0.1:{smtp}", imap=post.url, **more)  # type: ignore[arg-type]


def the_case(store: Store) -> CaseFile:
    (row,) = (row for tab in Tab for row in queue(store, Filters(tab=tab)).rows)
    return case_file(store, row.id)


def approved(product: Product, store: Store) -> None:
    file = the_case(store)
    assert file.draft is not None
    text = "Merhaba Ayşe Hanım,\n\nKargonuzu inceliyoruz."
    seen = Seen(file.row.head, file.row.thread)
    approve(store, file.row.id, AYSE, seen, {Audience.PRIVATE: text}, findings=(), policy=product.policy())


def test_four_workers_with_one_kind_of_work_each_carry_a_mail_there_and_back(
    servers: tuple[Box, int, Post], tmp_path: Path
) -> None:
    box, smtp, post = servers
    clock = Clock()
    product = bootstrap.product(settings(tmp_path, smtp, post, alert_to="lead@marka.example"), clock)
    with product.store() as store:
        workers = {part: product.worker(store, only=[part]) for part in Part}
        post.deliver(mail(COMPLAINT))
        for part in (Part.DRAFTING, Part.SENDING, Part.UPKEEP):
            workers[part].drain()
        assert queue(store).rows == ()  # none of them fetches
        workers[Part.INTAKE].drain()
        assert the_case(store).row.state is State.DRAFTING  # and this one does not draft
        workers[Part.DRAFTING].drain()
        assert the_case(store).row.state is State.REVIEW
        approved(product, store)
        clock.forward(16)
        workers[Part.UPKEEP].drain()
        assert box.got == []
        workers[Part.SENDING].drain()
        (reply,) = box.got
        assert (reply["To"], reply["In-Reply-To"]) == ("ayse@posta.example", "<m1@posta.example>")

        words = f"Teşekkürler, bekliyorum.\n\n20 Kas 2026, Destek <{OURS}> yazdı:\n> {COMPLAINT}"
        post.deliver(mail(words, Message_ID="<m2@posta.example>", In_Reply_To=str(reply["Message-ID"])))
        clock.forward(21)
        workers[Part.INTAKE].drain()
        file = the_case(store)
        assert (file.complaint.text, file.row.thread) == ("Teşekkürler, bekliyorum.", 1)

        clock.forward(30 * 86_400)
        for worker in workers.values():
            worker.drain()
        assert [str(mail["To"]) for mail in box.got] == ["ayse@posta.example", "lead@marka.example"]
        assert "Deadlines: 1 passed" in str(box.got[1]["Subject"])
        assert "sla_late" in [line.event for line in the_case(store).audit]


def test_a_day_is_reported_by_upkeep(servers: tuple[Box, int, Post], tmp_path: Path) -> None:
    _, smtp, post = servers
    clock = Clock()
    product = bootstrap.product(settings(tmp_path, smtp, post), clock)
    with product.store() as store:
        with store.write() as tx:
            tx.note("taken_in", "intake")
        clock.forward(86_400)
        product.worker(store, only=[Part.UPKEEP]).drain()
        with store.read() as tx:
            found = read_reports(tx, BEGIN.date(), BEGIN.date())
    assert [day["complaints"] for day in found.values()] == [1]


def test_the_brands_own_addresses_are_known_and_alerts_need_a_mail_server(
    servers: tuple[Box, int, Post], tmp_path: Path
) -> None:
    _, smtp, post = servers
    product = bootstrap.product(settings(tmp_path, smtp, post))
    own = office(product).own
    assert OURS in own
    assert all("@" in one for one in own)
    alone = bootstrap.product(Settings(workspace=ROOT, data=tmp_path, model="composer", alert_to="lead@marka.example"))  # type: ignore[call-arg]
    with alone.store() as store, pytest.raises(SettingError, match="ASSISTANT_ALERT_TO needs a mail server"):
        alone.worker(store)
