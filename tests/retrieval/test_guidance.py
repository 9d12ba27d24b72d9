"""The writer and the reviewer get what the guideline says for this situation, these words and this channel."""

import pytest

from assistant.bootstrap import Product
from assistant.domain import Audience, Language, Passage, Situation
from assistant.retrieval.guidance import BAD, GOOD, guidance, guideline_entries

BOTH = (Audience.PUBLIC, Audience.PRIVATE)


@pytest.fixture(scope="module")
def rules(product: Product):  # type: ignore[no-untyped-def]
    search = product.search()

    def find(language: Language, text: str, situation: Situation, audiences: object = BOTH) -> tuple[Passage, ...]:
        guideline = product.knowledge.tone[language]
        return guidance(
            search, guideline, text, situation=situation, channel="email", style="letter", audiences=audiences
        )  # type: ignore[arg-type]

    return find


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("situation", [Situation.REPEAT, Situation.REFUSAL, Situation.PRAISE])
def test_the_situation_comes_first_and_no_other_situation_with_it(
    rules, language: Language, situation: Situation
) -> None:  # type: ignore[no-untyped-def]
    found = [one.id for one in rules(language, "refund iade επιστροφή", situation)]
    assert found[0] == f"tone/{language}/{situation}"
    assert not {f"tone/{language}/{other}" for other in Situation} & set(found[1:])


def test_the_words_lead_to_rules_whose_examples_share_them(rules) -> None:  # type: ignore[no-untyped-def]
    found = rules(Language.EN, "you guarantee it will never happen again? give me your word", Situation.ANSWER)
    texts = " ".join(one.text for one in found[1:])
    assert len(found) > 1
    assert GOOD in texts or BAD in texts


def test_a_rule_out_of_scope_is_left_out(product: Product, rules) -> None:  # type: ignore[no-untyped-def]
    guideline = product.knowledge.tone[Language.EN]
    public_only = {f"tone/en/rule-{r.id}" for r in guideline.card.rules if r.scope.get("audience") == "public"}
    assert public_only
    text = "please comment here with my order number and phone in public"
    assert not public_only & {one.id for one in rules(Language.EN, text, Situation.ANSWER, (Audience.PRIVATE,))}


def test_every_rule_and_situation_can_be_found_and_none_may_be_quoted(product: Product) -> None:
    for guideline in product.knowledge.tone.values():
        entries = guideline_entries(guideline)
        assert len({one.id for one in entries}) == len(entries)
        assert {f"tone/{guideline.language}/rule-{rule.id}" for rule in guideline.card.rules} <= {e.id for e in entries}
        assert all(one.kind == "tone" and not one.quotable for one in entries)
