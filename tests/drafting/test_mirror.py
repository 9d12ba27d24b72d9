"""The mirror never says anything else than the draft: it shows what says the same, or what the sentence does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.checks.lexicon import places
from assistant.domain import Language, SentenceKind
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.mirror import PART, PROMISES, Reflection, mirror
from assistant.drafting.page import ANSWER, APPROVED
from assistant.drafting.siblings import Pair, figures
from assistant.evaluation.cases import EvaluationCase
from assistant.knowledge import Knowledge
from assistant.workflow.propose import Proposer

SAMPLES = (
    "tr-s03", "tr-s05", "tr-s12", "tr-s16", "el-s03", "el-s05", "el-s11", "el-s19", "en-s04", "en-s09", "en-s12", "en-s20",
)  # fmt: skip


@pytest.fixture(scope="module")
def read(proposer: Proposer, samples: dict[str, EvaluationCase]) -> list[tuple[Case, Language, Reflection]]:
    """Every line of some drafts between greeting and sign-off, read in the two other languages."""
    cases = [proposer.understand(samples[sample].complaint)[0] for sample in SAMPLES]
    return [
        (case, language, line)
        for case in cases
        for language in set(Language) - {case.language}
        for line in _bodies(mirror(case, language))
    ]


def _bodies(lines: tuple[Reflection, ...]) -> Iterator[Reflection]:
    for place, line in enumerate(lines[1:-1], 1):
        if lines[place - 1].sentence.reply is line.sentence.reply is lines[place + 1].sentence.reply:
            yield line


@pytest.mark.parametrize("language", list(Language))
def test_the_mirror_has_a_line_for_each_sentence_of_the_draft(
    language: Language, proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    for sample in SAMPLES:
        case = proposer.understand(samples[sample].complaint)[0]
        assert tuple(line.sentence for line in mirror(case, language)) == compose(case).sentences


def test_whatever_is_shown_for_a_sentence_states_the_same_figures(
    read: list[tuple[Case, Language, Reflection]],
) -> None:
    shown = [(figures(r.sentence.text, c.language), figures(r.text, la)) for c, la, r in read if r.text]
    assert len(shown) > 80
    assert all(own == other for own, other in shown)


def test_an_apology_is_read_as_an_apology_and_nothing_else_is(read: list[tuple[Case, Language, Reflection]]) -> None:
    told = [(c, la, r) for c, la, r in read if r.text and r.sentence.kind is not SentenceKind.SOURCE]
    sorry = [
        (bool(places("apology", r.sentence.text, c.language)), bool(places("apology", r.text or "", language)))
        for c, language, r in told
    ]
    assert (True, True) in sorry
    assert all(own == other for own, other in sorry)


def test_a_promise_names_the_same_team_and_time_or_is_described_with_them(
    read: list[tuple[Case, Language, Reflection]], knowledge: Knowledge
) -> None:
    named = [
        (names[language], line.text or " ".join(line.values.values()))
        for case, language, line in read
        for names in knowledge.brand.teams.values()
        if line.sentence.kind is not SentenceKind.SOURCE
        and (line.text or line.does in PROMISES)
        and names[case.language].casefold() in line.sentence.text.casefold()
    ]
    assert len(named) > 10
    assert [said for team, said in named if team.casefold() not in said.casefold()] == []


def test_what_no_sentence_of_the_brand_says_is_described_and_a_fact_shown_with_its_whole_text(
    read: list[tuple[Case, Language, Reflection]],
) -> None:
    nothing = [line for _, _, line in read if line.text is None and line.sentence.kind is not SentenceKind.AGENT]
    assert nothing
    assert all(line.does for line in nothing)
    facts = [line for line in nothing if line.does == ANSWER]
    assert facts
    assert all(line.values["title"] and line.values["whole"] for line in facts)


def test_words_of_feeling_are_never_exchanged_for_others(read: list[tuple[Case, Language, Reflection]]) -> None:
    assert {line.text for _, _, line in read if line.does in ("empathy", "close", "close_question")} == {None}


def test_an_approved_text_is_read_as_a_whole_and_once(read: list[tuple[Case, Language, Reflection]]) -> None:
    approved = [line for _, _, line in read if any(s.startswith("text/") for s in line.sentence.sources)]
    assert {line.does for line in approved} == {APPROVED, PART}
    assert all(("whole" in line.values) == (line.does == APPROVED) for line in approved)


def test_a_sentence_the_composer_did_not_write_is_left_as_it_is(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    refund = proposer.understand(samples["tr-s03"].complaint)[0]
    draft = compose(refund)
    mine = replace(draft.sentences[2], text="Bunu ben yazdım.", kind=SentenceKind.COURTESY)
    edited = replace(draft, sentences=(*draft.sentences[:2], mine, *draft.sentences[3:]))
    assert mirror(refund, Language.EN, edited)[2] == Reflection(mine)


LINES = ("Ürünü 30 gün içinde iade edebilirsiniz.", "İade kargo ücretini biz öderiz.")
OTHERS = ("You can return the item within 14 days.", "We refund you the way you paid.")


@pytest.mark.parametrize(
    ("others", "found"),
    [
        (OTHERS, None),  # another figure
        (("You can return the item within 30 days.", *OTHERS), "You can return the item within 30 days."),
        ((), None),
    ],
)
def test_a_fact_is_only_read_as_one_with_the_same_figures(
    others: tuple[str, ...], found: str | None, knowledge: Knowledge
) -> None:
    pair = Pair(knowledge, Language.TR, Language.EN)
    assert pair.counterpart(LINES[0], LINES, others) == found


def test_a_fact_without_figures_needs_more_than_one_matter_in_common(knowledge: Knowledge) -> None:
    pair = Pair(knowledge, Language.TR, Language.EN)
    own = ("Kuponlar outlet ürünlerinde geçmez.",)
    assert pair.counterpart(own[0], own, ("The last day is written on the coupon itself.",)) is None
