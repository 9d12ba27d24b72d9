"""Nothing is approved but what a person saw, and nothing leaves but what was approved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.access import Person
from assistant.domain import Audience, Finding, Flag, Reason, Severity, Turn
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Posting, State, Store, Tab, case_file, decisions
from assistant.workflow.approval import Policy, Route, finding_key
from assistant.workflow.decide import Fault, Seen, Silence, approve, escalate, no_reply, reopen, send_back, undo
from assistant.workflow.deliver import deliver_one
from assistant.workflow.desk import claim
from assistant.workflow.drafts import read_wish, save_edit
from assistant.workflow.intake import follow_up, take_in
from tests.store.stores import Clock
from tests.workflow.desk_days import (
    AYSE,
    EDITOR,
    EVALUATOR,
    LEAD,
    NIKOS,
    PRIVATE,
    PUBLIC,
    ROUTES,
    TEXTS,
    Sink,
    complaint,
    drafted,
    propose,
    seen,
    sign_off,
)

if TYPE_CHECKING:
    from assistant.bootstrap import Product

BLOCK = Finding("length", Severity.BLOCK, Audience.PUBLIC, Reason("length.over"), (3, 9))
WARN = Finding("facts", Severity.WARN, Audience.PRIVATE, Reason("facts.unsupported"), (0, 4))


def test_an_approval_makes_one_decision_and_one_outbox_row_an_audience(store: Store) -> None:
    case_id = drafted(store)

    made = sign_off(store, case_id)

    file = case_file(store, case_id)
    assert {decision.audience: decision.text for decision in made} == TEXTS
    assert {posting.audience: posting.state for posting in file.outbox} == dict.fromkeys(TEXTS, Posting.WAITING)
    assert {posting.channel for posting in file.outbox} == {"x", "x_dm"}
    assert file.row.state is State.APPROVED
    assert [line.event for line in file.audit][-1] == "approved"


def test_an_approval_of_an_older_version_is_refused_and_says_who_made_the_newer(store: Store) -> None:
    case_id = drafted(store)
    before = seen(store, case_id)
    save_edit(store, case_id, AYSE, before.version, {Audience.PUBLIC: "Kısa."})

    with pytest.raises(ConflictError) as caught:
        sign_off(store, case_id, AYSE, at=before)

    assert (caught.value.code, caught.value.values["who"]) == ("version_changed", "ayse")
    assert case_file(store, case_id).outbox == ()


def test_an_approval_is_refused_when_the_customer_wrote_again(store: Store) -> None:
    case_id = drafted(store)
    before = seen(store, case_id)
    follow_up(store, case_id, Turn("customer", "Geldi, teşekkürler."))

    with pytest.raises(ConflictError) as caught:
        sign_off(store, case_id, at=before)

    assert caught.value.code == "thread_changed"
    assert case_file(store, case_id).outbox == ()


def test_the_second_of_two_approvals_is_refused_and_says_who_was_first(store: Store) -> None:
    case_id = drafted(store)
    before = seen(store, case_id)
    sign_off(store, case_id, AYSE, at=before)

    with pytest.raises(ConflictError) as caught:
        sign_off(store, case_id, NIKOS, at=before)

    assert (caught.value.code, caught.value.values["who"]) == ("not_now", "ayse")
    assert len(case_file(store, case_id).outbox) == len(TEXTS)


def test_a_case_somebody_else_holds_is_not_approved_until_it_is_taken_over(store: Store) -> None:
    case_id = drafted(store)
    claim(store, case_id, NIKOS)
    with pytest.raises(ConflictError) as caught:
        sign_off(store, case_id, AYSE)
    assert (caught.value.code, caught.value.values["who"]) == ("held", "nikos")

    claim(store, case_id, AYSE, take_over=True)

    assert len(sign_off(store, case_id, AYSE)) == 2


@pytest.mark.parametrize("person", [EDITOR, EVALUATOR], ids=lambda person: person.role)
def test_a_role_without_the_right_decides_nothing(store: Store, person: Person) -> None:
    case_id = drafted(store)
    now = seen(store, case_id)
    for decide in (
        lambda: sign_off(store, case_id, person),
        lambda: send_back(store, case_id, person, now, Fault.TONE, "warmer"),
        lambda: no_reply(store, case_id, person, now, Silence.SPAM),
        lambda: escalate(store, case_id, person, now, "legal", "a letter from a lawyer"),
        lambda: undo(store, case_id, person),
        lambda: reopen(store, case_id, person, "again"),
        lambda: save_edit(store, case_id, person, now.version, {Audience.PUBLIC: "Hi"}),
        lambda: claim(store, case_id, person),
    ):
        with pytest.raises(AccessError):
            decide()
    assert case_file(store, case_id).row.state is State.REVIEW


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({}, "empty_text"),
        ({Audience.PUBLIC: " \n\t "}, "empty_text"),
        ({Audience.PUBLIC: "Merhaba, ^{agent_initials}"}, "placeholder_left"),
        ({Audience.PUBLIC: "Merhaba {name}, geçmiş olsun."}, "placeholder_left"),
        ({Audience.PUBLIC: "Sizi ⟦PHONE_1⟧ numarasından arayacağız."}, "placeholder_left"),
        ({Audience.PUBLIC: "half a placeholder PHONE_1⟧"}, "placeholder_left"),
        ({Audience.PUBLIC: "NUL \0"}, "unstorable"),
        ({Audience.PUBLIC: "half \ud83d"}, "unstorable"),
        ({Audience.PUBLIC: "ş" * 100_001}, "text_too_long"),
    ],
)
def test_a_text_that_must_not_go_out_is_refused(store: Store, texts: dict[Audience, str], code: str) -> None:
    case_id = drafted(store)
    with pytest.raises(InputError) as caught:
        sign_off(store, case_id, texts=texts)
    assert caught.value.code == code
    assert case_file(store, case_id).row.state is State.REVIEW


@pytest.mark.parametrize("subject", ["Re: x\r\nBcc: all@example.org", "a\u2028b", "Dear {agent_name}", "x" * 2001])
def test_a_subject_that_could_write_headers_is_refused(store: Store, subject: str) -> None:
    case_id = drafted(store)
    with pytest.raises(InputError) as caught:
        approve(store, case_id, AYSE, seen(store, case_id), TEXTS, findings=(), routes=ROUTES, subject=subject)
    assert caught.value.code == "bad_subject"


def test_a_blocking_finding_forbids_approval_whoever_acknowledges_it(store: Store) -> None:
    case_id = drafted(store)
    for person in (AYSE, LEAD):
        with pytest.raises(InputError) as caught:
            approve(
                store,
                case_id,
                person,
                seen(store, case_id),
                TEXTS,
                [finding_key(BLOCK)],
                findings=[BLOCK],
                routes=ROUTES,
            )
        assert caught.value.code == "blocked"


def test_a_fact_without_a_source_goes_out_only_when_each_is_signed_off_by_name(store: Store) -> None:
    case_id = drafted(store)
    first = Finding("facts", Severity.BLOCK, Audience.PUBLIC, Reason("number.unsourced"), (3, 9))
    second = Finding("contact", Severity.BLOCK, Audience.PUBLIC, Reason("contact.unknown"), (9, 12))

    def by(person: Person, keys: list[str]) -> int:
        now = seen(store, case_id)
        return len(approve(store, case_id, person, now, TEXTS, keys, findings=[first, second, WARN], routes=ROUTES))

    with pytest.raises(InputError) as caught:
        by(AYSE, [finding_key(first), finding_key(WARN)])
    assert (caught.value.code, caught.value.values["finding"]) == ("not_acknowledged", "contact:public:9-12")
    assert by(AYSE, [finding_key(first), finding_key(second)]) == 2
    assert case_file(store, case_id).decisions[0].acknowledged == ("contact:public:9-12", "facts:public:3-9")


def test_a_private_text_to_a_public_complaint_never_goes_to_the_public_channel(store: Store) -> None:
    case_id = drafted(store)
    for routes in ({}, {Audience.PRIVATE: Route("x", "@ayse")}):
        with pytest.raises(InputError) as caught:
            approve(store, case_id, AYSE, seen(store, case_id), TEXTS, findings=(), routes=routes)
        assert caught.value.code == "no_route"


def test_a_public_text_to_a_private_complaint_is_refused(store: Store) -> None:
    case_id = take_in(store, complaint(channel="email", public=False)).case_id
    with pytest.raises(InputError) as caught:
        sign_off(store, case_id, texts={Audience.PUBLIC: PUBLIC})
    assert caught.value.code == "no_public_side"
    (decision,) = sign_off(store, case_id, texts={Audience.PRIVATE: PRIVATE})
    (posting,) = case_file(store, case_id).outbox
    assert (decision.text, posting.channel, posting.recipient) == (PRIVATE, "email", "@ayse")


def test_a_flagged_case_needs_two_people_who_approve_the_same_words(store: Store, clock: Clock) -> None:
    policy = Policy(second_look_for=frozenset({Flag.LEGAL_THREAT}))
    case_id = drafted(store, flags=(Flag.LEGAL_THREAT,))

    assert sign_off(store, case_id, AYSE, policy=policy) == ()
    assert case_file(store, case_id).row.state is State.SECOND_LOOK
    with pytest.raises(ConflictError) as caught:
        sign_off(store, case_id, AYSE, policy=policy)
    assert caught.value.code == "same_person"
    with pytest.raises(AccessError):
        sign_off(store, case_id, NIKOS, policy=policy)
    assert sign_off(store, case_id, LEAD, {Audience.PUBLIC: "Başka."}, policy=policy) == ()  # other words: again
    assert case_file(store, case_id).outbox == ()
    # Ayşe is not the first any more, but she may not be the second either: she is an agent.
    with pytest.raises(AccessError):
        sign_off(store, case_id, AYSE, {Audience.PUBLIC: "Başka."}, policy=policy)
    save_edit(store, case_id, AYSE, seen(store, case_id).version, TEXTS)
    assert case_file(store, case_id).row.state is State.REVIEW
    assert sign_off(store, case_id, AYSE, policy=policy) == ()
    assert len(sign_off(store, case_id, LEAD, policy=policy)) == 2


@pytest.mark.parametrize(
    ("text", "high"),
    [
        ("We will send you a €5 voucher.", True),  # the table gives coupons to a lead
        ("We will send you a €500 voucher.", True),  # more than anybody may promise alone
        ("I will pay for the cost of your taxi.", True),  # goodwill is a manager's
        ("I will call you back tomorrow.", False),  # any agent's
        ("Thank you for writing.", False),
    ],
)
@pytest.mark.parametrize("asked", [True, False])
def test_what_takes_higher_authority_needs_two_people_where_the_settings_ask_for_it(
    store: Store, product: Product, text: str, high: bool, asked: bool
) -> None:
    settings = product.settings.model_copy(update={"second_approval": asked})
    policy = replace(product, settings=settings).policy()
    case_id = drafted(store)
    made = sign_off(store, case_id, AYSE, {Audience.PUBLIC: text}, policy=policy)
    assert len(made) == (0 if high and asked else 1)
    if not made:
        with pytest.raises(ConflictError):
            sign_off(store, case_id, AYSE, {Audience.PUBLIC: text}, policy=policy)
        assert len(sign_off(store, case_id, LEAD, {Audience.PUBLIC: text}, policy=policy)) == 1


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("flag", list(Flag))
def test_the_setting_says_whether_a_flagged_case_needs_two_people(
    store: Store, product: Product, asked: bool, flag: Flag
) -> None:
    settings = product.settings.model_copy(update={"second_approval": asked})
    case_id = drafted(store, flags=(flag,))
    made = sign_off(store, case_id, AYSE, policy=replace(product, settings=settings).policy())
    assert bool(made) is (not asked or flag in (Flag.REPEAT, Flag.VULNERABLE))


def test_an_undone_approval_gives_the_text_back_and_nothing_leaves(store: Store, clock: Clock) -> None:
    case_id, sink = drafted(store), Sink()
    own = {Audience.PUBLIC: "Kendi sözlerim."}
    sign_off(store, case_id, texts=own)
    clock.forward(14)
    assert deliver_one(store, sink, worker="w") is None

    assert undo(store, case_id, AYSE) == own

    clock.forward(3600)
    assert deliver_one(store, sink, worker="w") is None
    file = case_file(store, case_id)
    assert (file.row.state, file.draft and file.draft.texts) == (State.REVIEW, own)
    assert file.decisions[0].undone_by == "ayse"
    assert list(decisions(store)) == []
    assert len(sign_off(store, case_id, texts=own)) == 1  # and it can be approved again


def test_an_approval_cannot_be_undone_once_a_text_has_begun_to_leave(store: Store, clock: Clock) -> None:
    case_id, sink = drafted(store), Sink()
    sign_off(store, case_id)
    clock.forward(15)
    deliver_one(store, sink, worker="w")

    with pytest.raises(ConflictError) as caught:
        undo(store, case_id, AYSE)

    assert caught.value.code == "too_late"
    assert all(posting.state is not Posting.WITHDRAWN for posting in case_file(store, case_id).outbox)


def test_sending_back_needs_a_note_and_asks_for_a_draft_that_heeds_it(store: Store) -> None:
    case_id = drafted(store)
    for note in ("  ", "\0", "x" * 20_001):
        with pytest.raises(InputError):
            send_back(store, case_id, AYSE, seen(store, case_id), Fault.TONE, note)

    send_back(store, case_id, AYSE, seen(store, case_id), Fault.TONE, "daha sıcak", facts="Kargo 12'sinde çıktı.")

    file = case_file(store, case_id)
    assert file.row.state is State.DRAFTING
    assert file.complaint.note == "Kargo 12'sinde çıktı."
    wish = read_wish(store, case_id)
    assert (wish.instruction, wish.attempt) == ("daha sıcak", 1)
    assert propose(store, case_id, {Audience.PUBLIC: "Yeni."}).shown
    assert read_wish(store, case_id) == wish  # the model's draft comes after the composer's and heeds it too
    save_edit(store, case_id, AYSE, 2, {Audience.PUBLIC: "Benim."})
    assert read_wish(store, case_id) == replace(wish, instruction=None)


def test_a_wish_from_before_the_customer_wrote_again_is_not_heeded(store: Store) -> None:
    case_id = drafted(store)
    send_back(store, case_id, AYSE, seen(store, case_id), Fault.TONE, "daha sıcak")
    follow_up(store, case_id, Turn("customer", "Geldi, teşekkürler."))
    assert read_wish(store, case_id).instruction is None


def test_sending_back_lets_the_new_draft_replace_a_persons_own_text(store: Store) -> None:
    case_id = drafted(store)
    save_edit(store, case_id, AYSE, seen(store, case_id).version, {Audience.PUBLIC: "Benim."})
    send_back(store, case_id, AYSE, seen(store, case_id), Fault.INCOMPLETE, "tarih yok")
    assert propose(store, case_id, {Audience.PUBLIC: "Yeni."}).shown


def test_no_reply_is_a_decision_with_a_reason_and_other_needs_words(store: Store) -> None:
    case_id = drafted(store)
    with pytest.raises(InputError):
        no_reply(store, case_id, AYSE, seen(store, case_id), Silence.OTHER)
    no_reply(store, case_id, AYSE, seen(store, case_id), Silence.SPAM)
    row = case_file(store, case_id).row
    assert (row.state, row.tab, row.reason) == (State.CLOSED, Tab.CLOSED, "spam")


def test_a_case_is_not_closed_by_somebody_who_missed_the_last_message(store: Store) -> None:
    case_id = drafted(store)
    before = seen(store, case_id)
    follow_up(store, case_id, Turn("customer", "Bebek için güvenli mi?"))
    with pytest.raises(ConflictError):
        no_reply(store, case_id, AYSE, before, Silence.SPAM)


def test_an_escalated_case_is_with_the_unit_and_can_still_be_answered(store: Store) -> None:
    case_id = drafted(store)
    escalate(store, case_id, AYSE, seen(store, case_id), "legal", "avukat mektubu")
    row = case_file(store, case_id).row
    assert (row.state, row.tab, row.unit) == (State.ESCALATED, Tab.COLLEAGUE, "legal")
    assert len(sign_off(store, case_id, LEAD)) == 2


def test_a_reopened_case_may_be_answered_once_more(store: Store, clock: Clock) -> None:
    case_id, sink = drafted(store), Sink()
    sign_off(store, case_id, texts={Audience.PUBLIC: PUBLIC})
    clock.forward(15)
    deliver_one(store, sink, worker="w")
    with pytest.raises(ConflictError):
        sign_off(store, case_id, texts={Audience.PUBLIC: PUBLIC})
    reopen(store, case_id, AYSE, "kapanış cümlesi")
    sign_off(store, case_id, texts={Audience.PUBLIC: "Çözüldü, teşekkürler."})
    clock.forward(15)
    deliver_one(store, sink, worker="w")
    assert [reply.text for reply in sink.got] == [PUBLIC, "Çözüldü, teşekkürler."]


def test_a_person_may_answer_before_any_draft_is_there(store: Store) -> None:
    case_id = take_in(store, complaint()).case_id
    (decision,) = sign_off(store, case_id, texts={Audience.PUBLIC: "Buradayım."}, at=Seen(0, 0))
    assert decision.text == "Buradayım."
    late = propose(store, case_id, based_on=0)
    assert not late.shown
