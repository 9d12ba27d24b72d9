"""`assistant knowledge` and `assistant init`: checking, counting and filling a brand's folder, and making a new one."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import publishing
from assistant.cli.options import SOME_REFUSED, Quiet, Verbose, Workspace, say, settings, table
from assistant.errors import InputError, KnowledgeError

if TYPE_CHECKING:
    from assistant.knowledge.importing import Import
    from assistant.knowledge.starting import BrandDetails

group = typer.Typer(no_args_is_help=True, help="The brand's FAQ, policies, texts and tone guideline.")
# What an own brand is asked, with a value for whoever answers later.
QUESTIONS = {
    "name": ("What is the brand called?", "My Brand"),
    "site": ("Its site?", "https://brand.example"),
    "mail": ("Its help address?", "help@brand.example"),
    "phone": ("Its help line?", "0850 000 00 00"),
    "order_number": ("An order number, as customers see it?", "AB-12345"),
}
SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    publishing.add_to(group)
    app.add_typer(group, name="knowledge")
    app.command("init")(initialise)


@group.command("check")
def check(
    counts: Annotated[bool, typer.Option("--counts", help="also count entries and cases per cell")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Read everything and report each mistake as file:line: what; what to do. Exit code 1 if there is one.

    Example: assistant knowledge check
    """
    import assistant.bootstrap as bootstrap
    from assistant.workflow.publishing import examine

    root = bootstrap.workspace(settings(workspace))
    found = examine(root)
    knowledge, problems = found.knowledge, found.problems
    for problem in problems:
        print(problem)
    if knowledge is not None:
        languages = ", ".join(sorted({entry.language for entry in knowledge.entries})) or "none yet"
        files = len({problem.file for problem in problems})
        sum_ = f"{len(problems)} mistakes in {files} files" if problems else "no mistake"
        say(f"{len(knowledge.entries)} entries ({languages}), {len(knowledge.texts)} texts: {sum_}", quiet)
    if counts and knowledge is not None:
        _print_counts(root, markdown=False)
    if problems:
        raise typer.Exit(1)


@group.command("counts")
def counts(
    markdown: Annotated[bool, typer.Option("--markdown", help="as Markdown tables, for evals/README.md")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Count the entries and the evaluation cases of every cell: topic, language, market, channel, flag, slice.

    Cases that are held out are counted and never shown.

    Example: assistant knowledge counts --markdown
    """
    import assistant.bootstrap as bootstrap

    _print_counts(bootstrap.workspace(settings(workspace)), markdown=markdown)


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with the columns question, answer and, where known, language")],
    into: Annotated[Path | None, typer.Option("--into", help="workspace to write into; default: --workspace")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="overwrite entries that are there with other words")
    ] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Turn a brand's existing FAQ into entries, and say what they still lack.

    Further columns: topic, market, audience, valid_to, source. An entry that is there with other words stays unless
    --replace is given; the difference is shown. Exit code 3 if some rows were refused, each named as FILE:LINE.

    Example: assistant knowledge import faq.csv --into my-brand
    """
    import assistant.bootstrap as bootstrap
    from assistant.knowledge import survey
    from assistant.knowledge.importing import import_rows
    from assistant.knowledge.tables import read_table

    root = bootstrap.workspace(settings(into or workspace))
    if into is None and workspace is None and root == bootstrap.sample() and root != Path.cwd():
        raise InputError("name a workspace with --into; `assistant init DIR --own` makes one for your brand")
    folder = root / "knowledge"
    knowledge, problems = survey(folder)
    if knowledge is None:
        raise KnowledgeError("\n".join(str(problem) for problem in problems))
    today = datetime.now(UTC).date()
    found = import_rows(file, read_table(file), folder, knowledge, today, replace=replace)
    for problem in found.refused:
        print(problem, file=sys.stderr)
    _report(found, root, quiet)
    if found.refused:
        raise typer.Exit(SOME_REFUSED)


def initialise(
    folder: Annotated[Path, typer.Argument(help="a folder that does not exist yet, or is empty")],
    own: Annotated[
        bool, typer.Option("--own", help="for a brand of your own: its name and contacts, no answers")
    ] = False,
    name: Annotated[str | None, typer.Option(help="the brand's name; with --own")] = None,
    site: Annotated[str | None, typer.Option(help="its site; with --own")] = None,
    mail: Annotated[str | None, typer.Option(help="its help address; with --own")] = None,
    phone: Annotated[str | None, typer.Option(help="its help line; with --own")] = None,
    order_number: Annotated[str | None, typer.Option(help="an order number, like AB-12345; with --own")] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a workspace: a copy of the sample brand, or with --own the beginning of your own brand's.

    --own asks for what is not given as an option; where nobody can answer, placeholders stand in brand.yaml.

    Example: assistant init my-brand --own --name "My Brand" && assistant knowledge import faq.csv --into my-brand
    """
    import assistant.bootstrap as bootstrap

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty; name a new folder")
    told = {"name": name, "site": site, "mail": mail, "phone": phone, "order_number": order_number}
    own = own or any(value is not None for value in told.values())
    details = _ask(told) if own else None
    if details is None:
        for part in bootstrap.PARTS:
            shutil.copytree(bootstrap.sample() / part, folder / part)
        steps = ["edit knowledge/brand.yaml, then one entry in knowledge/faq", _check_step(folder)]
    else:
        _own_workspace(bootstrap.sample(), folder, details)
        steps = [
            f"assistant knowledge import faq.csv --into {folder}    # your FAQ: columns question, answer, language",
            f'echo \'{{"id": "1", "text": "…"}}\' | assistant draft --workspace {folder}    # a first reply',
            "read knowledge/brand.yaml, sla.yaml, authority.yaml and texts/: the sample's values stand in them",
            _check_step(folder),
            f"assistant serve --workspace {folder}    # the desk",
        ]
    say(f"{folder} is ready. Next:", quiet)
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}", quiet)


def _check_step(folder: Path) -> str:
    return f"assistant knowledge check --workspace {folder}    # what is missing or wrong, line by line"


def _ask(told: dict[str, str | None]) -> BrandDetails:
    """The brand's details: as given, else asked for; where nobody sits at a terminal, placeholders."""
    from assistant.knowledge.starting import BrandDetails

    for part, (question, stand_in) in QUESTIONS.items():
        if told[part] is None:
            told[part] = typer.prompt(question, default=stand_in, err=True) if sys.stdin.isatty() else stand_in
    return BrandDetails(**{part: str(value).strip() for part, value in told.items()})


def _own_workspace(sample: Path, folder: Path, details: BrandDetails) -> None:
    """Judged beside the goal first, so that a wrong detail leaves nothing behind."""
    from assistant.knowledge.starting import begin_own_brand

    shutil.copytree(sample / "knowledge", folder / "knowledge")
    try:
        begin_own_brand(folder / "knowledge", details)
    except InputError:
        shutil.rmtree(folder / "knowledge")
        raise
    shutil.copytree(sample / "prompts", folder / "prompts")
    (folder / "evals" / "suites").mkdir(parents=True)


def _report(found: Import, root: Path, quiet: bool) -> None:
    """What was written, what stayed, what is missing, and what to do next."""
    for file, difference in (*found.replaced, *found.kept):
        print(difference)
        say(f"{file}: {'replaced' if (file, difference) in found.replaced else 'kept; --replace overwrites it'}", quiet)
    done = (len(found.written), len(found.replaced), len(found.kept), len(found.unchanged), len(found.refused))
    say("{} entries written, {} replaced, {} kept, {} unchanged; {} rows refused".format(*done), quiet)
    if found.missing:
        say("Still missing:", quiet)
    for what, places in found.missing.items():
        more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
        say(f"  {what}: {', '.join(places[:SHOWN])}{more}", quiet)
    if found.written or found.replaced:
        say(f'Next: assistant search "a question as customers ask it" --workspace {root}', quiet)
        say(f'      echo \'{{"id": "1", "text": "…"}}\' | assistant draft --workspace {root}', quiet)


def _print_counts(root: Path, *, markdown: bool) -> None:
    from assistant.evaluation.counting import Count, counted
    from assistant.knowledge import read

    def shown(count: Count) -> str:
        rows = [(count.cell, *count.columns), *((row, *map(str, values)) for row, values in count.rows)]
        if not markdown:
            return table(rows)
        head, *rest = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([head, "|" + " --- |" * len(rows[0]), *rest])

    print("\n\n".join(shown(count) for count in counted(read(root / "knowledge"), root / "evals")))
