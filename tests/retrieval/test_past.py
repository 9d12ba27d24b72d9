"""Similar past cases come back masked, of one language, and only when an editor released them."""

from assistant.domain import MaskedText
from assistant.retrieval.past import PastCase, PastCases
from assistant.retrieval.vectors import Cases
from tests.retrieval.shop import EN, TR

ASKED = MaskedText("where is the refund for the sofa I sent back")


def case(id: str, complaint: str, *, released: bool = True, language: object = EN) -> PastCase:
    return PastCase(id, language, MaskedText(complaint), MaskedText("⟦NAME_1⟧, it is on its way."), released)  # type: ignore[arg-type]


CASES = (
    case("refund", "my refund for the sofa has not come"),
    case("secret", "where is the refund for the sofa I sent back", released=False),
    case("mirror", "the mirror came cracked"),
    case("turkish", "refund sofa refund sofa", language=TR),
)


def test_only_released_cases_of_the_language_are_found_the_nearest_first() -> None:
    found = PastCases(CASES, Cases(None)).similar(ASKED, EN)
    assert [one.id for one, _ in found][0] == "refund"
    assert {one.id for one, _ in found} <= {"refund", "mirror"}
    assert all(isinstance(one.reply, MaskedText) for one, _ in found)


def test_a_case_that_is_no_longer_released_leaves_the_index_and_a_new_one_enters_it() -> None:
    index = Cases(None)
    index.forget(index.ids())
    PastCases(CASES, index)
    later = PastCases([*CASES[2:], case("later", "refund for a sofa, still nothing")], index)
    assert index.ids() == {"mirror", "turkish", "later"}
    assert [one.id for one, _ in later.similar(ASKED, EN)][0] == "later"
