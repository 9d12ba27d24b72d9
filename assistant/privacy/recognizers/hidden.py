"""Numbers half hidden by stars (``100*****146``): what is left of them is still somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.privacy import context
from assistant.privacy.context import Label
from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading

_STARRED = re.compile(
    r"(?<![\w*])(?=[\dx* .-]{0,30}\d)(?=[\d .-]{0,12}[x*])[\dx*](?:[ .-]?[\dx*]){5,29}(?![\w*])", re.IGNORECASE
)


def starred(reading: Reading, kind: Kind, label: Label | None) -> Iterator[Found]:
    """Half-hidden numbers that ``label`` names; without a label all of them."""
    if not reading.has_digits or not ("**" in reading.plain or "xx" in reading.folded):
        return
    if label and not context.mentioned(reading, label):
        return
    for match in _STARRED.finditer(reading.plain):
        hidden = len(re.findall("[*xX]", match.group()))
        if hidden < 2 or len(re.findall(r"\d", match.group())) < 2:
            continue
        if label is None or context.named(reading, *match.span(), label):
            yield Found(match.start(), match.end(), kind, re.sub(r"[^\d*]", "", match.group()), Weight.CONTEXT)
