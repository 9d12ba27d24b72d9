"""`assistant eval audit`: replies people wrote, measured like the assistant's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import SOME_REFUSED, Quiet, Verbose, Workspace, progress, say, settings, table

if TYPE_CHECKING:
    from assistant.evaluation.audit import Seen, Written
    from assistant.workflow.propose import Proposer


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("audit")(audit)


def audit(
    file: Annotated[
        Path, typer.Argument(help="JSONL or CSV: reply, and where known complaint, language, times, draft")
    ],
    last: Annotated[int | None, typer.Option(min=1, help="only the last N replies")] = None,
    beside: Annotated[bool, typer.Option(help="also draft an answer to each complaint, to compare with")] = True,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Measure replies people wrote: names, empty forwardings, promises without a date, apologies, canned texts.

    A table on stderr, the report as JSON on stdout. Lines of `assistant export` are read too: then it says how far
    drafts were changed. Exit code 3: some lines could not be read.

    Example: assistant eval audit replies.csv --last 200
    """
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.audit import audit_json, look, read_written

    product = bootstrap.product(settings(workspace, "composer"))
    proposer = product.proposer()
    written, refused = read_written(file, product.knowledge, product.clock())
    for line in refused:
        say(line)
    written = written[-last:] if last else written
    seen, drafted = [], []
    with progress("looked at", quiet) as line_:
        for item in written:
            seen.append(look(item, product.knowledge, lambda *given: proposer.check(*given)))
            if beside and item.complaint is not None:
                drafted += _drafted(item, proposer)
            line_.step(len(written))
    report = audit_json(written, seen, drafted)
    say(_table(report), quiet)
    print(json.dumps(report, ensure_ascii=False))
    if refused:
        raise typer.Exit(SOME_REFUSED)


def _drafted(item: Written, proposer: Proposer) -> list[Seen]:
    from assistant.evaluation.audit import look_at_draft
    from assistant.workflow.formats import texts_of

    assert item.complaint is not None
    proposal = proposer.propose(item.complaint)[0]
    texts = texts_of(proposal)
    if not texts:
        return []
    audience = item.audience if item.audience in texts else next(iter(texts))
    found = [finding for finding in proposal.findings if finding.reply is audience]
    return [look_at_draft(item.id, item.complaint, texts[audience], found, proposal.language)]


def _table(report: dict[str, object]) -> str:
    people, ours = report["replies"], report["assistant"]
    assert isinstance(people, dict)
    rows: list[tuple[str, ...]] = [("measure", "people", "assistant")]
    for name in ("name_used", "apology", "empty_forwarding", "promise_without_date", "distinct_texts", "clean"):
        both = (people, ours if isinstance(ours, dict) else {})
        cells = (f"{share['count']}/{share['of']}" if (share := part.get(name)) else "-" for part in both)
        rows.append((name, *cells))
    return table(rows)
