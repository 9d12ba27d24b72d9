"""Numbers in a text, however their digits are grouped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.privacy.lexicon import listed

_GAP = r"(?:[ \n.\-/()_*]{1,3}|,)"
_CHAIN = re.compile(rf"[0-9]+(?:{_GAP}[0-9]+)*")
_GROUP = re.compile("[0-9]+")
_LEAST, _MOST = 7, 20  # digits of a number that can be personal (IBANs are longer and looked for apart)
_MOST_GROUPS = 6
ENDLESS = 150  # groups of digits with nothing but gaps between them: a table, not a number


@dataclass(frozen=True, slots=True)
class Number:
    """Digits at ``[start, end)``; ``groups`` are the lengths of its unbroken parts."""

    start: int
    end: int
    digits: str
    groups: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Written without a gap."""
        return len(self.groups) == 1

    @property
    def apart(self) -> bool:
        """Every digit stands alone: «0 5 3 2 …»."""
        return len(self.groups) > 1 and max(self.groups) == 1

    @property
    def tidy(self) -> bool:
        """Grouped as people group a number: parts of two or more digits, or every digit apart."""
        return self.whole or self.apart or min(self.groups) > 1


def find_numbers(plain: str, folded: str) -> tuple[list[Number], list[tuple[int, int]]]:
    """Every number of 7 to 20 digits that is no part of a code, and the endless runs of digits as spans.

    Of «0532 411 22 36» each run of neighbouring groups is a number of its own; the recognisers know which one they
    want. An endless run (a pasted table, an attack) is not taken apart: whoever finds it masks it whole.
    """
    numbers: list[Number] = []
    endless: list[tuple[int, int]] = []
    for chain in _CHAIN.finditer(plain):
        start, end = chain.span()
        if end - start < _LEAST:
            continue
        groups = [match.span() for match in _GROUP.finditer(plain, start, end)]
        if len(groups) > ENDLESS:
            endless.append((start, end))
        else:
            numbers += (n for n in _of_chain(plain, groups) if stands_alone(plain, folded, n.start, n.end))
    return numbers, endless


def _of_chain(plain: str, groups: list[tuple[int, int]]) -> Iterator[Number]:
    yield from _apart(plain, groups)
    for first in range(len(groups)):
        total = 0
        for last in range(first, min(first + _MOST_GROUPS, len(groups))):
            total += groups[last][1] - groups[last][0]
            if total > _MOST:
                break
            if total >= _LEAST:
                yield _number(plain, groups[first : last + 1])


def _apart(plain: str, groups: list[tuple[int, int]]) -> Iterator[Number]:
    """Runs of single digits, each run one number, also with the longer group before it: «(0543) 2 9 8 1 1 0 7»."""
    run: list[tuple[int, int]] = []
    head: tuple[int, int] | None = None
    for group in [*groups, (0, 0)]:
        if group[1] - group[0] == 1:
            run.append(group)
            continue
        if _MOST_GROUPS < len(run) <= _MOST:
            yield _number(plain, run)
        if head is not None and len(run) >= _MOST_GROUPS and len(run) + head[1] - head[0] <= _MOST:
            yield _number(plain, [head, *run])
        head, run = group, []


def _number(plain: str, groups: list[tuple[int, int]]) -> Number:
    digits = "".join(plain[start:end] for start, end in groups)
    return Number(groups[0][0], groups[-1][1], digits, tuple(end - start for start, end in groups))


def read(start: int, text: str) -> Number:
    """The number written as ``text`` at ``start``."""
    groups = _GROUP.findall(text)
    return Number(start, start + len(text), "".join(groups), tuple(map(len, groups)))


def stands_alone(plain: str, folded: str, start: int, end: int) -> bool:
    """No letter of a code touches the digits; a label («TC123…») or a Turkish ending («123…den») may."""
    if start and plain[start - 1].isalpha():
        low = start
        while low > 0 and start - low < 9 and plain[low - 1].isalpha():
            low -= 1
        if folded[low:start] not in listed("labels", "glued"):
            return False
    if end < len(plain) and plain[end].isalpha():
        high = end
        while high < len(plain) and high - end < 9 and plain[high].isalpha():
            high += 1
        return plain[end:high].islower() and high - end < 9
    return True
