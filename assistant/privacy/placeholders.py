"""How a placeholder is written (``⟦PHONE_1⟧``), recognised, and kept from being forged."""

from __future__ import annotations

import re

from assistant.privacy.kinds import Kind

OPEN, CLOSE = "⟦", "⟧"
# A customer's own brackets become these look-alikes, so that nothing a customer types ever resolves.
_ESCAPED = str.maketrans({OPEN: "〚", CLOSE: "〛"})
EXACT = re.compile(rf"{OPEN}(?P<kind>[A-Z]+)_(?P<number>[1-9][0-9]{{0,5}}){CLOSE}")


def write(kind: Kind, number: int) -> str:
    """The placeholder of the ``number``-th value of a kind.

    >>> write(Kind.PHONE, 1)
    '⟦PHONE_1⟧'
    """
    return f"{OPEN}{kind.value.upper()}_{number}{CLOSE}"


def escape(text: str) -> str:
    """Customer's text without the two characters placeholders are made of; the length stays."""
    return text.translate(_ESCAPED)
