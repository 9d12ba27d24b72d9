"""The right passage is found on any keyboard, for the right market, or the search says that there is none."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain import Language, Market, MaskedText
from assistant.errors import ModelError
from assistant.retrieval.search import FOUND, NO_ENTRIES, NO_MATCH, NOT_COVERED, OTHER_LANGUAGE, Found, Search
from tests.retrieval.shop import EL, EN, ENTRIES, GREECE, TR, TURKEY, entry

SEARCH = Search(ENTRIES, None)


def find(text: str, language: Language | None = None, market: Market | None = None, top: int = 5) -> Found:
    return SEARCH.find(text, language=language, market=market, top=top)


def slugs(found: Found) -> list[str]:
    return [passage.id.rpartition("/")[2] for passage in found.passages]


QUESTIONS = [
    (TR, "refund-time", "iade paramı ne zaman yatıracaksınız"),
    (TR, "refund-time", "IADE PARAMI NE ZAMAN YATIRACAKSINIZ"),
    (TR, "refund-time", "iade parami ne zaman yatiracaksiniz"),
    (TR, "failed-delivery", "kurye zile basmadan gitti evdeydik"),
    (TR, "damaged-on-arrival", "hasarlii urunn kirikk cikti"),
    (TR, "damaged-on-arrival", "abajur ezilmiş geldi"),
    (EL, "refund-time", "Πότε θα πάρω τα χρήματά μου;"),
    (EL, "refund-time", "pote tha paro ta xrimata mou"),
    (EL, "refund-time", "pote 8a parw ta xrhmata mou"),
    (EL, "refund-time", "POTE THA PARO TA CHRIMATA MOU"),
    (EL, "repair-time", "i episkevi argei poly"),
    (EL, "damaged-on-arrival", "to proion hr8e spasmeno"),
    (EN, "refund-time", "when do i get my mony back"),
    (EN, "damaged-on-arrival", "my order arived brokn, a big dent"),
    (EN, "damaged-on-arrival", "the mirror was smashed on arrival"),
]


@pytest.mark.parametrize(("language", "slug", "text"), QUESTIONS)
def test_the_right_entry_comes_first_on_any_keyboard(language: Language, slug: str, text: str) -> None:
    found = find(text, language)
    assert slugs(found)[0] == slug
    assert not found.abstained
    assert found.reason.code == FOUND


@pytest.mark.parametrize(("language", "slug", "text"), QUESTIONS)
def test_a_question_of_unknown_language_goes_to_the_language_it_is_written_in(
    language: Language, slug: str, text: str
) -> None:
    found = find(text)
    assert found.language is language
    assert slugs(found)[0] == slug


def test_the_text_is_the_shared_part_and_the_markets_own() -> None:
    passage = find("iade parası kaç gün", TR, GREECE).passages[0]
    assert passage.text == "Tutar kartınıza aynı yolla döner.\n\nBildirimden sonra 14 gün içinde ödüyoruz."
    assert passage.market is GREECE


def test_in_an_unknown_market_both_sections_are_given_and_the_passage_says_so() -> None:
    passage = find("iade parası kaç gün", TR).passages[0]
    assert "ulaştıktan sonra 14 gün" in passage.text
    assert "Bildirimden sonra" in passage.text
    assert passage.market is None


def test_an_entry_that_does_not_hold_in_the_market_is_not_found_there() -> None:
    assert slugs(find("mağazalar pazar günü açık mı", TR, TURKEY))[0] == "store-hours"
    assert "store-hours" not in slugs(find("mağazalar pazar günü açık mı", TR, GREECE))


def test_entries_of_another_market_do_not_crowd_out_the_one_that_holds() -> None:
    turkish = [entry(TR, f"only-tr-{n}", "kargo nerede", tr="kargo nerede kargo nerede") for n in range(70)]
    search = Search([*turkish, entry(TR, "only-gr", "kargo", gr="kargo bilgisi")], None)
    found = search.find("kargo nerede", language=TR, market=GREECE)
    assert slugs(found) == ["only-gr"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (TR, "franchise almak istiyorum, şartlar nedir"),
        (TR, "yarın yağmur yağacak mı"),
        (EL, "dexeste bitcoin"),
        (EL, "ποιος κέρδισε τον αγώνα χθες"),
        (EN, "do you deliver by drone"),
        (EN, "please recommend a good dentist nearby"),
    ],
)
def test_what_no_entry_covers_is_declined_with_a_reason(language: Language, text: str) -> None:
    found = find(text, language)
    assert found.abstained
    assert found.reason.code in (NOT_COVERED, NO_MATCH)


def test_a_language_the_product_does_not_write_is_declined_as_such() -> None:
    found = find("Wo bleibt eigentlich mein Paket, ich warte schon lange")
    assert found.abstained
    assert found.reason.code in (OTHER_LANGUAGE, NO_MATCH)


@pytest.mark.parametrize("text", ["", "   ", "😡😡", "12", "⟦PHONE_1⟧", "xqzvw"])
def test_a_text_without_a_word_of_ours_finds_nothing(text: str) -> None:
    found = find(text, EN)
    assert found.abstained
    assert found.passages == ()
    assert found.reason.code == NO_MATCH


def test_a_language_without_entries_says_so() -> None:
    found = Search([one for one in ENTRIES if one.language is TR], None).find("my refund", language=EN, market=None)
    assert (found.abstained, found.reason.code, found.language) == (True, NO_ENTRIES, EN)
    assert Search([], None).find("kargom nerede", language=None, market=None).reason.code == NO_ENTRIES


def test_the_tone_guideline_is_found_apart_from_the_entries() -> None:
    found = SEARCH.find("bu üçüncü kez yazıyorum", language=TR, market=None, kind="tone")
    assert [passage.id for passage in found.passages] == ["tone/tr/repeat"]
    assert "repeat" not in slugs(find("bu üçüncü kez yazıyorum", TR))


def test_an_agent_only_entry_is_found_and_marked() -> None:
    found = find("geç kalan teslimat için kupon veriliyor mu", TR)
    assert slugs(found)[0] == "late-compensation"
    assert not found.passages[0].quotable


def test_an_entry_the_caller_expects_is_raised_but_never_brought_in() -> None:
    text = "ürün hasarlı geldi ve iade param yatmadı"
    plain = slugs(find(text, TR))
    least = plain[1]
    preferred = SEARCH.find(text, language=TR, market=None, prefer=[[least, "no-such-entry"]])
    assert slugs(preferred)[0] == least
    assert set(slugs(preferred)) == set(plain)


def test_each_problem_of_a_long_complaint_gets_its_passage() -> None:
    text = (
        "Merhaba, geçen hafta sizden bir koltuk aldım. Koltuğun ayağı kırık çıktı, kumaşı da çizik içinde, fotoğrafını "
        "çektim. Ayrıca iade ettiğim lambanın parası hâlâ kartıma yatmadı. Son olarak kurye bugün evde olduğum hâlde "
        "zili çalmadan gitmiş, not da bırakmamış."
    )
    assert set(slugs(find(text, TR, TURKEY))[:3]) == {"damaged-on-arrival", "refund-time", "failed-delivery"}


def test_the_excerpt_is_the_sentence_that_speaks_of_the_question() -> None:
    passage = find("kırık ürünü geri almak için ücret öder miyim, ürünü ücretsiz alır mısınız", TR).passages[0]
    assert passage.excerpt == "Ürünü ücretsiz alırız."


def test_words_of_an_address_find_nothing() -> None:
    assert find("https://price.example/match/refund @courier", EN).reason.code == NO_MATCH


@given(st.text(max_size=200), st.sampled_from([*Language, None]), st.sampled_from([*Market, None]), st.integers(1, 8))
def test_any_text_finds_at_most_top_passages_in_falling_order(
    text: str, language: Language | None, market: Market | None, top: int
) -> None:
    found = find(text, language, market, top)
    scores = [passage.score for passage in found.passages]
    assert len(scores) <= top
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 < score <= 1.0 for score in scores)
    assert all(passage.text and passage.market is market for passage in found.passages)
    assert found.abstained == (found.reason.code != FOUND)


def test_a_hostile_text_of_a_hundred_thousand_words_is_answered() -> None:
    text = " ".join(f"kargo{n} iade{n}" for n in range(50_000))
    assert find(text, TR).language is TR


def test_threads_find_what_one_alone_finds() -> None:
    alone = [find(text, language) for language, _, text in QUESTIONS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda row: Search.find(SEARCH, row[2], language=row[0], market=None), QUESTIONS * 5))
    assert together == alone * 5


def test_two_builds_of_the_same_entries_score_alike() -> None:
    other = Search(ENTRIES, None)
    for language, _, text in QUESTIONS:
        assert other.find(text, language=language, market=None) == find(text, language)


def test_an_embedding_model_lifts_what_words_alone_do_not_find() -> None:
    def embed(texts: object) -> list[list[float]]:
        assert isinstance(texts, list)
        assert all(isinstance(text, MaskedText) for text in texts)
        return [[1.0, 0.0] if "match" in text.text or "bargain" in text.text else [0.0, 1.0] for text in texts]

    text = "is the courier of the refund a bargain"
    assert slugs(SEARCH.find(text, language=EN, market=None))[0] != "price-match"
    with_model = Search(ENTRIES, None, embed, vector_share={EN: 0.9})
    assert slugs(with_model.find(text, language=EN, market=None))[0] == "price-match"
    assert slugs(Search(ENTRIES, None, embed, vector_share={EN: 0.0}).find(text, language=EN, market=None)) == slugs(
        SEARCH.find(text, language=EN, market=None)
    )


def test_while_the_embedding_model_is_down_words_alone_are_searched_and_it_is_left_alone() -> None:
    calls: list[int] = []

    def embed(texts: object) -> list[list[float]]:
        calls.append(1)
        raise ModelError("no answer", code="timeout")

    search = Search(ENTRIES, None, embed)
    for _ in range(3):
        assert search.find("where is my refund", language=EN, market=None) == find("where is my refund", EN)
    assert len(calls) == 1
