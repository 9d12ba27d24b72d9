"""Similar cases of the past: masked, and only those whose reply an editor released as an example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.domain import Language, MaskedText
from assistant.retrieval.vectors import Cases

_SPARE = 4  # neighbours looked at for each one wanted: some are of another language


@dataclass(frozen=True, slots=True)
class PastCase:
    """A complaint and the reply that was sent, both masked; ``released`` is an editor's decision."""

    id: str
    language: Language
    complaint: MaskedText
    reply: MaskedText
    released: bool = False


class PastCases:
    """Past cases found by likeness of the complaint.

    ``index`` holds vectors and ids alone and may be empty or stale: it is brought in line with ``cases``, which is the
    truth. A case that is not released is neither indexed nor given back.
    """

    def __init__(self, cases: Iterable[PastCase], index: Cases) -> None:
        self._released = {case.id: case for case in cases if case.released}
        self._index = index
        held = index.ids()
        index.forget(held - self._released.keys())
        index.add_all({id_: case.complaint for id_, case in self._released.items() if id_ not in held})

    def similar(self, text: MaskedText, language: Language, top: int = 3) -> tuple[tuple[PastCase, float], ...]:
        """The ``top`` most similar released cases of ``language`` with their cosine, the most similar first."""
        near = self._index.similar(text, top * _SPARE)
        found = [(case, score) for id_, score in near if (case := self._released.get(id_))]
        return tuple((case, score) for case, score in found if case.language is language)[:top]
