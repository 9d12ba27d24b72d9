"""What is learnt from examples helps where the lexicon is silent, explains itself, and never silences anybody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain import Action, Category, Flag, Language, Turn
from assistant.triage.categories import Classified
from assistant.triage.examples import read_examples
from assistant.triage.judging import BY_RULE_ONLY, RISK, judge
from assistant.triage.lexicon import find
from assistant.triage.notions import notions
from assistant.triage.reading import read
from assistant.triage.weights import Weights, fingerprint, learnt, read_weights, shares, write_weights
from tests.conftest import NOW
from tests.triage.conftest import Look

LEAKS = {
    Language.TR: "makine altından su akıtıyor",
    Language.EL: "το πλυντήριο στάζει από κάτω",
    Language.EN: "the machine drips underneath",
}
NOTHING_SAID = Classified(((Category.OTHER, 0.3),), ())


@pytest.mark.parametrize("language", list(Language))
def test_the_same_thing_is_the_same_notion_in_every_language(language: Language) -> None:
    assert "leak" in notions(language).of(read(LEAKS[language]))


def test_greek_typed_in_latin_letters_means_the_same() -> None:
    assert "leak" in notions(Language.EL).of(read("to plynthrio stazei"))


def test_the_weights_were_learnt_from_the_examples_that_ship() -> None:
    assert learnt().fingerprint == fingerprint(), "an example or a notion changed; run: assistant eval learn"


def test_every_language_and_every_risk_has_examples() -> None:
    examples = read_examples()
    assert {example.language for example in examples} == set(Language)
    assert {flag for example in examples for flag in example.flags or ()} == set(Flag)


def test_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "w.tsv"
    for curve in ((), ((0.25, 0.125), (0.75, 0.5))):
        weights = Weights("abc", {"notion:leak": {"billing": -0.5, "defective_product": 1.25}}, curve)
        write_weights(weights, path)
        assert read_weights(path) == weights


def test_the_score_of_the_first_category_is_how_often_such_a_share_was_right() -> None:
    weights = Weights("x", {"notion:leak": {"defective_product": 9.0, "billing": 0.0}}, ((0.1, 0.2), (0.5, 0.4)))
    assert [round(weights.believed(share), 4) for share in (0.0, 0.1, 0.3, 0.5, 0.9)] == [0.2, 0.2, 0.3, 0.4, 0.4]
    found = find(read(LEAKS[Language.EN]), Language.EN)
    assert judge(found, NOTHING_SAID, Language.EN, weights).classified.categories[0][1] == 0.4


def test_the_shipped_curve_rises_and_tells_the_doubtful_from_the_sure() -> None:
    shares, right = zip(*learnt().curve, strict=True)
    assert list(shares) == sorted(shares)
    assert list(right) == sorted(right)
    assert right[0] < 0.5 < 0.8 < right[-1] <= 1.0


def test_a_likeness_names_the_words_that_made_it() -> None:
    found = find(read(LEAKS[Language.EN]), Language.EN)
    weights = Weights("x", {"notion:leak": {"defective_product": 9.0, "billing": 0.0}})
    judged = judge(found, NOTHING_SAID, Language.EN, weights)
    assert judged.classified.categories[0][0] is Category.DEFECTIVE_PRODUCT
    assert "drips" in str(judged.classified.reasons[0].values["said"])


@pytest.mark.parametrize("silent", [Category.SPAM, Category.TROLL, Category.OFF_TOPIC])
def test_a_weak_likeness_never_leaves_anybody_without_an_answer(silent: Category) -> None:
    found = find(read(LEAKS[Language.EN]), Language.EN)
    weights = Weights("x", {"notion:leak": {str(silent): 0.6, "billing": 0.3, "refund_delay": 0.3}})
    assert judge(found, NOTHING_SAID, Language.EN, weights).classified.categories[0][0] is not silent


@pytest.mark.parametrize("flag", sorted(BY_RULE_ONLY))
def test_what_must_be_quoted_is_raised_by_words_only(flag: Flag) -> None:
    found = find(read(LEAKS[Language.EN]), Language.EN)
    weights = Weights("x", {"notion:leak": {f"{RISK}{flag}": 50.0, "other": 0.0}})
    assert judge(found, NOTHING_SAID, Language.EN, weights).risks == ()


def test_a_likeness_is_raised_as_a_risk_only_when_it_is_clear() -> None:
    found = find(read(LEAKS[Language.EN]), Language.EN)
    target = f"{RISK}{Flag.HEALTH_SAFETY}"
    faint, clear = (Weights("x", {"notion:leak": {target: weight, "other": 0.0}}) for weight in (1.0, 9.0))
    assert judge(found, NOTHING_SAID, Language.EN, faint).risks == ()
    assert [flag for flag, _ in judge(found, NOTHING_SAID, Language.EN, clear).risks] == [Flag.HEALTH_SAFETY]


def test_shares_add_up_whatever_the_scores() -> None:
    assert sum(shares({"a": 900.0, "b": -900.0, "c": 3.0}).values()) == pytest.approx(1.0)


LATE = "Siparişim on gündür gelmedi, hâlâ yolda görünüyor."


def test_where_free_text_ends_the_reviewer_sees_the_clock(look: Look) -> None:
    codes = {reason.code: reason for reason in look(LATE, "whatsapp", now=NOW + timedelta(hours=5)).why}
    assert codes["channel.window"].values["hours"] == 19


def test_where_free_text_has_ended_the_reviewer_is_told(look: Look) -> None:
    codes = {reason.code for reason in look(LATE, "whatsapp", now=NOW + timedelta(hours=24)).why}
    assert "channel.window_closed" in codes
    assert "channel.window" not in codes


@pytest.mark.parametrize("channel", ["messenger", "instagram_dm"])
def test_a_person_may_answer_for_seven_days_where_the_channel_lets_them(look: Look, channel: str) -> None:
    codes = {reason.code: reason for reason in look(LATE, channel, now=NOW + timedelta(days=2)).why}
    assert codes["channel.window_agent"].values["hours"] == 5 * 24
    assert "channel.window_closed" not in codes
    assert "channel.window_closed" in {r.code for r in look(LATE, channel, now=NOW + timedelta(days=7)).why}


def test_a_second_reply_to_a_review_says_that_it_replaces_the_first(look: Look) -> None:
    thread = (Turn("customer", LATE), Turn("brand", "Merhaba, bakıyoruz."))
    assert "channel.replaces" in {reason.code for reason in look(LATE, "google_play", thread=thread).why}
    assert "channel.replaces" not in {reason.code for reason in look(LATE, "google_play").why}
    assert "channel.replaces" not in {reason.code for reason in look(LATE, "complaint_site", thread=thread).why}


def test_the_reason_for_the_action_stays_the_last(look: Look) -> None:
    triage = look(LATE, "whatsapp")
    assert triage.action is Action.REPLY_PRIVATE
    assert triage.why[-1].code == "action.private_channel"
