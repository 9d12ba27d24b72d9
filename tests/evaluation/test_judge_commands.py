"""`assistant eval trust` and `judge` against a scripted endpoint: cards first, numbers only where a card stands."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner, Result
from werkzeug import Request, Response

from assistant.cli import app
from assistant.evaluation.rows import Outcome, Row
from tests.conftest import ROOT

RUNNER = CliRunner()
WORDS = ("awful", "poor", "plain", "fine", "splendid")
FAIR, MOODY = "fair", "moody"


@pytest.fixture
def judge(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> HTTPServer:
    """Scores a reply by the one word in it that says how good it is; the model `moody` rolls dice instead."""
    dice = random.Random(3)

    def answer(request: Request) -> Response:
        asked = json.loads(request.get_data())
        reply = asked["messages"][-1]["content"].split("<<reply")[-1]
        word = next(word for word in WORDS if word in reply)
        score = dice.randint(1, 5) if asked["model"] == MOODY else WORDS.index(word) + 1
        wanted = re.findall(r"one for each of\s+(.+?)\.", asked["messages"][0]["content"], re.DOTALL)
        names = wanted[0].split(", ") if wanted else ["fluency"]
        rules = re.findall(r"^- ([a-z0-9-]+): ", asked["messages"][0]["content"], re.MULTILINE)
        told = {
            "verdicts": [{"dimension": name.strip(), "score": score, "quote": word, "reason": ""} for name in names],
            "rules": [{"rule": rule, "kept": "yes"} for rule in rules],
        }
        return _completion(json.dumps(told), bool(asked.get("stream")))

    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(answer)
    monkeypatch.setenv("OPENAI_BASE_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("ASSISTANT_WORKSPACE", str(ROOT))
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    return httpserver


def _completion(text: str, streamed: bool) -> Response:
    about = {"id": "1", "created": 1, "model": "judge"}
    if not streamed:
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        body = {**about, "object": "chat.completion", "choices": [choice], "usage": usage}
        return Response(json.dumps(body), content_type="application/json")
    said = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    done = {"index": 0, "delta": {}, "finish_reason": "stop"}
    chunks = [{**about, "object": "chat.completion.chunk", "choices": [choice]} for choice in (said, done)]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return Response(events, content_type="text/event-stream")


def labels(folder: Path) -> Path:
    path = folder / "labels.jsonl"
    lines = []
    for number in range(32):
        score = number % 5 + 1
        people = [{"rater": rater, "dimension": "reaction", "score": score} for rater in ("a", "b")]
        reply = f"A {WORDS[score - 1]} reply, number {number}."
        lines.append({"id": str(number), "language": "en", "complaint": "Late.", "reply": reply, "labels": people})
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def a_run(folder: Path) -> Path:
    rows = [
        Row(str(n), Outcome.SCORED, str(n), {"language": "en", "channel": "email"}, (), None, {}, {}, (),
            {"text": "Late."}, {"replies": {"private": f"A {WORDS[n % 5]} answer."}, "sources": []})
        for n in range(10)
    ]  # fmt: skip
    folder.mkdir()
    (folder / "manifest.json").write_text('{"suite": "few", "model": "openai:fair-mini"}', encoding="utf-8")
    (folder / "results.jsonl").write_text("".join(row.line() for row in rows), encoding="utf-8")
    return folder


def run(*words: str) -> Result:
    return RUNNER.invoke(app, ["eval", *words])


def test_a_judge_is_measured_first_and_then_shown_only_where_it_is_believed(judge: HTTPServer, tmp_path: Path) -> None:
    cards = tmp_path / "cards.json"
    measured = run(
        "trust", str(labels(tmp_path)), "--judge", f"openai:{FAIR}", "--out", str(cards), "--concurrency", "1"
    )
    assert measured.exit_code == 0, measured.output
    (card,) = json.loads(measured.stdout.splitlines()[-1])["cards"]
    assert (card["dimension"], card["kappa"], card["flips"], card["believed"]) == ("reaction", 1.0, 0.0, True)
    folder = a_run(tmp_path / "run")
    judged = run("judge", str(folder), "--judge", f"openai:{FAIR}", "--cards", str(cards), "--concurrency", "1")
    assert judged.exit_code == 0, judged.output
    told = json.loads(judged.stdout.splitlines()[-1])
    assert told["believed"] == {
        "en": {"reaction": {"mean": 3.0, "interval": told["believed"]["en"]["reaction"]["interval"], "replies": 10}}
    }
    assert "its own family" in judged.stderr
    asked = len(judge.log)
    again = run("judge", str(folder), "--judge", f"openai:{FAIR}", "--cards", str(cards), "--concurrency", "1")
    assert json.loads(again.stdout.splitlines()[-1]) == told
    assert len(judge.log) == asked


def test_a_judge_that_rolls_dice_is_believed_nowhere_and_ends_with_five(judge: HTTPServer, tmp_path: Path) -> None:
    cards = tmp_path / "cards.json"
    measured = run(
        "trust", str(labels(tmp_path)), "--judge", f"openai:{MOODY}", "--out", str(cards), "--concurrency", "1"
    )
    assert measured.exit_code == 5, measured.output
    shown = run("judge", str(a_run(tmp_path / "run")), "--judge", f"openai:{MOODY}", "--cards", str(cards))
    assert shown.exit_code == 5
    assert json.loads(shown.stdout.splitlines()[-1])["believed"] == {}
