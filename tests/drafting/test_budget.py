"""Keeping a prompt within its tokens: the least useful goes first, and what went is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.domain import Complaint, MaskedText
from assistant.drafting.budget import tokens
from assistant.drafting.writer import Masked, Writer
from assistant.evaluation.cases import EvaluationCase
from assistant.llm import ChatMessage, ScriptedModel
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT

SECRET = b"a fixed secret, so that fences are the same every time"
LONG = "My armchair is late. " * 900


def writer(most: int) -> Writer:
    return Writer(ScriptedModel([]), ROOT / "prompts", SECRET, most_tokens=most)


@pytest.fixture
def refund(samples: dict[str, EvaluationCase]) -> Complaint:
    return samples["en-s03"].complaint


def test_a_prompt_within_its_budget_leaves_nothing_out(proposer: Proposer, refund: Complaint) -> None:
    case, vault = proposer.understand(refund)
    assert writer(50_000).fitted(case, proposer.masked(case, vault), ())[1] == ()


def test_what_is_left_out_is_named_and_the_nearest_sources_stay(proposer: Proposer, refund: Complaint) -> None:
    case, vault = proposer.understand(refund)
    masked = proposer.masked(case, vault)
    whole = tokens(writer(50_000).fitted(case, masked, ())[0])
    messages, dropped = writer(whole - 400).fitted(case, masked, ())
    assert dropped
    assert {reason.code.split(".")[0] for reason in dropped} == {"budget"}
    assert tokens(messages) <= whole - 400
    assert f"[{case.passages[0].id}]" in messages[-1].content
    assert "brand/sla/" in messages[-1].content


def test_both_ends_of_a_long_complaint_stay(proposer: Proposer, refund: Complaint) -> None:
    case, _ = proposer.understand(refund)
    masked = Masked(MaskedText(f"FIRST {LONG} LAST"))
    messages, dropped = writer(6_000).fitted(case, masked, ())
    assert "budget.complaint" in [reason.code for reason in dropped]
    assert "FIRST" in messages[-1].content
    assert "LAST" in messages[-1].content


def test_a_draft_carries_what_its_prompt_had_no_room_for(proposer: Proposer, refund: Complaint) -> None:
    case, vault = proposer.understand(refund)
    row = {"reply": "private", "text": "Hello.", "kind": "courtesy", "sources": [], "paragraph": 0}
    model = ScriptedModel([json.dumps({"sentences": [row]})])
    draft = replace(writer(1_000), model=model).write(case, proposer.masked(case, vault))
    assert draft.dropped


def test_text_is_handed_on_while_it_is_written(proposer: Proposer, refund: Complaint) -> None:
    case, vault = proposer.understand(refund)
    row = {"reply": "private", "text": "Hello.", "kind": "courtesy", "sources": [], "paragraph": 0}
    seen: list[str] = []
    model = ScriptedModel([json.dumps({"sentences": [row]})])
    replace(writer(50_000), model=model).write(case, proposer.masked(case, vault), on_text=seen.append)
    assert "Hello." in "".join(seen)


def test_greek_is_counted_as_more_tokens_than_english_of_the_same_length() -> None:
    assert tokens([ChatMessage("user", "α" * 100)]) > tokens([ChatMessage("user", "a" * 100)])


def test_examples_are_near_to_the_complaint_and_two_at_most(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case, _ = proposer.understand(samples["en-s01"].complaint)
    found = writer(50_000).released(case)
    assert 1 <= len(found) <= 2
    assert "washing machine" in found[0]
