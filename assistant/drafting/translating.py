"""Having a model put a draft and the message it answers into the reviewer's language, line by line, to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.domain import Language, MaskedText, Usage
from assistant.drafting.writer import LANGUAGE_NAMES
from assistant.errors import ModelError, PromptError
from assistant.llm import ChatMessage, ChatModel
from assistant.llm.parsing import parse_json
from assistant.prompting import fence, read_prompt, token

PROMPT = "translate"
PROMPT_FAILED = "prompt"  # the code where the prompt file is missing or cannot be rendered
LONGEST = 12_000  # characters of the customer's lines; whoever wrote more is read in the original from there on
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["number", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["lines"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be translated: the lines of a draft in ``language`` and those of the message, masked.

    ``case`` is the complaint's id, ``teams`` the brand's teams as either language calls them.
    """

    case: str
    brand: str
    language: Language
    to: Language
    teams: Sequence[Mapping[Language, str]]
    draft: tuple[MaskedText, ...] = ()
    message: tuple[MaskedText, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """A line for each that was asked for, the draft's first, and what it cost; with ``failed``, a code, none."""

    lines: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    failed: str = ""


@dataclass(frozen=True)
class Translator:
    """Translates with a model from the prompt ``translate``; ``secret`` makes the fence nobody can guess."""

    model: ChatModel
    prompts: Path
    secret: bytes

    def translate(self, asked: Asked) -> Translated:
        """The lines in the other language; an answer that leaves one out is none, and costs all the same."""
        usage = Usage()
        try:
            completion = self.model.complete(self.messages(asked), SCHEMA)
            usage = completion.usage
            return Translated(_lines(parse_json(completion.text), len(asked.draft) + len(asked.message)), usage)
        except PromptError:
            return Translated(failed=PROMPT_FAILED)
        except ModelError as error:
            return Translated((), usage, error.code)

    def messages(self, asked: Asked) -> tuple[ChatMessage, ...]:
        """What would be sent; the lines of the message are numbered on from those of the draft."""
        mark = token(self.secret, asked.case)
        values: dict[str, object] = {
            "brand": asked.brand,
            "from_language": LANGUAGE_NAMES[asked.language],
            "to_language": LANGUAGE_NAMES[asked.to],
            "teams": [f"{names[asked.language]} = {names[asked.to]}" for names in asked.teams],
            "mark": mark,
            "draft": _fenced(asked.draft, mark, "draft", 1),
            "message": _fenced(asked.message, mark, "message", len(asked.draft) + 1),
        }
        return read_prompt(self.prompts, PROMPT).messages(values)


def _fenced(lines: Sequence[MaskedText], mark: str, label: str, first: int) -> str:
    numbered = (f"{number}. {' '.join(line.text.split())}" for number, line in enumerate(lines, first))
    return fence("\n".join(numbered), mark, label) if lines else ""


def _lines(answer: Mapping[str, object], count: int) -> tuple[str, ...]:
    rows = answer.get("lines")
    found: dict[int, str] = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("number"), int) and isinstance(row.get("text"), str):
            found.setdefault(row["number"], " ".join(row["text"].split()))
    if not all(found.get(number) for number in range(1, count + 1)):
        raise ModelError("the answer leaves out a line that was to be translated", code="bad_json", retriable=True)
    return tuple(found[number] for number in range(1, count + 1))
