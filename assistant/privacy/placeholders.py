"""How a placeholder is written (``⟦PHONE_1⟧``), recognised, forged and mangled."""

from __future__ import annotations

import re

from assistant.privacy.kinds import Kind

OPEN, CLOSE = "⟦", "⟧"
# A customer's own brackets become these look-alikes, so that nothing a customer types ever resolves.
_ESCAPED = str.maketrans({OPEN: "〚", CLOSE: "〛"})
EXACT = re.compile(rf"{OPEN}(?P<kind>[A-Z]+)_(?P<number>[1-9][0-9]{{0,5}}){CLOSE}")
_KINDS = "|".join(kind.value for kind in Kind)
# Anything that was, or pretends to be, a placeholder: half a bracket, other brackets, a space for the underscore.
_SUSPECT = re.compile(
    rf"{OPEN}[^{OPEN}{CLOSE}\n]{{0,40}}{CLOSE}?|[^\s{OPEN}{CLOSE}]{{0,20}}{CLOSE}|[〚【［〔].{{0,40}}?[〛】］〕]"
    rf"|[\[{{<(«]{{1,3}}\s{{0,2}}(?:{_KINDS})\s{{0,2}}[_ \-#:]?\s{{0,2}}[0-9]{{1,6}}\s{{0,2}}[\]}}>)»]{{1,3}}"
    rf"|(?<![A-Za-z0-9])(?:{_KINDS})_[0-9]{{1,6}}(?![0-9])",
    re.IGNORECASE,
)


def write(kind: Kind, number: int) -> str:
    """The placeholder of the ``number``-th value of a kind.

    >>> write(Kind.PHONE, 1)
    '⟦PHONE_1⟧'
    """
    return f"{OPEN}{kind.value.upper()}_{number}{CLOSE}"


def escape(text: str) -> str:
    """Customer's text without the two characters placeholders are made of; the length stays."""
    return text.translate(_ESCAPED)


def suspects(text: str) -> list[tuple[int, int]]:
    """Every ``[start, end)`` that is, was or imitates a placeholder, exact ones included."""
    return [match.span() for match in _SUSPECT.finditer(text)]
