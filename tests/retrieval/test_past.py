"""Similar complaints of the past are found by the words that tell them apart, on any keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language
from assistant.retrieval.past import most_alike

PAST = {
    1: "Koltuğun ayağı kırık geldi, fotoğrafını gönderdim.",
    2: "İade ettiğim ürünün parası hâlâ yatmadı, 10 gün oldu.",
    3: "Merhaba, siparişim hâlâ gelmedi, kargo nerede?",
    4: "Merhaba, teşekkür ederim, her şey güzeldi.",
}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("koltugun ayagi kirilmis", 1),
        ("Paramı ne zaman iade edeceksiniz? Ürünü iade ettim, hâlâ yatmadı", 2),
        ("KARGOM GELMEDİ, SİPARİŞİM NEREDE", 3),
    ],
)
def test_the_most_alike_comes_first_whatever_keyboard_it_was_typed_on(text: str, first: int) -> None:
    assert most_alike(text, PAST, Language.TR)[0] == first


def test_what_shares_only_everyday_words_is_not_alike() -> None:
    assert most_alike("Merhaba, faturam yanlış kesilmiş", PAST, Language.TR) == ()
    assert most_alike("😡 !!!", PAST, Language.TR) == ()
    assert most_alike("koltuk", {}, Language.TR) == ()


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=8), st.sampled_from(Language))
def test_any_texts_give_at_most_so_many_each_once_and_a_text_is_most_like_itself(
    text: str, others: list[str], language: Language
) -> None:
    past = dict(enumerate([*others, text]))
    found = most_alike(text, past, language)
    assert len(found) == len(set(found)) <= 3
    if found:
        assert past[found[0]].split() == text.split() or len(set(past.values())) > 1
