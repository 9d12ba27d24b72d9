"""What a drafted sentence rests on: unsupported ones and quotes from agent-only entries block."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, SentenceKind, Severity

NEEDS_SOURCE = frozenset({SentenceKind.SOURCE, SentenceKind.COMMITMENT})


def support(reviewed: Reviewed) -> Iterator[Finding]:
    """A factual sentence without a source, or with one that was never found, blocks; so does an agent-only source."""
    found = {passage.id: passage for passage in reviewed.passages}
    for sentence in reviewed.sentences:
        at = reviewed.text.find(sentence.text)
        span = (at, at + len(sentence.text)) if at >= 0 else None
        unknown = [s for s in sentence.sources if s.startswith(("faq/", "policy/")) and s not in found]
        if (
            sentence.kind is SentenceKind.UNSUPPORTED
            or unknown
            or (sentence.kind in NEEDS_SOURCE and not sentence.sources)
        ):
            code = "commitment.unsupported" if sentence.kind is SentenceKind.COMMITMENT else "sentence.unsupported"
            yield reviewed.finding("support", Severity.BLOCK, code, span, text=sentence.text)
        elif any(s in found and not found[s].quotable for s in sentence.sources):
            yield reviewed.finding("support", Severity.BLOCK, "agent_only.quoted", span, text=sentence.text)
