"""What a customer wrote stands in no process for longer than it has to."""

from __future__ import annotations

import gc

from assistant.checks import reading
from assistant.domain import Audience
from assistant.privacy.memory import let_go
from assistant.workflow.propose import Proposer
from tests.channels.private_path import complaint, rounds

WORD = "Zerdüştoğlugiller"


def kept() -> bool:
    """Whether a cache of the product holds the word, in a key or in what was made of it."""
    return any(
        isinstance(one, str) and WORD.lower() in one.lower() for cached in _caches() for one in _within(cached, 4)
    )


def _caches() -> list[object]:
    wrapper = type(reading.lru_cache(str))
    return [
        one for one in gc.get_objects() if isinstance(one, wrapper) and str(one.__module__).startswith("assistant.")
    ]


def _within(one: object, depth: int) -> list[object]:
    if depth == 0 or isinstance(one, (str, int, float, type)):
        return [one]
    return [one, *(inner for part in gc.get_referents(one) for inner in _within(part, depth - 1))]


class StandIn:
    """What a package puts in the place of a part that it loads when somebody asks for it."""

    asked = 0

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        StandIn.asked += 1
        return str


def test_looking_for_what_to_let_go_of_asks_no_object_what_it_is() -> None:
    kept_alive = [StandIn()]
    let_go()
    assert StandIn.asked == 0
    assert len(kept_alive) == 1


def test_a_word_that_was_worked_with_is_let_go_of(proposer: Proposer) -> None:
    proposer.check(complaint(next(iter(rounds())))[0], f"Merhaba {WORD}, kargonuz bugün yola çıktı.", Audience.PRIVATE)
    assert kept()
    assert let_go() > 0
    assert not kept()
    assert let_go() == 0
