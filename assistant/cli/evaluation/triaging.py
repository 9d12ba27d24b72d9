"""`assistant eval triage` and `assistant eval learn`: understanding measured, and learnt from the examples."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.evaluation.triage import Part

LOCKED = "locked"


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("triage")(triage)
    group.command("learn")(learn)


def triage(
    suite: Annotated[str, typer.Argument(help="a suite of evals/suites")],
    as_json: Annotated[bool, typer.Option("--json", help="everything as JSON on stdout")] = False,
    locked: Annotated[bool, typer.Option("--locked", help="yes, look at the half that is kept for reporting")] = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Confusion tables per language for language, market, category, action and flags, look-alikes among them.

    Turkish typed without its letters and Greek typed in Latin ones are shown apart.

    Example: assistant eval triage open
    """
    import assistant.bootstrap as bootstrap
    from assistant.errors import InputError
    from assistant.evaluation.cases import read_suite
    from assistant.evaluation.triage import measure, part_json

    if suite == LOCKED and not locked:
        raise InputError(
            "the locked half is looked at only to report: once a case is seen, it measures nothing; "
            "build with the suite open, or add --locked to report"
        )
    chosen = settings(workspace, "composer")
    first = bootstrap.product(chosen)
    read = read_suite(first.workspace / "evals", suite, first.knowledge.channels)
    proposer = bootstrap.product(chosen, clock=lambda: read.now).proposer()
    parts = measure(read.cases, lambda case: proposer.understand(case.complaint)[0].triage)
    if as_json:
        print(json.dumps({name: part_json(part) for name, part in parts.items()}, ensure_ascii=False))
        return
    print(_tables(parts))


def learn(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Learn the weights of triage anew from assistant/triage/examples; needed after an example or a notion changed.

    Example: assistant eval learn
    """
    import assistant.bootstrap as bootstrap
    from assistant.triage.examples import read_examples
    from assistant.triage.learning import learn as learn_from
    from assistant.triage.learning import look, targets
    from assistant.triage.weights import FILE, write_weights

    knowledge = bootstrap.product(settings(workspace, "composer")).triage_knowledge
    examples = read_examples()
    weights = learn_from(look(examples, knowledge))
    write_weights(weights, FILE)
    say(f"learnt from {len(examples)} examples", quiet)
    print(json.dumps({"examples": len(examples), "fingerprint": weights.fingerprint, "targets": targets(weights)}))


def _tables(parts: Mapping[str, Part]) -> str:
    from assistant.evaluation.triage import FIELDS, GOALS, confusions

    names = list(parts)
    rows: list[tuple[str, ...]] = [("right of judged", *names, "goal")]
    for field in FIELDS:
        counts = [parts[name].right[field] for name in names]
        goal = f"{GOALS[field]:.2f}" if field in GOALS else ""
        rows.append((field, *(f"{right}/{judged}" for right, judged in counts), goal))
    rows.append(("flags raised", *("{}/{}".format(*parts[name].recall) for name in names), f"{GOALS['flags']:.2f}"))
    blocks = [table(rows)]
    for name in names[1:]:
        part = parts[name]
        for field in FIELDS:
            wrong = [(wanted, given, str(count)) for wanted, given, count in confusions(part, field)]
            if wrong:
                blocks.append(f"{name}: {field}\n" + table([("wanted", "given", "cases"), *wrong]))
        flags = [
            (flag, f"{count.found}/{count.due}", f"{count.false}/{count.false + count.quiet}")
            for flag, count in part.flags.items()
        ]
        blocks.append(f"{name}: flags\n" + table([("flag", "raised of due", "raised of others"), *flags]))
    return "\n\n".join(blocks)
