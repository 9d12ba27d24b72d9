"""The brand's files as they stand now, for what runs long: as published to the store, else as the folder has them."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, KnowledgeError
from assistant.knowledge.watching import Watch
from assistant.store import Store
from assistant.workflow.propose import Proposer
from assistant.workflow.publishing import published

if TYPE_CHECKING:
    from assistant.bootstrap import Product

PAUSE = 30.0  # seconds until a publication that could not be taken is tried again

log = logging.getLogger(__name__)


class Current:
    """The product and its proposer, made anew when something is published, the brand's folder or the day changes.

    While nothing was published to ``store`` the folder counts; from then on the store does. What has a mistake in it
    is not taken: the last good state goes on, and the log says why. Safe from several threads; while one reads anew,
    the others go on with what there is.
    """

    def __init__(self, product: Product, store: Store | None = None, *, every: float = 1.0) -> None:
        self._store = store
        self._every = self._pause = every
        self._watch = Watch(*product.parts, every=every)
        self._product = product if store is None else product.published(store)
        self._proposer = self._product.proposer()
        self._day = product.clock().date()
        self._next_look = time.monotonic() + every
        self._lock = threading.Lock()

    def __call__(self) -> Proposer:
        """The proposer for a piece of work that begins now."""
        self._look()
        return self._proposer

    def product(self) -> Product:
        """The product as it stands now."""
        self._look()
        return self._product

    def _look(self) -> None:
        if not self._lock.acquire(blocking=False):
            return
        try:
            if time.monotonic() >= self._next_look:
                self._next_look = time.monotonic() + self._every
                self._take(self._newest())
        except KnowledgeError as error:
            self._next_look = time.monotonic() + self._pause
            log.warning("the brand's files have mistakes; the last good state goes on:\n%s", error)
        except AssistantError as error:
            self._next_look = time.monotonic() + self._pause
            log.warning("the brand's files could not be looked at; the last good state goes on: %s", error)
        finally:
            self._lock.release()

    def _newest(self) -> Product:
        """The product as it would be opened now; the very same while nothing changed."""
        self._pause = PAUSE  # the store says again and again that there is something new; a folder says it once
        last = None if self._store is None else published(self._store)
        if self._store is not None and last is not None:
            same = last.snapshot == self._product.snapshot
            return self._product if same else self._product.published(self._store)
        self._pause = self._every
        return self._product.read_again() if self._watch.changed() else self._product

    def _take(self, newest: Product) -> None:
        today = newest.clock().date()
        if newest is self._product and today == self._day:
            return
        # What asks the model stays: it remembers what its endpoint can do, and needs only its prompts of the files.
        writer, refiner, prompts = self._proposer.writer, self._proposer.refiner, newest.workspace / "prompts"
        self._proposer = replace(
            newest.proposer(),
            writer=replace(writer, prompts=prompts) if writer else None,
            refiner=replace(refiner, prompts=prompts) if refiner else None,
        )
        self._product, self._day = newest, today
