"""The composer's figures: what can be counted on drafts without labels and without a judge."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.domain import Proposal, SentenceKind, Situation
from assistant.languages.folding import bare

# Here nothing is left open, or an approved text speaks that people weighed.
NOTHING_OPEN = frozenset(
    {Situation.QUESTION, Situation.PRAISE, Situation.SILENCE, Situation.REFUSAL, Situation.SAFETY, Situation.HOLDING}
)
_FRAME = re.compile(r"^[^\n]*\n+|\s*[-–^]?\s*\{agent_\w+\}.*$", re.DOTALL)


def owner_and_time_present(proposal: Proposal) -> bool | None:
    """Whether a reply to an open matter names who does it and by when; ``None`` where nothing is open."""
    if proposal.triage.situation in NOTHING_OPEN or not proposal.draft.sentences:
        return None
    return bool(proposal.draft.commitments)


def length_kept(proposal: Proposal) -> bool | None:
    """Whether every reply keeps to its channel's limit."""
    if not proposal.draft.sentences:
        return None
    return not any(finding.check == "length" for finding in proposal.findings)


def unsupported_claims(proposal: Proposal) -> int:
    """How many sentences claim something that rests on nothing."""
    needing = {SentenceKind.SOURCE, SentenceKind.COMMITMENT, SentenceKind.THREAD, SentenceKind.AGENT}
    return sum(
        sentence.kind is SentenceKind.UNSUPPORTED or (sentence.kind in needing and not sentence.sources)
        for sentence in proposal.draft.sentences
    )


def distinct_ratio(texts: Iterable[str]) -> float:
    """The share of different texts, greeting and sign-off left out and spelling evened; 1.0 for no text at all.

    >>> distinct_ratio(["Hi A,\\nSorry. - {agent_name}", "Hi B,\\nSorry. - {agent_name}"])
    0.5
    """
    bodies = [" ".join(bare(_FRAME.sub("", text)).split()) for text in texts]
    return len(set(bodies)) / len(bodies) if bodies else 1.0
