"""The report as one HTML file that needs nothing else: three languages, light and dark, keyboard and screen reader."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.domain import Language
from assistant.evaluation.comparing import Compared, Comparison
from assistant.evaluation.differences import word_differences
from assistant.evaluation.gate import Gate
from assistant.evaluation.judging.pairs import WinRate
from assistant.evaluation.preferred import Preferred
from assistant.evaluation.reporting.charts import interval_plot
from assistant.evaluation.rows import Row
from assistant.evaluation.runs import Run
from assistant.evaluation.summary import Summary, effort_json

FOLDER = Path(__file__).parent
MOST_SHOWN = 60  # cases told at full length, so that the file stays small
EVEN = (0.49, 0.51)  # where neither run is preferred
LONGEST_SHOWN = 4_000  # characters of one text


@dataclass(frozen=True, slots=True)
class Told:
    """A case as the page shows it: what came in, what goes out, why it fails, what it rests on."""

    row: Row
    findings: Sequence[Mapping[str, object]]
    sources: Sequence[Mapping[str, object]]
    before: Row | None = None
    pieces: Sequence[tuple[str, str]] = ()

    @property
    def complaint(self) -> str:
        """What the customer wrote, where the run kept it."""
        return str((self.row.complaint or {}).get("text") or "")


def page(
    run: Run,
    summary: Summary,
    comparison: Comparison | None,
    gate: Gate,
    language: Language,
    people: Preferred | None = None,
) -> str:
    """The whole page; every sentence of it stands in ``texts/`` in three languages."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals = {"t": say_all}
    failing = [row for row in run.rows if row.failed or not row.scored]
    return environment.get_template("page.html.j2").render(
        language=str(language),
        languages={str(code): texts(code)["language"] for code in Language},
        title=texts(language)["title"],
        made_of={name: run.manifest.get(name, "?") for name in ("model", "seed", "knowledge", "prompts")},
        without=run.manifest.get("without"),
        summary=summary,
        gate=gate,
        comparison=comparison,
        compared=[_plotted(item) for item in (comparison.primary, *comparison.family) if item] if comparison else [],
        people=people,
        preferred=_preferred(people) if people else [],
        measures=sorted(summary.shares.items()),
        slices=_slices(summary, gate),
        failing=[_told(row) for row in failing[:MOST_SHOWN]],
        failures=len(failing),
        changed=[_changed(old, new) for old, new in comparison.changed] if comparison else [],
        effort=effort_json(run.timings, summary.outcomes["scored"]),
        shortened=shortened,
    )


@cache
def texts(language: Language) -> Mapping[str, str]:
    """The words of the report in one language."""
    found = yaml.safe_load((FOLDER / "texts" / f"{language}.yaml").read_text(encoding="utf-8"))
    return {str(key): str(text) for key, text in found.items()}


def say_all(key: str, **values: object) -> Markup:
    """A sentence in all three languages, one of which is shown; a name nobody wrote words for stands as it is."""
    shown = {name: escape(value) for name, value in values.items()}
    told = []
    for language in Language:
        pattern = texts(language).get(key)
        text = escape(key) if pattern is None else Markup(escape(pattern).format(**shown))
        told.append(Markup('<span class="l" lang="{}">{}</span>').format(str(language), text))
    return Markup("").join(told)


def shortened(text: object) -> str:
    """A text as far as the page shows it."""
    whole = str(text or "")
    return whole if len(whole) <= LONGEST_SHOWN else whole[:LONGEST_SHOWN] + " […]"


def _plotted(item: Compared) -> tuple[Compared, Markup]:
    ends = [abs(end) for end in (item.low, item.high, 2 * item.margin) if math.isfinite(end)]
    reach = max(ends)
    title = f"{item.difference:+.3f} ({item.low:+.3f} … {item.high:+.3f})"
    plot = interval_plot(item.low, item.difference, item.high, (-reach, reach), title, (-item.margin, item.margin))
    return item, plot


def _preferred(people: Preferred) -> list[tuple[str, WinRate, Markup]]:
    """Win rates by language, with the half at which neither run is preferred."""
    return [
        (part, rate, interval_plot(rate.low, rate.rate, rate.high, (0, 1), f"{rate.low:.0%} … {rate.high:.0%}", EVEN))
        for part, rate in people.rates.items()
    ]


def _slices(summary: Summary, gate: Gate) -> list[tuple[str, str, str, Markup]]:
    """The primary metric by slice, those with too few cases left out."""
    found = []
    for part, mean in sorted(summary.means.get(gate.primary.metric, {}).items()):
        if mean.cases < gate.smallest_slice or mean.half is None:
            continue
        low, high = mean.mean - mean.half, mean.mean + mean.half
        told = f"{mean.mean:.1f} ({low:.1f} … {high:.1f})"
        found.append((part, str(mean.cases), told, interval_plot(low, mean.mean, high, (0, gate.primary.reach), told)))
    return found


def _told(row: Row) -> Told:
    return Told(row, _list(row, "findings"), _list(row, "sources"))


def _changed(before: Row, after: Row) -> Told:
    pieces = word_differences(before.text(), after.text()) if before.proposal else ()
    return Told(after, _list(after, "findings"), _list(after, "sources"), before, pieces)


def _list(row: Row, name: str) -> Sequence[Mapping[str, object]]:
    found = (row.proposal or {}).get(name)
    return found if isinstance(found, list) else []
