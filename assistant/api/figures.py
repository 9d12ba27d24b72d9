"""The product's figures as Prometheus reads them: gauges for what stands, counters (``_total``) for what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assistant.store import Posting, Store, counts
from assistant.store.jobs import job_counts
from assistant.store.outbox import posting_counts
from assistant.store.spending import Use, uses
from assistant.store.status import OPEN_WORK, deliveries, oldest, overdue_by_urgency
from assistant.store.tallies import ALARMS, COMPLAINTS, DRAFTS, ERRORS, MODEL_CALLS, SENDS, Tally, read_tallies

Values: TypeAlias = tuple[str, ...]
Figures: TypeAlias = Mapping[Values, float]

# Shown from the beginning, so that the first one is seen as a rise.
OUTCOMES = {
    COMPLAINTS: (("taken_in",), ("written_again",), ("refused",)),
    DRAFTS: (("composer", "made"), ("composer", "failed"), ("model", "made"), ("model", "failed")),
    ALARMS: (("soon",), ("late",)),
    SENDS: ((Posting.SENT.value,), (Posting.UNKNOWN.value,), (Posting.FAILED.value,), ("refused_by_channel",)),
}


@dataclass(frozen=True, slots=True)
class Family:
    """Figures of one name: what they are, the labels that tell them apart, and each figure by its labels' values."""

    name: str
    sentence: str
    labels: Values
    figures: Figures


def exposition(store: Store) -> str:
    """Every figure in Prometheus' text format."""
    return "".join(line for family in (*_standing(store), *_counted(store)) for line in _lines(family))


def _standing(store: Store) -> Iterator[Family]:
    tabs = counts(store)
    with store.read() as tx:
        jobs, texts, since, late = job_counts(tx), posting_counts(tx), oldest(tx), overdue_by_urgency(tx)
        left = deliveries(tx, ("refused", "open"))  # few, whatever came in
        ages: Figures = {
            (work.replace(" ", "_"),): max((tx.now - since.get(work, tx.now)).total_seconds(), 0) for work in OPEN_WORK
        }
    total: Figures = {(tab.value,): one.total for tab, one in tabs.items()}
    overdue: Figures = {(tab.value,): one.overdue for tab, one in tabs.items()}
    yield Family("cases", "Cases by list of the desk.", ("tab",), total)
    yield Family("cases_overdue", "Cases past their deadline, by list of the desk.", ("tab",), overdue)
    yield Family("sla_overdue", "Cases past their deadline, by how pressing they are.", ("urgency",), _by_one(late))
    yield Family("oldest_seconds", "How long the oldest piece of each open work has waited.", ("work",), ages)
    yield Family("deliveries", "Deliveries that are no case's, by why.", ("outcome",), _by_one(left))
    yield Family("jobs", "Background work by state.", ("state",), _by_one(jobs))
    yield Family("replies", "Approved texts by state.", ("state",), _by_one(texts))


def _counted(store: Store) -> Iterator[Family]:
    with store.read() as tx:
        tallies, asked = read_tallies(tx.connection), uses(tx)
    by_outcome: Figures = {(use.model, use.outcome): use.drafts for use in asked}
    for name, sentence, labels, figures in (
        ("complaints", "Complaints and further messages.", ("outcome",), _of(tallies, COMPLAINTS, 2)),
        ("drafts", "Drafts by who made them and what came of it.", ("maker", "outcome"), _of(tallies, DRAFTS, 1, 2)),
        ("sends", "Attempts to send an approved text.", ("outcome",), _of(tallies, SENDS, 2)),
        ("errors", "Work that failed; most of it is tried again.", ("part", "code"), _of(tallies, ERRORS, 1, 2)),
        ("sla_alarms", "Deadlines pointed out, near and passed.", ("level",), _of(tallies, ALARMS, 2)),
        ("model_calls", "Calls of models.", ("model",), _of(tallies, MODEL_CALLS, 1)),
        ("model_drafts", "Drafts asked of models, by what came of it.", ("model", "outcome"), by_outcome),
        ("model_tokens", "Tokens models read and wrote.", ("kind",), _tokens(asked)),
        ("model_cost_usd", "What models cost, by the prices set.", ("model",), _costs(asked)),
    ):
        yield Family(f"{name}_total", sentence, labels, figures)


def _by_one(figures: Mapping[str, int]) -> Figures:
    return {(name,): figure for name, figure in figures.items()}


def _of(tallies: Sequence[Tally], name: str, *columns: int) -> Figures:
    """The tallies of a name, told apart by some of their columns: 1 is the part, 2 the outcome."""
    found: dict[Values, float] = dict.fromkeys(OUTCOMES.get(name, ()), 0.0)
    for tally in tallies:
        if tally.name == name:
            key = tuple((name, tally.part, tally.outcome)[column] for column in columns)
            found[key] = found.get(key, 0.0) + tally.total
    return found


def _tokens(asked: Sequence[Use]) -> Figures:
    return {
        ("input",): sum(use.usage.input_tokens for use in asked),
        ("cached",): sum(use.usage.cached_tokens for use in asked),
        ("output",): sum(use.usage.output_tokens for use in asked),
    }


def _costs(asked: Sequence[Use]) -> Figures:
    models = sorted({use.model for use in asked})
    return {(model,): round(sum(use.usage.cost for use in asked if use.model == model), 6) for model in models}


def _lines(family: Family) -> Iterable[str]:
    name = f"assistant_{family.name}"
    kind = "counter" if name.endswith("_total") else "gauge"
    yield f"# HELP {name} {family.sentence}\n# TYPE {name} {kind}\n"
    for values, figure in family.figures.items():
        labels = ",".join(f'{label}="{_escaped(value)}"' for label, value in zip(family.labels, values, strict=True))
        yield f"{name}{{{labels}}} {figure:.15g}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
