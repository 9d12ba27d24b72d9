"""Reading along while a model writes: what of its text may be seen, when, and that nothing of it stays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Audience, Complaint
from assistant.drafting.writer import Writer, so_far
from assistant.errors import ModelError
from assistant.evaluation.cases import EvaluationCase
from assistant.llm import ChatMessage, ScriptedModel
from assistant.workflow.propose import Proposer
from assistant.workflow.underway import Provisional, Underway
from tests.conftest import ROOT

CASE = 7
PHONE = "0532 111 22 33"


def row(text: str, reply: str = "private", paragraph: int = 0) -> dict[str, object]:
    return {"reply": reply, "text": text, "kind": "courtesy", "sources": [], "paragraph": paragraph}


def written(*rows: dict[str, object]) -> str:
    return json.dumps({"sentences": list(rows)}, ensure_ascii=False)


@pytest.fixture
def complaint(samples: dict[str, EvaluationCase]) -> Complaint:
    return replace(samples["tr-s02"].complaint, text=f"İadem gelmedi, arayın: {PHONE}.", channel="x", public=True)


def test_a_placeholder_becomes_the_customers_own_word_in_private_and_never_in_public(
    proposer: Proposer, complaint: Complaint
) -> None:
    case, vault = proposer.understand(complaint)
    underway = Underway()
    with underway.writing(CASE) as begin:
        hear = begin(case, vault)
        hear("")
        hear(written(row("⟦PHONE_1⟧ için teşekkürler.", "public"), row("Sizi ⟦PHONE_1⟧ ile arıyoruz.")))
        seen = underway.seen(CASE)
    assert seen is not None
    assert seen.texts[Audience.PRIVATE] == f"Sizi {PHONE} ile arıyoruz."
    assert PHONE not in seen.texts[Audience.PUBLIC]


@given(st.integers(min_value=0, max_value=400))
def test_half_an_answer_is_read_as_far_as_it_came_and_no_half_placeholder_shows(cut: int) -> None:
    whole = written(row("Ayşe Hanım, üzgünüz."), row("Sizi ⟦PHONE_1⟧ ile arıyoruz.", paragraph=1))
    found = so_far(whole[:cut])
    for sentence, full in zip(found, ("Ayşe Hanım, üzgünüz.", "Sizi ⟦PHONE_1⟧ ile arıyoruz."), strict=False):
        assert full.startswith(sentence.text)
        assert sentence.text.count("⟦") == sentence.text.count("⟧")


@given(st.text())
def test_whatever_a_model_writes_can_be_read_along(text: str) -> None:
    so_far(text)
    so_far('{"sentences": [' + text)


def test_what_a_provider_broke_off_is_gone_when_it_is_asked_again(proposer: Proposer, complaint: Complaint) -> None:
    case, vault = proposer.understand(complaint)
    underway = Underway()
    with underway.writing(CASE) as begin:
        hear = begin(case, vault)
        for piece in ("", written(row("Yarım kal"))[:40], "", written(row("Baştan."))):
            hear(piece)
        assert underway.seen(CASE) == Provisional(1, {Audience.PRIVATE: "Baştan."})


def test_each_version_of_a_draft_is_heard_and_nothing_stays_at_the_end(
    proposer: Proposer, complaint: Complaint
) -> None:
    underway, heard = Underway(), []

    def answer(messages: Sequence[ChatMessage]) -> str:
        heard.append(underway.seen(CASE))
        return written(row("Yaşadıklarınız için üzgünüz.", "public"), row("Kesinlikle ödeyeceğiz: 900.000 TL."))

    writer = Writer(ScriptedModel([answer] * 3), ROOT / "prompts", b"secret")
    with underway.writing(CASE) as begin:
        replace(proposer, writer=writer, begin=begin).propose(complaint)
    assert [seen.version for seen in heard if seen] == [1, 2, 3]
    assert underway.seen(CASE) is None


def test_a_model_that_fails_leaves_nothing_to_read(proposer: Proposer, complaint: Complaint) -> None:
    underway = Underway()
    broken = Writer(ScriptedModel([ModelError("down", code="unreachable")]), ROOT / "prompts", b"secret")
    with underway.writing(CASE) as begin:
        assert CASE in underway
        replace(proposer, writer=broken, begin=begin).propose(complaint)
    assert CASE not in underway
    assert underway.seen(CASE) is None
