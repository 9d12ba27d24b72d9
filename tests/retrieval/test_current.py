"""A knowledge file that changes is seen by what runs long, without a restart; one with a mistake in it is not taken."""

import logging
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant import bootstrap
from assistant.bootstrap import Product
from assistant.current import Current
from assistant.domain import Language
from assistant.knowledge.snapshots import take
from assistant.knowledge.watching import Watch
from assistant.settings import Settings
from assistant.store.publications import add_publication, knowledge_files
from assistant.workflow.publishing import Checked, publish
from tests.conftest import NOW, ROOT

FILE = "faq/en/order-tracking.md"
MARK = "Penguins carry it the last mile."


class Days:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now: datetime = NOW.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def product(tmp_path: Path, days: Days) -> Product:
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, tmp_path / "brand" / part)
    (tmp_path / "brand" / "evals").mkdir()
    settings = Settings(model="composer", workspace=tmp_path / "brand", data=tmp_path / "data")
    return bootstrap.product(settings, days)


def texts(current: Current) -> str:
    found = current().find("where can I follow my order, no tracking link", language=Language.EN, market=None, top=3)
    return "\n".join(passage.text for passage in found.passages)


def test_a_changed_file_is_read_again_and_one_with_a_mistake_is_not(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    current, path = Current(product, every=0.0), product.workspace / "knowledge" / FILE
    before = current()
    assert current() is before  # nothing changed: nothing is built anew
    good = path.read_text(encoding="utf-8")
    path.write_text(f"{good.rstrip()}\n{MARK}\n", encoding="utf-8")
    assert MARK in texts(current)
    assert current().writer is before.writer
    path.write_text(good.replace("topic: 5", "topic: many"), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert MARK in texts(current)
    assert FILE in caplog.text
    path.write_text(good, encoding="utf-8")
    assert MARK not in texts(current)


def test_an_entry_that_ends_with_the_day_is_gone_the_next_day_though_no_file_changed(
    product: Product, days: Days
) -> None:
    path = product.workspace / "knowledge" / FILE
    text = path.read_text(encoding="utf-8").replace("valid_to: null", f"valid_to: {days.now.date()}")
    path.write_text(text, encoding="utf-8")
    current = Current(bootstrap.product(product.settings, days), every=0.0)
    found = current().find("where can I follow my order", language=Language.EN, market=None, top=5)
    assert "faq/en/order-tracking" in [passage.id for passage in found.passages]
    days.now += timedelta(days=2)
    found = current().find("where can I follow my order", language=Language.EN, market=None, top=5)
    assert "faq/en/order-tracking" not in [passage.id for passage in found.passages]


def test_a_watch_sees_what_was_written_replaced_added_or_taken_away_once_each(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a", encoding="utf-8")
    watch = Watch(tmp_path, every=0.0)
    assert not watch.changed()
    (tmp_path / "a.md").write_text("longer", encoding="utf-8")
    assert (watch.changed(), watch.changed()) == (True, False)
    (tmp_path / "new").write_text("other", encoding="utf-8")
    assert not watch.changed()  # no file of the brand's
    (tmp_path / "new").replace(tmp_path / "a.md")
    assert watch.changed()
    (tmp_path / "b.yaml").write_text("b", encoding="utf-8")
    assert watch.changed()
    (tmp_path / "b.yaml").unlink()
    assert watch.changed()


def test_what_is_published_counts_from_then_on_and_the_folder_no_longer(
    product: Product, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def put(reason: str) -> str:
        return publish(
            store, take(product.workspace), by="d", reason=reason, look=lambda folder: Checked(None, ())
        ).snapshot

    path = product.workspace / "knowledge" / FILE
    good = path.read_text(encoding="utf-8")
    with product.store() as store:
        current = Current(product, store, every=0.0)
        folder = current().snapshot
        path.write_text(f"{good.rstrip()}\n{MARK}\n", encoding="utf-8")
        assert MARK in texts(current)
        assert current().snapshot != folder
        path.write_text(good, encoding="utf-8")
        assert put("the beginning") == current().snapshot == folder  # named after what is in it, wherever it lies
        path.write_text(f"{good.rstrip()}\n{MARK}\n", encoding="utf-8")
        assert MARK not in texts(current)
        second = put("the last mile")
        assert MARK in texts(current)
        assert (current().snapshot, current.product().snapshot) == (second, second)
        with store.write() as tx:
            tx.connection.execute(update(knowledge_files).values(content=b""))
            add_publication(tx, folder, "d", "back")
        shutil.rmtree(tmp_path / "data/published" / folder)
        with caplog.at_level(logging.WARNING):
            assert current().snapshot == second  # damaged: the last good one goes on
        assert "damaged" in caplog.text
