"""Nothing but what was configured is ever reached: the whole default path with every other door nailed shut."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.web.desks import Desk
from tests.web.watched import reached, watched

# Several commands one after another, as a shell runs them; each is its words and what stands at its input.
COMMANDS = """
import io, json, sys
from assistant.cli import app
for words, said in json.loads(sys.argv[1]):
    sys.stdin = io.TextIOWrapper(io.BytesIO(said.encode()), "utf-8")
    try:
        app(words, standalone_mode=False)
    except SystemExit as end:
        assert end.code in (None, 0, 1), (words, end.code)
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose ways out are watched."""
    kept = {name: value for name, value in watched(tmp_path).items() if not name.startswith("OPENAI_")}
    return {**kept, "ASSISTANT_WORKSPACE": str(ROOT), "ASSISTANT_DATA": str(tmp_path / "data")}


def test_the_watch_sees_who_wants_to_leave(surroundings: dict[str, str]) -> None:
    script = "import urllib.request\ntry:\n urllib.request.urlopen('http://198.51.100.7/')\nexcept OSError:\n pass"
    subprocess.run([sys.executable, "-c", script], env=surroundings, check=True)
    assert reached(surroundings) == ["198.51.100.7"]


def test_the_commands_reach_nobody(surroundings: dict[str, str], tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "1", "channel": "x", "text": "Kargom 9 gündür gelmedi, görsel: https://198.51.100.9/a.png"}),
        json.dumps({"id": "2", "channel": "email", "text": "Πότε θα πάρω τα λεφτά μου πίσω;", "market": "gr"}),
        json.dumps({"id": "3", "channel": "app_store", "text": "The app crashes at the payment page."}),
    ]
    commands = [
        (["draft"], "\n".join(lines)),
        (["mask"], '{"id": "1", "text": "0532 123 45 67"}'),
        (["search", "iade süresi", "--language", "tr"], ""),
        (["eval", "run", "samples", "--limit", "3", "--out", str(tmp_path / "run")], ""),
    ]
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands)],
        capture_output=True, text=True, env=surroundings, cwd=tmp_path, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for said in ('"id": "3"', "⟦PHONE_1⟧", "faq/tr/"):
        assert said in done.stdout
    assert (tmp_path / "run").is_dir()
    assert reached(surroundings) == []


def test_the_desk_reaches_nobody(desk: Desk) -> None:
    desk.take("Kargom 9 gündür gelmedi, görsel: https://198.51.100.9/a.png", channel="x")
    with desk.browser("elif") as client:
        for path in ("/healthz", "/login", "/metrics", "/desk/"):
            assert client.get(path, follow_redirects=True).status_code == httpx.codes.OK
    assert desk.reached() == []


def test_the_command_a_newcomer_begins_with_opens_a_desk_that_reaches_nobody(surroundings: dict[str, str]) -> None:
    command = [sys.executable, "-m", "assistant", "serve", "--demo", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings
    ) as demo:
        try:
            assert demo.stdout is not None
            url = next(found[0] for line in demo.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            for path in ("/healthz", "/login", "/metrics"):
                assert httpx.get(url + path, timeout=60).status_code == httpx.codes.OK
        finally:
            demo.terminate()
            demo.communicate(timeout=60)
    assert reached(surroundings) == []
