"""What models are writing just now, by case: provisional text for the desk, kept in this process and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock

from assistant.domain import Audience, Sentence
from assistant.drafting.case import Case
from assistant.drafting.layout import PARAGRAPH_BREAK
from assistant.drafting.writer import so_far
from assistant.llm.chat import OnText
from assistant.privacy import Vault
from assistant.workflow.propose import Begin


@dataclass(frozen=True, slots=True)
class Provisional:
    """The bodies of the replies as far as a model has written them, unchecked; they are shown and never sent.

    ``version`` is 0 until writing begins; from the second on it mends what the checks found in the one before.
    """

    version: int
    texts: Mapping[Audience, str]


class Underway:
    """The drafts that are being written in this process; safe from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._written: dict[int, list[_Written]] = {}

    @contextmanager
    def writing(self, case_id: int) -> Iterator[Begin]:
        """Let the desk read along until the end: what comes is told of each version and gives what hears its pieces."""
        written = _Written()
        with self._lock:
            self._written.setdefault(case_id, []).append(written)
        try:
            yield written.begin
        finally:
            with self._lock:
                left = [one for one in self._written[case_id] if one is not written]
                if left:
                    self._written[case_id] = left
                else:
                    del self._written[case_id]

    def __contains__(self, case_id: int) -> bool:
        return case_id in self._written

    def seen(self, case_id: int) -> Provisional | None:
        """The draft that began last, as far as it came; ``None`` where no model is writing."""
        with self._lock:
            written = self._written.get(case_id, [None])[-1]
        return written.seen() if written is not None else None


@dataclass
class _Written:
    """One draft: what the version now being written answers, and the pieces of it."""

    version: int = 0
    case: Case | None = None
    vault: Vault | None = None
    pieces: list[str] = field(default_factory=list)

    def begin(self, case: Case, vault: Vault) -> OnText:
        pieces: list[str] = []

        def hear(piece: str) -> None:
            if piece:
                pieces.append(piece)
            else:
                pieces.clear()  # the provider is asked again: what it broke off is gone

        self.case, self.vault, self.pieces, self.version = case, vault, pieces, self.version + 1
        return hear

    def seen(self) -> Provisional:
        case, vault = self.case, self.vault
        if case is None or vault is None:
            return Provisional(0, {})
        sentences = so_far("".join(tuple(self.pieces)))
        texts = {audience: _body([s for s in sentences if s.reply is audience], case) for audience in Audience}
        private = vault.unmask(texts[Audience.PRIVATE])  # in public a placeholder stays, as in the draft itself
        texts[Audience.PRIVATE] = private
        return Provisional(self.version, {audience: text for audience, text in texts.items() if text})


def _body(sentences: list[Sentence], case: Case) -> str:
    """The sentences of one reply, without greeting and sign-off, which the program adds."""
    if not sentences:
        return ""
    gap = PARAGRAPH_BREAK[case.profile_for(sentences[0].reply).style]
    joined = ((" " if one.paragraph == before.paragraph else gap) + one.text for before, one in pairwise(sentences))
    return sentences[0].text + "".join(joined)
