"""A reply is not the one the same page, or the same customer, has read before."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.reading import folded
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity

# Two replies of one page that share so much read as pasted (token sort ratio, 0-100).
PASTED = 92.0
SHORTEST = 40


def likeness(reviewed: Reviewed) -> Iterator[Finding]:
    """Nearly the words of a recent reply warn; nearly the words this customer already got from us warn as well."""
    start, end = reviewed.body()
    body = folded(reviewed.text[start:end], reviewed.language)
    if len(body) < SHORTEST:
        return
    earlier = [turn.text for turn in reviewed.complaint.thread if turn.sender == "brand"]
    for texts, code in ((earlier, "duplicate.thread"), (reviewed.recent, "duplicate.page")):
        if any(_alike(body, folded(text, reviewed.language)) for text in texts):
            yield reviewed.finding("duplicate", Severity.WARN, code, (start, end))


def _alike(body: str, other: str) -> bool:
    from rapidfuzz import fuzz

    if len(other) < SHORTEST:
        return False
    return fuzz.token_sort_ratio(body, other, score_cutoff=PASTED) > 0 or body.strip() in other
