"""What a run may cost and what it has cost: prices, an estimate before, a bound that holds while it runs."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.domain import Usage
from assistant.errors import InputError
from assistant.evaluation.caches import AnswerCache, characters
from assistant.llm import ChatMessage

# Before a model has answered here once: characters a token, and tokens an answer.
CHARACTERS_A_TOKEN = 3.0
TOKENS_AN_ANSWER = 500.0
LONGEST_ANSWER = 2_000  # tokens a call is reserved with, so that the bound holds whatever comes back
ENOUGH_EXPERIENCE = 10


class Price(BaseModel):
    """US dollars per million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    input: float
    cached: float = 0.0
    output: float

    def cost(self, usage: Usage) -> float:
        """The price of a call; cached tokens are part of the input tokens."""
        fresh = usage.input_tokens - usage.cached_tokens
        return (fresh * self.input + usage.cached_tokens * self.cached + usage.output_tokens * self.output) / 1e6


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the rest of a run will ask: calls, tokens, US dollars (``None`` without a price) and what is known of it."""

    calls: int
    kept: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    measured: bool


class Halted(Exception):
    """Raised inside a run to end it early; never leaves the room."""


def read_prices(evals: Path) -> Mapping[str, Price]:
    """The prices of `prices.yaml` by model, none without the file; raises ``InputError`` for what does not fit."""
    path = evals / "prices.yaml"
    if not path.is_file():
        return {}
    try:
        return TypeAdapter(dict[str, Price]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{path.name}: {error}") from error


class Purse:
    """Money shared by every thread and process of a run; a call is reserved before it is made.

    ``most`` is in US dollars, ``None`` for no bound. Make it before the processes that share it.
    """

    def __init__(self, most: float | None, price: Price | None) -> None:
        self._most, self._price = most, price
        self._taken = multiprocessing.Value("d", 0.0)

    @property
    def taken(self) -> float:
        """What was paid, and what calls under way have reserved."""
        return float(self._taken.value)

    def reserve(self, asked: int) -> float:
        """Set aside what a question of so many characters may cost at most; raises ``Halted`` if that is too much."""
        if self._price is None:
            return 0.0
        amount = self._price.cost(Usage(asked // 2, 0, LONGEST_ANSWER))
        with self._taken.get_lock():
            if self._most is not None and self._taken.value + amount > self._most:
                raise Halted(f"the next call could pass --max-cost {self._most:g}")
            self._taken.value += amount
        return amount

    def settle(self, reserved: float, usage: Usage) -> Usage:
        """Pay what a call really took; the usage with its cost."""
        if self._price is None:
            return usage
        cost = self._price.cost(usage)
        with self._taken.get_lock():
            self._taken.value += cost - reserved
        return Usage(usage.input_tokens, usage.cached_tokens, usage.output_tokens, cost)


def estimate(
    questions: Sequence[tuple[Sequence[ChatMessage], bool]],
    due: int,
    model: str,
    cache: AnswerCache,
    price: Price | None,
) -> Estimate:
    """Estimate a run of ``due`` questions from a sample of them, each with whether its answer is kept.

    Once the model has answered ten questions into the cache, its own tokens are the measure.
    """
    sample = max(1, len(questions))
    open_ = [characters(messages) for messages, kept in questions if not kept]
    answers, asked, read, written = cache.experience(model)
    measured = answers >= ENOUGH_EXPERIENCE
    a_token = asked / read if measured and read else CHARACTERS_A_TOKEN
    an_answer = written / answers if measured else TOKENS_AN_ANSWER
    calls = round(len(open_) / sample * due)
    input_tokens = round(sum(open_) / sample * due / a_token)
    output_tokens = round(calls * an_answer)
    cost = None if price is None else price.cost(Usage(input_tokens, 0, output_tokens))
    return Estimate(calls, due - calls, input_tokens, output_tokens, cost, measured)
