"""Which sentence of a text says what a sentence of its sibling in another language says, if one does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Language
from assistant.drafting.relevance import COMMON, features, rarity
from assistant.knowledge import Knowledge
from assistant.languages.quantities import quantities

# Texts in two languages tell the same facts, each in its own sentences: often one has no sentence that says just what
# the other's says. Two are taken for the same only if their figures are, each is the other's nearest, and by weight
# at least ALIKE of what they speak of is the same; without a figure NAKED, and more than one matter.
# Chosen by reading pairs of the sample brand's entries.
ALIKE, NAKED = 0.5, 0.65
FEWEST = 2
FIGURE = 4.0  # what a figure weighs among matters, which weigh as their rarity
UNSAID = 2.0  # what is always different
KNOWN = 0.6  # of the words of a sentence and of a line, the share both have from which on it is that line


@dataclass(frozen=True)
class Pair:
    """Two languages of one brand, from the one that is read to the other."""

    knowledge: Knowledge
    language: Language
    other: Language

    def counterpart(self, said: str, lines: Sequence[str], others: Sequence[str]) -> str | None:
        """What says in the other language what ``said`` says, of the text it stands in; ``None`` if nothing does.

        ``lines`` are its text's, in the words a reply would have them, ``others`` those of its sibling. A sentence that
        stands otherwise in its text (with a country put before it) is known by its words.
        """
        asked, stated = features(said, self.language), figures(said, self.language)
        lines = [line for line in lines if figures(line, self.language) == stated]
        line = max(lines, key=lambda own: _shared(asked, features(own, self.language)), default=None)
        if line is None or not others or _shared(asked, features(line, self.language)) < KNOWN:
            return None
        found = max(others, key=lambda other: self.alike(line, other))
        nearest = max(lines, key=lambda own: self.alike(own, found))
        return found if nearest == line and self.same(line, found) else None

    def same(self, one: str, other: str) -> bool:
        """Whether two sentences may be shown for one another."""
        if figures(one, self.language):
            return self.alike(one, other) >= ALIKE
        shared = matters(one, self.language) & matters(other, self.other)
        return len(shared) >= FEWEST and self.alike(one, other) >= NAKED

    def alike(self, one: str, other: str) -> float:
        """How much of what two sentences speak of both speak of, 0-1; 0 where their figures differ."""
        stated = figures(one, self.language)
        if stated != figures(other, self.other):
            return 0.0
        mine, theirs = matters(one, self.language), matters(other, self.other)
        same = self._weight(mine & theirs) + FIGURE * len(stated)
        return same / (self._weight(mine | theirs) + FIGURE * len(stated) + UNSAID)

    def _weight(self, matters: frozenset[str]) -> float:
        """What matters weigh: a common one less, in the language where it is the commoner."""
        rarities = [rarity(self.knowledge, language) for language in (self.language, self.other)]
        return math.fsum(min(rare.get(matter, COMMON) for rare in rarities) for matter in matters)


def matters(text: str, language: Language) -> frozenset[str]:
    """What a sentence speaks of, in codes that are the same in every language."""
    return frozenset(feature for feature in features(text, language) if feature[:1] == "@")


def figures(text: str, language: Language) -> frozenset[tuple[object, ...]]:
    """Every figure a sentence states, in a form that is the same in every language."""
    return frozenset(quantity.fact for quantity in quantities(text, language))


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / max(len(some | others), 1)
