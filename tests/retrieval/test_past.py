"""Similar past cases come back masked, of one language, and only when an editor released them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain import Language, MaskedText
from assistant.retrieval.past import PastCase, PastCases
from assistant.retrieval.vectors import Cases
from tests.retrieval.shop import EN, TR

ASKED = MaskedText("where is the refund for the sofa I sent back")


def case(id: str, complaint: str, *, released: bool = True, language: Language = EN) -> PastCase:
    return PastCase(id, language, MaskedText(complaint), MaskedText("⟦NAME_1⟧, it is on its way."), released)


CASES = (
    case("refund", "my refund for the sofa has not come"),
    case("secret", "where is the refund for the sofa I sent back", released=False),
    case("mirror", "the mirror came cracked"),
    case("turkish", "refund sofa refund sofa", language=TR),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Cases]:
    opened = Cases(tmp_path)
    yield opened
    opened.close()


def test_only_released_cases_of_the_language_are_found_the_nearest_first(index: Cases) -> None:
    found = PastCases(CASES, index).similar(ASKED, EN)
    assert found[0][0].id == "refund"
    assert {one.id for one, _ in found} <= {"refund", "mirror"}
    assert all(isinstance(one.reply, MaskedText) for one, _ in found)


def test_a_case_that_is_no_longer_released_leaves_the_index_and_a_new_one_enters_it(index: Cases) -> None:
    PastCases(CASES, index)
    later = PastCases([*CASES[2:], case("later", "refund for a sofa, still nothing")], index)
    assert index.ids() == {"mirror", "turkish", "later"}
    assert later.similar(ASKED, EN)[0][0].id == "later"
