"""The signed-in person's own name and initials in place of a draft's sign-off placeholders."""

from __future__ import annotations

import re

from assistant.access import Person
from assistant.drafting.layout import INITIALS, NAME

_WORD = re.compile(r"[^\W\d_]")


def initials(display_name: str) -> str:
    """The first letters of a person's names, two at the most.

    >>> initials("Elif K."), initials("νίκος Παπάς"), initials("ismail"), initials("42")
    ('EK', 'ΝΠ', 'I', '42')
    """
    letters = [found.group() for part in display_name.split() if (found := _WORD.search(part))]
    chosen = (letters[0], letters[-1]) if len(letters) > 1 else tuple(letters)
    return "".join(letter.upper() for letter in chosen) or display_name[:2]


def signed(text: str, person: Person) -> str:
    """The text as this person would send it, so that the bytes approved are the bytes seen."""
    return text.replace(INITIALS, initials(person.display_name)).replace(NAME, person.display_name)
