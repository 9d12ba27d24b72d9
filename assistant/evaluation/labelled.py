"""Each risky check against labelled sentences: its own precision and recall, by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.checks.grounding import clauses, disagreeing
from assistant.checks.personal_data import echoes
from assistant.checks.senses import sense
from assistant.domain import Language
from assistant.errors import InputError
from assistant.evaluation.mutations import HELD_OUT
from assistant.knowledge import Knowledge
from assistant.languages.quantities import Kind, quantities
from assistant.privacy import Vault, mask

GROUNDING, ECHO = "grounding", "data_echo"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence: whether the check should fire, and what it is compared with (a source, a complaint)."""

    wanted: bool
    text: str
    context: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How one check did in one language: fired rightly, fired wrongly, stayed silent wrongly."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the firings that were right; 1 where nothing fired."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the wanted firings that came."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(frozen=True, slots=True)
class CheckScore:
    """One check in one language, on everything and on the held-out third."""

    check: str
    language: Language
    sentences: int
    all: Score
    held_out: Score

    def to_dict(self) -> dict[str, object]:
        """As plain data."""
        return {
            "check": self.check,
            "language": str(self.language),
            "sentences": self.sentences,
            "precision": round(self.all.precision, 3),
            "recall": round(self.all.recall, 3),
            "held_out_precision": round(self.held_out.precision, 3),
            "held_out_recall": round(self.held_out.recall, 3),
        }


def score_checks(evals: Path, knowledge: Knowledge) -> Iterator[CheckScore]:
    """Every ``evals/checks/<check>.<language>.tsv`` in order; raises ``InputError`` that names file and line."""
    for path in sorted((evals / "checks").glob("*.tsv")):
        name, code = path.stem.rsplit(".", 1)
        language = Language(code)
        rows = read_labelled(path)
        fired = [fires(name, row, language, knowledge) for row in rows]
        pairs = list(zip(rows, fired, strict=True))
        held = [(row, hit) for row, hit in pairs if row.held_out]
        yield CheckScore(name, language, len(rows), _score(pairs), _score(held))


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """The sentences of a file: ``yes`` or ``no``, the sentence, and what it is compared with, by tabs."""
    found: list[Labelled] = []
    seen = {True: 0, False: 0}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split("\t")
        if len(parts) not in (2, 3) or parts[0] not in ("yes", "no"):
            raise InputError(f"{path.name}:{number}: write yes or no, a tab, and the sentence")
        wanted = parts[0] == "yes"
        seen[wanted] += 1
        held = seen[wanted] % HELD_OUT == 0
        found.append(Labelled(wanted, parts[1], parts[2] if len(parts) > 2 else "", held))
    return tuple(found)


def fires(name: str, row: Labelled, language: Language, knowledge: Knowledge) -> bool:
    """Whether the check finds something in a sentence."""
    if name == GROUNDING:
        return _ungrounded(row.text, row.context, language)
    if name == ECHO:
        vault = Vault()
        mask(row.context, vault)
        values = tuple(value for values in _values(vault).values() for value in values)
        return any(True for _ in echoes(row.text, values, knowledge.brand, language))
    return bool(sense(name, row.text, language))


def _ungrounded(text: str, source: str, language: Language) -> bool:
    from assistant.checks.quantities import facts_of

    facts = facts_of(source, language)
    values = {value for _, value, _ in facts}
    for quantity in quantities(text, language):
        bare = quantity.kind is Kind.NUMBER and quantity.value in values
        if quantity.kind is not Kind.CODE and quantity.fact not in facts and not bare:
            return True
    return any(True for _ in disagreeing(text, clauses(source, language), language))


def _values(vault: Vault) -> Mapping[str, tuple[str, ...]]:
    from assistant.privacy import Kind as PersonalKind

    return {kind: tuple(vault.values(kind)) for kind in PersonalKind if kind is not PersonalKind.NAME}


def _score(pairs: list[tuple[Labelled, bool]]) -> Score:
    right = sum(row.wanted and hit for row, hit in pairs)
    wrong = sum(hit and not row.wanted for row, hit in pairs)
    return Score(right, wrong, sum(row.wanted and not hit for row, hit in pairs))
