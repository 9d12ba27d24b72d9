"""`assistant eval triage` and `assistant eval learn`: understanding measured, and learnt from the examples."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Model, Quiet, Verbose, Workspace, say, settings, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.bootstrap import Product
    from assistant.domain import MaskedText
    from assistant.evaluation.cases import EvaluationCase
    from assistant.evaluation.refining import Readings, Turns
    from assistant.evaluation.triage import Part, Understand
    from assistant.triage.refining import Refiner

LOCKED, EXAMPLES = "locked", "examples"
THOUSAND = 1000
MOMENT = datetime(2026, 11, 20, 12, tzinfo=UTC)  # when the examples are read; nothing in them depends on the day


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("triage")(triage)
    group.command("learn")(learn)


def triage(
    suite: Annotated[str, typer.Argument(help="a suite of evals/suites, or examples: the third of them kept out")],
    brief: Annotated[bool, typer.Option("--brief", help="only the table of what is right")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="everything as JSON on stdout")] = False,
    locked: Annotated[bool, typer.Option("--locked", help="yes, look at the half that is kept for reporting")] = False,
    prompts: Annotated[
        Path | None, typer.Option(help="only write what a model would be asked into FOLDER/ID.txt")
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="take FOLDER/ID.json or ID.txt as the model's answers")] = None,
    model: Model = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Confusion tables per language for language, market, category, action and flags, look-alikes among them.

    Turkish typed without its letters and Greek typed in Latin ones are shown apart. For examples the weights are
    learnt anew from the two thirds that are not measured on; nothing is written. With a model, or answers in files, its
    reading is joined with the rules'.

    Example: assistant eval triage open --model openai:gpt-5-mini
    """
    import time

    from assistant.domain import Language
    from assistant.errors import InputError
    from assistant.evaluation.refining import write_prompts
    from assistant.evaluation.triage import measure, part_json

    if suite == LOCKED and not locked:
        raise InputError(
            "the locked half is looked at only to report: once a case is seen, it measures nothing; "
            "build with the suite open, or add --locked to report"
        )
    readings = None
    if suite == EXAMPLES and (prompts or answers or model):
        raise InputError("examples are there to learn from and are not asked about; name a suite of evals/suites")
    if suite == EXAMPLES:
        cases, understand = _kept_out(workspace)
    else:
        cases, understand, readings = _suite(suite, workspace, model, prompts or answers, answers)
    if prompts is not None and readings is not None:
        say(f"{write_prompts(cases, readings, prompts)} prompts in {prompts}", quiet)
        return
    if readings is None:
        for language in Language:  # reads the lexicons, which is not what is timed
            understand(next((case for case in cases if case.expected.language == language), cases[0]))
    started = time.process_time()
    parts = measure(cases, understand)
    seconds = round((time.process_time() - started) / len(cases) * THOUSAND, 2)
    if readings is not None:
        _told_of(readings, len(cases), quiet)
    if as_json:
        told: dict[str, object] = {name: part_json(part) for name, part in parts.items()}
        print(json.dumps({**told, "seconds_per_1000": seconds}, ensure_ascii=False))
        return
    blocks = _tables(parts)
    timed = f"{seconds:.1f} s of one core for 1,000 complaints"
    print("\n\n".join((blocks[0], timed) if brief else (*blocks, timed)))


def _suite(
    suite: str, workspace: Path | None, model: str | None, asked: Path | None, answers: Path | None
) -> tuple[Sequence[EvaluationCase], Understand, Readings | None]:
    """The cases of a suite, and triage as it ships; with a model or answers that of the readings returned too."""
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.cases import read_suite
    from assistant.evaluation.refining import Readings
    from assistant.llm import ScriptedModel
    from assistant.triage import History
    from assistant.triage import understand as understand_message

    first = bootstrap.product(settings(workspace, model or "composer"))
    read = read_suite(first.workspace / "evals", suite, first.knowledge.channels)
    known, contacts = first.triage_knowledge, first.knowledge.brand.own_contacts
    refiner = _refiner(first, model) if asked is None else first.refiner(ScriptedModel([], name="files"))
    if refiner is None:
        return (
            read.cases,
            lambda case: understand_message(_masked(case, contacts)[0], case.complaint, known, History(), read.now),
            None,
        )
    readings = Readings(refiner, known, lambda case: _masked(case, contacts), read.now, answers)
    return read.cases, readings.understand, readings


def _refiner(product: Product, model: str | None) -> Refiner | None:
    """What asks the model named, with its answers kept beside the run folders; ``None`` for none."""
    if model in (None, "composer"):
        return None
    from assistant.cli.evaluation.running import CACHE
    from assistant.evaluation.asking import KeptModel
    from assistant.evaluation.caches import RESPONSES, AnswerCache
    from assistant.evaluation.spending import Purse, read_prices
    from assistant.evaluation.throttle import Throttle

    price = read_prices(product.workspace / "evals").get(str(model))
    cache = AnswerCache(Path("runs") / CACHE / RESPONSES)
    return product.refiner(KeptModel(product.chat_model(), cache, Throttle(1), Purse(None, price)))


def _told_of(readings: Readings, cases: int, quiet: bool) -> None:
    """How many answers were used, and what they cost."""
    used, failed = readings.usage, readings.failed
    say(f"{readings.read} of {cases} read by the model too; {len(failed)} answers of no use {', '.join(failed)}", quiet)
    say(f"{used.input_tokens} tokens in, {used.output_tokens} out, {used.cost:.4f} US dollars", quiet)


def _kept_out(workspace: Path | None) -> tuple[Sequence[EvaluationCase], Understand]:
    """The examples kept out, and triage with weights learnt from the others."""
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.triage import example_cases
    from assistant.triage import History
    from assistant.triage import understand as understand_message
    from assistant.triage.examples import read_examples
    from assistant.triage.learning import learn as learn_from
    from assistant.triage.learning import look

    product = bootstrap.product(settings(workspace, "composer"))
    known, contacts = product.triage_knowledge, product.knowledge.brand.own_contacts
    examples = read_examples()
    weights = learn_from(look([example for example in examples if not example.kept_out], known))
    return tuple(example_cases(examples, MOMENT)), lambda case: understand_message(
        _masked(case, contacts)[0], case.complaint, known, History(), MOMENT, weights
    )


def _masked(case: EvaluationCase, contacts: Sequence[str]) -> tuple[MaskedText, Turns]:
    """The message with its subject, and the turns before it, masked together as a proposal masks them."""
    from assistant.privacy import Vault, mask

    complaint = case.complaint
    whole = f"{complaint.subject}\n{complaint.text}" if complaint.subject else complaint.text
    names = (complaint.author.name,) if complaint.author.name else ()
    vault = Vault()
    message = mask(whole, vault, names=names, keep=contacts)
    turns = ((turn.sender, mask(turn.text, vault, names=names, keep=contacts)) for turn in complaint.thread)
    return message, tuple(turns)


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


def _tables(parts: Mapping[str, Part]) -> list[str]:
    """The table of what is right, then for every part what was taken for what, and the flags."""
    from assistant.evaluation.triage import FIELDS, GOALS, confusions

    names = list(parts)
    rows: list[tuple[str, ...]] = [("right of judged", *names, "goal")]
    for field in FIELDS:
        counts = [parts[name].right[field] for name in names]
        goal = f"{GOALS[field]:.2f}" if field in GOALS else ""
        rows.append((field, *(f"{right}/{judged}" for right, judged in counts), goal))
    rows.append(("flags raised", *("{}/{}".format(*parts[name].recall) for name in names), f"{GOALS['flags']:.2f}"))
    rows.append(("with a wrong flag", *("{}/{}".format(*parts[name].disturbed) for name in names), ""))
    rows.append(("look-alikes raised", *("{}/{}".format(*parts[name].alike) for name in names), ""))
    blocks = [table(rows)]
    for name in names[1:]:
        part = parts[name]
        for field in FIELDS:
            wrong = [(wanted, given, str(count)) for wanted, given, count in confusions(part, field)]
            if wrong:
                blocks.append(f"{name}: {field}\n" + table([("wanted", "given", "cases"), *wrong]))
        flags = [
            (
                flag,
                f"{count.found}/{count.due}",
                f"{count.false}/{count.false + count.quiet}",
                f"{count.alike_false}/{count.alike}",
            )
            for flag, count in part.flags.items()
        ]
        blocks.append(f"{name}: flags\n" + table([("flag", "raised of due", "of others", "of look-alikes"), *flags]))
    return blocks
