"""Nothing but what was configured is ever reached: the whole default path with every other door nailed shut."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Read by every Python that starts with it in its path: whoever wants to leave this machine is written down and refused.
NAILED_SHUT = """
import os, socket
HERE = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", None, "")
def _noted(host):
    if isinstance(host, bytes):
        host = host.decode()
    if host in HERE:
        return
    with open(os.environ["EGRESS_LOG"], "a") as log:
        log.write(f"{host}\\n")
    raise OSError(f"a test nailed the way to {host} shut")
def _guarded(name):
    real = getattr(socket.socket, name)
    def guard(self, *arguments):
        address = arguments[-1]
        if isinstance(address, tuple):
            _noted(address[0])
        return real(self, *arguments)
    setattr(socket.socket, name, guard)
for _name in ("connect", "connect_ex", "sendto"):
    _guarded(_name)
_resolve = socket.getaddrinfo
def _resolved(host, *arguments, **options):
    _noted(host)
    return _resolve(host, *arguments, **options)
socket.getaddrinfo = _resolved
"""
# Libraries that would report home when asked to: the environment asks.
ASKING = {
    "LANGSMITH_TRACING": "true",
    "LANGCHAIN_TRACING_V2": "true",
    "LANGSMITH_API_KEY": "ls-test",
    "ANONYMIZED_TELEMETRY": "True",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "HF_HUB_DISABLE_TELEMETRY": "0",
}


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment of a process whose ways out are watched."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(NAILED_SHUT)
    (tmp_path / "egress.log").touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "OPENAI_"))}
    return {
        **kept,
        **ASKING,
        "PYTHONPATH": f"{tmp_path / 'guard'}",
        "EGRESS_LOG": str(tmp_path / "egress.log"),
        "ASSISTANT_WORKSPACE": str(ROOT),
        "ASSISTANT_DATA": str(tmp_path / "data"),
    }


def assistant(surroundings: dict[str, str], *words: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        input=stdin, capture_output=True, text=True, env=surroundings, cwd=surroundings["ASSISTANT_DATA"][:-5],
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def reached(surroundings: dict[str, str]) -> list[str]:
    return Path(surroundings["EGRESS_LOG"]).read_text().split()


def test_the_watch_sees_who_wants_to_leave(surroundings: dict[str, str]) -> None:
    script = "import urllib.request\ntry:\n urllib.request.urlopen('http://198.51.100.7/')\nexcept OSError:\n pass"
    subprocess.run([sys.executable, "-c", script], env=surroundings, check=True)
    assert reached(surroundings) == ["198.51.100.7"]


def test_the_commands_reach_nobody(surroundings: dict[str, str]) -> None:
    lines = [
        json.dumps({"id": "1", "channel": "x", "text": "Kargom 9 gündür gelmedi, görsel: https://198.51.100.9/a.png"}),
        json.dumps({"id": "2", "channel": "email", "text": "Πότε θα πάρω τα λεφτά μου πίσω;", "market": "gr"}),
        json.dumps({"id": "3", "channel": "app_store", "text": "The app crashes at the payment page."}),
    ]
    drafted = assistant(surroundings, "draft", stdin="\n".join(lines))
    assert len(drafted.splitlines()) == 3
    assistant(surroundings, "mask", stdin='{"id": "1", "text": "0532 123 45 67"}')
    assistant(surroundings, "search", "iade süresi", "--language", "tr")
    assistant(surroundings, "eval", "run", "samples", "--limit", "5", "--out", surroundings["ASSISTANT_DATA"] + "-run")
    assert reached(surroundings) == []


def test_the_demo_desk_reaches_nobody(surroundings: dict[str, str]) -> None:
    desk = subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", "--demo", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings,
    )  # fmt: skip
    try:
        assert desk.stdout is not None
        url = next(found[0] for line in desk.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        for path in ("/healthz", "/login", "/metrics"):
            with urllib.request.urlopen(url + path, timeout=60) as answer:
                assert answer.status == 200
    finally:
        desk.terminate()
        desk.communicate(timeout=60)
    assert reached(surroundings) == []
