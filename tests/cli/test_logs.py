"""The log lines of `serve` and `worker`: JSON with ids, at the level asked for, and never a word of a customer's."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import bootstrap
from assistant.cli.logs import start
from assistant.domain import Reply
from assistant.errors import UncertainError
from assistant.settings import Settings
from assistant.store import Store, case_file
from assistant.worker import Worker
from assistant.workflow.intake import take_in
from assistant.workflow.message import read_message
from tests.conftest import ROOT

WORDS = ("Zümrüdüanka", "0532 765 43 21", "Δεινοκράτης", "quetzalcoatl")
TEXT = f"{WORDS[0]} siparişim 12 gündür gelmedi, beni {WORDS[1]} numarasından arayın. {WORDS[3]}"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Logging belongs to the whole process: it is put back as it was."""
    root, own = logging.getLogger(), logging.getLogger("assistant")
    handlers, levels = root.handlers[:], (root.level, own.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    logging.captureWarnings(False)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_from_complaint_to_draft_no_line_holds_a_word_the_customer_wrote(tmp_path: Path) -> None:
    settings = Settings(workspace=ROOT, model="composer", secret="s" * 32, data=tmp_path)  # type: ignore[call-arg]
    product = bootstrap.product(settings)
    stream = io.StringIO()
    with product.store() as store:
        start(quiet=False, verbose=True, stream=stream)
        raw = {"id": "K-1", "channel": "email", "text": TEXT, "author": {"name": WORDS[2]}}
        case = take_in(store, read_message(raw, product.knowledge.channels, store.clock())).case_id
        product.worker(store).drain()
        _fail(store, case)
        drafted = case_file(store, case).drafts
    assert drafted
    found = lines(stream)
    assert {(line["level"], line.get("case")) for line in found} >= {("info", case), ("error", case)}
    assert [word for word in WORDS if word in stream.getvalue()] == []


def _fail(store: Store, case: int) -> None:
    """A worker whose handler fails with the customer's words in its exception."""
    from assistant.workflow.jobs import request

    def fail(case_id: int) -> None:
        raise RuntimeError(f"cannot read {TEXT}")

    def send(reply: Reply) -> None:
        raise UncertainError(reply.text)

    request(store, "odd", case)
    Worker(store, {"odd": fail}, send).drain()  # type: ignore[arg-type]


def test_what_other_libraries_say_is_named_by_its_place_only() -> None:
    stream = io.StringIO()
    start(quiet=False, verbose=False, stream=stream)
    logging.getLogger("httpx").warning("could not send %s", TEXT)
    logging.getLogger("uvicorn.error").warning("shutting down")
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("a request failed")
    logging.getLogger("py.warnings").warning(TEXT)
    assert [word for word in WORDS if word in stream.getvalue()] == []
    found = lines(stream)
    assert [line["logger"] for line in found] == ["httpx", "uvicorn.error", "uvicorn.error", "py.warnings"]
    assert str(found[0]["message"]).startswith("said at test_logs.py:")
    assert found[1]["message"] == "shutting down"
    assert str(found[2]["exception"]).startswith("ValueError at test_logs.py:")


@pytest.mark.parametrize(
    ("quiet", "verbose", "levels"),
    [
        (False, False, ["warning", "error"]),
        (True, False, ["error"]),
        (False, True, ["debug", "info", "warning", "error"]),
    ],
)
def test_verbose_says_more_quiet_says_less_and_other_libraries_never_chat(
    quiet: bool, verbose: bool, levels: list[str]
) -> None:
    stream = io.StringIO()
    start(quiet=quiet, verbose=verbose, stream=stream)
    ours, theirs = logging.getLogger("assistant.worker"), logging.getLogger("httpx")
    for number, level in enumerate(("debug", "info", "warning", "error")):
        getattr(ours, level)("job %s", number, extra={"job": number, "case": 7})
    theirs.info("chat")
    theirs.debug("chat")
    found = lines(stream)
    assert [line["level"] for line in found] == levels
    assert set(found[-1]) == {"time", "level", "logger", "message", "job", "case"}
    assert (found[-1]["job"], found[-1]["message"]) == (3, "job 3")
    assert str(found[-1]["time"]).endswith("+00:00")
