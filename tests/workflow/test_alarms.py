"""A deadline that is near or has passed is pointed out once, by whichever worker looks, and a lead is written to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from assistant.channels.notices import MOST_NAMED, alarm_notice, send_notice
from assistant.channels.smtp import Server
from assistant.domain import Language, Turn
from assistant.errors import RefusedError
from assistant.store import Level, Store, case_file, queue
from assistant.store.alarms import Alarm, Nearing
from assistant.store.tallies import ALARMS, read_tallies
from assistant.worker import Chore, Worker
from assistant.workflow import alarms
from assistant.workflow.alarms import SOON_PRIORITY, is_soon, raise_alarms, tell
from assistant.workflow.decide import Silence, no_reply
from assistant.workflow.intake import follow_up, take_in
from tests.channels.mail_server import Box, mail_server
from tests.store.stores import BEGIN, Clock
from tests.workflow.desk_days import AYSE, Sink, complaint, drafted, propose, seen

HOUR = timedelta(hours=1)


def due(store: Store, number: int, hours: float) -> int:
    """A case received an hour before the beginning that is due some hours after it."""
    case_id = take_in(store, complaint(number), due_at=BEGIN + hours * HOUR).case_id
    propose(store, case_id)
    return case_id


def pointed_out(store: Store, case_id: int) -> list[str]:
    return [line.event for line in case_file(store, case_id).audit if line.event.startswith("sla_")]


def test_a_case_brings_itself_up_once_when_it_is_nearly_late_and_once_when_it_is_late(
    store: Store, clock: Clock
) -> None:
    case_id, other = due(store, 1, 4), due(store, 2, 400)
    rounds = []
    for _ in range(6):
        rounds.append(raise_alarms(store) + raise_alarms(store))
        clock.forward(3590)
    assert pointed_out(store, case_id) == ["sla_soon", "sla_late"]
    assert pointed_out(store, other) == []
    assert sum(rounds) == 2
    assert case_file(store, case_id).row.priority == SOON_PRIORITY
    assert [row.id for row in queue(store).rows] == [case_id, other]
    with store.read() as tx:
        assert {tally.outcome: tally.total for tally in read_tallies(tx.connection) if tally.name == ALARMS} == {
            "soon": 1,
            "late": 1,
        }


@pytest.mark.parametrize(
    ("since", "due_in", "soon"),
    [
        (-4 * HOUR, HOUR, True),
        (-4 * HOUR, 1.01 * HOUR, False),
        (-400 * HOUR, 4 * HOUR, True),
        (-400 * HOUR, 5 * HOUR, False),
    ],
)
def test_soon_is_the_last_fifth_of_the_time_and_at_most_half_a_working_day(
    since: timedelta, due_in: timedelta, soon: bool
) -> None:
    assert is_soon(Nearing(1, BEGIN + due_in, BEGIN + since), BEGIN) is soon


def test_the_next_deadline_of_a_case_is_pointed_out_again(store: Store, clock: Clock) -> None:
    case_id = due(store, 1, 1)
    clock.forward(2 * 3600)
    raise_alarms(store)
    follow_up(store, case_id, Turn("customer", "Hâlâ yok!"), due_at=BEGIN + 3 * HOUR)
    clock.forward(2 * 3600)
    raise_alarms(store)
    assert pointed_out(store, case_id) == ["sla_late", "sla_late"]


def test_what_is_finished_or_has_no_deadline_raises_nothing(store: Store, clock: Clock) -> None:
    case_id = due(store, 1, 1)
    drafted(store, 2)
    no_reply(store, case_id, AYSE, seen(store, case_id), Silence.SPAM)
    clock.forward(10 * 3600)
    assert raise_alarms(store) == 0


def test_of_many_late_cases_each_round_takes_some_so_that_others_get_their_turn(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "_AT_A_TIME", 2)
    cases = [due(store, number, 1) for number in range(5)]
    clock.forward(2 * 3600)
    assert [raise_alarms(store) for _ in range(4)] == [2, 2, 1, 0]
    assert all(pointed_out(store, case_id) == ["sla_late"] for case_id in cases)


def test_workers_of_one_store_point_a_deadline_out_once(store: Store, clock: Clock) -> None:
    case_id = due(store, 1, 1)
    clock.forward(2 * 3600)
    for name in ("one", "two"):
        chore = Chore("deadlines", timedelta(0), lambda _: raise_alarms(store))
        Worker(store, {}, Sink(), chores=(chore,), name=name).tidy_up()
    assert pointed_out(store, case_id) == ["sla_late"]


def test_a_lead_is_written_to_once_and_again_only_while_the_mail_server_did_not_take_it(
    store: Store, clock: Clock
) -> None:
    case_id = due(store, 1, 1)
    clock.forward(2 * 3600)
    raise_alarms(store)

    def refuses(found: Sequence[Alarm]) -> None:
        raise RefusedError("the mail server is away", code="notice_refused")

    with pytest.raises(RefusedError):
        tell(store, refuses)
    told: list[Sequence[Alarm]] = []
    assert [tell(store, told.append), tell(store, told.append)] == [1, 0]
    assert [one.case_id for one in told[0]] == [case_id]


def test_of_old_alarms_and_finished_cases_nobody_is_told_any_more(store: Store, clock: Clock) -> None:
    old, done = due(store, 1, 1), due(store, 2, 30)
    clock.forward(2 * 3600)
    raise_alarms(store)
    clock.forward(30 * 3600)
    raise_alarms(store)
    no_reply(store, done, AYSE, seen(store, done), Silence.SPAM)
    assert pointed_out(store, old) == ["sla_late"]
    assert tell(store, lambda found: pytest.fail("somebody was told")) == 0


def test_a_notice_names_cases_by_number_says_that_no_person_wrote_it_and_holds_no_words_of_a_customer(
    clock: Clock,
) -> None:
    found = [Alarm(number, Level.LATE, BEGIN + number * HOUR) for number in range(MOST_NAMED + 3)]
    subject, text = alarm_notice([*found[::-1], Alarm(99, Level.SOON, BEGIN - HOUR)], BEGIN.tzinfo, Language.TR)  # type: ignore[arg-type]
    assert subject == f"Süreler: {MOST_NAMED + 3} geçti, 1 yaklaştı"
    assert text.startswith("Kayıt 99: süresi 20.11. 08:00 itibarıyla doluyor.\nKayıt 0: süresi 20.11. 09:00")
    assert "4 kayıt daha" in text
    box = Box()
    with mail_server(box) as port:
        server = Server.at(f"smtp://127.0.0.1:{port}", "destek@marka.example")
        send_notice(server, "lead@marka.example", subject, text)
        (mail,) = box.got
        assert (mail["Auto-Submitted"], mail["Subject"], mail["To"]) == (
            "auto-generated",
            subject,
            "lead@marka.example",
        )
        box.mood = "refuse_content"
        with pytest.raises(RefusedError):
            send_notice(server, "lead@marka.example", subject, text)
