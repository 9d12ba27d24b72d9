"""A run as Markdown for a pull request, and as JUnit XML for a build server."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from assistant.evaluation.comparing import Compared, Comparison
from assistant.evaluation.gate import Gate
from assistant.evaluation.preferred import Preferred
from assistant.evaluation.rows import Row
from assistant.evaluation.runs import Run
from assistant.evaluation.summary import Summary

# Characters XML 1.0 cannot hold, in whatever form.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def markdown(
    run: Run, summary: Summary, comparison: Comparison | None, gate: Gate, people: Preferred | None = None
) -> str:
    """The verdict, the measures by language and the cases that fail, short enough for a comment."""
    lines = [f"## {summary.suite}: {summary.outcomes['scored']} of {summary.cases} cases scored", ""]
    if comparison is not None:
        lines += [f"**{comparison.verdict}** against the earlier run, {comparison.paired} pairs.", ""]
        lines += [
            "| metric | slice | cases | difference | 95 % | detectable | verdict |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [_compared(item) for item in (comparison.primary, *comparison.family) if item is not None]
        lines.append("")
    lines += _preferred(people) if people else []
    lines += ["| measure | all | tr | el | en |", "|---|---|---|---|---|"]
    for name, shares in sorted(summary.shares.items()):
        found = (shares.get(part) for part in ("all", "tr", "el", "en"))
        cells = (f"{share.right}/{share.judged}" if share else "-" for share in found)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    means = summary.means.get(gate.primary.metric, {})
    cells = (f"{mean.mean:.1f}" if (mean := means.get(part)) else "-" for part in ("all", "tr", "el", "en"))
    lines += [f"| {gate.primary.metric} | {' | '.join(cells)} |", ""]
    failing = [row for row in run.rows if row.failed or not row.scored]
    lines += [f"### {len(failing)} cases fail", ""]
    lines += [f"- `{row.id}`: {row.error or ', '.join(row.failed)}" for row in failing[:20]]
    if len(failing) > 20:
        lines.append(f"- and {len(failing) - 20} more, in the report")
    return "\n".join(lines) + "\n"


def _preferred(people: Preferred) -> list[str]:
    lines = ["| preferred by people | judgements | later run wins | 95 % | at equal length |", "|---|---|---|---|---|"]
    lines += [
        f"| {part} | {rate.pairs} | {rate.rate:.0%} | {rate.low:.0%} to {rate.high:.0%} | {rate.at_equal_length:.0%} |"
        for part, rate in people.rates.items()
    ]
    return [*lines, ""]


def junit(run: Run) -> str:
    """One test case a complaint: an error where nothing could be measured, a failure where the reply may not go out."""
    broken = [row for row in run.rows if not row.scored]
    failing = [row for row in run.rows if row.scored and row.failed]
    suite = ElementTree.Element(
        "testsuite",
        name=_writable(str(run.manifest.get("suite", ""))),
        tests=str(len(run.rows)),
        errors=str(len(broken)),
        failures=str(len(failing)),
    )
    for row in run.rows:
        language = row.parts.get("language", "unknown")
        case = ElementTree.SubElement(suite, "testcase", classname=language, name=_writable(row.id))
        if not row.scored:
            ElementTree.SubElement(case, "error", message=_writable(row.error or ""))
        elif row.failed:
            failure = ElementTree.SubElement(case, "failure", message=", ".join(row.failed))
            failure.text = _writable("\n".join(messages(row)))
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def messages(row: Row) -> list[str]:
    """What the checks say of a reply, the blocking findings first as they stand."""
    findings = (row.proposal or {}).get("findings")
    return [f"{f['severity']} {f['check']}: {f['message']}" for f in findings] if isinstance(findings, list) else []


def _writable(text: str) -> str:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _compared(item: Compared) -> str:
    more = f" (about {item.more} more cases)" if item.more else ""
    least = "-" if item.least is None or item.least == float("inf") else f"{item.least:.3g}"
    return (
        f"| {item.metric} | {item.part} | {item.cases} | {item.difference:+.3f} | {item.low:+.3f} to {item.high:+.3f} "
        f"| {least} | {item.verdict}{more} |"
    )
