"""A reviewer sees how much the same was answered before: what was sent, and nothing that was not."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain import Audience, Language
from assistant.store import CaseFile, Store, case_file
from assistant.workflow.deliver import deliver_one
from assistant.workflow.drafts import save_proposal
from assistant.workflow.intake import take_in
from assistant.workflow.past import answered_like
from tests.store.stores import Clock
from tests.workflow.desk_days import PUBLIC, Sink, complaint, propose, sign_off, summary

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
