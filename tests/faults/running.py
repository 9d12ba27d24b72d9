"""Two ways of failing - every n-th call, or one call after the other - and what is said of the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from assistant.store import State
from assistant.store.tables import cases
from tests.faults.days import TICK, Day, day
from tests.faults.plan import REPEATED, Kind, Plan
from tests.faults.plants import Plant
from tests.faults.striking import ANSWERED, MAILED
from tests.nemesis.history import Verdict, judge
from tests.nemesis.running import arrived_in

MOST_CALLS = 2000  # of one kind in one life
WAYS = {Kind.MODEL: len(ANSWERED), Kind.MAIL: len(MAILED), Kind.FILE: 2}


@dataclass(frozen=True)
class Found:
    """What the judge of the nemesis says, how many calls of each kind there were and failed, and what was told of it.

    ``stuck`` are cases that came to no end without saying why, and calls whose failure came out as nothing the product
    raises on purpose.
    """

    verdict: Verdict
    calls: Mapping[str, int]
    struck: Mapping[str, int]
    told: Mapping[str, int]
    states: Mapping[str, int]
    stuck: tuple[str, ...] = field(default=())

    @property
    def broken(self) -> tuple[str, ...]:
        """Every broken promise."""
        return (*self.verdict.broken, *self.stuck)


def every(url: str, folder: Path, *, nth: int, count: int, seed: int = 1) -> Found:
    """``count`` complaints while every ``nth`` call of each kind fails, until they came to rest or time is up."""
    with day(url, folder, seed=seed) as today:
        plan = Plan(REPEATED, every=nth, seed=seed)
        today.now.plan = plan
        for number in range(count + 10):
            if number < count:
                today.hand_in(1)
            today.tick(TICK)
        today.calm()
        return _found(today, plan.calls, plan.struck)


def each(
    url: str,
    folder: Path,
    *,
    kinds: Collection[Kind] = tuple(Kind),
    stride: int = 1,
    seed: int = 1,
    plant: Plant = Plant.NOTHING,
) -> Found:
    """For each kind one life of a complaint after the other, the first call failing, then the second, until the last.

    What can fail in several ways fails in each. With a ``stride`` only every so many-th call is tried. With a ``plant``
    one guard is missing, and the first promise that breaks is the end.
    """
    calls: Counter[Kind] = Counter()
    struck: Counter[Kind] = Counter()
    with day(url, folder, seed=seed, plant=plant) as today:
        for kind in kinds:
            for number in range(1 + seed % stride, MOST_CALLS, stride):
                for way in range(WAYS.get(kind, 1)):
                    plan = Plan((kind,), once=number, seed=way)
                    _live(today, plan)
                    calls[kind] = max(calls[kind], plan.calls[kind])
                    struck += plan.struck
                    if not plan.struck[kind]:
                        break
                if not plan.struck[kind]:
                    break  # the life came to its end before so many calls
                if plant is not Plant.NOTHING and (found := _found(today, calls, struck)).broken:
                    return found
        return _found(today, calls, struck)


def _live(today: Day, plan: Plan) -> None:
    """One complaint from its arrival to its end."""
    today.now.plan = plan
    today.hand_in(1)
    for _ in range(3):
        today.tick(TICK)
    today.calm()


def _found(today: Day, calls: Mapping[Kind, int], struck: Mapping[Kind, int]) -> Found:
    verdict = judge(today.store, today.ground, arrived_in(today.box), today.box.cut)
    with today.store.read() as tx:
        rows = tx.connection.execute(select(cases.c.id, cases.c.state, cases.c.trouble)).all()
    stuck = [
        f"stuck: case {row.id} is {row.state} and says nothing" for row in rows if not _ended(row.state, row.trouble)
    ]
    stuck += [f"never taken in: {one.id}" for one in today.due]
    stuck += [f"foreign: {said}" for said in today.foreign]
    return Found(
        replace(verdict, struck=dict(today.box.struck)),
        {kind.value: calls[kind] for kind in Kind if calls[kind]},
        {kind.value: struck[kind] for kind in Kind if struck[kind]},
        dict(today.raised),
        dict(Counter(str(row.state) for row in rows)),
        tuple(stuck),
    )


def _ended(state: State, trouble: str | None) -> bool:
    return state is State.SENT or trouble is not None
