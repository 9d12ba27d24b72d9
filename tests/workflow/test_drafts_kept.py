"""Every version of a draft stays, and nobody's own words are written over."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Audience, Flag, Status, Turn
from assistant.errors import ConflictError, InputError
from assistant.store import Doing, MadeBy, State, Store, Tab, case_file
from assistant.store.erasing import sealed_vaults
from assistant.workflow.desk import CLAIM, claim, open_case, presence, release
from assistant.workflow.drafts import save_edit, save_proposal
from assistant.workflow.intake import follow_up, take_in
from tests.store.stores import Clock
from tests.workflow.desk_days import AYSE, EDITOR, NIKOS, TEXTS, complaint, drafted, propose, seen, summary

OWN = {Audience.PUBLIC: "Kendi sözlerim."}
MODEL = {Audience.PUBLIC: "Modelin sözleri."}


def test_the_models_draft_replaces_the_composers_while_nobody_has_touched_it(store: Store) -> None:
    case_id = drafted(store)
    assert propose(store, case_id, MODEL, made_by=MadeBy.MODEL).shown
    file = case_file(store, case_id)
    assert [draft.made_by for draft in file.drafts] == [MadeBy.COMPOSER, MadeBy.MODEL]
    assert file.draft is not None
    assert file.draft.texts == MODEL


def test_a_draft_that_a_person_wrote_into_is_not_replaced_but_the_new_one_is_kept(store: Store) -> None:
    case_id = drafted(store)
    save_edit(store, case_id, AYSE, 1, OWN)

    late = propose(store, case_id, MODEL, made_by=MadeBy.MODEL)

    file = case_file(store, case_id)
    assert (late.version, late.shown) == (3, False)
    assert file.draft is not None
    assert file.draft.texts == OWN
    assert file.drafts[-1].texts == MODEL


def test_a_person_may_ask_for_their_own_text_to_be_replaced(store: Store) -> None:
    case_id = drafted(store)
    save_edit(store, case_id, AYSE, 1, OWN)
    assert propose(store, case_id, MODEL, replace_edited=True).shown


def test_a_draft_somebody_is_typing_into_is_not_replaced(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    presence(store, case_id, AYSE, Doing.TYPING)
    assert not propose(store, case_id, MODEL).shown
    clock.forward(CLAIM.total_seconds())
    assert propose(store, case_id, MODEL).shown


@pytest.mark.parametrize("stale", ["version", "thread"])
def test_a_draft_that_answers_something_older_is_kept_and_not_shown(store: Store, stale: str) -> None:
    case_id = drafted(store)
    if stale == "version":
        propose(store, case_id, MODEL)
        late = propose(store, case_id, OWN, based_on=1)
    else:
        follow_up(store, case_id, Turn("customer", "Bir de fatura yanlış."))
        late = propose(store, case_id, OWN, thread=0)
        assert case_file(store, case_id).row.state is State.DRAFTING  # the newer job has still to come
    assert not late.shown
    assert case_file(store, case_id).row.head != late.version


def test_an_edit_of_an_older_version_is_refused_and_loses_nothing(store: Store) -> None:
    case_id = drafted(store)
    propose(store, case_id, MODEL, made_by=MadeBy.MODEL)
    with pytest.raises(ConflictError) as caught:
        save_edit(store, case_id, AYSE, 1, OWN)
    assert caught.value.values == {"who": "model", "version": 2, "seen": 1}
    draft = case_file(store, case_id).draft
    assert draft is not None
    assert draft.texts == MODEL


def test_saving_what_is_shown_makes_no_new_version(store: Store) -> None:
    case_id = drafted(store)
    assert save_edit(store, case_id, AYSE, 1, TEXTS) == 1
    assert save_edit(store, case_id, AYSE, 1, OWN) == 2
    assert save_edit(store, case_id, AYSE, 2, OWN) == 2


def test_two_people_writing_at_once_do_not_overwrite_each_other(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    save_edit(store, case_id, AYSE, 1, OWN)
    with pytest.raises(ConflictError) as caught:
        save_edit(store, case_id, NIKOS, 2, MODEL)
    assert (caught.value.code, caught.value.values) == ("held", {"who": "ayse"})
    clock.forward(CLAIM.total_seconds())
    assert save_edit(store, case_id, NIKOS, 2, MODEL) == 3


def test_a_claim_ends_is_renewed_by_typing_and_can_be_taken_over(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    assert claim(store, case_id, AYSE) == clock.now + CLAIM
    with pytest.raises(ConflictError):
        claim(store, case_id, NIKOS)
    clock.forward(CLAIM.total_seconds() - 1)
    presence(store, case_id, AYSE, Doing.TYPING)
    clock.forward(2)
    assert case_file(store, case_id).row.holder(clock.now) == "ayse"
    claim(store, case_id, NIKOS, take_over=True)
    presence(store, case_id, AYSE, Doing.TYPING)  # takes nothing back
    assert case_file(store, case_id).row.holder(clock.now) == "nikos"
    release(store, case_id, AYSE)
    assert case_file(store, case_id).row.holder(clock.now) == "nikos"
    release(store, case_id, NIKOS)
    assert case_file(store, case_id).row.holder(clock.now) is None
    taken = [line.details for line in case_file(store, case_id).audit if line.event == "claimed"]
    assert [line["taken_from"] for line in taken] == [None, "ayse"]


def test_everybody_sees_who_else_has_a_case_open_and_nobody_sees_ghosts(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    open_case(store, case_id, AYSE)
    others = presence(store, case_id, NIKOS, Doing.TYPING)
    assert [(other.person, other.doing) for other in others] == [("ayse", Doing.VIEWING)]
    clock.forward(31)
    assert presence(store, case_id, NIKOS, Doing.VIEWING) == ()
    open_case(store, case_id, AYSE)
    release(store, case_id, AYSE)
    assert presence(store, case_id, NIKOS, Doing.VIEWING) == ()


def test_opening_a_case_is_noted_once_and_not_with_every_refresh(store: Store, clock: Clock) -> None:
    case_id = drafted(store)
    for _ in range(5):
        file = open_case(store, case_id, EDITOR)
        clock.forward(10)
    assert [line.event for line in case_file(store, case_id).audit].count("opened") == 1
    assert file.complaint.text == "Kargom gelmedi!"


def test_a_case_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(InputError) as caught:
        open_case(store, 4711, AYSE)
    assert caught.value.code == "no_such_case"


def test_the_queue_learns_what_the_proposal_found(store: Store) -> None:
    case_id = drafted(store, status=Status.NEEDS_FILL, flags=(Flag.LEGAL_THREAT, Flag.REPEAT))
    row = case_file(store, case_id).row
    assert (row.tab, row.flags, row.priority) == (Tab.INFO, (Flag.LEGAL_THREAT, Flag.REPEAT), 40)


def vault(store: Store, case_id: int) -> bytes | None:
    with store.read() as tx:
        return sealed_vaults(tx).get(case_id)


def test_a_sealed_vault_comes_back_byte_for_byte_and_is_replaced(store: Store) -> None:
    case_id = take_in(store, complaint()).case_id
    assert vault(store, case_id) is None
    for sealed in (bytes(range(256)), b"\0newer\xff"):
        save_proposal(
            store,
            case_id,
            "{}",
            TEXTS,
            based_on=0,
            thread=0,
            made_by=MadeBy.COMPOSER,
            author="composer",
            summary=summary(),
            sealed=sealed,
        )
        assert vault(store, case_id) == sealed


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_a_person_writes_comes_back_identical(store: Store, text: str) -> None:
    case_id = drafted(store, number=abs(hash(text)))
    version = save_edit(store, case_id, AYSE, seen(store, case_id).version, {Audience.PRIVATE: text})
    draft = case_file(store, case_id).draft
    assert draft is not None
    assert (draft.version, dict(draft.texts)) == (version, {Audience.PRIVATE: text})
