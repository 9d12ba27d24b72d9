"""One run: rounds of work that end in a kill, pauses beyond every lease, then calm, then judgement."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random

from assistant.store import Posting, Store
from assistant.store.status import status
from tests.channels.mail_server import Box, mail_server
from tests.nemesis.actors import WORKERS, worker_on
from tests.nemesis.ground import SPEED, Ground
from tests.nemesis.groups import Groups, pause
from tests.nemesis.history import Arrived, Verdict, judge
from tests.nemesis.plants import Plant

PAUSE = 5 * 60 / SPEED * 1.2  # seconds: longer than the longest lease
CALM = 30.0  # seconds for what is left to come to rest
# A round ends when so many mails were tried; on a machine that is busy with other things, after so many seconds.
FEWEST, MOST, LONGEST = 1, 5, 8.0


def run(
    url: str,
    folder: Path,
    *,
    rounds: int,
    pauses: int,
    seed: int = 1,
    loss: float = 0.25,
    plant: Plant = Plant.NOTHING,
    say: Callable[[str], None] = lambda text: None,
) -> Verdict:
    """Kill everything ``rounds`` times and pause one process ``pauses`` times, over a store at ``url``.

    With a ``plant`` one part is broken, and the verdict has to say so.
    """
    groups = Groups(folder / "actors.log")  # before any thread or connection is there
    chance, began = Random(seed), time.time()
    Store.open(url).close()
    box = Box(Random(seed), loss)
    try:
        with mail_server(box) as port:
            ground = Ground(url, folder, port, began, plant)
            left = pauses
            done = 0
            with suppress(KeyboardInterrupt):  # who has seen enough gets a verdict on what there was
                for number in range(rounds):
                    actors = groups.start(ground, seed * 1_000_000 + number)
                    _let_work(box, chance)
                    if left and chance.random() < 1.5 * left / (rounds - number):
                        pause(actors[chance.choice((*WORKERS, "review-1"))], PAUSE)
                        _let_work(box, chance)
                        left -= 1
                    groups.kill()
                    done = number + 1
                    if number % 25 == 24:
                        say(f"{number + 1} kills, {pauses - left} pauses, {len(box.got)} messages arrived")
            groups.kill()
            return _judged(ground, box, done, pauses - left)
    finally:
        groups.close()


def _let_work(box: Box, chance: Random) -> None:
    """Until a few mails were tried, and then on to any moment within the next."""
    enough, until = box.tried + chance.randint(FEWEST, MOST), time.time() + LONGEST
    while box.tried < enough and time.time() < until:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.1))


def _judged(ground: Ground, box: Box, rounds: int, pauses: int) -> Verdict:
    box.mend()
    store = Store.open(ground.url, clock=ground.clock)
    try:
        workers, until = [worker_on(ground, store, name) for name in WORKERS], time.time() + CALM
        while time.time() < until:  # a long run leaves thousands of replies; those that wait lawfully may go on waiting
            busy = [worker.draft() or worker.send() for worker in workers]  # each looks into its own journal
            if any(busy):
                continue
            now = status(store)
            if not now.outbox[Posting.SENDING] and not now.jobs["running"] and not now.jobs["waiting"]:
                break
            time.sleep(0.1)
        return replace(
            judge(store, ground, arrived_in(box), box.cut), rounds=rounds, pauses=pauses, struck=dict(box.struck)
        )
    finally:
        store.close()


def arrived_in(box: Box) -> list[Arrived]:
    """What stands in the customers' boxes."""
    return [
        Arrived(
            str(mail["Message-ID"]),
            str(mail["In-Reply-To"]),
            to[0],
            mail.get_content().replace("\r\n", "\n").removesuffix("\n"),
        )
        for mail, (_, to) in zip(box.got, box.envelopes, strict=True)
    ]
