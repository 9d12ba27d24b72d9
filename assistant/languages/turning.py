"""A customer's own sentence told back to them: «my sofa came on Friday» becomes «your sofa came on Friday»."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.domain import Language


class Actor(StrEnum):
    """Who is said to do or to be something: the customer, a thing or somebody outside, or the brand and its people."""

    CUSTOMER = "customer"
    THING = "thing"
    BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Retold:
    """A clause of the customer's, turned to them and standing by itself, with capital letter and full stop.

    ``start`` and ``end`` are the characters of the sentence it retells.
    """

    text: str
    start: int
    end: int
    actor: Actor


def retold(sentence: str, language: Language) -> tuple[Retold, ...]:
    """The clauses of one sentence that can be told back safely, in order; none where any word of them is in doubt."""
    match language:
        case Language.TR:
            from assistant.languages.turkish.turning import retell
        case Language.EL:
            from assistant.languages.greek.turning import retell
        case Language.EN:
            from assistant.languages.english.turning import retell
    return retell(sentence)
