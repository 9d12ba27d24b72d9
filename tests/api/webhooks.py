"""Mutated webhooks against the real application, in process: none may be taken, every genuine one must be.

    python -m tests.api.webhooks [--deliveries 10000] [--seed 1]

Prints what was accepted and refused, by kind, as JSON. Exit code 1 if a mutated delivery changed anything, or if a
genuine one was turned away.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
import sys
import tempfile
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

import httpx
from sqlalchemy import func, select

from assistant import bootstrap
from assistant.api.application import create_app
from assistant.channels.webhooks import FRESH, key_of, sign
from assistant.settings import Settings
from assistant.store import Store
from assistant.store.tables import cases, messages

SECRET = "whsec_" + b64encode(b"the key of the mutated webhooks!").decode()
KEY = key_of(SECRET)
PATH = "/api/v1/complaints"
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
GENUINE_EVERY = 100  # one genuine delivery among so many, so that what is refused is known to be worth taking


@dataclass(frozen=True)
class Delivery:
    """What is posted: the body and every header in its order, doubled ones too."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    path: str = PATH

    def told(self, name: str) -> str:
        return next(value for key, value in self.headers if key == name)

    def with_header(self, name: str, value: str) -> Delivery:
        return replace(self, headers=tuple((key, value if key == name else old) for key, old in self.headers))


def genuine(chance: Random, now: float, *, off: int = 0, key: bytes = KEY, id_: str | None = None) -> Delivery:
    """A delivery as its sender signs it, ``off`` seconds from now."""
    number = f"{chance.getrandbits(64):x}"
    body = json.dumps({"id": f"W-{number}", "text": "Kargom gelmedi.", "channel": "email"}).encode()
    id_, at = id_ or f"msg_{number}", int(now) + off
    return Delivery(body, tuple(zip(HEADERS, (id_, str(at), sign(key, id_, at, body)), strict=True)))


def flipped(chance: Random, text: bytes) -> bytes:
    """One bit of it changed."""
    place = chance.randrange(len(text) * 8)
    changed = bytearray(text)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def _bit(name: str) -> Callable[[Random, Delivery, float], Delivery]:
    def changed(chance: Random, one: Delivery, now: float) -> Delivery:
        while True:  # a header cannot hold everything a body can, and blanks around it are none of its own
            value = flipped(chance, one.told(name).encode()).decode("latin-1")
            if value.isascii() and value.isprintable() and value.strip() == value:
                return one.with_header(name, value)

    return changed


def _body(chance: Random, one: Delivery, now: float) -> Delivery:
    at = chance.randrange(len(one.body))
    return replace(
        one,
        body=chance.choice(
            (flipped(chance, one.body), one.body + b" ", b"\n" + one.body, one.body[:at], one.body[:at] + b" " + one.body[at:], b"")
        ),
    )  # fmt: skip


def _time(chance: Random, one: Delivery, now: float) -> Delivery:
    at = one.told(HEADERS[1])
    other = (
        str(int(at) + chance.choice((-1, 1, 60, -60))),
        "0" + at,
        at + ".0",
        "+" + at,
        at + "0",
        "-" + at,
        "",
        "now",
    )
    return one.with_header(HEADERS[1], chance.choice(other))


def _stale(chance: Random, one: Delivery, now: float) -> Delivery:
    return genuine(chance, now, off=chance.choice((-1, 1)) * (FRESH + 1 + chance.randrange(1, 100_000)))


def _signature(chance: Random, one: Delivery, now: float) -> Delivery:
    given = one.told(HEADERS[2])
    bare = given.removeprefix("v1,")
    body_alone = b64encode(hmac.digest(KEY, one.body, sha256)).decode()
    other = ("", "v1,", bare, f"v2,{bare}", f"v1a,{bare}", f"v1,{bare[::-1]}", given.replace("v1,", "v1, "), given[:-1],
             given.replace(",", ":"), f"v1,{body_alone}", f"V1,{bare}", f"v1,{bytes.fromhex('00' * 32).hex()}")  # fmt: skip
    return one.with_header(HEADERS[2], chance.choice(other))


def _key(chance: Random, one: Delivery, now: float) -> Delivery:
    return genuine(chance, now, key=chance.choice((b"", b"\0", SECRET.encode(), KEY[:-1], KEY + b"\1", KEY.upper())))


def _id(chance: Random, one: Delivery, now: float) -> Delivery:
    given = one.told(HEADERS[0])
    other = (given + "x", given.upper(), given[:-1], "", "a.b", given + "." + one.told(HEADERS[1]), "x" * 300)
    return one.with_header(HEADERS[0], chance.choice(other))


def _missing(chance: Random, one: Delivery, now: float) -> Delivery:
    gone = chance.sample(HEADERS, chance.randint(1, 3))
    return replace(one, headers=tuple(header for header in one.headers if header[0] not in gone))


def _doubled(chance: Random, one: Delivery, now: float) -> Delivery:
    name = chance.choice(HEADERS)
    again = (chance.choice((name, name.upper(), name.title())), chance.choice((one.told(name), "x")))
    return replace(one, headers=(again, *one.headers) if chance.random() < 0.5 else (*one.headers, again))


def _renamed(chance: Random, one: Delivery, now: float) -> Delivery:
    name, new = chance.choice(HEADERS), chance.choice(("svix-{}", "x-webhook-{}", "webhook_{}", "webhooks-{}"))
    told = new.format(name.removeprefix("webhook-"))
    return replace(one, headers=tuple((told if key == name else key, value) for key, value in one.headers))


def _door(chance: Random, one: Delivery, now: float) -> Delivery:
    return replace(one, path=f"{PATH}/{json.loads(one.body)['id']}/messages")


MUTATIONS: Mapping[str, Callable[[Random, Delivery, float], Delivery]] = {
    "body": _body,
    "id": _id,
    "id_bit": _bit(HEADERS[0]),
    "timestamp": _time,
    "timestamp_bit": _bit(HEADERS[1]),
    "stale_or_future": _stale,
    "signature": _signature,
    "signature_bit": _bit(HEADERS[2]),
    "another_key": _key,
    "header_missing": _missing,
    "header_doubled": _doubled,
    "header_renamed": _renamed,
    "another_door": _door,
}
REPLAYS = ("replay", "id_reused")  # signed as they should be: the second time they change nothing


def size(store: Store) -> tuple[int, int]:
    """How many complaints and messages are stored."""
    with store.read() as tx:
        found = [
            tx.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (cases, messages)
        ]
    return found[0], found[1]


async def run(app: object, store: Store, deliveries: int, seed: int) -> dict[str, object]:
    """Post so many mutated deliveries, genuine ones between them; what came of each kind."""
    chance, kinds = Random(seed), (*MUTATIONS, *REPLAYS)
    tallies = {kind: Counter[str]() for kind in (*kinds, "genuine")}
    statuses: Counter[int] = Counter()
    taken: list[Delivery] = []
    transport = httpx.ASGITransport(app=app, client=("203.0.113.5", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:

        async def post(one: Delivery) -> httpx.Response:
            return await client.post(one.path, content=one.body, headers=list(one.headers))

        for number in range(deliveries):
            now = store.clock().timestamp()
            if number % GENUINE_EVERY == 0:
                taken.append(genuine(chance, now))
                answer = await post(taken[-1])
                tallies["genuine"]["accepted" if answer.status_code == 202 and answer.json()["new"] else "refused"] += 1
            kind = kinds[number % len(kinds)]
            if kind == "replay":
                one = taken[-1]
            elif kind == "id_reused":
                one = genuine(chance, now, id_=taken[-1].told(HEADERS[0]))
            else:
                one = MUTATIONS[kind](chance, genuine(chance, now), now)
            answer = await post(one)
            told = answer.json() if answer.status_code == 202 else {}
            accepted = answer.status_code < 300 and (kind != "replay" or told.get("new") or told.get("changed"))
            tallies[kind]["accepted" if accepted else "refused"] += 1
            statuses[answer.status_code] += 1
    stored, wanted = size(store), len(taken)
    mutated = sum(tallies[kind]["accepted"] for kind in kinds)
    broken = mutated or tallies["genuine"]["refused"] or stored != (wanted, wanted) or any(s >= 500 for s in statuses)
    return {
        "deliveries": deliveries, "seed": seed, "accepted": mutated, "genuine": dict(tallies["genuine"]),
        "stored": stored[0], "kinds": {kind: {n: tallies[kind][n] for n in ("accepted", "refused")} for kind in kinds},
        "statuses": {str(status): count for status, count in sorted(statuses.items())}, "holds": not broken,
    }  # fmt: skip


def measure(folder: Path, deliveries: int, seed: int) -> dict[str, object]:
    """Open the product on an empty folder and post the deliveries to it."""
    settings = Settings(model="composer", secret="s" * 32, webhook_secret=SECRET, data=folder)  # type: ignore[call-arg]
    product = bootstrap.product(settings)
    with product.store() as store:
        return asyncio.run(run(create_app(product, store), store, deliveries, seed))


def main() -> int:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--deliveries", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), told.deliveries, told.seed)
    print(json.dumps(found, indent=1))
    return 0 if found["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
