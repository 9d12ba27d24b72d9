"""Embeddings leave as masked text, to the configured endpoint only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.domain import Language, MaskedText
from assistant.errors import ModelError, SettingError
from assistant.llm.embeddings import embedder
from assistant.llm.policy import Policy
from assistant.retrieval.passages import Indexable
from assistant.retrieval.search import Search

SEEN: list[dict[str, object]] = []


class _Endpoint(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        SEEN.append(body)
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        rows = [{"object": "embedding", "index": i, "embedding": [float(len(t)), 1.0]} for i, t in enumerate(texts)]
        status = 500 if "broken" in str(body["model"]) else 200
        raw = json.dumps(
            {"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        ).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture(autouse=True)
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    SEEN.clear()
    yield
    server.shutdown()
    server.server_close()


def test_texts_go_as_text_and_come_back_as_vectors() -> None:
    found = embedder("openai:small")([MaskedText("ben ⟦NAME_1⟧"), MaskedText("kargo")])
    assert found == [[12.0, 1.0], [5.0, 1.0]]
    assert SEEN[0]["input"] == ["ben ⟦NAME_1⟧", "kargo"]


def test_a_provider_that_fails_is_a_model_error() -> None:
    with pytest.raises(ModelError):
        embedder("openai:broken", policy=Policy(tries=1))([MaskedText("a")])


def test_a_name_that_is_no_provider_says_what_to_write() -> None:
    with pytest.raises(SettingError, match="provider:model"):
        embedder("nonsense")


def test_search_asks_the_endpoint_for_entries_and_question() -> None:
    entry = Indexable(
        "faq/tr/a", "Kargom nerede", ("kargo gelmedi",), {None: "Kargonuz 3 günde gelir."}, Language.TR, "1"
    )
    found = Search([entry], None, embedder("openai:small"), model="openai:small").find(
        "kargom nerede", language=Language.TR, market=None
    )
    assert found.passages[0].id == "faq/tr/a"
    assert len(SEEN) >= 2
