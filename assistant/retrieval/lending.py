"""What is shown where the complaint's language has no entry of its own: its sibling in the nearest other language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.domain import Language
from assistant.retrieval.passages import Indexable

# Which language steps in, the nearest first: English is read by most, and is nobody's foreign policy text.
FALLBACK: Mapping[Language, tuple[Language, ...]] = {
    Language.TR: (Language.EN, Language.EL),
    Language.EL: (Language.EN, Language.TR),
    Language.EN: (Language.EL, Language.TR),
}


def lent(entries: Sequence[Indexable]) -> list[Indexable]:
    """The entries that other languages lend, each once a language that lacks it; a guideline is never lent.

    Only a language with entries of its own borrows: a brand that writes none in a language does not serve it.
    They are found by what their cards are about, and by names and numbers; the words are another language's.
    """
    own = {(entry.language, entry.topic): entry for entry in entries if entry.kind == "entry"}
    served = {language for language, _ in own}
    borrowed = []
    for topic in dict.fromkeys(topic for _, topic in own):
        for language in FALLBACK:
            if language in served and (language, topic) not in own:
                lender = next(one for other in FALLBACK[language] if (one := own.get((other, topic))))
                borrowed.append(replace(lender, lent_to=language))
    return borrowed
