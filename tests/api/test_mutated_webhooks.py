"""The mutated webhooks of ``python -m tests.api.webhooks``, fewer and at the door alone: none is taken, genuine ones are."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

from assistant.api.application import parts_of
from assistant.api.failures import refused
from assistant.api.gate import Gate
from assistant.api.handing_in import handing_in
from assistant.bootstrap import Product
from assistant.errors import AssistantError
from tests.api.webhooks import MUTATIONS, REPLAYS, SECRET, run
from tests.store.stores import Clock, emptied_store


def test_no_mutated_delivery_is_taken_and_every_genuine_one_is(product: Product, clock: Clock) -> None:
    count = 20 * len((*MUTATIONS, *REPLAYS))
    app = FastAPI()
    with emptied_store("sqlite", clock) as store:
        app.add_exception_handler(AssistantError, refused)
        app.add_middleware(Gate, store=store, pages=())
        app.include_router(handing_in(parts_of(product, store), SECRET))
        with ThreadPoolExecutor(1) as apart:  # a browser of another test may have left its loop running in this thread
            found = apart.submit(lambda: asyncio.run(run(app, store, count, seed=2))).result()
    kinds = found["kinds"]
    assert isinstance(kinds, dict)
    assert (found["accepted"], found["genuine"]) == (0, {"accepted": found["stored"]})
    assert sum(kind["refused"] for kind in kinds.values()) == count
    assert found["holds"]
