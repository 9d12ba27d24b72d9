"""Triage with a language model's reading, on labelled complaints: asked of a model, or answered in files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from assistant.domain import MaskedText, Triage, Usage
from assistant.errors import InputError, ModelError
from assistant.evaluation.cases import EvaluationCase
from assistant.llm import ScriptedModel
from assistant.triage import History, TriageKnowledge, understand
from assistant.triage.refining import Refiner

ENDINGS = (".json", ".txt")
BETWEEN = "\n\n"

Turns = tuple[tuple[str, MaskedText], ...]
Mask = Callable[[EvaluationCase], tuple[MaskedText, Turns]]


@dataclass
class Readings:
    """Triage of cases by rules and model; counts what was ``read``, what ``failed`` and what that cost.

    With ``answers``, a folder of ``ID.json`` or ``ID.txt``, nobody is asked: a file is taken as the model's answer to
    its case, on the same way as any answer, and a case without one keeps the rules' reading. ``masked`` gives a case's
    message and the turns before it, masked together as a proposal masks them.
    """

    refiner: Refiner
    knowledge: TriageKnowledge
    masked: Mask
    now: datetime
    answers: Path | None = None
    read: int = 0
    failed: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def understand(self, case: EvaluationCase) -> Triage:
        """The triage of a case."""
        refiner = self.refiner if self.answers is None else self._answered(self.answers, case.id)
        (masked, turns), complaint = self.masked(case), case.complaint
        if refiner is None:
            return understand(masked, complaint, self.knowledge, History(), self.now)
        refined = refiner.refine(masked, complaint, self.knowledge, History(), self.now, turns)
        self.usage = self.usage + refined.usage
        if refined.told is None:
            self.failed.append(case.id)
        else:
            self.read += 1
        return refined.triage

    def prompt(self, case: EvaluationCase) -> str:
        """What a model would be asked about a case, as one text."""
        (masked, turns), complaint = self.masked(case), case.complaint
        ruled = understand(masked, complaint, self.knowledge, History(), self.now)
        messages = self.refiner.messages(masked, complaint, ruled, self.knowledge, turns)
        return BETWEEN.join(message.content for message in messages) + "\n"

    def _answered(self, folder: Path, id_: str) -> Refiner | None:
        path = next((path for ending in ENDINGS if (path := folder / f"{id_}{ending}").is_file()), None)
        if path is None:
            return None
        answer = path.read_text(encoding="utf-8-sig")
        empty = ModelError(f"{path.name} is empty", code="empty", retriable=False)
        return replace(self.refiner, model=ScriptedModel([answer if answer.strip() else empty], name=path.name))


def write_prompts(cases: Iterable[EvaluationCase], readings: Readings, folder: Path) -> int:
    """Write what a model would be asked about each case into ``folder/ID.txt``; returns how many.

    Raises ``InputError`` for a folder that holds such files already: answers belong to the prompts they were given for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for case in cases:
        path = folder / f"{case.id}.txt"
        if path.exists():
            raise InputError(f"{path} is there already; name an empty folder for --prompts")
        path.write_text(readings.prompt(case), encoding="utf-8")
        count += 1
    return count
