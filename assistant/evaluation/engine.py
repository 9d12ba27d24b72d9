"""From a proposer and what a person asked for to answers: seed, ablation, kept answers, what a run is made of."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.domain import Language, Proposal, Reason
from assistant.drafting.budget import Parts
from assistant.drafting.case import Case
from assistant.drafting.writer import SCHEMA, Masked, Writer, quiet
from assistant.errors import InputError
from assistant.evaluation.asking import KeptModel, Taken
from assistant.evaluation.caches import AnswerCache
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.runs import Answering
from assistant.evaluation.scorecard import Scorecard
from assistant.evaluation.spending import Estimate, Price, Purse, estimate
from assistant.evaluation.throttle import Throttle
from assistant.knowledge import Knowledge
from assistant.llm import ChatMessage
from assistant.llm.policy import Policy
from assistant.retrieval.search import Found
from assistant.triage.answer import SCHEMA as READING
from assistant.workflow.propose import Proposer

ABLATIONS = ("faq", "tone", "examples")
SAMPLE = 24  # cases whose prompts an estimate is made from


@dataclass(frozen=True)
class Engine:
    """What answers the cases of a run; ``model`` is ``None`` with the composer."""

    proposer: Proposer
    model: KeptModel | None
    purse: Purse
    concurrency: int
    processes: int
    seed: int

    def answering(self, card: Scorecard) -> Answering:
        """How the runner uses it: one case a thread, more threads than questions so that the next prompt is ready."""
        threads = 1 if self.model is None else max(1, 2 * self.concurrency // self.processes)
        taken = self.model.taken if self.model else Taken
        return Answering(self.propose, card, taken, self.warm, self.processes, threads)

    def warm(self, cases: Sequence[EvaluationCase]) -> None:
        """Draft one case of each language without a model: word lists and indexes are read once, not by each thread."""
        composer = replace(self.proposer, writer=None, refiner=None)
        for case in {case.expected.language: case for case in cases}.values():
            composer.propose(case.complaint)
        if self.model is not None:
            self.model.open()

    def propose(self, case: EvaluationCase) -> Proposal:
        """The proposal for a case; another seed gives other words."""
        with self.model.working() if self.model else nullcontext():
            return self.proposer.propose(case.complaint, attempt=self.seed)[0]

    def estimate(self, cases: Sequence[EvaluationCase], cache: AnswerCache, price: Price | None) -> Estimate | None:
        """What answering these would take, from the prompts of a sample; ``None`` with the composer."""
        writer = self.proposer.writer
        if self.model is None or writer is None:
            return None
        sample = cases[:: max(1, len(cases) // SAMPLE)]
        asked: list[tuple[Sequence[ChatMessage], bool]] = []
        for case in sample:
            understood, vault = self.proposer.understand(case.complaint, attempt=self.seed)
            if (read := self.proposer.reading_prompt(understood, vault)) is not None:
                asked.append((read, self.model.knows(read, READING)))
            if not quiet(understood):
                messages = writer.messages(understood, self.proposer.masked(understood, vault))
                asked.append((messages, self.model.knows(messages, SCHEMA)))
        share = len(asked) / max(1, len(sample))
        return estimate(asked, round(len(cases) * share), self.model.name, cache, price)


def engine(
    proposer: Proposer,
    cache: AnswerCache,
    *,
    price: Price | None = None,
    max_cost: float | None = None,
    concurrency: int = 8,
    per_minute: float | None = None,
    processes: int | None = None,
    seed: int = 0,
    without: str | None = None,
) -> Engine:
    """An engine around a proposer; raises ``InputError`` for a bound without a price or an ablation without effect."""
    writer = proposer.writer
    if max_cost is not None and writer is not None and price is None:
        raise InputError(f"--max-cost needs a price for {writer.model.name}; add it to evals/prices.yaml")
    purse = Purse(max_cost, price)
    hands = processes or (os.cpu_count() or 1)
    if without == "faq":
        proposer = replace(proposer, find=_nothing_found)
    model = None
    if writer is not None:
        inner = writer.model
        if isinstance(getattr(inner, "policy", None), Policy):
            # The throttle decides here when to ask again; a breaker that rests would fail cases that only have to wait.
            inner.policy = Policy(tries=1, patience=1_000_000)  # type: ignore[attr-defined]
        per_hand = max(1, concurrency // hands)
        throttle = Throttle(per_hand, per_minute=per_minute / hands if per_minute else None)
        model = KeptModel(inner, cache, throttle, purse, seed)
        kind = _Untoned if without == "tone" else type(writer)
        refiner = replace(proposer.refiner, model=model) if proposer.refiner else None
        proposer = replace(proposer, writer=kind(model, writer.prompts, writer.secret), refiner=refiner)
    elif without == "tone":
        raise InputError("the composer writes from the brand's phrases, not from the guideline; add --model")
    return Engine(proposer, model, purse, concurrency, hands, seed)


def without_examples(knowledge: Knowledge) -> Knowledge:
    """The knowledge with no example questions in its entries: what they add to retrieval."""
    bare = tuple(replace(e, card=e.card.model_copy(update={"examples": ()})) for e in knowledge.entries)
    return replace(knowledge, entries=bare)


def versions(knowledge: Knowledge, prompts: Path, evals: Path) -> dict[str, object]:
    """What a run depends on, for its manifest: program, knowledge, guidelines, prompts and the scorecard."""
    try:
        program = version("complaint-assistant")
    except PackageNotFoundError:
        program = "unknown"
    return {
        "program": program,
        "code": _fingerprint(Path(__file__).parents[1], ("**/*.py", "**/*.yaml", "**/*.txt")),
        "knowledge": knowledge.fingerprint,
        "guidelines": {str(language): guideline.version for language, guideline in sorted(knowledge.tone.items())},
        "prompts": _fingerprint(prompts, ("**/*.j2",)),
        "scorecard": _fingerprint(evals, ("scorecard.yaml",)),
    }


def only(language: str | None) -> Callable[[EvaluationCase], bool]:
    """Whether a case is in a language; in any for ``None``."""
    return lambda case: language is None or case.expected.language == language


def _fingerprint(folder: Path, patterns: Sequence[str]) -> str:
    found = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
        if "sample" not in path.relative_to(folder).parts[:1]:
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:12]


def _nothing_found(text: str, *, language: Language, **_: object) -> Found:
    return Found((), True, Reason("search.no_entries"), language)


class _Untoned(Writer):
    """The writer without the guideline: neither rules nor voice nor advice for the situation."""

    def values(self, case: Case, masked: Masked, faults: Sequence[str], kept: Parts | None = None) -> dict[str, object]:
        """The prompt's inputs with the guideline's places empty."""
        told: Mapping[str, object] = super().values(case, masked, faults, kept)
        return {**told, "rules": [], "tone": "", "guidance": ""}
