"""One shelf gives the same scores whether the index finds them or they are added up from what each word is worth."""

import pytest

from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.evaluation.cases import EvaluationCase
from assistant.languages import analysis
from assistant.retrieval.lexical import build


@pytest.mark.parametrize("language", list(Language))
def test_scores_added_up_word_by_word_are_those_of_the_index_to_the_last_digit(
    language: Language, product: Product, samples: dict[str, EvaluationCase]
) -> None:
    shelf = build([one for one in product.entries_today() if one.language is language], analysis(language), None)
    asked = [tokens for case in samples.values() if (tokens := shelf._tokens(case.complaint.text))]
    assert len(asked) > 20
    assert [shelf._summed(tokens, 30) for tokens in asked] == [shelf._searched(tokens, 30) for tokens in asked]
