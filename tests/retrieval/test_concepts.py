"""The thesaurus speaks of the same things in each language, and reads phrases as they are typed."""

import pytest

from assistant.domain import Language
from assistant.languages import LANGUAGES, analysis, words
from assistant.languages.analysis import Analysis, word_list
from assistant.retrieval.concepts import concepts


def spoken(text: str, language: Language) -> set[str]:
    entry = analysis(language)
    return set(concepts(entry).of([entry.key(word) for word in words(text)]))


def names(entry: Analysis) -> list[str]:
    return [item for item in word_list(entry.folder, "concepts") if item.endswith(":")]


def test_each_language_has_the_same_concepts_in_the_same_order() -> None:
    turkish, *others = (names(entry) for entry in LANGUAGES)
    assert len(turkish) == len(set(turkish)) > 100
    assert all(other == turkish for other in others)


@pytest.mark.parametrize("entry", LANGUAGES, ids=lambda entry: str(entry.language))
def test_every_line_has_words_and_no_word_twice(entry: Analysis) -> None:
    lines: dict[str, list[str]] = {}
    name = ""
    for item in word_list(entry.folder, "concepts"):
        if item.endswith(":"):
            name = item
            lines[name] = []
        else:
            lines[name].append(item)
    assert all(lines.values())
    assert {name: [w for w in set(listed) if listed.count(w) > 1] for name, listed in lines.items()} == {
        name: [] for name in lines
    }


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        (Language.TR, "koltuğun ayağı kırık çıktı", "damaged"),
        (Language.TR, "koltugun ayagi kirik cikti", "damaged"),
        (Language.TR, "kartımdan iki kere çekmişsiniz", "twice"),
        (Language.TR, "kargom hala ortada yok", "not_arrived"),
        (Language.EL, "ο καναπές ήρθε σπασμένος", "damaged"),
        (Language.EL, "o kanapes hr8e spasmenos", "damaged"),
        (Language.EL, "diagrafi ton dedomenon mou", "data_deletion"),
        (Language.EL, "δεν έχει έρθει το δέμα", "not_arrived"),
        (Language.EN, "the vase was smashed", "damaged"),
        (Language.EN, "it never even arrived", "not_arrived"),  # one word between
        (Language.EN, "you charged me twice", "twice"),
    ],
)
def test_a_text_speaks_of_its_concept_in_other_words(language: Language, text: str, concept: str) -> None:
    assert concept in spoken(text, language)


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        (Language.TR, "paramparça oldu", "refund"),  # not «param»
        (Language.TR, "kasada sıra vardı", "entertainment"),  # not «şiir»
        (Language.EL, "ρε παιδιά πού είναι", "baby"),
        (Language.EL, "από το πόδι του τραπεζιού", "points"),
        (Language.EN, "paid in instalments", "installation"),
        (Language.EN, "never mind, it has now somehow all arrived", "not_arrived"),  # too far apart
        (Language.EN, "@meltemia hello", "safety"),
    ],
)
def test_look_alikes_speak_of_something_else(language: Language, text: str, concept: str) -> None:
    assert concept not in spoken(text, language)


def test_what_few_brands_have_an_entry_on_is_marked() -> None:
    for entry in LANGUAGES:
        assert {"franchise", "travel"} <= concepts(entry).seldom
        assert "refund" not in concepts(entry).seldom
