"""What a drafted sentence rests on: its source exists, says it, and may be quoted."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.grounding import ALIGNED, FEWEST_WORDS, Clause, clauses, closest
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Passage, Sentence, SentenceKind, Severity

NEEDS_SOURCE = frozenset({SentenceKind.SOURCE, SentenceKind.COMMITMENT})
ENTRIES = ("faq/", "policy/")


def support(reviewed: Reviewed) -> Iterator[Finding]:
    """A factual sentence blocks without a source, and with an unknown, an agent-only or another entry's source."""
    found = {passage.id: passage for passage in reviewed.passages}
    for sentence in reviewed.sentences:
        at = reviewed.text.find(sentence.text)
        span = (at, at + len(sentence.text)) if at >= 0 else None
        unknown = [s for s in sentence.sources if s.startswith(ENTRIES) and s not in found]
        bare = sentence.kind in NEEDS_SOURCE and not sentence.sources
        if sentence.kind is SentenceKind.UNSUPPORTED or unknown or bare:
            promised = sentence.kind is SentenceKind.COMMITMENT
            code = "promise.unsupported" if promised else "sentence.unsupported"
            yield reviewed.finding("support", Severity.BLOCK, code, span, text=sentence.text)
        elif any(s in found and not found[s].quotable for s in sentence.sources):
            yield reviewed.finding("support", Severity.BLOCK, "agent_only.quoted", span, text=sentence.text)
        elif (other := _elsewhere(sentence, reviewed, found)) is not None:
            code = "source.wrong"
            yield reviewed.finding("support", Severity.BLOCK, code, span, text=sentence.text, source=other)


def _elsewhere(sentence: Sentence, reviewed: Reviewed, found: dict[str, Passage]) -> str | None:
    """The entry a sentence is really from, when it cites another that says nothing like it."""
    cited = [s for s in sentence.sources if s.startswith(ENTRIES)]
    if sentence.kind is not SentenceKind.SOURCE or not cited or len(cited) < len(sentence.sources):
        return None
    known = {id_: _of(passage, reviewed) for id_, passage in found.items() if passage.quotable}
    asked = [c for c in clauses(sentence.text, reviewed.language) if len(c.text.split()) >= FEWEST_WORDS]
    if not asked:
        return None

    def score(id_: str) -> float:
        parts = known.get(id_, ())
        return max(match.score for match in closest(asked, parts, reviewed.language)) if parts else 0.0

    if any(score(id_) >= ALIGNED for id_ in cited):
        return None  # as nearly always: then no other entry need be looked at
    scores = {id_: score(id_) for id_ in known if id_ not in cited}
    best = max(scores, key=lambda id_: scores[id_], default=None)
    return best if best is not None and scores[best] >= ALIGNED else None


def _of(passage: Passage, reviewed: Reviewed) -> tuple[Clause, ...]:
    return clauses(passage.text, reviewed.language, passage.id)
