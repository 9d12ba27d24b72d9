"""What must survive masking: order numbers, tracking codes, amounts, dates, times, stock codes.

A number that a recogniser only thinks it knows gives way to these; one it is sure of does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.lexicon import either, listed
from assistant.privacy.reading import Reading

_NEVER = frozenset({Kind.NAME, Kind.ADDRESS, Kind.EMAIL})  # words are never taken for numbers
_CODE = re.compile(
    r"(?<![a-z0-9@/])(?=[a-z0-9\-_]{0,20}[a-z])"
    r"(?:[a-zα-ω]{2,6}[-_][0-9][a-z0-9\-_]*|[a-z]{1,4}-[0-9]{4,}|[0-9][a-z][a-z0-9]{7,}|[a-z]{2}[0-9]{9}[a-z]{2})"
    r"(?![a-z0-9])"
)
_DATE = re.compile(
    r"(?<![0-9])(?:[0-3]?[0-9][./-][01]?[0-9][./-](?:19|20)?[0-9]{2}"
    r"|(?:19|20)[0-9]{2}[-./](?:0[1-9]|1[0-2])[-./][0-3][0-9])(?![0-9])"
)
_CLOCK = r"(?:[01]?[0-9]|2[0-4])"
_TIME = re.compile(rf"(?<![0-9]){_CLOCK}:[0-5][0-9](?::[0-5][0-9])?(?![0-9])")
_HOURS = re.compile(rf"(?<![0-9]){_CLOCK}[.:][0-5][0-9] ?- ?{_CLOCK}[.:][0-5][0-9](?![0-9]|[ .\-][0-9])")


@dataclass(frozen=True, slots=True)
class _Rule:
    """``pattern`` beats findings up to ``beats``; looked for from ``before`` to ``after`` characters around them.

    A group ``value`` is the number itself, the rest its label.
    """

    pattern: re.Pattern[str]
    beats: Weight
    before: int
    after: int


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    nouns, links = either(listed("labels", "codes")), either(listed("labels", "code_links"))
    money = either(listed("labels", "currencies"))
    labelled = re.compile(
        rf"\b(?:{nouns})(?:[\s:#.=\-'\"(]{{1,3}}(?:{links})\b){{0,4}}[\s:#.=\-'\"(]{{0,4}}"
        r"(?P<value>[0-9]{2,6}(?: [0-9]{2,6}(?![0-9])){1,5}|[a-z]{0,5}[-_/]?[0-9][a-z0-9\-_/]{2,34})"
    )
    followed = re.compile(
        r"(?<![a-z0-9])(?P<value>[a-z]{0,5}-?[0-9][a-z0-9\-_]{3,34})(?:'?[a-z]{1,4})? "
        rf"(?:(?:numarali|nolu|no'?lu|kodlu) (?:{nouns})"
        rf"|(?:{nouns})(?: (?:takip|referans|seri))? (?:no|numara\w*|kodu)\b)"
    )
    amount = re.compile(
        rf"[₺€$£] ?[0-9](?:[0-9.,' ]{{0,14}}[0-9])?|[0-9][0-9.,]{{0,14}} ?(?:[₺€$£]|(?:{money})\b)"
        rf"|\b(?:{money}) ?[0-9][0-9.,]{{0,14}}|%[0-9]+|[0-9]+ ?%"
    )
    return (
        _Rule(labelled, Weight.CONTEXT, 70, 24),
        _Rule(_HOURS, Weight.CONTEXT, 8, 8),
        _Rule(followed, Weight.CHECKED, 8, 48),
        _Rule(_CODE, Weight.CHECKED, 24, 24),
        _Rule(_DATE, Weight.SHAPE, 12, 12),
        _Rule(_TIME, Weight.SHAPE, 12, 12),
        _Rule(amount, Weight.SHAPE, 16, 16),
    )


def outweighed(reading: Reading, found: Found) -> bool:
    """``found`` is rather an order number, a code, a date, a time or an amount than what it was taken for."""
    if found.weight is Weight.SURE or found.kind in _NEVER or not reading.patient():
        return False
    return any(_stands(reading, found, rule) for rule in _rules() if found.weight <= rule.beats)


def _stands(reading: Reading, found: Found, rule: _Rule) -> bool:
    low = max(0, found.start - rule.before)
    window = reading.folded[low : found.end + rule.after]
    return any(_covers(match, low, found) for match in rule.pattern.finditer(window))


def _covers(match: re.Match[str], low: int, found: Found) -> bool:
    """The survivor stands over at least half of the finding."""
    start, end = match.span("value") if "value" in match.re.groupindex else match.span()
    shared = min(low + end, found.end) - max(low + start, found.start)
    return 2 * shared >= found.end - found.start
