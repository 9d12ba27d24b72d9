"""Cases in the states that tests begin from, made through the same verbs the product uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import select

from assistant.access import Person, Role
from assistant.domain import Action, Audience, Author, Complaint, Decision, Flag, Language, Receipt, Reply, Status
from assistant.errors import RefusedError, UncertainError
from assistant.knowledge import Knowledge, read
from assistant.store import JobRow, MadeBy, Store, Summary, case_file
from assistant.store.tables import jobs
from assistant.workflow.approval import Policy, Route
from assistant.workflow.decide import Seen, approve
from assistant.workflow.drafts import Saved, save_proposal
from assistant.workflow.intake import take_in
from tests.conftest import ROOT

AYSE = Person(1, "ayse", "Ayşe Y.", Role.AGENT)
NIKOS = Person(2, "nikos", "Νίκος Π.", Role.AGENT)
LEAD = Person(3, "elif", "Elif K.", Role.LEAD)
EDITOR = Person(4, "editor", "Editor", Role.EDITOR)
EVALUATOR = Person(5, "evaluator", "Evaluator", Role.EVALUATOR)

PUBLIC = "Merhaba Ayşe Hanım, siparişinizin geciktiğini okudum. Size özelden yazıyoruz. ^EK"
PRIVATE = "Merhaba Ayşe Hanım,\n\nKargonuzu bugün teslimat ekibimiz inceliyor. ş ğ İ ı ά ς 👍🏽"
TEXTS: Mapping[Audience, str] = {Audience.PUBLIC: PUBLIC, Audience.PRIVATE: PRIVATE}


@cache
def sheets() -> Knowledge:
    """The sample brand's files, read once."""
    return read(ROOT / "knowledge")


BRAND = Policy(sheets=sheets)
ROUTES = {Audience.PRIVATE: Route("x_dm", "@ayse")}


def complaint(number: int = 1, *, channel: str = "x", public: bool = True, text: str = "Kargom gelmedi!") -> Complaint:
    return Complaint(
        id=f"A-{number}",
        channel=channel,
        text=text,
        public=public,
        received_at=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
        author=Author("Ayşe Yılmaz", "@ayse"),
    )


def summary(status: Status = Status.SEND_READY, priority: int = 40, flags: tuple[Flag, ...] = ()) -> Summary:
    return Summary(Language.TR, None, status, Action.REPLY_BOTH, priority, flags)


def propose(
    store: Store,
    case_id: int,
    texts: Mapping[Audience, str] = TEXTS,
    *,
    based_on: int | None = None,
    thread: int | None = None,
    made_by: MadeBy = MadeBy.COMPOSER,
    status: Status = Status.SEND_READY,
    flags: tuple[Flag, ...] = (),
    replace_edited: bool = False,
) -> Saved:
    row = case_file(store, case_id).row
    return save_proposal(
        store,
        case_id,
        "{}",
        texts,
        based_on=row.head if based_on is None else based_on,
        thread=row.thread if thread is None else thread,
        made_by=made_by,
        author=str(made_by),
        summary=summary(status, flags=flags),
        replace_edited=replace_edited,
    )


def drafted(store: Store, number: int = 1, *, flags: tuple[Flag, ...] = (), status: Status = Status.SEND_READY) -> int:
    """A case with a draft by the composer, waiting for a person."""
    case_id = take_in(store, complaint(number)).case_id
    propose(store, case_id, flags=flags, status=status)
    return case_id


def seen(store: Store, case_id: int) -> Seen:
    """What a person who opens the case now has on the screen."""
    row = case_file(store, case_id).row
    return Seen(row.head, row.thread)


def sign_off(
    store: Store,
    case_id: int,
    person: Person = AYSE,
    texts: Mapping[Audience, str] = TEXTS,
    *,
    policy: Policy = BRAND,
    at: Seen | None = None,
) -> tuple[Decision, ...]:
    """A person approves what is on the screen."""
    return approve(store, case_id, person, at or seen(store, case_id), texts, findings=(), routes=ROUTES, policy=policy)


def jobs_of(store: Store, case_id: int) -> list[JobRow]:
    """Every job of a case, oldest first."""
    with store.read() as tx:
        rows = tx.connection.execute(select(jobs).where(jobs.c.case_id == case_id).order_by(jobs.c.id))
        return [JobRow(**row._mapping) for row in rows]


class Sink:
    """A channel that writes down what it gets before it answers, and answers as it is told: ``sent``, ``refused``
    (nothing arrived), ``lost`` (arrived, no answer), ``broken`` (nothing arrived, no answer), ``crash`` (before),
    ``crash_after`` (arrived)."""

    def __init__(self) -> None:
        self.got: list[Reply] = []
        self.mood = "sent"

    def __call__(self, reply: Reply) -> Receipt:
        if self.mood == "refused":
            raise RefusedError("no", code="refused")
        if self.mood == "broken":
            raise UncertainError("no answer", code="no_answer")
        if self.mood == "crash":
            raise KeyboardInterrupt
        self.got.append(reply)
        if self.mood == "lost":
            raise UncertainError("no answer", code="no_answer")
        if self.mood == "crash_after":
            raise KeyboardInterrupt
        return Receipt(reply.id, reply.message_id, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))

    def find(self, reply: Reply) -> Receipt | None:
        for other in self.got:
            if other.message_id == reply.message_id:
                return Receipt(reply.id, reply.message_id, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
        return None
