"""Deliveries that were put aside: shown to a person, who takes them in as complaints or leaves them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.access import Permission, Person, require
from assistant.domain import Complaint
from assistant.errors import ConflictError, InputError
from assistant.store import Store, Transaction
from assistant.store.arrivals import Arrived, Aside, find_arrival, heads, read_arrival, settle_arrival
from assistant.triage import urgent
from assistant.workflow.collecting import AGAIN, GONE
from assistant.workflow.correspondence import Office, take_by_hand
from assistant.workflow.delivered import CRASHED, LEFT_CRASHED, MAILED, UNOPENED, words
from assistant.workflow.intake import Arrival
from assistant.workflow.letters import Nature
from assistant.workflow.message import ChannelFacts

LEFT = "left"  # a person looked at it and left it
NOBODYS = frozenset({Nature.AUTOMATIC.value, Nature.BOUNCE.value})  # why mails are put aside that no customer wrote
SETTLED = NOBODYS | {LEFT, LEFT_CRASHED, AGAIN, GONE}
HEAD = 60_000  # bytes of a delivery that are read to show it
SHOWN = 4_000  # characters of its text


@dataclass(frozen=True, slots=True)
class Shown:
    """A delivery as a person judges it; all of it is text that anybody may have written.

    ``waits`` is whether somebody has to look at it, ``mail`` whether it can be taken in as one, ``bytes_kept`` whether
    there is anything of it here, ``at_once`` whether it can be taken in while a person waits.
    """

    source: str
    key: str
    at: datetime
    reason: str
    sender: str
    subject: str
    text: str
    cut: bool
    waits: bool
    mail: bool
    bytes_kept: bool
    at_once: bool


def shown(store: Store, who: Person, *, everything: bool = False, limit: int = 100) -> tuple[Shown, ...]:
    """What was put aside, newest first: what somebody has to look at, or ``everything``. Who looked is written down.

    Raises ``AccessError`` unless the person may settle what nobody else can.
    """
    require(who, Permission.SETTLE)
    with store.write(lasting=False) as tx:
        found = heads(tx, HEAD, limit, () if everything else sorted(SETTLED))
        tx.note("aside_read", who.name, deliveries=len(found))
    return tuple(_shown(one, head) for one, head in found)


def take(
    store: Store,
    who: Person,
    source: str,
    key: str,
    *,
    channels: Mapping[str, ChannelFacts],
    due_at: Callable[[Complaint], datetime | None],
) -> int | None:
    """Take a mail in that was put aside; the number of its case. ``None``: a worker will try it again.

    That is for a mail that could not be fetched, and for one over which the program ended: this one must not.

    Raises ``InputError`` for what holds nothing that could be a complaint, or is no mail.
    """
    require(who, Permission.SETTLE)
    with store.write() as tx:
        one = _standing(tx, source, key)
        if not source.startswith(MAILED):
            raise InputError(f"{source} delivers no mail", code="aside_no_mail")
        later = not one.raw or one.refused in UNOPENED
        if later:
            settle_arrival(tx, source, key, refused=None if one.raw else AGAIN)
        tx.note("taken_by_hand", who.name, source=source)
    if later or not one.raw:
        return None
    take_by_hand(store, Arrival(source, key), one.raw, one.at, Office(channels, (), due_at, urgent))
    with store.read() as tx:
        return read_arrival(tx, source, key).case_id


def leave(store: Store, who: Person, source: str, key: str) -> None:
    """Say that a delivery is no complaint: it waits for nobody any more, and stays until retention takes it."""
    require(who, Permission.SETTLE)
    with store.write() as tx:
        one = _standing(tx, source, key)
        settle_arrival(tx, source, key, refused=LEFT_CRASHED if one.refused == CRASHED else LEFT)
        tx.note("left_aside", who.name, source=source, reason=one.refused)


def _standing(tx: Transaction, source: str, key: str) -> Arrived:
    one = find_arrival(tx, source, key)
    if one is None or (one.refused is None and one.case_id is None):
        raise InputError("no such delivery was put aside", code="no_such_delivery")
    if one.case_id is not None:
        raise ConflictError("somebody took this delivery in already", code="aside_settled")
    return one


def _shown(one: Aside, head: bytes) -> Shown:
    """A delivery by its first bytes; what no mail program wrote is shown as the letters that are there."""
    read, mail = words(one.source, head, one.at, one.refused), one.source.startswith(MAILED)
    name, address = read.name or "", read.handle or ""
    return Shown(
        one.source, one.key, one.at, one.refused or "",
        sender=(f"{name} <{address}>" if name else address) if mail else "",
        subject=(read.subject or "") if mail else "",
        text=read.text[:SHOWN], cut=len(read.text) > SHOWN or one.size > len(head),
        waits=one.refused not in SETTLED, mail=mail, bytes_kept=one.size > 0,
        at_once=one.size > 0 and one.refused not in UNOPENED,
    )  # fmt: skip
