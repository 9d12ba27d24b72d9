"""What one worker does: mail in, drafts, replies out and upkeep, joined from a product for the kinds of work chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.channels import imap
from assistant.channels.notices import alarm_notice, send_notice
from assistant.channels.smtp import Server
from assistant.current import Current
from assistant.errors import SettingError
from assistant.knowledge.calendar import zone_of
from assistant.privacy.memory import let_go
from assistant.store import DutyRow, Store
from assistant.store.alarms import Alarm
from assistant.triage import urgent
from assistant.worker import ROUND, Chore, Worker, paces_of
from assistant.workflow import alarms, reporting
from assistant.workflow.collecting import Postbox, collect
from assistant.workflow.correspondence import Office
from assistant.workflow.disclosure import handed_first, told_first
from assistant.workflow.jobs import Handler
from assistant.workflow.overdue import raise_overdue
from assistant.workflow.steps import HAND_OVER, hand_over

if TYPE_CHECKING:
    from assistant.bootstrap import Product

FETCHING = timedelta(seconds=20)  # how often a mailbox is looked into
CLOCK = timedelta(seconds=30)  # how often deadlines are looked at
DAILY_LOOK = timedelta(minutes=10)  # how often it is looked whether a day is over
MAIL = "intake"  # the duty of fetching mail, and the part its errors are counted under


class Part(StrEnum):
    """A kind of work that a worker does."""

    INTAKE = "intake"
    DRAFTING = "drafting"
    SENDING = "sending"
    UPKEEP = "upkeep"


def worker(
    product: Product, store: Store, *, drafters: int = 1, only: Collection[Part] = tuple(Part), name: str = ""
) -> Worker:
    """A worker on a store for some kinds of work; without a choice for all of them."""
    channel, current = product.channel(), Current(product, store)
    drafting = Part.DRAFTING in only
    asks_models = drafting and product.settings.chosen_model() != "composer"
    return Worker(
        store,
        _handlers(product, store, current, only),
        told_first(store, channel.send, product.hosts()) if Part.SENDING in only else None,
        look=channel.find,
        intake=tuple(_intake(store, current)) if Part.INTAKE in only else (),
        chores=(*_own(product, store), *(_shared(product, store, current) if Part.UPKEEP in only else ())),
        paces=lambda: paces_of(current.product().knowledge.channels),
        drafters=drafters,
        writers=product.settings.model_calls if asks_models else 0,
        most_writing=product.settings.model_calls,
        ready=product.producer(store, current()).ready,
        name=name,
    )


def _handlers(product: Product, store: Store, current: Current, only: Collection[Part]) -> dict[str, Handler]:
    """The jobs by kind; each is done with the brand's files as they stand at its beginning."""

    def handler(kind: str) -> Handler:
        return lambda case_id: product.producer(store, current()).handlers()[kind](case_id)

    found: dict[str, Handler] = {}
    if Part.DRAFTING in only:
        found |= {kind: handler(kind) for kind in product.producer(store, current()).handlers()}
    hook = product.hook()
    if Part.SENDING in only and hook is not None:
        found[HAND_OVER] = lambda case_id: hand_over(store, case_id, handed_first(store, hook.hand, hook.host))
    return found


def postbox(product: Product) -> Postbox | None:
    """The mailbox of the settings, if one is set; raises ``SettingError`` for a bad address."""
    if product.settings.imap is None:
        return None
    account = imap.Account.at(product.settings.imap)
    return Postbox(account.source, lambda: imap.opened(account))


def office(product: Product) -> Office:
    """What reading mail needs of a product as it stands."""
    own = [product.settings.mail_from, *product.knowledge.brand.own_contacts]
    if product.settings.imap is not None:
        own.append(imap.Account.at(product.settings.imap).user)
    addresses = frozenset(one.lower() for one in own if one and "@" in one)
    return Office(product.knowledge.channels, addresses, product.due_at, urgent)


def _intake(store: Store, current: Current) -> Iterator[Chore]:
    box = postbox(current.product())
    if box is not None:

        def fetch(duty: DutyRow | None) -> None:
            if duty is not None:
                collect(store, box, office(current.product()), duty)

        yield Chore(MAIL, FETCHING, fetch)


def _own(product: Product, store: Store) -> Iterator[Chore]:
    """What every process does for itself and every machine for its own files, whatever else it does."""
    yield Chore("memory", ROUND, lambda _: let_go(), alone=False)
    yield Chore("erased_elsewhere", CLOCK / 2, lambda _: product.sweep(store), alone=False)


def _shared(product: Product, store: Store, current: Current) -> Iterator[Chore]:
    """What one worker of all does for the store."""
    yield Chore("promises", CLOCK / 2, lambda _: raise_overdue(store))
    yield Chore("deadlines", CLOCK, lambda _: alarms.raise_alarms(store))
    if (send := _alerts(product, current)) is not None:
        yield Chore("alerts", CLOCK, lambda _: alarms.tell(store, send))
    yield Chore("reports", DAILY_LOOK, lambda _: reporting.report_due(store, _zone(current)))
    yield Chore("retention", ROUND, lambda _: product.tidy(store))


def _alerts(product: Product, current: Current) -> alarms.Tell | None:
    """What writes to a lead, where an address is set; raises ``SettingError`` where there is no mail server for it."""
    settings = product.settings
    if settings.alert_to is None:
        return None
    if settings.smtp is None:
        raise SettingError("ASSISTANT_ALERT_TO needs a mail server; set ASSISTANT_SMTP and ASSISTANT_MAIL_FROM too")
    server, to = Server.at(settings.smtp, settings.mail_from), settings.alert_to

    def send(found: Sequence[Alarm]) -> None:
        send_notice(server, to, *alarm_notice(found, _zone(current), settings.alert_language))

    return send


def _zone(current: Current) -> ZoneInfo:
    """The days of the brand's first market are those of the brand."""
    return zone_of(current.product().knowledge.brand, None)
