"""What many tests share: the sample brand, read once, and a network that answers on loopback only."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from assistant.knowledge import Knowledge, read

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The sample brand."""
    return read(ROOT / "knowledge")


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails with the address it wanted."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test wanted to reach {address!r}; tests run offline")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
