"""The damage done to good replies: it is seeded, it changes something, and enough of it is found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from assistant.domain import Language
from assistant.evaluation.damage import DAMAGES
from assistant.evaluation.damage.parts import parts
from assistant.evaluation.mutations import Good, Material, measure, read_material, read_replies
from assistant.knowledge import Knowledge
from assistant.workflow.propose import Proposer
from tests.conftest import NOW

EVALS = Path(__file__).parents[2] / "evals"


@pytest.fixture(scope="module")
def replies(knowledge: Knowledge) -> dict[Language, tuple[Good, ...]]:
    return {language: read_replies(EVALS, language, knowledge.channels, NOW) for language in Language}


def test_there_are_forty_good_replies_a_language_and_more_than_twenty_five_kinds_of_damage(
    replies: dict[Language, tuple[Good, ...]],
) -> None:
    assert all(len(goods) >= 40 for goods in replies.values())
    assert len({damage.kind for damage in DAMAGES}) == len(DAMAGES) >= 25


def test_a_reply_falls_into_greeting_body_and_closing_without_loss(replies: dict[Language, tuple[Good, ...]]) -> None:
    for goods in replies.values():
        for good in goods:
            greeting, body, closing = parts(good.reply)
            assert greeting + body + closing == good.reply
            assert "{agent_" in closing
            assert body.strip()


@pytest.mark.parametrize("language", list(Language))
def test_every_damage_is_the_same_for_the_same_seed_and_changes_something(
    language: Language, replies: dict[Language, tuple[Good, ...]], knowledge: Knowledge
) -> None:
    material: Material = read_material(EVALS, language, knowledge, replies)
    made: Counter[str] = Counter()
    for good in replies[language][:6]:
        for damage in DAMAGES:
            first, again = (damage.make(good, material, Random(5)) for _ in range(2))
            assert first == again
            if first is not None:
                assert (first.reply, first.complaint, first.sentences) != (good.reply, good.complaint, ())
                made[damage.kind] += 1
    assert len(made) >= 25


def test_most_damage_to_a_few_replies_is_caught_and_none_of_the_untouched_is_blamed(
    knowledge: Knowledge, proposer: Proposer
) -> None:
    report = measure(EVALS, knowledge, proposer.reviewer, NOW, every=20)
    caught, total = report.caught()
    assert caught / total >= 0.9
    assert report.false_alarms == ()
