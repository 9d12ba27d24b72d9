"""What an approved text promises is somebody's task, and a promise that is late brings its case back to the top."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from assistant.domain import Action, Audience, Language, Status
from assistant.errors import ConflictError, InputError
from assistant.store import CommitmentRow, MadeBy, State, Store, Summary, Tab, case_file, queue
from assistant.workflow.commitments import busy_teams, keep, open_commitments
from assistant.workflow.decide import undo
from assistant.workflow.deliver import deliver_one
from assistant.workflow.drafts import save_proposal
from assistant.workflow.intake import take_in
from assistant.workflow.overdue import raise_overdue
from tests.store.stores import BEGIN, Clock
from tests.workflow.desk_days import AYSE, Sink, complaint, drafted, seen, sign_off, summary

PROMISE = "Kargonuzu lojistik ekibimiz bugün arayıp size 17:00'ye kadar yazacak."
AGAIN = "Dediğim gibi, bugün 17:00'ye kadar haber vereceğim."
OTHER = "İade tutarınızı muhasebe ekibimiz pazartesi yatıracak."
TEXT = f"Merhaba Ayşe Hanım,\n\nÜzgünüz. {PROMISE}\n{OTHER}\n\nElif"
DUE = BEGIN + timedelta(hours=5)


def promised(store: Store, number: int = 1) -> int:
    """A case whose draft makes two promises, one of them without a time."""
    case_id = take_in(store, complaint(number, public=False)).case_id
    commitments = [
        {"what": PROMISE, "by": DUE.isoformat(), "owner": "logistics", "source": "brand/sla/email"},
        {"what": PROMISE, "by": DUE.isoformat(), "owner": "logistics", "source": "brand/sla/email"},
        {"what": OTHER, "by": None, "owner": "finance", "source": "note"},
    ]
    save_proposal(
        store, case_id, json.dumps({"commitments": commitments}), {Audience.PRIVATE: TEXT}, based_on=0, thread=0,
        made_by=MadeBy.COMPOSER, author="composer", summary=summary(),
    )  # fmt: skip
    return case_id


def answered(store: Store, clock: Clock, text: str = TEXT) -> int:
    case_id = promised(store)
    sign_off(store, case_id, texts={Audience.PRIVATE: text})
    clock.forward(15)
    deliver_one(store, Sink(), worker="w")
    return case_id


def test_each_promise_of_an_approved_text_becomes_a_task_once_with_owner_time_and_source(
    store: Store, clock: Clock
) -> None:
    case_id = promised(store)
    assert open_commitments(store) == ()  # a draft promises nothing
    sign_off(store, case_id, texts={Audience.PRIVATE: TEXT})
    first, second = open_commitments(store)
    assert (first.what, first.owner, first.due_at, first.source) == (PROMISE, "logistics", DUE, "brand/sla/email")
    assert (second.owner, second.due_at, second.complaint) == ("finance", None, "A-1")
    assert [one.id for one in open_commitments(store, owner="finance", limit=1)] == [second.id]  # though it is due last
    assert busy_teams(store) == {"logistics", "finance"}


@pytest.mark.parametrize(("kept", "what"), [(tuple(Audience), PROMISE), ((Audience.PRIVATE,), AGAIN)])
def test_a_promise_said_again_in_private_is_one_task_whichever_texts_go_out(
    store: Store, kept: tuple[Audience, ...], what: str
) -> None:
    case_id = take_in(store, complaint()).case_id
    row = {"by": DUE.isoformat(), "owner": "logistics", "source": "brand/sla/email"}
    texts = {Audience.PUBLIC: f"Merhaba, {PROMISE}", Audience.PRIVATE: f"Merhaba, {AGAIN}"}
    save_proposal(
        store, case_id, json.dumps({"commitments": [{"what": PROMISE, **row}, {"what": AGAIN, **row}]}), texts,
        based_on=0, thread=0, made_by=MadeBy.COMPOSER, author="composer", summary=summary(),
    )  # fmt: skip
    sign_off(store, case_id, texts={audience: texts[audience] for audience in kept})
    assert [one.what for one in open_commitments(store)] == [what]


def test_a_promise_the_reviewer_took_out_is_no_task_and_one_reworded_a_little_still_is(
    store: Store, clock: Clock
) -> None:
    answered(store, clock, f"Merhaba, {PROMISE.replace('bugün', 'hemen bugün')}")
    assert [one.owner for one in open_commitments(store)] == ["logistics"]


def test_a_promise_of_the_draft_that_now_says_the_opposite_is_none(store: Store, clock: Clock) -> None:
    answered(store, clock, f"Merhaba, {PROMISE.replace('yazacak', 'yazmayacak')}")
    assert open_commitments(store) == ()


def test_a_promise_given_another_time_is_due_at_that_time_in_the_words_that_went_out(
    store: Store, clock: Clock
) -> None:
    later = PROMISE.replace("17:00", "19:00")
    answered(store, clock, f"Merhaba.\n\n{later}")
    (one,) = open_commitments(store)
    assert (one.what, one.owner, one.due_at) == (later, "logistics", DUE + timedelta(hours=2))


def typed(
    store: Store, language: Language, texts: dict[Audience, str], category: str = "billing"
) -> list[CommitmentRow]:
    """The tasks of an approval of a person's own texts, for a case whose draft promises nothing."""
    case_id = take_in(store, complaint()).case_id
    proposal = json.dumps({"triage": {"categories": [{"code": category}]}, "commitments": []})
    about = Summary(language, None, Status.SEND_READY, Action.REPLY_BOTH, 40)
    save_proposal(
        store, case_id, proposal, {Audience.PUBLIC: "…"}, based_on=0, thread=0,
        made_by=MadeBy.COMPOSER, author="composer", summary=about,
    )  # fmt: skip
    sign_off(store, case_id, texts=texts)
    return list(open_commitments(store))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("language", "text", "owner", "due"),
    [
        (Language.TR, "Sizi yarın saat 17:00'de arayacağım.", "care", "2026-11-21T17:00+03:00"),
        (Language.TR, "25 Kasım'da teslimat ekibimiz sizi arayacak.", "logistics", "2026-11-26T00:00+03:00"),
        (Language.TR, "İki iş günü içinde paranızı iade edeceğiz.", "finance", "2026-11-24T12:00+03:00"),
        (Language.TR, "Size 200 TL kupon tanımlayacağım.", "finance", None),
        (Language.EL, "Θα σας καλέσω αύριο στις 17:00.", "care", "2026-11-21T17:00+03:00"),
        (Language.EL, "Η ομάδα αποστολών μας θα σας καλέσει μέχρι τη Δευτέρα.", "logistics", "2026-11-24T00:00+03:00"),
        (Language.EL, "Θα σας επιστρέψουμε τα χρήματα εντός 2 εργάσιμων ημερών.", "finance", "2026-11-24T12:00+03:00"),
        (Language.EN, "I will call you back tomorrow by 17:00.", "care", "2026-11-21T17:00+03:00"),
        (Language.EN, "Our delivery team will call you within 24 hours.", "logistics", "2026-11-21T12:00+03:00"),
        (Language.EN, "I will call you back.", "care", "2026-11-23T12:00+03:00"),  # as the step's own line says
    ],
)
def test_a_promise_a_person_typed_is_a_task_with_the_owner_and_the_time_it_names(
    store: Store, language: Language, text: str, owner: str, due: str | None
) -> None:
    (one,) = typed(store, language, {Audience.PUBLIC: f"{text}"})
    assert (one.what, one.owner, one.source, one.due_at) == (text, owner, "person", at(due) if due else None)


@pytest.mark.parametrize(
    ("language", "public", "private"),
    [
        (Language.TR, "Sizi yarın arayacağım.", "Yarın saat 17:00'de sizi telefonla arayacağız."),
        (Language.EL, "Θα σας καλέσω αύριο.", "Όπως έγραψα, αύριο στις 17:00 θα σας καλέσω."),
        (Language.EN, "I will call you tomorrow.", "As I said, I will call you back tomorrow at 17:00."),
        (Language.EN, "I will call you.", "I will call you back tomorrow at 17:00."),
    ],
)
def test_a_promise_typed_in_public_and_again_in_private_is_one_task(
    store: Store, language: Language, public: str, private: str
) -> None:
    (one,) = typed(store, language, {Audience.PUBLIC: public, Audience.PRIVATE: private})
    assert one.due_at in (at("2026-11-21T17:00+03:00"), at("2026-11-22T00:00+03:00"))


@pytest.mark.parametrize(
    ("language", "text", "owner", "due"),
    [
        (Language.EN, "I'll write on Monday.", "finance", "2026-11-24T00:00+03:00"),
        (Language.EN, "We'll get back to you by 3 December.", "finance", "2026-12-04T00:00+03:00"),
        (Language.EN, "You will hear from us by Tuesday.", "finance", "2026-11-25T00:00+03:00"),
        (Language.EN, "I will ask the warehouse and update you on Wednesday.", "finance", "2026-11-26T00:00+03:00"),
        (Language.EN, "Our delivery team will e-mail you within two working days.", "logistics", "2026-11-24T12:00+03:00"),
        (Language.EN, "By 3 December I'll have an answer for you.", "finance", "2026-12-04T00:00+03:00"),
        (Language.EN, "Expect my message by 17:00.", "finance", "2026-11-20T17:00+03:00"),
        (Language.TR, "Pazartesi yazacağım.", "finance", "2026-11-24T00:00+03:00"),
        (Language.TR, "3 Aralık'a kadar size döneceğiz.", "finance", "2026-12-04T00:00+03:00"),
        (Language.TR, "Salı gününe kadar haber vereceğim.", "finance", "2026-11-25T00:00+03:00"),
        (Language.TR, "Depoya sorup çarşamba size yazarım.", "finance", "2026-11-26T00:00+03:00"),
        (Language.TR, "Teslimat ekibimiz iki iş günü içinde e-posta gönderecek.", "logistics", "2026-11-24T12:00+03:00"),
        (Language.TR, "Saat 17:00'ye kadar benden haber alacaksınız.", "finance", "2026-11-20T17:00+03:00"),
        (Language.EL, "θα σας γράψω τη Δευτέρα", "finance", "2026-11-24T00:00+03:00"),
        (Language.EL, "Θα επανέλθουμε έως τις 3 Δεκεμβρίου.", "finance", "2026-12-04T00:00+03:00"),
        (Language.EL, "Θα έχετε νέα μου την Τρίτη.", "finance", "2026-11-25T00:00+03:00"),
        (Language.EL, "Θα ρωτήσω την αποθήκη και θα σας πω την Τετάρτη.", "finance", "2026-11-26T00:00+03:00"),
        (Language.EL, "Η ομάδα αποστολών μας θα σας στείλει email εντός δύο εργάσιμων ημερών.", "logistics", "2026-11-24T12:00+03:00"),
        (Language.EL, "Θα σας ενημερώσω στις 17:00.", "finance", "2026-11-20T17:00+03:00"),
    ],
)  # fmt: skip
def test_what_somebody_says_they_will_do_by_a_day_is_a_task_due_then(
    store: Store, language: Language, text: str, owner: str, due: str
) -> None:
    (one,) = typed(store, language, {Audience.PUBLIC: text})
    assert (one.what, one.owner, one.source, one.due_at) == (text, owner, "person", at(due))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.EN, "We are closed on Monday. You wrote on Monday. Could you write to us by Tuesday?"),
        (Language.EN, "I will not write on Monday. The parcel will arrive on Monday. Will I hear from you tomorrow?"),
        (Language.EN, "I will look into it. We will be closed on Monday. We will wait for your answer until Friday."),
        (Language.EN, "If it is not there by Monday, I will look again."),
        (Language.TR, "Pazartesi kapalıyız. Pazartesi yazmıştınız. Salı bize yazar mısınız?"),
        (Language.TR, "Pazartesi yazmayacağım. Siparişiniz pazartesi ulaşacak. Cumaya kadar yanıtınızı bekleyeceğim."),
        (Language.TR, "Hemen bakacağım. Pazartesi gelmezse yeniden arayıp soracağım."),
        (Language.EL, "Τη Δευτέρα είμαστε κλειστά. Μας γράψατε τη Δευτέρα. Μπορείτε να μας γράψετε έως την Τρίτη;"),
        (Language.EL, "Δεν θα σας γράψω τη Δευτέρα. Η παραγγελία θα φτάσει τη Δευτέρα. Θα το κοιτάξω."),
        (Language.EL, "Θα περιμένουμε την απάντησή σας έως την Παρασκευή. Αν δεν έρθει τη Δευτέρα, θα το ξαναδώ."),
    ],
)
def test_what_is_no_promise_of_ours_by_a_day_is_no_task(store: Store, language: Language, text: str) -> None:
    assert typed(store, language, {Audience.PUBLIC: text}) == []


def test_writing_by_the_day_the_draft_promised_something_for_is_no_second_task(store: Store) -> None:
    case_id = take_in(store, complaint(public=False)).case_id
    said = "Kargonuzu yarın teslimat ekibimiz yerinde arayacak."
    row = {"what": said, "by": "2026-11-21T17:00+03:00", "owner": "logistics", "source": "brand/sla/email"}
    save_proposal(
        store, case_id, json.dumps({"commitments": [row]}), {Audience.PRIVATE: said}, based_on=0, thread=0,
        made_by=MadeBy.COMPOSER, author="composer", summary=summary(),
    )  # fmt: skip
    sign_off(store, case_id, texts={Audience.PRIVATE: f"{said} Sonucu yarın size yazacağım. Pazartesi yine yazacağım."})
    assert [(one.what, one.source) for one in open_commitments(store)] == [
        (said, "brand/sla/email"), ("Pazartesi yine yazacağım.", "person"),
    ]  # fmt: skip


def test_two_promises_of_different_days_or_kinds_are_two_tasks(store: Store) -> None:
    text = "I will call you tomorrow. I will call you again on 25 November. We will send you a €5 voucher tomorrow."
    assert len(typed(store, Language.EN, {Audience.PUBLIC: text})) == 3


def test_the_machines_own_promise_is_not_made_a_second_task_by_finding_it_again(store: Store) -> None:
    case_id = take_in(store, complaint(public=False)).case_id
    said = "Sizi yarın saat 17:00'de arayacağım."
    row = {"what": said, "by": "2026-11-21T17:00+03:00", "owner": "service", "source": "note"}
    save_proposal(
        store, case_id, json.dumps({"commitments": [row]}), {Audience.PRIVATE: said}, based_on=0, thread=0,
        made_by=MadeBy.COMPOSER, author="composer", summary=summary(),
    )  # fmt: skip
    sign_off(store, case_id, texts={Audience.PRIVATE: f"Merhaba,\n\n{said} Size 200 TL kupon tanımlayacağım."})
    assert [(one.owner, one.source) for one in open_commitments(store)] == [("service", "note"), ("care", "person")]


def test_a_text_that_was_taken_back_promised_nothing(store: Store, clock: Clock) -> None:
    case_id = promised(store)
    sign_off(store, case_id, texts={Audience.PRIVATE: TEXT})
    undo(store, case_id, AYSE)
    assert open_commitments(store) == ()
    clock.forward(86_400)
    assert raise_overdue(store) == 0


def test_a_promise_that_is_late_brings_its_case_to_the_top_of_the_queue_once(store: Store, clock: Clock) -> None:
    case_id = answered(store, clock)
    drafted(store, 2)
    assert raise_overdue(store) == 0
    clock.forward(5 * 3600)

    assert [raise_overdue(store), raise_overdue(store)] == [1, 0]

    row = case_file(store, case_id).row
    assert (row.state, row.tab, row.round) == (State.REVIEW, Tab.REVIEW, 2)
    assert queue(store).rows[0].id == case_id
    assert open_commitments(store)[0].raised_at is not None
    sign_off(
        store, case_id, texts={Audience.PRIVATE: "Bir gün daha sürecek, özür dileriz."}
    )  # it can be answered again
    assert case_file(store, case_id).row.state is State.APPROVED


def test_a_promise_that_was_kept_brings_nothing_back(store: Store, clock: Clock) -> None:
    case_id = answered(store, clock)
    number = open_commitments(store)[0].id
    keep(store, number, AYSE)
    clock.forward(86_400)
    assert raise_overdue(store) == 0
    assert case_file(store, case_id).row.state is State.SENT
    assert [one.owner for one in open_commitments(store)] == ["finance"]
    with pytest.raises(ConflictError):
        keep(store, number, AYSE)
    with pytest.raises(InputError):
        keep(store, number + 99, AYSE)


def test_a_late_promise_of_a_case_somebody_works_on_makes_it_urgent_and_takes_nothing_from_them(
    store: Store, clock: Clock
) -> None:
    from assistant.domain import Turn
    from assistant.workflow.intake import follow_up

    case_id = answered(store, clock)
    follow_up(store, case_id, Turn("customer", "Kimse aramadı."))
    before, at = case_file(store, case_id).row, seen(store, case_id)
    clock.forward(86_400)
    assert raise_overdue(store) == 1
    row = case_file(store, case_id).row
    assert (row.state, row.round, seen(store, case_id)) == (before.state, before.round, at)
    assert row.due_at is not None
    assert row.due_at <= clock.now
    assert row.priority > before.priority
