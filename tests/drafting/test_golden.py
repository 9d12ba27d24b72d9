"""Every prompt, rendered for one complaint a language: a change to a prompt shows as a diff.

``GOLDEN=write python -m pytest tests/drafting/test_golden.py`` writes the files anew; read the diff before committing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Audience, MaskedText
from assistant.drafting.composer import compose
from assistant.drafting.rewrite import Control
from assistant.drafting.writer import Change, Writer
from assistant.errors import PromptError
from assistant.evaluation.cases import EvaluationCase
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
    else:
        writer = Writer(ScriptedModel([]), ROOT / "prompts", SECRET)
        messages = writer.messages(case, proposer.masked(case, vault))
    return "\n\n".join(f"=== {message.role} ===\n{message.content}" for message in messages) + "\n"


@pytest.mark.parametrize("prompt", ["draft_reply", "triage"])
@pytest.mark.parametrize("sample", ["tr-s03", "el-s05", "en-s04"])
def test_the_rendered_prompt_is_the_one_on_file(
    proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, prompt: str
) -> None:
    found, file = rendered(proposer, samples, sample, prompt), GOLDEN / f"{prompt}.{sample}.txt"
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
