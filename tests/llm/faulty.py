"""A real HTTP server that speaks the OpenAI API and misbehaves on request: one mode a fault."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from assistant.llm import ChatMessage

GOOD = '{"sentences": []}'
SCHEMA = {
    "type": "object",
    "properties": {"sentences": {"type": "array", "items": {"type": "string"}}},
    "required": ["sentences"],
    "additionalProperties": False,
}
HELLO = [ChatMessage("system", "be kind"), ChatMessage("user", "hello")]


@dataclass
class Provider:
    """The running server: its address, every request it saw, and the modes it plays in order (the last repeats)."""

    url: str
    modes: list[str]
    whole: bool = False  # answers in one piece even where a stream is asked for
    plain: bool = False  # takes no form of JSON
    answer: Callable[[dict[str, object]], str] = lambda _: GOOD
    requests: list[dict[str, object]] = field(default_factory=list)
    held: threading.Event | None = None  # a stream goes on after its first piece when this is set
    usage: dict[str, object] = field(default_factory=lambda: dict(USAGE))

    def wait(self) -> None:
        if self.held is not None:
            self.held.wait(60)

    def next_mode(self) -> str:
        return self.modes.pop(0) if len(self.modes) > 1 else self.modes[0]


@contextmanager
def provider(
    *modes: str, answer: Callable[[dict[str, object]], str] | None = None, whole: bool = False, plain: bool = False
) -> Iterator[Provider]:
    """Start the server on a free port of the loopback address; it plays the given modes in order."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    state = Provider(f"http://127.0.0.1:{server.server_address[1]}/v1", list(modes) or ["good"], whole, plain)
    if answer is not None:
        state.answer = answer
    server.provider = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


ERRORS = {
    "429": (
        429,
        {"error": {"message": "slow down", "type": "rate_limit", "code": "rate_limit_exceeded"}},
        {"retry-after-ms": "1"},
    ),
    "quota": (429, {"error": {"message": "no credit", "type": "insufficient_quota", "code": "insufficient_quota"}}, {}),
    "500": (500, {"error": {"message": "boom", "type": "server_error"}}, {}),
    "502": (502, {"error": {"message": "bad gateway"}}, {}),
    "503": (503, {"error": {"message": "overloaded"}}, {"retry-after": "0"}),
    "401": (401, {"error": {"message": "bad key"}}, {}),
    "404": (404, {"error": {"message": "no such model"}}, {}),
    "context": (400, {"error": {"message": "too long", "code": "context_length_exceeded"}}, {}),
}


USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 20,
    "total_tokens": 120,
    "prompt_tokens_details": {"cached_tokens": 64},
}


def _damaged(mode: str, text: str) -> tuple[str, str | None]:
    """What a mode makes of the answer, and how the provider says it ended."""
    if mode == "empty":
        return "", "stop"
    if mode == "blank":
        return " \n ", "stop"
    if mode == "bad_json":
        return "Sure! Here is your reply: dear customer", "stop"
    if mode == "soft_refusal":
        return "I'm sorry, but I can't help with complaints about companies.", "stop"
    if mode == "cut_json":
        return text[: len(text) // 2], "stop"
    if mode == "length":
        return text[: len(text) // 2], "length"
    if mode == "content_filter":
        return text, "content_filter"
    if mode == "endless":
        return "x" * 60_000, "stop"
    return text, None if mode == "unfinished" else "stop"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """A test's output is not the place for an access log."""

    def do_POST(self) -> None:
        state: Provider = self.server.provider  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.requests.append(body)
        if state.plain and ("response_format" in body or "tools" in body):
            return self._json(400, {"error": {"message": "response_format and tools are not supported"}})
        if "input" in body:
            return self._vectors(body["input"])
        mode = state.next_mode()
        if mode == "no_schema" and "response_format" in body:
            mode = "500" if body["response_format"]["type"] == "json_schema" else "400_form"
        if mode == "no_counting" and "stream_options" in body:
            return self._json(400, {"error": {"message": "unknown field stream_options"}})
        if mode == "400_form":
            return self._json(400, {"error": {"message": "response_format is not supported"}})
        if mode in ERRORS:
            status, payload, headers = ERRORS[mode]
            return self._json(status, payload, headers)
        if mode == "html":
            return self._raw(200, b"<html>gateway</html>", "text/html")
        if mode == "drop":
            self.close_connection = True
            return self.connection.close()
        if mode == "stall":
            self.server.stalled = threading.Event()  # type: ignore[attr-defined]
            self.server.stalled.wait(3)  # type: ignore[attr-defined]
            self.close_connection = True
            return None
        if mode == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            return self.connection.close()
        if mode == "slow_drip":
            return self._drip(streamed=bool(body.get("stream")) and not state.whole)
        text, finish = _damaged(mode, state.answer(body))
        if body.get("stream") and not state.whole:
            return self._stream(mode, body, text, finish)
        return self._whole(mode, body, text, finish)

    def _vectors(self, texts: list[str]) -> None:
        rows = [{"object": "embedding", "index": i, "embedding": [len(t) + 1.0, 1.0]} for i, t in enumerate(texts)]
        self._json(
            200, {"object": "list", "data": rows, "model": "test", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )

    def _drip(self, *, streamed: bool) -> None:
        """A byte now and then, for ever: never an answer, never silence."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        pause = threading.Event()
        for _ in range(200):
            try:
                self.wfile.write(b": still here\n\n" if streamed else b" ")
                self.wfile.flush()
            except OSError:
                return
            pause.wait(0.05)

    def _whole(self, mode: str, body: dict[str, object], text: str, finish: str | None) -> None:
        message: dict[str, object] | None = {"role": "assistant", "content": text}
        if mode == "null_content":
            message = {"role": "assistant", "content": None}
        elif mode == "null_message":
            message = None
        elif mode == "refusal":
            message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
        elif body.get("tools"):
            call = {"id": "c1", "type": "function", "function": {"name": "reply", "arguments": text}}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
        choices = [{"index": 0, "message": message, "finish_reason": finish}]
        payload = {"id": "x", "object": "chat.completion", "created": 1, "model": "test"}
        payload["usage"] = self.server.provider.usage  # type: ignore[attr-defined]
        raw = json.dumps({**payload, "choices": [] if mode == "no_choices" else choices}).encode()
        if mode in {"cut_stream", "cut_body"}:
            raw = raw[: len(raw) // 2]
        self._raw(200, raw, "application/json")

    def _stream(self, mode: str, body: dict[str, object], text: str, finish: str | None) -> None:
        tools = body.get("tools")
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        if mode == "cut_body":
            self.wfile.write(b'data: {"id": "x", "choices": [{"index"\n\n')
            self.close_connection = True
            return
        pieces = [] if mode == "no_choices" else [text[i : i + 400] for i in range(0, len(text), 400)] or [""]
        for number, piece in enumerate(pieces):
            if mode == "cut_stream" and number >= len(pieces) // 2:
                self.close_connection = True
                return
            if tools:
                call = {"index": 0, "id": "c1", "type": "function", "function": {"name": "reply", "arguments": piece}}
                delta: dict[str, object] = {"role": "assistant", "tool_calls": [call]}
            elif mode in {"null_content", "null_message"}:
                delta = {"role": "assistant", "content": None}
            elif mode == "refusal":
                delta = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
            else:
                delta = {"role": "assistant", "content": piece}
            counted = {"usage": self.server.provider.usage} if mode == "counting" else {}  # type: ignore[attr-defined]
            self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}], **counted})
            if number == 0:
                self.server.provider.wait()  # type: ignore[attr-defined]
        if mode != "unfinished":
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        if mode != "no_usage":
            self._event({"choices": [], "usage": self.server.provider.usage})  # type: ignore[attr-defined]
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, payload: dict[str, object]) -> None:
        whole = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "test", **payload}
        try:
            self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())
            self.wfile.flush()
        except OSError:
            self.close_connection = True

    def _json(self, status: int, payload: dict[str, object], headers: dict[str, str] | None = None) -> None:
        self._raw(status, json.dumps(payload).encode(), "application/json", headers)

    def _raw(self, status: int, raw: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
