"""Fitting what the search weighs on labelled questions: the vectors' share and where abstention begins, by language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.domain import Language, MaskedText
from assistant.errors import InputError
from assistant.retrieval.abstention import THRESHOLDS, Calibration, calibrate
from assistant.retrieval.passages import Indexable
from assistant.retrieval.questions import Question, left_out
from assistant.retrieval.search import Search
from assistant.retrieval.vectors import BUILT_IN, Embed, hashed

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
COVERAGE = 0.97  # of the covered complaints that must still be answered
_WORTH = 0.01  # a share must find so much more than none: a smaller gain is noise
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was fitted: ``model`` made the vectors that ``vector_share`` is for; ``first`` is the share of left-out
    example questions whose entry came first, by language and vector share; ``calibrated`` how abstention does."""

    model: str
    vector_share: Mapping[Language, float]
    thresholds: Mapping[Language, float]
    first: Mapping[Language, Mapping[str, float]]
    calibrated: Mapping[Language, Calibration]

    def to_json(self) -> str:
        """The data file the search reads."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Weights:
    """What the search takes from a data file; ``model`` is the one the shares were fitted for."""

    model: str = BUILT_IN
    vector_share: Mapping[Language, float] | None = None
    thresholds: Mapping[Language, float] | None = None


def tune(
    entries: Sequence[Indexable], labelled: Sequence[Question], model: str, embed: Embed | None, tick: Tick
) -> Tuned:
    """Fit both on the brand's entries; ``labelled`` are complaints with an entry and without one.

    Without ``embed`` the built-in vectors are weighed. ``tick`` is told how many questions are done, of how many.
    """
    first = _by_share(entries, model, embed or built_in, tick)
    shares = {language: _best(row) for language, row in first.items()}
    calibrated = thresholds(Search(entries, None), labelled)
    lines = {language: round(found.threshold, 3) for language, found in calibrated.items()}
    return Tuned(model if embed else BUILT_IN, shares, {**THRESHOLDS, **lines}, first, calibrated)


def thresholds(search: Search, labelled: Iterable[Question]) -> dict[Language, Calibration]:
    """For each language with covered questions the highest threshold that still answers ``COVERAGE`` of them."""
    pairs: dict[Language, list[tuple[float, bool]]] = {}
    for question in labelled:
        evidence = search.evidence(question.text, question.language)
        pairs.setdefault(question.language, []).append((evidence, bool(question.topics)))
    return {
        language: calibrate(rows, coverage=COVERAGE)
        for language, rows in pairs.items()
        if any(covered for _, covered in rows)
    }


def read_weights(path: Path) -> Weights:
    """What ``assistant eval tune-retrieval`` left in ``path``; the built-in values where there is no such file."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Weights(
            str(values["model"]), _numbers(values["vector_share"], 1.0), _numbers(values["thresholds"], 99.0)
        )
    except FileNotFoundError:
        return Weights()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"{type(error).__name__}: {error}"
        raise InputError(
            f"{path} cannot be read ({what}); run `assistant eval tune-retrieval`, or delete it"
        ) from error


def remembering(embed: Embed, path: Path) -> Embed:
    """``embed`` that asks for each text once, in this run and in later ones: an interrupted run goes on where it was.

    ``path`` keeps vectors under the hash of their text, never the text.
    """
    known: dict[str, list[float]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                name, vector = json.loads(line)
            except ValueError:  # the last line of a run that was killed
                continue
            known[name] = vector

    def ask(texts: Sequence[MaskedText]) -> list[list[float]]:
        names = [hashlib.blake2b(text.text.encode("utf-8"), digest_size=16).hexdigest() for text in texts]
        new = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
        if new:
            found = dict(zip(new, embed(list(new.values())), strict=True))
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(row) + "\n" for row in found.items())
            known.update(found)
        return [known[name] for name in names]

    return ask


def _by_share(entries: Sequence[Indexable], model: str, embed: Embed, tick: Tick) -> dict[Language, dict[str, float]]:
    right: dict[Language, dict[str, int]] = {}
    asked: dict[Language, int] = {}
    total, done = sum(len(entry.examples) for entry in entries), 0
    for without, questions in left_out(entries):
        search = Search(without, None, embed, model=model)
        for question in questions:
            asked[question.language] = asked.get(question.language, 0) + 1
            row = right.setdefault(question.language, {f"{share:.1f}": 0 for share in SHARES})
            for share in SHARES:
                found = search.rank(question.text, language=question.language, top=1, share=share)
                row[f"{share:.1f}"] += bool(found) and found[0][0].rpartition("/")[2] in question.topics
            done += 1
            tick(done, total)
    return {
        language: {share: round(count / asked[language], 4) for share, count in row.items()}
        for language, row in right.items()
    }


def _best(first: Mapping[str, float]) -> float:
    """The smallest share that finds most, and none where no share finds clearly more than none."""
    share = max(first, key=lambda share: (first[share], -float(share)))
    return float(share) if first[share] >= first["0.0"] + _WORTH else 0.0


def built_in(texts: Sequence[MaskedText]) -> list[list[float]]:
    """The vectors made of the words' keys, as an embedding model would give them."""
    return [hashed(text) for text in texts]


def _numbers(values: Mapping[str, object], most: float) -> dict[Language, float]:
    found = {}
    for name, value in values.items():
        if not isinstance(value, int | float) or not 0.0 <= value <= most:
            raise ValueError(f"{name} is {value!r}; write a number from 0 to {most:g}")
        found[Language(name)] = float(value)
    return found
