"""`assistant search`: what the brand's knowledge says about a question, or about a file of questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import SOME_REFUSED, Quiet, Verbose, Workspace, say, settings, table
from assistant.errors import InputError


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(search)


def search(
    query: Annotated[str | None, typer.Argument(help="a question, as a customer would type it")] = None,
    queries: Annotated[Path | None, typer.Option(help='lines {"id", "text", "language"?}')] = None,
    language: Annotated[str | None, typer.Option(help="tr, el or en; unset: found out")] = None,
    market: Annotated[str | None, typer.Option(help="tr or gr; unset: both")] = None,
    top: Annotated[int, typer.Option(min=1, max=50)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of a table")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="also expired, future and superseded entries, marked")
    ] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Search the FAQ and policies.

    Example: assistant search "kargom nerede" --language tr --top 3
    """
    import assistant.bootstrap as bootstrap
    from assistant.domain import Language, Market

    if (query is None) == (queries is None):
        raise typer.BadParameter("give a question, or --queries FILE")
    product = bootstrap.product(settings(workspace, "composer"))
    find = product.finder(everything=everything)
    place = Market(market) if market else None
    if queries is not None:
        _file(product, queries, top)
        return
    found = find(query or "", language=Language(language) if language else None, market=place, top=top)
    rows = [
        {"id": p.id, "title": p.title, "score": round(p.score, 4), "excerpt": p.excerpt, **product.marks(p.id)}
        for p in found.passages
    ]
    if as_json:
        print(
            json.dumps({"language": found.language, "abstained": found.abstained, "results": rows}, ensure_ascii=False)
        )
        return
    if found.abstained:
        say("no entry answers this; the nearest:", quiet)
    print(
        table([(f"{row['score']:.2f}", str(row["id"]), str(row["title"]), str(row.get("state", ""))) for row in rows])
    )


def _file(product: object, queries: Path, top: int) -> None:
    from assistant.bootstrap import Product
    from assistant.domain import Language
    from assistant.workflow.reading import LineError, read_records

    assert isinstance(product, Product)
    find, refused = product.finder(), 0
    for record in read_records(queries):
        try:
            if isinstance(record, LineError):
                raise InputError(str(record))
            text, given = record.values.get("text"), record.values.get("language")
            if not isinstance(text, str):
                raise InputError(f"{record.file}:{record.line}: text is missing")
            if given is not None and given not in set(Language):
                raise InputError(f"{record.file}:{record.line}: language is {given!r}; write tr, el or en")
            found = find(text, language=Language(str(given)) if given else None, market=None, top=top)
        except InputError as error:
            refused += 1
            say(error)
            continue
        results = [{"id": passage.id, "score": round(passage.score, 4)} for passage in found.passages]
        row = {
            "id": record.values.get("id"),
            "language": found.language,
            "abstained": found.abstained,
            "results": results,
        }
        print(json.dumps(row, ensure_ascii=False))
    if refused:
        raise typer.Exit(SOME_REFUSED)
