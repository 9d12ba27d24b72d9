"""The commands around a draft ask the server who may do what, and what they show is text."""

from __future__ import annotations

import pytest

from assistant.access import Person, Role
from assistant.bootstrap import Product
from assistant.domain import Audience, Language
from assistant.knowledge import Knowledge
from assistant.store import Store, case_file
from assistant.store.earlier import recent_replies
from assistant.web.parts import Parts
from assistant.web.stored import read_stored
from assistant.web.trying import answer_trying, tried
from tests.workflow.desk_days import drafted, sign_off


def parts(knowledge: Knowledge, store: Store, product: Product) -> Parts:
    def unused(*_: object, **__: object) -> object:
        raise AssertionError("nothing here drafts or checks")

    no = unused
    return Parts(store, lambda: knowledge, no, no, no, product.policy(), no, no, no, no, b"")  # type: ignore[arg-type]


@pytest.mark.parametrize(("role", "allowed"), [(Role.AGENT, False), (Role.EDITOR, True), (Role.LEAD, True)])
def test_only_who_edits_the_guideline_may_try_it(
    knowledge: Knowledge, store: Store, product: Product, role: Role, allowed: bool
) -> None:
    fields = {"language": "en", "proud-1": "We apologise for any inconvenience."}
    person = Person(1, "x", "X", role)
    screen = answer_trying(parts(knowledge, store, product), person, Language.EN, {"fields": fields})
    assert ("result" in screen.html) is allowed
    assert (screen.answer.get("code") == "may_not") is not allowed


@pytest.mark.parametrize(
    "fields", [{}, {"language": "xx", "proud-1": "a"}, {"language": "tr"}, {"language": "tr", "proud-1": 3}, "x"]
)
def test_a_form_that_no_page_sends_is_answered_with_a_sentence(
    knowledge: Knowledge, store: Store, product: Product, fields: object
) -> None:
    person = Person(1, "x", "X", Role.EDITOR)
    screen = answer_trying(parts(knowledge, store, product), person, Language.EN, {"fields": fields})
    assert screen.answer["error"]


def test_the_pieces_of_a_tried_reply_add_up_to_it_and_each_mark_has_its_rule(knowledge: Knowledge) -> None:
    text = "We apologise for any inconvenience caused!!! Unfortunately we cannot help you, as per our policy."
    found = tried("regretted", text, knowledge.tone[Language.EN])
    assert "".join(piece for _, piece in found.pieces) == text
    assert {number for number, _ in found.pieces if number} <= {number for number, _ in found.rules}
    assert found.rules


def test_promises_are_measured_by_a_role_of_the_authority_sheet_and_accounts_give_no_right_to_money(
    knowledge: Knowledge, store: Store, product: Product
) -> None:
    measured = {role: parts(knowledge, store, product).promises_as(Person(1, "x", "X", role)) for role in Role}
    assert measured[Role.LEAD] == "lead"
    assert measured[Role.ADMIN] == measured[Role.AGENT] == measured[Role.EDITOR] == "agent"


def test_a_proposal_without_a_pack_has_none_and_one_with_half_a_pack_is_shown_with_what_it_has() -> None:
    assert read_stored("{}", Language.EN).pack is None
    pack = read_stored('{"pack": {"card": null, "note": [{"code": "pack.market"}], "closing": 3}}', Language.EN).pack
    assert pack is not None
    assert (pack.card, [reason.code for reason in pack.note], pack.closing) == (None, ["pack.market"], ())


def test_a_public_reply_is_held_against_what_the_page_s_readers_read_before(store: Store) -> None:
    first, second = drafted(store, 1), drafted(store, 2)
    assert recent_replies(store, case_file(store, second).row) == ()
    sign_off(store, first)
    texts = recent_replies(store, case_file(store, second).row)
    assert list(texts) == [case_file(store, first).decisions[-1].text] or len(texts) == 1
    assert recent_replies(store, case_file(store, first).row) == ()
    assert Audience.PUBLIC in (posting.audience for posting in case_file(store, first).outbox)
