"""Asking a language model to read a message that the rules have read, from the prompt ``triage``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from assistant.domain import Complaint, MaskedText, Reason, Triage, Usage
from assistant.errors import ModelError, PromptError
from assistant.llm import ChatMessage, ChatModel
from assistant.llm.parsing import parse_json
from assistant.prompting import fence, read_prompt, shortened, token
from assistant.triage.answer import SCHEMA, Told, read_answer
from assistant.triage.history import History
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.understand import understand

PROMPT = "triage"
PROMPT_FAILED = "prompt"  # the code noted where an edited prompt cannot be rendered
LONGEST = 6_000  # characters of a message
LONGEST_THREAD, SHORTEST_TURN = 3_000, 100  # characters of the conversation before it; no turn is cut to less


@dataclass(frozen=True, slots=True)
class Refined:
    """A triage with what asking the model cost; ``told`` is ``None`` where the rules' reading stands alone."""

    triage: Triage
    usage: Usage = field(default_factory=Usage)
    told: Told | None = None


@dataclass(frozen=True)
class Refiner:
    """Lets a model read after the rules; ``secret`` makes the fence nobody can guess."""

    model: ChatModel
    prompts: Path
    secret: bytes

    def refine(
        self,
        masked: MaskedText,
        complaint: Complaint,
        knowledge: TriageKnowledge,
        history: History,
        now: datetime,
        thread: Sequence[tuple[str, MaskedText]] = (),
    ) -> Refined:
        """The triage with the model's reading joined; where that fails the rules' alone, with a note why."""
        ruled = understand(masked, complaint, knowledge, history, now)
        usage = Usage()
        try:
            completion = self.model.complete(self.messages(masked, complaint, ruled, knowledge, thread), SCHEMA)
            usage = completion.usage
            told = read_answer(parse_json(completion.text), masked.text)
        except (ModelError, PromptError) as error:
            return Refined(_noted(ruled, error), usage)
        return Refined(understand(masked, complaint, knowledge, history, now, told=told), usage, told)

    def messages(
        self,
        masked: MaskedText,
        complaint: Complaint,
        ruled: Triage,
        knowledge: TriageKnowledge,
        thread: Sequence[tuple[str, MaskedText]] = (),
    ) -> tuple[ChatMessage, ...]:
        """What would be sent; ``ruled`` is the rules' reading, given as a hint."""
        mark = token(self.secret, complaint.id)
        values: dict[str, object] = {
            "brand": knowledge.brand,
            "mark": mark,
            "channel": complaint.channel,
            "public": complaint.public,
            "written": f"{complaint.received_at:%A %Y-%m-%d}",
            "hint": _hint(ruled),
            "details": sorted({slot for playbook in knowledge.playbooks.values() for slot in playbook.needs}),
            "thread": "\n".join(fence(text, mark, sender) for sender, text in _latest(thread)),
            "complaint": fence(shortened(masked.text, LONGEST), mark, "complaint"),
        }
        return read_prompt(self.prompts, PROMPT).messages(values)


def _hint(ruled: Triage) -> list[str]:
    """The rules' reading in lines of codes."""
    return [
        "categories: " + ", ".join(f"{code} ({score:.2f})" for code, score in ruled.categories),
        "flags: " + (", ".join(ruled.flags) or "none"),
        f"language: {ruled.written}; market: {ruled.market or 'unknown'}; emotion: {ruled.emotion} ({ruled.intensity})",
    ]


def _latest(thread: Sequence[tuple[str, MaskedText]]) -> list[tuple[str, str]]:
    """The last turns of a conversation in their order, as many as there is room for, the earliest of them shortened."""
    room, kept = LONGEST_THREAD, list[tuple[str, str]]()
    for sender, text in reversed(thread):
        if room < SHORTEST_TURN:
            break
        kept.insert(0, (sender, shortened(text.text, room)))
        room -= len(text.text)
    return kept


def _noted(ruled: Triage, error: ModelError | PromptError) -> Triage:
    """The rules' reading with a note that the model was asked in vain; the reason for the action stays the last."""
    note = Reason("refine.failed", {"code": error.code or PROMPT_FAILED})
    return replace(ruled, why=(*ruled.why[:-1], note, *ruled.why[-1:]))
