"""A model that takes a second to answer, and a run against it: is the waiting all that a run takes?

    python -m tests.evaluation.slow_model --cases 360 --concurrency 32

The server speaks the OpenAI API on loopback, in a process of its own. The ideal is cases / concurrency * latency.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parents[2]
AUDIENCE = re.compile(r"^- (public|private): moves", re.MULTILINE)


def answer(request: Mapping[str, object]) -> str:
    """A reply of one kind sentence to each audience the prompt names."""
    messages = request["messages"]
    assert isinstance(messages, list)
    found = dict.fromkeys(AUDIENCE.findall(str(messages[-1]["content"]))) or {"public": None, "private": None}
    sentences = [
        {"reply": name, "text": "Yaşadıklarınız için üzgünüz.", "kind": "courtesy", "sources": [], "paragraph": 0}
        for name in found
    ]
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


async def _serve(latency: float, told: Connection) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(re.search(rb"content-length: (\d+)", head.lower()).group(1))  # type: ignore[union-attr]
                request = json.loads(await reader.readexactly(length))
                await asyncio.sleep(latency)
                writer.write(_response(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, backlog=256)
    told.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _response(request: Mapping[str, object]) -> bytes:
    text, usage = answer(request), {"prompt_tokens": 2_000, "completion_tokens": 60, "total_tokens": 2_060}
    about = {"id": "1", "created": 1, "model": "slow"}
    if not request.get("stream"):
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        body = json.dumps({**about, "object": "chat.completion", "choices": [choice], "usage": usage}).encode()
        kind = b"application/json"
    else:
        chunk = {**about, "object": "chat.completion.chunk"}
        said = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        done = {"index": 0, "delta": {}, "finish_reason": "stop"}
        events = [{**chunk, "choices": [said]}, {**chunk, "choices": [done]}, {**chunk, "choices": [], "usage": usage}]
        body = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events) + b"data: [DONE]\n\n"
        kind = b"text/event-stream"
    return b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s" % (kind, len(body), body)


def serve(latency: float, told: Connection) -> None:
    """Answer until ended."""
    asyncio.run(_serve(latency, told))


def workspace(home: Path, cases: int) -> Path:
    """A workspace like the sample with one suite of so many cases, the open ones repeated under other ids."""
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, home / part)
    (home / "evals" / "suites").mkdir(parents=True)
    for name in ("scorecard.yaml", "gate.yaml"):
        shutil.copy(ROOT / "evals" / name, home / "evals" / name)
    known = [
        json.loads(line)
        for folder in ("cases/open", "samples")
        for path in sorted((ROOT / "evals" / folder).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if json.loads(line)["expect"].get("action") in {"reply_public", "reply_private", "reply_both"}
    ]
    lines = []
    for number in range(cases):
        case = known[number % len(known)]
        id_ = f"{case['id']}-{number}"
        text = case["complaint"]["text"] + " ." * (number // len(known))
        lines.append(json.dumps({**case, "id": id_, "complaint": {**case["complaint"], "id": id_, "text": text}}))
    (home / "evals" / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    suite = "name: many\ncases: [cases.jsonl]\nnow: 2026-11-20T10:00:00+03:00\n"
    (home / "evals" / "suites" / "many.yaml").write_text(suite, encoding="utf-8")
    return home


def main() -> None:
    """Run the suite twice, the second time with every answer kept: the difference is the waiting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=360)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--latency", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wish = parser.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(wish.latency, there), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as scratch:
        home = workspace(Path(scratch) / "workspace", wish.cases)
        environment = {
            **os.environ,
            "OPENAI_BASE_URL": f"http://127.0.0.1:{here.recv()}/v1",
            "OPENAI_API_KEY": "none",
            "ASSISTANT_DATA": f"{scratch}/data",
            "ASSISTANT_MODEL_REPAIRS": "0",
        }
        command = [
            sys.executable, "-m", "assistant", "eval", "run", "many", "--workspace", str(home),
            "--model", "openai:slow", "--concurrency", str(wish.concurrency), "--processes", str(wish.processes), "--quiet",
        ]  # fmt: skip
        found = {}
        for name in ("asked", "kept"):
            began = time.perf_counter()
            done = subprocess.run(
                [*command, "--out", f"{scratch}/runs/{name}"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            found[name] = time.perf_counter() - began
            if not done.stdout:
                raise SystemExit(done.stderr)
            told = json.loads(done.stdout.splitlines()[-1])
            print(name, f"{found[name]:.1f} s", told["outcomes"], told["effort"], done.stderr[-300:])
    ideal = wish.cases / wish.concurrency * wish.latency
    print(f"ideal {ideal:.1f} s; the whole command took {found['asked'] / ideal:.2f} of it, start-up included")
    server.terminate()


if __name__ == "__main__":
    main()
