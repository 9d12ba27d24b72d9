"""When a run or a comparison passes: the rules of `evals/gate.yaml` and the exit codes they lead to."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import InputError


class Exit(IntEnum):
    """What a command of `assistant eval` ends with."""

    OK = 0
    ERROR = 1
    USAGE = 2
    BLOCKER = 3
    REGRESSION = 4
    JUDGE = 5
    INVALID = 6
    INCONCLUSIVE = 7


class Metric(BaseModel):
    """A metric, the difference that does not matter, and the largest one a case can have. Higher is better."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    metric: str
    margin: float = Field(gt=0)
    reach: float = Field(default=1.0, gt=0)


class Gate(BaseModel):
    """One primary metric decides; guards and slices are tested as one family."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    primary: Metric
    guards: tuple[Metric, ...] = ()
    slices: tuple[str, ...] = ("language",)
    smallest_slice: int = Field(default=12, ge=2)
    most_invalid: float = Field(default=0.02, ge=0, le=1)
    near_duplicate: float = Field(default=0.9, gt=0, le=1)


def read_gate(evals: Path) -> Gate:
    """Read `gate.yaml`; raises ``InputError`` that names what does not fit."""
    path = evals / "gate.yaml"
    try:
        return Gate.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; copy it from a folder made by `assistant init`") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{path.name}: {error}") from error
