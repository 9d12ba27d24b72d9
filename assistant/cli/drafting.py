"""`assistant draft`, `check` and `mask`: a file of complaints or replies in, one line of JSON out for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from assistant.cli.options import SOME_REFUSED, Model, Quiet, Source, Verbose, Workspace, progress, say, settings
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.domain import Language
    from assistant.knowledge import Knowledge
    from assistant.workflow.batch import Line
    from assistant.workflow.reading import Record

Work = Callable[[Mapping[str, object]], Mapping[str, object]]


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(draft)
    app.command()(check)
    app.command()(mask)


def draft(
    file: Source = None,
    workspace: Workspace = None,
    model: Model = None,
    language: Annotated[str, typer.Option(help="language of reasons and findings: en, tr or el")] = "en",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Draft a reply to each complaint; one proposal a line, in input order.

    The complaints of one file know of each other, in the order of their received_at: who writes again, copies, a burst
    about one fault, and a conversation that went on under the same id are recognised. All of it is read before the
    first is drafted. "filled" holds missing details by slot, as --language writes them: {"charge_date": "3 Nov 2026"}.

    Example: assistant draft complaints.jsonl > proposals.jsonl
    """
    import assistant.bootstrap as bootstrap
    from assistant.domain import Language
    from assistant.wording import failure
    from assistant.workflow.batch import propose_all
    from assistant.workflow.formats import proposal_json
    from assistant.workflow.reading import LineError, read_records

    product = bootstrap.product(settings(workspace, model))
    reader, now = Language(language), product.clock()
    lines: list[Line] = []
    refused = 0
    for record in read_records(_source(file)):
        if isinstance(record, LineError):
            problem = str(record)
        else:
            try:
                lines.append(_line(record, product.knowledge, reader, now))
                continue
            except InputError as error:
                problem = f"{record.file}:{record.line}: {failure(error, reader)}"
        refused += 1
        say(problem)
    ready: dict[int, Mapping[str, object]] = {}
    put = 0
    with progress("drafted", quiet) as line:
        for place, proposal in propose_all(lines, product.proposer()):
            ready[place] = proposal_json(proposal, reader)
            line.step()
            if verbose:
                say(f"{proposal.id}: {proposal.status}, {proposal.elapsed_ms} ms")
            while put in ready:
                _put(ready.pop(put))
                put += 1
    _finish(refused)


def _line(record: Record, knowledge: Knowledge, reader: Language, now: datetime) -> Line:
    """One line of the file as a complaint, with what is filled in for it; raises ``InputError``."""
    from assistant.workflow.batch import Line
    from assistant.workflow.details import told_with, with_details
    from assistant.workflow.message import read_message

    complaint = read_message(record.values, knowledge.channels, now)
    filled = told_with(record.values, complaint, knowledge, reader, now)
    return Line(with_details(complaint, filled), timed=bool(record.values.get("received_at")))


def check(
    file: Source = None,
    workspace: Workspace = None,
    language: Annotated[str, typer.Option(help="language of the findings: en, tr or el")] = "en",
    rules: Annotated[bool, typer.Option("--rules", help="FILE holds pasted replies, one a line")] = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check any reply, a person's too: lines {"complaint": {…}, "reply": "…", "audience": "public"|"private"}.

    Example: assistant check replies.jsonl
    """
    if rules:
        from assistant.cli.checking import rules_on

        if file is None:
            raise InputError("--rules needs a FILE of pasted replies, one a line")
        for row in rules_on(file, workspace, language):
            _put(row)
        return
    import assistant.bootstrap as bootstrap
    from assistant.domain import Audience, Language
    from assistant.workflow.formats import finding_json
    from assistant.workflow.message import read_message

    product = bootstrap.product(settings(workspace, "composer"))
    proposer, reader = product.proposer(), Language(language)

    def checked(values: Mapping[str, object]) -> Mapping[str, object]:
        raw, reply = values.get("complaint"), values.get("reply")
        if not isinstance(raw, Mapping):
            raise InputError("complaint is missing; write the complaint the reply answers as an object")
        if not isinstance(reply, str) or not reply.strip():
            raise InputError("reply is missing; write the text to check")
        complaint = read_message(raw, product.knowledge.channels, product.clock())
        wanted = values.get("audience") or (Audience.PUBLIC if complaint.public else Audience.PRIVATE)
        if wanted not in set(Audience):
            raise InputError(f"audience is {wanted!r}; write public or private")
        findings = proposer.check(complaint, reply, Audience(str(wanted)))
        return {"id": complaint.id, "findings": [finding_json(finding, reader) for finding in findings]}

    _each(file, checked, "checked", quiet)


def mask(file: Source = None, workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Replace personal data by placeholders: lines {"id", "text"}; offsets count code points of the text given.

    Example: echo '{"id": "1", "text": "0532 123 45 67"}' | assistant mask
    """
    import assistant.bootstrap as bootstrap
    from assistant.privacy import Vault, spans
    from assistant.privacy import mask as mask_text

    keep = bootstrap.product(settings(workspace, "composer")).knowledge.brand.own_contacts

    def masked(values: Mapping[str, object]) -> Mapping[str, object]:
        text = values.get("text")
        if not isinstance(text, str):
            raise InputError("text is missing; write the text to mask")
        vault = Vault()
        found = spans(text, vault, keep=keep)
        return {
            "id": values.get("id"),
            "masked": mask_text(text, vault, keep=keep).text,
            "spans": [{"start": s.start, "end": s.end, "kind": s.kind, "placeholder": s.placeholder} for s in found],
        }

    _each(file, masked, "masked", quiet)


def _each(file: Path | None, work: Work, what: str, quiet: bool) -> None:
    """Do the work for each line; a line that cannot be done is named and the rest goes on."""
    from assistant.workflow.reading import LineError, read_records

    refused = 0
    with progress(what, quiet) as line:
        for record in read_records(_source(file)):
            if isinstance(record, LineError):
                refused += 1
                say(record)
                continue
            try:
                _put(work(record.values))
            except InputError as error:
                refused += 1
                say(_named(record, error))
            line.step()
    _finish(refused)


def _named(record: Record, error: InputError) -> str:
    return f"{record.file}:{record.line}: {error}"


def _source(file: Path | None) -> Path | BinaryIO:
    return file if file is not None and str(file) != "-" else sys.stdin.buffer


def _put(row: Mapping[str, object]) -> None:
    print(json.dumps(row, ensure_ascii=False))


def _finish(refused: int) -> None:
    if refused:
        say(f"{refused} lines refused")
        raise typer.Exit(SOME_REFUSED)
