"""The fixtures of this room: an empty store with its clock; that both databases keep it alike is tested with the store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.store import Store
from tests.store.stores import Clock, clock, emptied_store

__all__ = ["clock"]


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    with emptied_store("sqlite", clock) as opened:
        yield opened
