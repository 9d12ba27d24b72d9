"""`assistant eval tone`: what an edited folder does to a golden set of replies, before it is published."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.evaluation.opening import Wish, open_suite
from assistant.cli.evaluation.running import CACHE
from assistant.cli.options import Model, Quiet, Verbose, Workspace, progress, say
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.evaluation.rows import Row
    from assistant.evaluation.tone import Preview

MARKS = {"kept": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("tone")(tone)


def tone(
    against: Annotated[
        Path | None, typer.Option("--against", help="the earlier workspace; unset: as committed")
    ] = None,
    suite: Annotated[str, typer.Option(help="the golden set, a suite of the edited workspace")] = "golden",
    out: Annotated[Path | None, typer.Option(help="keep both runs and the report here; unset: thrown away")] = None,
    language: Annotated[str, typer.Option(help="language of the verdict: en, tr or el")] = "en",
    only: Annotated[str | None, typer.Option(help="only cases of this language")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="only the first N cases")] = None,
    shown: Annotated[int, typer.Option(min=0, help="how many changed replies to show")] = 10,
    evals: Annotated[Path | None, typer.Option(help="folder of the suite; unset: the edited workspace's evals")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="exit 7 when there is not enough evidence")] = False,
    max_cost: Annotated[float | None, typer.Option(min=0, help="US dollars this may cost at most")] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="questions to the model at once")] = 8,
    workspace: Workspace = None,
    model: Model = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Draft and check a golden set with the edited folder and with the earlier one: better, worse, in which language?

    The words and the changed replies on stderr, the comparison as JSON on stdout. Both versions are measured with the
    edited folder's rules. Exit code 0; 4: worse; 6: too many cases failed; 7: with --strict, not enough evidence.

    Example: assistant eval tone --workspace my-brand --against published
    """
    import assistant.bootstrap as bootstrap
    from assistant.cli.options import settings
    from assistant.domain import Language
    from assistant.evaluation.gate import Exit, read_gate
    from assistant.evaluation.reporting import write_report
    from assistant.evaluation.runs import open_run
    from assistant.evaluation.tone import committed, preview

    edited = bootstrap.workspace(settings(workspace, model))
    wish = Wish(model, language=only, limit=limit, max_cost=max_cost, concurrency=concurrency)
    with tempfile.TemporaryDirectory() as scratch:
        home = out or Path(scratch) / "runs"
        earlier = against or committed(edited, Path(scratch) / "earlier")
        before, after = _both(suite, (edited, evals or edited / "evals"), earlier, home, wish, quiet)
        gate = read_gate(evals or edited / "evals")
        found = preview(before, after, gate)
        say(_words(found, Language(language), shown), quiet)
        print(json.dumps(_told(found), ensure_ascii=False))
        if out is not None:
            paths = write_report(open_run(home / "after"), found.comparison, gate, home / "after", Language(language))
            say(f"the report: {paths[0]}", quiet)
    code = found.comparison.code(strict=strict)
    if code is not Exit.OK:
        raise typer.Exit(code)


def _both(
    suite: str, edited: tuple[Path, Path], earlier: Path, home: Path, wish: Wish, quiet: bool
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    from dataclasses import replace

    from assistant.evaluation.runs import run
    from assistant.evaluation.scorecard import read_scorecard
    from assistant.evaluation.tone import Ruler

    workspace, evals = edited
    new = open_suite(suite, workspace, home.parent / CACHE, wish, evals=evals)
    old = open_suite(suite, earlier, home.parent / CACHE, wish, evals=evals)
    card = read_scorecard(new.evals)
    ruler = Ruler(old.engine, replace(new.engine.proposer, writer=None))
    rows = []
    for name, opened, propose in (("before", old, ruler.propose), ("after", new, new.engine.propose)):
        answering = replace(opened.engine.answering(card), propose=propose)
        manifest = {**opened.manifest, "measured_with": new.manifest["knowledge"]}
        opened.cache.close()
        with progress(name, quiet) as line:

            def told(count: int, total: int, row: Row, at: Callable[[int, int], None] = line.at) -> None:
                at(count, total)

            done = run(opened.suite, answering, home / name, manifest, progress=told)
        if done.stopped:
            raise InputError(f"stopped: {done.stopped}")
        rows.append(done.rows)
    return rows[0], rows[1]


def _words(found: Preview, language: object, shown: int) -> str:
    from assistant.domain import Language
    from assistant.evaluation.differences import word_differences
    from assistant.wording import say as worded

    lines = [f"{found.comparison.verdict}"]
    lines += [worded(reason, Language(str(language))) for reason in found.said]
    for before, after in found.comparison.changed[:shown]:
        pieces = word_differences(before.text(), after.text())
        told = "".join(MARKS[kind].format(text) for kind, text in pieces)
        lines += ["", f"{after.id}: {', '.join(after.failed) or 'passes'}", told]
    return "\n".join(lines)


def _told(found: Preview) -> dict[str, object]:
    from assistant.domain import Language
    from assistant.evaluation.comparing import comparison_json
    from assistant.wording import say as worded

    return {
        **comparison_json(found.comparison),
        "languages": {name: comparison_json(part) for name, part in found.by_language.items()},
        "said": {str(language): [worded(reason, language) for reason in found.said] for language in Language},
    }
