"""Fetching mail: each kept byte for byte before the mailbox is told, then read, by one worker of all at a time.

How far a mailbox was read stands in the store, not in its flags: what somebody opens in another program is fetched all
the same. Killed anywhere, the next worker begins where the store says; what it fetches again is known by its bytes.
One mail over which the line breaks every time is put aside under its number, and so is one over which the program ends
every time; the rest goes on.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Protocol

from assistant.errors import AssistantError, ChannelError
from assistant.store import DutyRow, Store
from assistant.store.arrivals import (
    Aside,
    drop_arrival,
    empty,
    find_arrival,
    keep_arrival,
    read_arrival,
    settle_arrival,
    unread,
)
from assistant.workflow.correspondence import Office, take_letter
from assistant.workflow.delivered import CRASHED
from assistant.workflow.duties import keep_on
from assistant.workflow.intake import ACTOR, Arrival, refuse
from assistant.workflow.letters import without_attachments
from assistant.workflow.tries import Tries, counted

AT_ONCE = 20  # mails between two notes of how far the mailbox was read
TRIES = 3  # how often one mail may break its line, its reading or the program before it is put aside
_READ_AT_ONCE = 200
UNFETCHED = "unfetched"  # why a mail is put aside that the server names and that cannot be fetched
AGAIN = "again"  # somebody asked for such a mail to be fetched once more
GONE = "gone"  # it was, and stands in the mailbox no longer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a mailbox was read: its numbering, the last number taken, and the day that was (UTC)."""

    validity: int
    last: int
    day: date

    @classmethod
    def read(cls, written: str | None) -> Mark | None:
        """The mark a duty kept."""
        if written is None:
            return None
        kept = json.loads(written)
        return cls(int(kept["validity"]), int(kept["last"]), date.fromisoformat(kept["day"]))

    def __str__(self) -> str:
        return json.dumps({"validity": self.validity, "last": self.last, "day": self.day.isoformat()})


class Line(Protocol):
    """An open mailbox; every number is a message's own for as long as ``validity`` stands.

    ``fetch`` gives nothing for a message that is gone, and ``None`` for one the server does not give out.
    """

    @property
    def validity(self) -> int: ...
    @property
    def newest(self) -> int: ...
    def after(self, number: int) -> Sequence[int]: ...
    def unseen(self) -> Sequence[int]: ...
    def since(self, day: date) -> Sequence[int]: ...
    def fetch(self, number: int) -> bytes | None: ...
    def seen(self, number: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Postbox:
    """A mailbox by the name its deliveries are kept under, and how it is opened."""

    source: str
    open: Callable[[], AbstractContextManager[Line]]


def collect(store: Store, postbox: Postbox, office: Office, duty: DutyRow) -> int:
    """Fetch and read everything that came; returns how many mails were read. Raises ``ChannelError`` without a line.

    Of a mailbox met for the first time the unread mails are taken; what was read before is somebody's already. A mail
    over which ``TRIES`` lines broke is put aside, one a look at most: a server that gives out none is no mail's fault.
    """
    with store.read() as tx:
        known = empty(tx, postbox.source)
    wanted = {name for name, refused in known.items() if refused == AGAIN}
    with counted(store, postbox.source) as tries:
        look = _Look(store, postbox, office, duty, tries, wanted, set(known) - wanted)
        look.read_kept()  # also while the server is away
        while True:
            with postbox.open() as line:
                if look.through(line):
                    return look.read


@dataclass
class _Look:
    """One look into a mailbox, over as many lines as it takes.

    ``wanted`` are the names of mails that somebody asked for once more, ``done`` of those that were seen to, in this
    look or for good; ``broke`` is how many lines each has broken.
    """

    store: Store
    postbox: Postbox
    office: Office
    duty: DutyRow
    tries: Tries
    wanted: set[str]
    done: set[str]
    broke: Counter[str] = field(default_factory=Counter)
    aside: int = 0
    read: int = 0

    def read_kept(self) -> None:
        self.read += read_kept(self.store, self.postbox.source, self.office, self.tries)

    def through(self, line: Line) -> bool:
        """Whether it is over; false if the line broke over a mail, and the rest is to be fetched over another one."""
        # The newest first: what comes from here on is for next time.
        mark, newest = Mark.read(self.duty.mark), line.newest
        asked = {number for number in line.after(0) if _name(line, number) in self.wanted} if self.wanted else set()
        numbers = sorted(n for n in {*asked, *_waiting(line, mark)} if _name(line, n) not in self.done)
        in_order = mark is not None and mark.validity == line.validity
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            if not all(self._take(line, number) for number in some):
                return False
            self.read_kept()
            reached = max(some[-1], mark.last) if mark is not None else 0
            if not keep_on(self.store, self.duty, _marked(line, reached, self.store) if in_order else None):
                return True  # somebody else fetches by now
        keep_on(self.store, self.duty, _marked(line, max((newest, *numbers)), self.store))
        return True

    def _take(self, line: Line, number: int) -> bool:
        """Keep one mail, and only then tell the mailbox; false if the line broke over it."""
        name, kept = _name(line, number), False
        died = self.tries.begin(name)
        if died >= TRIES:
            log.error("mail %s: the program ended over it", name, extra={"tries": died})
            self._keep(name, None, why=CRASHED)
            self.done.add(name)
            return True
        try:
            raw = line.fetch(number)
            kept = self._keep(name, raw, whole=died > 0)
            if raw:
                line.seen(number)
        except AssistantError:
            raise  # the store's: every other mail would meet it too
        except Exception as fault:  # the top of this work: one mail must not hold up all that come after it
            self._broken(name, type(fault).__name__, kept)
            return False
        self.done.add(name)
        self.tries.over()
        if raw and died:
            self.tries.go_on(sha256(raw).hexdigest(), died)
        return True

    def _keep(self, name: str, raw: bytes | None, *, whole: bool = False, why: str = UNFETCHED) -> bool:
        """Keep what a mailbox gave for a name: the mail, ``why`` there is none, or that somebody took it away.

        A mail over which the program ended before is kept ``whole``: looking for its attachments may be what does it.
        """
        source = self.postbox.source
        with self.store.write() as tx:
            if raw:
                key = sha256(raw).hexdigest()
                if find_arrival(tx, source, key) is None:  # one that is known is not opened either
                    keep_arrival(tx, source, key, raw if whole else _slim(raw))
                if name in self.wanted:
                    drop_arrival(tx, source, name)
            elif name in self.wanted:
                settle_arrival(tx, source, name, refused=why if raw is None else GONE)
            elif raw is None and keep_arrival(tx, source, name, b""):
                settle_arrival(tx, source, name, refused=why)
                tx.note("refused", ACTOR, source=source)
        return True

    def _broken(self, name: str, fault: str, kept: bool) -> None:
        """Note that a line broke over a mail; after as many as it may break it is put aside."""
        self.broke[name] += 1
        self.tries.over()
        log.warning("mail %s: the line broke (%s)", name, fault, extra={"tries": self.broke[name]})
        keep_on(self.store, self.duty)
        if self.broke[name] < TRIES:
            return
        if self.aside:
            raise ChannelError("the mailbox breaks off over more than one mail", code="mailbox_unreachable")
        self.done.add(name)
        if not kept:
            self.aside += 1
            self._keep(name, None)


def read_kept(store: Store, source: str, office: Office, tries: Tries) -> int:
    """Read every mail that is kept and that nothing has read yet; returns how many those were.

    One that the store does not take is put aside like one that cannot be read; a second one says that it is the store.
    """
    done = failed = 0
    while True:
        with store.read() as tx:
            kept = unread(tx, source, _READ_AT_ONCE)
        for one in kept:
            try:
                _read(store, one, office, tries)
            except AssistantError as fault:
                if fault.code == "delivery_erased":  # while it was being read
                    continue
                failed += 1
                if failed > 1 or fault.code == "busy":
                    raise
                refuse(store, Arrival(one.source, one.key), fault.code or type(fault).__name__)
            finally:
                tries.over()
        done += len(kept)
        if len(kept) < _READ_AT_ONCE:
            return done


def _read(store: Store, one: Aside, office: Office, tries: Tries) -> None:
    """Read one mail, as often as it may go wrong; raises what the store says to the last try."""
    arrival = Arrival(one.source, one.key)
    died = tries.begin(one.key)
    if died >= TRIES:
        log.error("mail %s: the program ended over it", one.key[:12], extra={"tries": died})
        refuse(store, arrival, CRASHED)
        return
    with store.read() as tx:
        raw = read_arrival(tx, one.source, one.key).raw or b""
    for left in reversed(range(TRIES)):
        try:
            became = take_letter(store, arrival, raw, one.at, office)
        except AssistantError as fault:
            if fault.code == "busy" or not left:
                raise
        except Exception as fault:  # the top of this work: one mail must not hold up all that come after it
            log.error("mail %s: %s", one.key[:12], type(fault).__name__)
            refuse(store, arrival, type(fault).__name__)
            return
        else:
            log.info("a mail: %s", became, extra={"delivery": one.key[:12]})
            return


def _waiting(line: Line, mark: Mark | None) -> Sequence[int]:
    if mark is None:
        return line.unseen()
    if mark.validity == line.validity:
        return line.after(mark.last)
    # The server has numbered everything anew: what came since the last look, and what nobody has read.
    return (*line.unseen(), *line.since(mark.day - timedelta(days=1)))


def _name(line: Line, number: int) -> str:
    """What a mail is kept under that gave no bytes to know it by."""
    return f"{line.validity}-{number}"


def _marked(line: Line, reached: int, store: Store) -> str:
    return str(Mark(line.validity, reached, store.clock().date()))


def _slim(raw: bytes) -> bytes:
    """A mail as it is kept; whole, where the parser meets what nobody thought of."""
    try:
        return without_attachments(raw)
    except Exception as fault:  # its bytes are what must not be lost; reading them comes later and is put aside alone
        log.error("a mail is kept whole: %s", type(fault).__name__)
        return raw
