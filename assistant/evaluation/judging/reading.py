"""Judged numbers as they may be shown: only where a trust card stands behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.domain import Language
from assistant.errors import InputError
from assistant.evaluation.judging.rubric import Rubric
from assistant.evaluation.judging.verdicts import Standing, Verdict
from assistant.evaluation.rows import Row
from assistant.evaluation.statistics import gather, standard_error

Trusted = frozenset[tuple[Language, str]]


def read_believed(path: Path, judge: str) -> Trusted:
    """Where the cards of a file believe a judge; raises ``InputError`` for a file of another judge."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        whose = str(told["judge"])
        cards = [(Language(card["language"]), str(card["dimension"])) for card in told["cards"] if card["believed"]]
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; `assistant eval trust` writes it") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: holds no trust cards ({error}); `assistant eval trust` writes them") from error
    if whose != judge:
        raise InputError(f"{path} holds the cards of {whose}, not of {judge}; a card is of one judge and rubric")
    return frozenset(cards)


def same_family(judge: str, drafter: str) -> bool:
    """Whether two models come from one provider and family (``openai:gpt-5`` and ``openai:gpt-5-mini``).

    >>> same_family("openai:gpt-5", "openai:gpt-5-mini"), same_family("openai:gpt-5", "composer")
    (True, False)
    """
    if ":" not in judge or ":" not in drafter:
        return False
    return judge.split("-")[0] == drafter.split("-")[0]


def means_json(verdicts: Sequence[Verdict], rows: Iterable[Row], trusted: Trusted, rubric: Rubric) -> dict[str, object]:
    """Means by language and dimension where they are believed; how many verdicts were unsure or invalid everywhere."""
    clusters = {row.id: row.cluster for row in rows}
    shown: dict[str, dict[str, object]] = {}
    for language, dimension in sorted(trusted):
        scored = [
            (v.score, clusters.get(v.id, v.id))
            for v in verdicts
            if (v.language, v.dimension) == (language, dimension) and v.score is not None
        ]
        if scored:
            data = gather([score for score, _ in scored], [cluster for _, cluster in scored])
            half = 1.959964 * standard_error(data)
            ends = [round(data.mean - half, 3), round(data.mean + half, 3)] if len(data.sums) > 1 else None
            told = {"mean": round(data.mean, 3), "interval": ends, "replies": len(scored)}
            shown.setdefault(language.value, {})[dimension] = told
    standing = {name.value: sum(v.standing is name for v in verdicts) for name in Standing}
    weights = {dimension.id: dimension.weight for dimension in rubric.dimensions}
    return {"believed": shown, "verdicts": standing, "weights": weights}
