"""The judge's rubric stands in three languages that ask for the same things."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import pytest

from assistant.domain import Language, MaskedText
from assistant.errors import InputError
from assistant.evaluation.judging.pairs import prefer
from assistant.evaluation.judging.rubric import OWN, read_rubric, read_rubrics
from assistant.evaluation.judging.verdicts import Judged, judge_reply, values
from assistant.knowledge import Rule
from assistant.llm import ScriptedModel
from assistant.prompting import read_prompt
from tests.conftest import ROOT

EVALS = ROOT / "evals"
PROMPTS = ("heard", "handled", "voice", "preference")
LETTERS = {Language.TR: "ğışİ", Language.EL: "αάήω", Language.EN: "the"}
ANCHORS = re.compile(r"^([135]):", re.MULTILINE)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PROMPTS)
def test_every_prompt_of_the_rubric_stands_in_every_language_with_the_same_inputs(
    language: Language, name: str
) -> None:
    own, english = (read_prompt(read_rubric(EVALS, code).folder, name) for code in (language.value, "en"))
    assert own.inputs == english.inputs
    text = (read_rubric(EVALS, language.value).folder / f"{name}.j2").read_text(encoding="utf-8")
    first = (read_rubric(EVALS).folder / f"{name}.j2").read_text(encoding="utf-8")
    assert any(letter in text for letter in LETTERS[language])
    assert ANCHORS.findall(text) == ANCHORS.findall(first)


@pytest.mark.parametrize("language", Language)
def test_a_rubric_names_every_dimension_as_the_answer_must_and_the_replys_language_in_its_own_words(
    language: Language,
) -> None:
    rubric = read_rubric(EVALS, language.value)
    judged = Judged("1", Language.TR, MaskedText("Geç."), MaskedText("Üzgünüz."))
    for group in rubric.groups:
        prompt = read_prompt(rubric.folder, group)
        given = values(judged, rubric, rubric.of(group), "m")
        asked = prompt.messages({name: given[name] for name in prompt.inputs})[0].content
        assert {"Turkish", "Türkçe", "τουρκικά"} & {*re.findall(r"\w+", asked)} == {rubric.name_of(Language.TR)}
        for dimension in rubric.of(group):
            if dimension != "tone_rules":
                assert re.search(rf"^{dimension}( |$)", asked, re.MULTILINE), dimension


def test_with_own_each_reply_is_judged_by_the_rubric_in_its_language() -> None:
    assert {language: rubric.folder.name for language, rubric in read_rubrics(EVALS, OWN).items()} == {
        language: language.value for language in Language
    }
    assert {rubric.folder.name for rubric in read_rubrics(EVALS, "el").values()} == {"el"}
    with pytest.raises(InputError, match="known are el, en, tr"):
        read_rubrics(EVALS, "xx")


COMPLAINT = MaskedText("Kargom 9 gündür gelmedi, sipariş ⟦NAME_1⟧ adına.")
REPLY = MaskedText("Dokuz gün beklemek çok yorucu. Teslimat ekibimiz bakacak, 1 iş günü içinde yazacağım.")
SHORTER = MaskedText("Kargonuza bakıp size döneceğiz.")
RULE = {"id": "no-blame", "statement": "Kimse suçlanmaz.", "severity": "block", "owner": "care"}
RULES = (Rule.model_validate({**RULE, "check": {"kind": "builtin", "name": "no_blame"}}),)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PROMPTS)
def test_what_a_judge_is_asked_is_on_file(language: Language, name: str) -> None:
    """``GOLDEN=write python -m pytest tests/evaluation/test_rubrics.py`` writes the files anew; read the diff."""
    model, rubric = ScriptedModel([]), read_rubric(EVALS, language.value)
    sources = ("[faq/tr/late-delivery] Paketler 2-4 iş gününde gelir.",)
    judged = Judged("1", Language.TR, COMPLAINT, REPLY, sources, RULES)
    judge_reply(model, rubric, judged, "a1b2c3d4e5f6")
    prefer(model, rubric, judged, replace(judged, reply=SHORTER), "a1b2c3d4e5f6")
    asked = dict(zip((*rubric.groups, "preference"), model.asked, strict=False))[name]
    found = "\n\n".join(f"=== {message.role} ===\n{message.content}" for message in asked) + "\n"
    file = ROOT / "tests" / "golden" / f"rubric.{name}.{language}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")
