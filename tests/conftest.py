"""What many tests share: the sample brand, read once, and a network that answers on loopback only."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from assistant.knowledge import Knowledge, read

if TYPE_CHECKING:
    from assistant.bootstrap import Product
    from assistant.evaluation.cases import EvaluationCase
    from assistant.workflow.propose import Proposer
    from tests.web.desks import Desk

ROOT = Path(__file__).parents[1]

# A promise is not broken by a machine that is busy with other things.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever is first to need the desk opens it: a busy machine is given time for that."""
    for item in items:
        if "desk" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(300))


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


NOW = datetime.fromisoformat("2026-11-20T10:00:00+03:00")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """The product on the sample brand, with the composer and the clock the samples were written for."""
    from assistant import bootstrap
    from assistant.settings import Settings

    settings = Settings(model="composer", workspace=ROOT, data=tmp_path_factory.mktemp("data"))
    return bootstrap.product(settings, clock=lambda: NOW)


@pytest.fixture(scope="session")
def proposer(product: Product) -> Proposer:
    """What makes proposals, with the composer alone."""
    return product.proposer()


@pytest.fixture(scope="session")
def samples(product: Product) -> dict[str, EvaluationCase]:
    """The sixty sample complaints with their labels, by id."""
    from assistant.evaluation.cases import read_suite

    suite = read_suite(ROOT / "evals", "samples", product.knowledge.channels)
    return {case.id: case for case in suite.cases}


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tests of a session; each test brings its own complaints."""
    from tests.web.desks import open_desk

    with open_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened
