"""One reply judged: a question for each group of dimensions, and only answers that quote the reply count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.domain import Language, MaskedText
from assistant.errors import ModelError
from assistant.evaluation.judging.rubric import TONE_RULES, Rubric
from assistant.knowledge import Rule
from assistant.llm import ChatModel
from assistant.llm.parsing import parse_json
from assistant.prompting import fence, read_prompt

LOWEST, HIGHEST = 1, 5
_VERDICT = {
    "type": "object",
    "properties": {
        "dimension": {"type": "string"},
        "score": {"type": "integer"},
        "quote": {"type": "string"},
        "reason": {"type": "string"},
    },
    "required": ["dimension", "score", "quote", "reason"],
    "additionalProperties": False,
}
_KEPT = {
    "type": "object",
    "properties": {"rule": {"type": "string"}, "kept": {"type": "string", "enum": ["yes", "no", "none"]}},
    "required": ["rule", "kept"],
    "additionalProperties": False,
}


class Standing(StrEnum):
    """What an answer of the judge is worth."""

    SCORED = "scored"
    UNSURE = "unsure"  # the judge cannot tell
    INVALID = "invalid"  # no answer, out of range, or a quote that is not in the reply


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply as a judge sees it: masked, with what it may rest on."""

    id: str
    language: Language
    complaint: MaskedText
    reply: MaskedText
    sources: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One dimension of one reply; ``score`` 1-5 where the standing is scored."""

    id: str
    language: Language
    dimension: str
    standing: Standing
    score: float | None = None
    quote: str = ""
    reason: str = ""

    def to_dict(self) -> dict[str, object]:
        """As a line of `verdicts.jsonl`."""
        return {
            "id": self.id, "language": self.language.value, "dimension": self.dimension,
            "standing": self.standing.value, "score": self.score, "quote": self.quote, "reason": self.reason,
        }  # fmt: skip


def judge_reply(model: ChatModel, rubric: Rubric, judged: Judged, mark: str) -> list[Verdict]:
    """A verdict for every dimension of the rubric; a question that failed leaves its dimensions invalid."""
    found: list[Verdict] = []
    for group in rubric.groups:
        wanted = rubric.of(group)
        try:
            answer = ask(model, rubric, group, values(judged, rubric, wanted, mark))
        except ModelError as error:
            found += [_invalid(judged, name, f"the judge gave no answer: {error.code}") for name in wanted]
            continue
        rows = answer.get("verdicts")
        by_name = {str(row.get("dimension")): row for row in _objects(rows)}
        for name in wanted:
            if name == TONE_RULES:
                found.append(_rules_kept(judged, answer.get("rules")))
            else:
                found.append(_verdict(judged, name, by_name.get(name)))
    return found


def ask(model: ChatModel, rubric: Rubric, group: str, given: Mapping[str, object]) -> Mapping[str, object]:
    """The judge's answer to one prompt of the rubric; raises ``ModelError`` for none that can be read."""
    prompt = read_prompt(rubric.folder, group)
    messages = prompt.messages({name: given[name] for name in prompt.inputs if name in given})
    return parse_json(model.complete(messages, schema_of(group)).text)


def values(judged: Judged, rubric: Rubric, wanted: Sequence[str], mark: str) -> dict[str, object]:
    """The inputs of a group's prompt; complaint, sources and reply are fenced."""
    return {
        "language_name": rubric.name_of(judged.language),
        "complaint": fence(judged.complaint.text, mark, "complaint"),
        "reply": fence(judged.reply.text, mark, "reply"),
        "sources": "\n".join(fence(source, mark, "source") for source in judged.sources),
        "rules": [{"id": rule.id, "statement": rule.statement} for rule in judged.rules],
        "dimensions": list(wanted),
    }


def schema_of(group: str) -> Mapping[str, object]:
    """The form of the answer."""
    if group == "preference":
        fields: dict[str, object] = {
            "better": {"type": "string", "enum": ["first", "second", "neither"]},
            "quote": {"type": "string"},
            "reason": {"type": "string"},
        }
    else:
        fields = {"verdicts": {"type": "array", "items": _VERDICT}}
        if group == "voice":
            fields["rules"] = {"type": "array", "items": _KEPT}
    return {"type": "object", "properties": fields, "required": sorted(fields), "additionalProperties": False}


def _verdict(judged: Judged, name: str, row: Mapping[str, object] | None) -> Verdict:
    if row is None:
        return _invalid(judged, name, "the judge left it out")
    score, quote, reason = row.get("score"), str(row.get("quote") or ""), str(row.get("reason") or "")
    if score == 0:
        return Verdict(judged.id, judged.language, name, Standing.UNSURE, None, quote, reason)
    if isinstance(score, bool) or not isinstance(score, int) or not LOWEST <= score <= HIGHEST:
        return _invalid(judged, name, "the score is no number from 1 to 5")
    if not quote and score > LOWEST:
        return _invalid(judged, name, "nothing is quoted")
    if quote and quote not in judged.reply.text:
        return _invalid(judged, name, "the quote does not stand in the reply")
    return Verdict(judged.id, judged.language, name, Standing.SCORED, float(score), quote, reason)


def _rules_kept(judged: Judged, rows: object) -> Verdict:
    """The share of the rules that apply and are kept, on the scale of the other dimensions."""
    known = {rule.id for rule in judged.rules}
    kept = {str(row.get("rule")): row.get("kept") for row in _objects(rows)}
    said = [kept[name] for name in known if kept.get(name) in ("yes", "no")]
    if not known <= kept.keys():
        return _invalid(judged, TONE_RULES, "the judge left out a rule")
    if not said:
        return Verdict(judged.id, judged.language, TONE_RULES, Standing.UNSURE)
    share = said.count("yes") / len(said)
    broken = ", ".join(sorted(name for name in known if kept[name] == "no"))
    score = LOWEST + (HIGHEST - LOWEST) * share
    return Verdict(judged.id, judged.language, TONE_RULES, Standing.SCORED, round(score, 4), "", broken)


def _invalid(judged: Judged, name: str, why: str) -> Verdict:
    return Verdict(judged.id, judged.language, name, Standing.INVALID, None, "", why)


def _objects(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
