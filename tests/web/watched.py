"""A process whose ways out of this machine are nailed shut: whoever tries one is refused and written down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

# Read by every Python that starts with it in its path.
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


def watched(folder: Path) -> dict[str, str]:
    """The environment of a process that is watched; ``folder`` takes the guard and what it writes down."""
    guard, log = folder / "guard", folder / "egress.log"
    guard.mkdir(parents=True)
    (guard / "sitecustomize.py").write_text(NAILED_SHUT)
    log.touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    return {**kept, **ASKING, "PYTHONPATH": str(guard), "EGRESS_LOG": str(log)}


def reached(environment: Mapping[str, str]) -> list[str]:
    """Whom a watched process wanted to reach outside of this machine."""
    return Path(environment["EGRESS_LOG"]).read_text().split()
