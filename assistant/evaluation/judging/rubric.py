"""The rubric of `evals/rubric`: dimensions with weights, the groups they are asked in, and when a judge is believed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.domain import Language
from assistant.errors import InputError

TONE_RULES = "tone_rules"
OWN = "own"  # each reply by the rubric in its own language


class Dimension(BaseModel):
    """One dimension, scored 1-5."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    group: str
    weight: float


class Trust(BaseModel):
    """When a judge is believed in a language and dimension."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    least_labels: int = 30
    of_ceiling: float = 0.8
    least_kappa: float = 0.4
    least_consistency: float = 0.7


class Rubric(BaseModel):
    """The rubric; ``folder`` holds one prompt a group, and ``preference``.

    ``names`` says what languages are called, by the language the rubric is written in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    groups: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    names: Mapping[str, Mapping[str, str]] = {}
    trust: Trust = Trust()
    folder: Path = Path()

    def of(self, group: str) -> tuple[str, ...]:
        """The dimensions asked in a group."""
        return tuple(dimension.id for dimension in self.dimensions if dimension.group == group)

    def name_of(self, language: str) -> str:
        """What a language is called in the rubric's own; its code where nobody wrote a name."""
        return self.names.get(self.folder.name, {}).get(language, str(language))


def read_rubrics(evals: Path, chosen: str) -> Mapping[Language, Rubric]:
    """The rubric for replies of each language: one for all (``en``), or with ``own`` each in its language."""
    return {language: read_rubric(evals, language.value if chosen == OWN else chosen) for language in Language}


def read_rubric(evals: Path, language: str = "en") -> Rubric:
    """Read the rubric, its prompts in ``language``; raises ``InputError`` that names what does not fit."""
    path = evals / "rubric" / "rubric.yaml"
    folder = evals / "rubric" / language
    try:
        rubric = Rubric.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; copy it from a folder made by `assistant init`") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{path.name}: {error}") from error
    if not folder.is_dir():
        known = sorted(child.name for child in path.parent.iterdir() if child.is_dir())
        raise InputError(f"there is no rubric in {language!r}; known are {', '.join(known)}")
    return rubric.model_copy(update={"folder": folder})
