"""Every prompt, rendered for one complaint a language: a change to a prompt shows as a diff.

``GOLDEN=write python -m pytest tests/drafting/test_golden.py`` writes the files anew; read the diff before committing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Audience, Language, MaskedText
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.rewrite import Control
from assistant.drafting.translating import Asked, Translator
from assistant.drafting.writer import Change, Writer
from assistant.errors import PromptError
from assistant.evaluation.cases import EvaluationCase
from assistant.languages import sentences
from assistant.llm import ChatMessage, ScriptedModel
from assistant.prompting import read_prompt
from assistant.triage.refining import Refiner
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"
SECRET = b"a fixed secret, so that fences are the same every time"


def rendered(proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, prompt: str = "draft_reply") -> str:
    case, vault = proposer.understand(samples[sample].complaint)
    messages: Sequence[ChatMessage]
    if prompt == "triage":
        asking = replace(proposer, refiner=Refiner(ScriptedModel([]), ROOT / "prompts", SECRET))
        messages = asking.reading_prompt(case, vault) or ()
    elif prompt == "translate":
        messages = Translator(ScriptedModel([]), ROOT / "prompts", SECRET).messages(translated(case))
    else:
        writer = Writer(ScriptedModel([]), ROOT / "prompts", SECRET)
        messages = writer.messages(case, proposer.masked(case, vault))
    return "\n\n".join(f"=== {message.role} ===\n{message.content}" for message in messages) + "\n"


# A reply as it may stand on a desk, so that other words of the composer's change nothing here.
REPLIES = {
    Language.TR: ("27 Ekim'de gönderdiğiniz koltuğun parası yatmamış.", "Ödeme ekibimiz 2 iş günü içinde yazacak."),
    Language.EL: ("Ο καναπές έμεινε κάτω, στη βροχή.", "Η ομάδα αποστολών μας σας γράφει σε 1 εργάσιμη ημέρα."),
    Language.EN: ("You've waited nine days for the kettle.", "Our delivery team writes within 1 working day."),
}


def translated(case: Case) -> Asked:
    """A reply and the message it answers, as a colleague who reads another language asks for them."""
    brand, body = case.knowledge.brand, tuple(map(MaskedText, REPLIES[case.language]))
    message = tuple(map(MaskedText, sentences(case.masked.text, case.language)))
    teams = tuple(brand.teams.values())
    return Asked(case.complaint.id, brand.name, case.language, READ_IN[case.language], teams, body, message)


READ_IN = {Language.TR: Language.EN, Language.EL: Language.TR, Language.EN: Language.EL}


@pytest.mark.parametrize("prompt", ["draft_reply", "triage", "translate"])
@pytest.mark.parametrize("sample", ["tr-s03", "el-s05", "en-s04"])
def test_the_rendered_prompt_is_the_one_on_file(
    proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, prompt: str
) -> None:
    found, file = rendered(proposer, samples, sample, prompt), GOLDEN / f"{prompt}.{sample}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


# Cases that read otherwise than the first three: the part of the prompt that is about them.
FURTHER = {
    "question": (("draft_reply", "triage"), ("tr-s15", "el-s14", "en-s14")),
    "public": (("draft_reply", "triage"), ("tr-s06", "el-s16", "en-s16")),
    "repeat": (("draft_reply", "triage"), ("el-s03", "en-s03")),  # tr-s03 is one
    "safety": (("triage",), ("tr-s09", "el-s09", "en-s10")),  # here an approved text stands, and no model writes
}


@pytest.mark.parametrize(
    ("kind", "prompt", "sample"),
    [(kind, prompt, sample) for kind, (asked, ids) in FURTHER.items() for prompt in asked for sample in ids],
)
def test_what_a_prompt_says_of_a_question_a_danger_a_public_page_and_a_repeat_is_on_file(
    proposer: Proposer, samples: dict[str, EvaluationCase], kind: str, prompt: str, sample: str
) -> None:
    found = rendered(proposer, samples, sample, prompt).partition("=== user ===\n")[2]
    file = GOLDEN / f"{prompt}.{kind}.{sample}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


CHANGES = {
    "shorter": lambda body: Change(Control.SHORTER, ((Audience.PRIVATE, MaskedText(body)),)),
    "warmer_passage": lambda body: Change(
        Control.WARMER, ((Audience.PRIVATE, MaskedText(body)),), (Audience.PRIVATE, MaskedText(body.split(". ")[0]))
    ),
}


@pytest.mark.parametrize("change", list(CHANGES))
@pytest.mark.parametrize("sample", ["tr-s03", "el-s05", "en-s04"])
def test_the_prompt_that_changes_a_draft_is_the_one_on_file(
    proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, change: str
) -> None:
    case, vault = proposer.understand(samples[sample].complaint)
    own = [s.text for s in compose(case).sentences if s.reply is Audience.PRIVATE][1:-1]
    writer = Writer(ScriptedModel([]), ROOT / "prompts", SECRET, change=CHANGES[change](" ".join(own)))
    asked = writer.messages(case, proposer.masked(case, vault))[-1].content
    found, file = asked[asked.index("A draft stands already") :] + "\n", GOLDEN / f"draft_reply.{change}.{sample}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_the_first_message_is_the_same_for_every_case_of_a_language_so_that_it_can_be_cached(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    first = {rendered(proposer, samples, sample).split("=== user ===")[0] for sample in ("tr-s01", "tr-s03", "tr-s12")}
    assert len(first) == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% block user %}hello{% endblock %}", r"p\.j2:1: there is no front matter"),
        ("---\ninputs: [a]\n---\n{% block user %}{{ b }}{% endblock %}", r"p\.j2:1: b is used but not declared"),
        ("---\ninputs: []\n---\n{% block user %}\n{% if %}{% endblock %}", r"p\.j2:5: "),
        ("---\ninputs: [\n---\n{% block user %}x{% endblock %}", r"p\.j2:\d: the front matter is not YAML"),
        ("---\ninputs: []\n---\nno block at all", r"p\.j2:1: there is neither a block"),
    ],
)
def test_a_mistake_in_a_prompt_file_names_its_line(tmp_path: Path, source: str, said: str) -> None:
    (tmp_path / "p.j2").write_text(source, encoding="utf-8")
    with pytest.raises(PromptError, match=said):
        read_prompt(tmp_path, "p")


def test_an_input_that_is_not_given_is_named(tmp_path: Path) -> None:
    (tmp_path / "p.j2").write_text("---\ninputs: [a]\n---\n{% block user %}{{ a }}{% endblock %}", encoding="utf-8")
    with pytest.raises(PromptError, match="input a was not given"):
        read_prompt(tmp_path, "p").messages({})


def test_a_prompt_cannot_reach_into_python(tmp_path: Path) -> None:
    source = "---\ninputs: [a]\n---\n{% block user %}{{ a.__class__.__mro__ }}{% endblock %}"
    (tmp_path / "p.j2").write_text(source, encoding="utf-8")
    with pytest.raises(PromptError):
        read_prompt(tmp_path, "p").messages({"a": "text"})
