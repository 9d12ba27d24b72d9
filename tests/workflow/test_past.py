"""How the same was answered before, for a reviewer and for a model: what was sent, and nothing that was not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.bootstrap import Product
from assistant.domain import Audience, Language
from assistant.drafting.case import Case
from assistant.drafting.examples import from_guideline
from assistant.drafting.writer import Writer
from assistant.llm import ScriptedModel
from assistant.store import CaseFile, Store, case_file
from assistant.triage import History
from assistant.web.signature import signed
from assistant.workflow.deliver import deliver_one
from assistant.workflow.drafts import save_proposal
from assistant.workflow.erasure import erase, hold_back, let_erase
from assistant.workflow.intake import take_in
from assistant.workflow.past import answered_like, learning, released
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, PUBLIC, Sink, complaint, propose, sign_off, summary

SENT = "Merhaba, koltuğunuzun yerine yenisini gönderiyoruz."


def case(store: Store, number: int, text: str) -> CaseFile:
    case_id = take_in(store, replace(complaint(number), text=text)).case_id
    propose(store, case_id, {Audience.PUBLIC: PUBLIC})
    return case_file(store, case_id)


def answered(store: Store, clock: Clock, number: int, text: str, reply: str = SENT) -> int:
    file = case(store, number, text)
    sign_off(store, file.row.id, texts={Audience.PUBLIC: reply})
    clock.forward(20)
    deliver_one(store, Sink(), worker="w")
    return file.row.id


def test_the_most_alike_answered_case_comes_with_what_was_sent(store: Store, clock: Clock) -> None:
    alike = answered(store, clock, 1, "Koltuğun ayağı kırık geldi!")
    answered(store, clock, 2, "Faturam gelmedi", "Faturanızı gönderdik.")
    asked = case(store, 3, "koltugumun ayagi kirik cikti")
    (found,) = answered_like(store, asked)
    assert (found.case_id, found.replies) == (alike, ((Audience.PUBLIC, SENT),))
    assert found.text == "Koltuğun ayağı kırık geldi!"


def test_what_was_never_sent_is_no_example_nor_is_a_case_of_another_language(store: Store, clock: Clock) -> None:
    waits = case(store, 1, "Koltuğun ayağı kırık geldi!")
    sign_off(store, waits.row.id, texts={Audience.PUBLIC: SENT})  # approved, and not on its way yet
    asked = case(store, 2, "Koltuğun ayağı kırık geldi!")
    assert answered_like(store, asked) == ()
    clock.forward(20)
    deliver_one(store, Sink(), worker="w")
    assert [one.case_id for one in answered_like(store, asked)] == [waits.row.id]

    english = take_in(store, replace(complaint(3), text="Koltuğun ayağı kırık geldi!")).case_id
    save_proposal(
        store, english, "{}", {Audience.PUBLIC: "Hello"}, based_on=0, thread=0, made_by=waits.drafts[0].made_by,
        author="composer", summary=replace(summary(), language=Language.EN),
    )  # fmt: skip
    assert answered_like(store, case_file(store, english)) == ()


LATE = "Kargom 9 gündür gelmedi, sipariş MLT-48213. Ne zaman elime geçecek? Ayşe Yılmaz"
KEPT = timedelta(days=180)


def sent(store: Store, clock: Clock, proposer: Proposer, number: int, *, edit: str = "", text: str = LATE) -> CaseFile:
    """A case answered with the composer's draft, under a person's name, with ``edit`` put into it."""
    written = replace(complaint(number, channel="email", public=False), text=text)
    case_id = take_in(store, written).case_id
    Producer(store, proposer, b"k" * 32, lambda _: History()).draft(case_id)
    draft = case_file(store, case_id).draft
    assert draft is not None
    body = signed(draft.private or "", AYSE)
    sign_off(store, case_id, texts={Audience.PRIVATE: body.replace("\n\n", f"\n\n{edit}", 1)})
    clock.forward(20)
    deliver_one(store, Sink(), worker="w")
    return case_file(store, case_id)


def asked(proposer: Proposer, text: str = "Kargom 5 gündür gelmedi, nerede?", id_: str = "B-1") -> Case:
    written = replace(complaint(channel="email", public=False), text=text, id=id_)
    return proposer.understand(written)[0]


def test_a_reply_sent_as_it_was_drafted_is_an_example_without_frame_and_personal_data(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    file = sent(store, clock, proposer, 1)
    assert file.draft is not None
    first, *_ = released(store, KEPT)(asked(proposer))
    body = (file.draft.private or "").split("\n\n")[1]
    assert body.split(". ")[0].split(" ")[-1].rstrip(".") in first
    assert not {"Ayşe", "Yılmaz", "48213", "Sayın", "Merhaba"} & set(re.findall(r"\w+", first))
    assert "⟦" not in first  # here it would stand for something of the customer who writes now


@pytest.mark.parametrize(
    ("edit", "text", "question"),
    [
        ("Bunu ben ekledim. ", LATE, "Kargom 5 gündür gelmedi, nerede?"),  # edited
        ("", LATE, "Faturam hâlâ gelmedi, nereden alabilirim?"),  # of another category
        ("", LATE, "Where is my parcel? It has been nine days."),  # of another language
        ("", f"{LATE} Avukatıma gideceğim, dava açacağım.", "Kargom 5 gündür gelmedi, nerede?"),  # a risk
    ],
)
def test_only_unedited_replies_of_the_same_kind_language_and_no_risk_are_examples(
    store: Store, clock: Clock, proposer: Proposer, edit: str, text: str, question: str
) -> None:
    sent(store, clock, proposer, 1, edit=edit, text=text)
    case = asked(proposer, question)
    assert tuple(released(store, KEPT)(case)) == from_guideline(case)


def test_nothing_held_back_past_its_time_or_erased_is_an_example(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    file = sent(store, clock, proposer, 1)
    own = from_guideline(asked(proposer))
    assert tuple(released(store, KEPT)(asked(proposer))) != own
    assert tuple(released(store, KEPT)(asked(proposer, LATE, "A-1"))) == from_guideline(asked(proposer, LATE))
    hold_back(store, "A-1", "a dispute", "lead")
    assert tuple(released(store, KEPT)(asked(proposer))) == own
    let_erase(store, "A-1", "lead")
    assert tuple(released(store, KEPT)(asked(proposer))) != own
    erase(store, [file.row.id], by="lead", key=b"k" * 32, forget=len)
    assert tuple(released(store, KEPT)(asked(proposer))) == own
    sent(store, clock, proposer, 2)
    clock.forward(KEPT.total_seconds())
    assert tuple(released(store, KEPT)(asked(proposer))) == own


def test_the_model_is_shown_two_examples_at_most_the_store_s_before_the_guideline_s(
    store: Store, clock: Clock, proposer: Proposer
) -> None:
    writer = Writer(ScriptedModel([]), ROOT / "prompts", b"secret")
    asking = learning(replace(proposer, writer=writer), store, KEPT)
    assert asking.writer is not None
    case = asked(proposer)
    assert tuple(asking.writer.released(case)) == from_guideline(case)
    for number in (1, 2, 3):
        sent(store, clock, proposer, number)
    case, vault = proposer.understand(replace(complaint(channel="email", public=False), text=LATE, id="B-2"))
    examples = asking.writer.released(case)
    assert len(examples) == 2
    assert not set(examples) & set(from_guideline(case))
    shown = asking.writer.messages(case, proposer.masked(case, vault))[-1].content
    assert all(example in shown for example in examples)


def test_a_product_with_a_store_learns_from_it(product: Product, store: Store) -> None:
    writer = Writer(ScriptedModel([]), ROOT / "prompts", b"secret")
    made = product.producer(store, replace(product.proposer(), writer=writer)).proposer.writer
    assert made is not None
    assert made.released is not from_guideline
