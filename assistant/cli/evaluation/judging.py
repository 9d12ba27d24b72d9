"""`assistant eval trust` and `judge`: a judge measured against people's labels, then asked about a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assistant.cli.evaluation.running import CACHE
from assistant.cli.options import Quiet, Verbose, Workspace, progress, say, settings, table

if TYPE_CHECKING:
    from assistant.bootstrap import Product
    from assistant.evaluation.asking import KeptModel
    from assistant.evaluation.judging.labels import LabelledPair
    from assistant.evaluation.judging.pairs import Preference
    from assistant.evaluation.judging.verdicts import Judged, Verdict

Judge = Annotated[str, typer.Option("--judge", help="provider:model that judges; another family than the drafter's")]
RubricLanguage = Annotated[str, typer.Option("--rubric", help="language of the rubric: en, tr or el; own: the reply's")]
ItemT = TypeVar("ItemT")
DoneT = TypeVar("DoneT")


def add_to(group: typer.Typer) -> None:
    """Add these commands."""
    group.command("trust")(trust)
    group.command("judge")(judge)


def trust(
    labels: Annotated[Path, typer.Argument(help="JSONL of replies with people's labels, and of pairs")],
    judge: Judge,
    out: Annotated[Path, typer.Option(help="where the cards are written")] = Path("runs/trust.json"),
    rubric: RubricLanguage = "en",
    concurrency: Annotated[int, typer.Option(min=1, help="questions at once")] = 8,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Measure a judge against people: agreement by language and dimension, both orders, the pull of length.

    Every reply is judged twice, to see how often the judge changes its mind. Exit code 5: believed nowhere.

    Example: assistant eval trust labels.jsonl --judge openai:gpt-5
    """
    from assistant.domain import Language
    from assistant.evaluation.gate import Exit
    from assistant.evaluation.judging.labels import read_labels
    from assistant.evaluation.judging.pairs import prefer
    from assistant.evaluation.judging.rubric import read_rubrics
    from assistant.evaluation.judging.trust import believed, cards, cards_json, orders
    from assistant.evaluation.judging.verdicts import judge_reply
    from assistant.evaluation.runs import write_json
    from assistant.prompting import token

    product = _product(workspace)
    words = read_rubrics(product.workspace / "evals", rubric)
    believing = words[Language.EN].trust
    replies, known, pairs = read_labels(labels, product.knowledge)
    secret, home = product.secret(), out.parent / CACHE
    first, again = (_model(judge, home, repeat, concurrency) for repeat in (0, 1))

    def judged_by(model: KeptModel) -> list[list[Verdict]]:
        def one(item: Judged) -> list[Verdict]:
            return judge_reply(model, words[item.language], item, token(secret, item.id))

        return _each(replies, one, concurrency, quiet)

    def preferred(pair: LabelledPair) -> Preference:
        return prefer(first, words[pair.a.language], pair.a, pair.b, token(secret, pair.a.id))

    asked, twice = judged_by(first), judged_by(again)
    compared = _each(pairs, preferred, concurrency, quiet)
    found = cards([v for part in asked for v in part], known, believing, [v for part in twice for v in part])
    both = orders(compared, believing)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_json(out, cards_json(found, both, f"{judge} with rubric {rubric}"))
    head = ("language", "dimension", "labels", "kappa", "95 %", "people", "changes", "believed")
    lines = [
        (
            card.language.value, card.dimension, str(card.labels), _short(card.kappa),
            f"{_short(card.low)} {_short(card.high)}", _short(card.ceiling), _short(card.flips), _yes(card.believed),
        )
        for card in found
    ]  # fmt: skip
    say(table([head, *lines]), quiet)
    for pair in both:
        told = f"{pair.pairs} pairs, {pair.consistency:.0%} alike in both orders, lean {pair.first_lean:+.2f}"
        say(f"{pair.language}: {told}, length {pair.length_slope:+.3f}; believed: {_yes(pair.believed)}", quiet)
    print(json.dumps(cards_json(found, both, judge), ensure_ascii=False))
    if not believed(found):
        raise typer.Exit(Exit.JUDGE)


def judge(
    folder: Annotated[Path, typer.Argument(help="a run folder")],
    judge: Judge,
    cards: Annotated[Path, typer.Option("--cards", help="what `eval trust` wrote for this judge")],
    rubric: RubricLanguage = "en",
    concurrency: Annotated[int, typer.Option(min=1, help="questions at once")] = 8,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Judge the replies of a run with the rubric; only numbers a trust card stands behind are shown.

    Every verdict with its quote goes into verdicts.jsonl of the run. Exit code 5: no card believes this judge.

    Example: assistant eval judge runs/open --judge openai:gpt-5 --cards runs/trust.json
    """
    from assistant.domain import Language
    from assistant.evaluation.gate import Exit
    from assistant.evaluation.judging.labels import judged_row
    from assistant.evaluation.judging.reading import means_json, read_believed, same_family
    from assistant.evaluation.judging.rubric import read_rubrics
    from assistant.evaluation.judging.verdicts import judge_reply
    from assistant.evaluation.runs import open_run
    from assistant.prompting import token

    product = _product(workspace)
    run = open_run(folder)
    words = read_rubrics(product.workspace / "evals", rubric)
    trusted = read_believed(cards, f"{judge} with rubric {rubric}")
    drafter = str(run.manifest.get("model"))
    if same_family(judge, drafter):
        say(f"{judge} judges drafts of its own family ({drafter}); people find such judges too kind to them")
    secret = product.secret()
    model = _model(judge, folder.parent / CACHE, 0, concurrency)
    judged = [item for row in run.rows if (item := judged_row(row, product.knowledge)) is not None]

    def one(item: Judged) -> list[Verdict]:
        return judge_reply(model, words[item.language], item, token(secret, item.id))

    asked = _each(judged, one, concurrency, quiet)
    verdicts = [verdict for part in asked for verdict in part]
    lines = "".join(json.dumps(verdict.to_dict(), ensure_ascii=False) + "\n" for verdict in verdicts)
    (folder / "verdicts.jsonl").write_text(lines, encoding="utf-8")
    print(json.dumps(means_json(verdicts, run.rows, trusted, words[Language.EN]), ensure_ascii=False))
    if not trusted:
        say("no trust card believes this judge, so no number is shown; label replies and run `assistant eval trust`")
        raise typer.Exit(Exit.JUDGE)


def _product(workspace: Path | None) -> Product:
    import assistant.bootstrap as bootstrap

    return bootstrap.product(settings(workspace, "composer"))


def _model(name: str, home: Path, repeat: int, concurrency: int) -> KeptModel:
    from assistant.evaluation.asking import KeptModel
    from assistant.evaluation.caches import VERDICTS, AnswerCache
    from assistant.evaluation.spending import Purse
    from assistant.evaluation.throttle import Throttle
    from assistant.llm.langchain import LangChainModel
    from assistant.llm.policy import Policy

    inner = LangChainModel(name, timeout=settings().model_timeout, policy=Policy(tries=1, patience=1_000_000))
    return KeptModel(inner, AnswerCache(home / VERDICTS), Throttle(concurrency), Purse(None, None), repeat)


def _each(items: Sequence[ItemT], work: Callable[[ItemT], DoneT], concurrency: int, quiet: bool) -> list[DoneT]:
    """The work on every item, in the items' order."""
    from assistant.evaluation.work import Spread

    spread: Spread[int, tuple[int, DoneT]] = Spread(lambda place: (place, work(items[place])), threads=concurrency)
    done: dict[int, DoneT] = {}
    with progress("judged", quiet) as line:
        for place, result in spread.over(range(len(items))):
            done[place] = result
            line.at(len(done), len(items))
    return [done[place] for place in sorted(done)]


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
