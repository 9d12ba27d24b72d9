"""Opening what a run needs: the workspace, its suite, and an engine that answers at the suite's moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.options import settings

if TYPE_CHECKING:
    from assistant.bootstrap import Product
    from assistant.evaluation.caches import AnswerCache
    from assistant.evaluation.cases import Suite
    from assistant.evaluation.engine import Engine
    from assistant.evaluation.spending import Price


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked of a run on the command line."""

    model: str | None = None
    seed: int = 0
    without: str | None = None
    limit: int | None = None
    language: str | None = None
    max_cost: float | None = None
    concurrency: int = 8
    per_minute: float | None = None
    processes: int | None = None
    fresh: bool = False


@dataclass(frozen=True)
class Opened:
    """A suite with what answers it, and the manifest of the run they make."""

    product: Product
    suite: Suite
    engine: Engine
    cache: AnswerCache
    price: Price | None
    manifest: Mapping[str, object]
    evals: Path


def open_suite(name: str, workspace: Path | None, cache: Path, wish: Wish, *, evals: Path | None = None) -> Opened:
    """Open a workspace and one of its suites, or of another's ``evals``; ``cache`` is the folder of kept answers."""
    import assistant.bootstrap as bootstrap
    from assistant.evaluation.caches import RESPONSES, AnswerCache
    from assistant.evaluation.cases import read_suite
    from assistant.evaluation.engine import engine, only, versions, without_examples
    from assistant.evaluation.spending import read_prices

    chosen = settings(workspace, wish.model)
    moment: list[datetime] = []
    product = bootstrap.product(chosen, clock=lambda: moment[0])
    evals = evals or product.workspace / "evals"
    suite = read_suite(evals, name, product.knowledge.channels)
    moment.append(suite.now)
    wanted = tuple(filter(only(wish.language), suite.cases))
    suite = replace(suite, cases=wanted[: wish.limit])
    made_of = versions(product.knowledge, product.workspace / "prompts", evals)
    if wish.without == "examples":
        product = replace(product, knowledge=without_examples(product.knowledge))
    kept = AnswerCache(cache / RESPONSES, fresh=wish.fresh)
    price = read_prices(evals).get(chosen.chosen_model())
    ready = engine(
        product.proposer(),
        kept,
        price=price,
        max_cost=wish.max_cost,
        concurrency=wish.concurrency,
        per_minute=wish.per_minute,
        processes=wish.processes,
        seed=wish.seed,
        without=wish.without,
    )
    manifest = {"model": chosen.chosen_model(), "seed": wish.seed, "without": wish.without, **made_of}
    return Opened(product, suite, ready, kept, price, manifest, evals)
