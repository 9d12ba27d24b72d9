"""A long complaint is searched problem by problem, a short one as a whole."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.languages import words
from assistant.retrieval.segments import segments

LONG = (
    "The sofa came a week late and nobody called. One leg is cracked from top to bottom. I rang four times. No answer. "
    "And the refund for the lamp is still missing, three weeks after I sent it back."
)


def test_a_long_complaint_is_cut_into_groups_of_whole_sentences() -> None:
    assert segments(LONG, Language.EN) == [
        "The sofa came a week late and nobody called.",
        "One leg is cracked from top to bottom.",
        "I rang four times. No answer. And the refund for the lamp is still missing, three weeks after I sent it back.",
    ]


def test_a_short_complaint_has_one_problem() -> None:
    assert segments("The sofa came late. One leg is cracked.", Language.EN) == []


@given(st.text(alphabet="ab .!\n", max_size=600), st.sampled_from(Language))
def test_segments_lose_no_word_unless_there_are_too_many(text: str, language: Language) -> None:
    found = segments(text, language)
    assert len(found) <= 8
    if found and len(found) < 8:
        assert words(" ".join(found)) == words(text)
