"""What people and other programs are told of a run: reports, previews of an edit, audits, cases from decisions."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Action, Audience, Author, Complaint, Language, Reason, Verb
from assistant.evaluation.audit import audit_json, edits, look, read_written
from assistant.evaluation.cases import EvaluationCase, Suite
from assistant.evaluation.comparing import compare
from assistant.evaluation.differences import word_differences
from assistant.evaluation.gate import read_gate
from assistant.evaluation.promoting import action_of, promoted
from assistant.evaluation.reporting import write_report
from assistant.evaluation.reporting.page import texts
from assistant.evaluation.rows import Outcome, Row
from assistant.evaluation.runs import Answering, Run, run
from assistant.evaluation.scorecard import read_scorecard
from assistant.evaluation.tone import preview
from assistant.knowledge import Knowledge
from assistant.store import Decided
from assistant.workflow.propose import Proposer
from tests.conftest import NOW, ROOT

GATE = read_gate(ROOT / "evals")


@pytest.fixture(scope="module")
def runs(
    samples: dict[str, EvaluationCase], proposer: Proposer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Run]:
    suite = Suite("few", tuple(samples[name] for name in ("tr-s01", "el-s04", "en-s08", "tr-s10")), NOW)
    card, home = read_scorecard(ROOT / "evals"), tmp_path_factory.mktemp("runs")

    def made(name: str, attempt: int) -> Run:
        answering = Answering(lambda case: proposer.propose(case.complaint, attempt=attempt)[0], card)
        return run(suite, answering, home / name, {"model": "composer", "seed": attempt})

    return made("before", 0), made("after", 1)


class Assets(HTMLParser):
    """Every address a page would load something from, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loaded += [value or "" for name, value in attrs if name in ("src", "href", "data", "srcset")]


def test_the_report_is_one_small_file_that_loads_nothing(runs: tuple[Run, Run], tmp_path: Path) -> None:
    before, after = runs
    paths = write_report(after, compare(before.rows, after.rows, GATE, resamples=999), GATE, tmp_path, Language.EN)
    page = paths[0].read_text(encoding="utf-8")
    found = Assets()
    found.feed(page)
    assert [address for address in found.loaded if not address.startswith("#")] == []
    assert "url(" not in page
    assert "default-src 'none'" in page
    assert len(page.encode("utf-8")) < 2_000_000
    assert {"svg", "ins", "del", "main", "h1", "details"} <= set(found.tags)


def test_every_sentence_of_the_report_stands_in_three_languages(runs: tuple[Run, Run], tmp_path: Path) -> None:
    _, after = runs
    keys = [set(texts(language)) for language in Language]
    assert keys[0] == keys[1] == keys[2]
    page = write_report(after, None, GATE, tmp_path, Language.EL)[0].read_text(encoding="utf-8")
    assert '<html lang="el" data-show="el">' in page
    counts = [len(re.findall(rf'class="l" lang="{language}"', page)) for language in Language]
    assert counts[0] == counts[1] == counts[2] > 30


def test_a_reply_cannot_break_out_of_the_report(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script>\x00 & \ud800".encode("utf-8", "replace").decode()
    row = Row(
        "<b>", Outcome.SCORED, "c", {"language": "en", "channel": "x"}, (), None, {}, {}, ("facts",),
        {"text": nasty}, {"replies": {"public": nasty}, "findings": [], "sources": []},
    )  # fmt: skip
    paths = write_report(Run(tmp_path, {"suite": nasty}, (row,)), None, GATE, tmp_path, Language.EN)
    assert "<script>alert" not in paths[0].read_text(encoding="utf-8")
    assert ElementTree.parse(paths[2]).getroot().get("failures") == "1"


def test_junit_counts_what_fails_and_what_could_not_be_measured(runs: tuple[Run, Run], tmp_path: Path) -> None:
    _, after = runs
    broken = Row("gone", Outcome.FAILED, "gone", {"language": "tr", "channel": "x"}, error="ValueError: no")
    paths = write_report(Run(tmp_path, after.manifest, (*after.rows, broken)), None, GATE, tmp_path, Language.EN)
    root = ElementTree.parse(paths[2]).getroot()
    assert (root.get("tests"), root.get("errors")) == ("5", "1")
    assert len(paths[3].read_text(encoding="utf-8").splitlines()) == 5
    assert "`gone`" in paths[1].read_text(encoding="utf-8")


@given(st.text(alphabet="aç ά.\n!", max_size=30), st.text(alphabet="aç ά.\n!", max_size=30))
def test_word_differences_give_both_texts_back(before: str, after: str) -> None:
    pieces = word_differences(before, after)
    assert "".join(text for kind, text in pieces if kind != "in") == before
    assert "".join(text for kind, text in pieces if kind != "out") == after


def renamed(rows: Sequence[Row], language: str, named: bool) -> list[Row]:
    return [
        Row(r.id, r.outcome, r.cluster, r.parts, (), None, {"named": named}, {"quality": 90.0 if named else 80.0})
        if r.parts["language"] == language
        else r
        for r in rows
    ]


def test_a_preview_says_in_which_language_what_was_lost() -> None:
    before = [
        Row(f"{language}{n}", Outcome.SCORED, f"{n}", {"language": language, "channel": "x"}, (), None, {"named": True},
            {"quality": 90.0})
        for language in ("tr", "el", "en") for n in range(30)
    ]  # fmt: skip
    found = preview(before, renamed(before, "el", False), GATE, resamples=999)
    assert Reason("evaluation.worse", {"language": "el"}) in found.said
    assert Reason("evaluation.lost", {"language": "el", "count": 30, "measure": "named"}) in found.said
    assert Reason("evaluation.unchanged", {"language": "tr"}) in found.said
    assert list(found.by_language) == ["el"]


def test_an_audit_finds_what_people_did_not_write(knowledge: Knowledge, proposer: Proposer, tmp_path: Path) -> None:
    file = tmp_path / "replies.csv"
    canned = '"Değerli müşterimiz, talebiniz ilgili birime iletilmiştir. En kısa sürede dönüş yapılacaktır."'
    file.write_text(
        "id;reply;complaint_text;author_name;channel;received_at;sent_at\n"
        '1;"Merhaba Ayşe Hanım, özür dilerim. Teslimat ekibimiz inceliyor, 1 iş günü içinde yazacağım.";'
        "Kargom 12 gündür gelmedi;Ayşe Yılmaz;email;2026-11-20T10:00:00+03:00;2026-11-20T12:00:00+03:00\n"
        f"2;{canned};Paramı alamadım;Mehmet Kaya;email;;\n3;{canned};;;;;\n4;;;;;;\n",
        encoding="utf-8",
    )
    written, refused = read_written(file, knowledge, NOW)
    assert [item.id for item in written] == ["1", "2", "3"]
    assert [line.line for line in refused] == [5]
    seen = [look(item, knowledge, lambda *given: proposer.check(*given)) for item in written]
    told = json.loads(json.dumps(audit_json(written, seen, [])))
    people = told["replies"]
    assert (people["name_used"]["count"], people["name_used"]["of"]) == (1, 2)
    assert people["empty_forwarding"]["count"] == 2
    assert people["apology"]["count"] == 1
    assert people["distinct_texts"]["count"] == 2
    assert told["response_minutes"]["median"] == 120.0
    assert told["worst"][0]["id"] in {"2", "3"}


def test_an_exported_decision_tells_how_far_a_draft_was_changed(knowledge: Knowledge, tmp_path: Path) -> None:
    lines = [
        {
            "complaint": "A",
            "draft": "Hello there, thank you.",
            "sent": "Hello there, thank you.",
            "decision": "approve",
        },
        {
            "complaint": "B",
            "draft": "Hello there, thank you.",
            "sent": "Hello there, thank you!",
            "decision": "approve",
        },
        {"complaint": "C", "draft": "Hello there.", "sent": None, "decision": "no_reply"},
    ]
    file = tmp_path / "decisions.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    written, refused = read_written(file, knowledge, NOW)
    assert refused == []
    told = edits([(item.drafted, item.text) for item in written])
    assert told is not None
    assert told["as_is"] == {"of": 2, "count": 1, "share": 0.5, "interval": [0.0945, 0.9055]}
    assert told["letters_changed"] == {"median": 0.5, "most": 1}


def test_a_case_made_of_a_real_complaint_names_nobody() -> None:
    complaint = Complaint(
        "CRM-4711", "email", "Ben Zeynep Arıkan, 0532 123 45 67'den arayın, siparişim MLT-12345", False, NOW,
        "Zeynep Arıkan", None, Author("Zeynep Arıkan", "@zeynep_a"),
    )  # fmt: skip
    told = json.dumps(
        promoted(complaint, [decided(Verb.APPROVE, Audience.PRIVATE)], (), "tr", "tr"), ensure_ascii=False
    )
    assert not any(secret in told for secret in ("Zeynep", "Arıkan", "0532", "zeynep_a", "4711"))
    assert "MLT-12345" in told
    assert '"action": "reply_private"' in told


def decided(verb: Verb, audience: Audience | None) -> Decided:
    return Decided("A", 1, verb, audience, None, None, None, "elif", NOW + timedelta(hours=1), None, None)


@pytest.mark.parametrize(
    ("verbs", "action"),
    [
        ([(Verb.APPROVE, Audience.PUBLIC), (Verb.APPROVE, Audience.PRIVATE)], Action.REPLY_BOTH),
        ([(Verb.APPROVE, Audience.PUBLIC)], Action.REPLY_PUBLIC),
        ([(Verb.NO_REPLY, None)], Action.NO_REPLY),
        ([(Verb.SEND_BACK, None)], None),
        ([(Verb.APPROVE, Audience.PUBLIC), (Verb.ESCALATE, None)], Action.ESCALATE),
    ],
)
def test_what_people_did_is_the_cases_label(verbs: list[tuple[Verb, Audience | None]], action: Action | None) -> None:
    assert action_of([decided(*each) for each in verbs]) is action
