"""How soon a password would be guessed, and by what: zxcvbn's estimate, with the words of the desk's languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from assistant.languages import key
from assistant.languages.folding import bare
from assistant.languages.names import section

# Ten tries in a quarter of an hour make it centuries; for who has the hashes, at 45 ms each, two months of one core.
ENOUGH = 10**8  # guesses
# What zxcvbn looks at: beyond this its time grows without telling more, so both ends of a longer one are looked at.
READ = 20  # characters
_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST_NAMES = (
    ("turkish/names.yaml", "female"), ("turkish/names.yaml", "male"), ("turkish/names.yaml", "unisex"),
    ("greek/names.yaml", "female"), ("greek/names.yaml", "male"), ("greek/names.yaml", "male_e"),
    ("greek/names.yaml", "male_o"),
)  # fmt: skip
# What a guesser would try, by the estimator's names for it; a word is told from a password that leaked.
_BY_PATTERN = {
    "spatial": "keyboard", "repeat": "repeats", "sequence": "sequence", "date": "date", "regex": "date",
    "dictionary": "words",
}  # fmt: skip

Match = Mapping[str, object]


def guessed_by(password: str, known: Sequence[str] = ()) -> str | None:
    """How a password would be guessed in less than ``ENOUGH`` tries, ``None`` for one that would not.

    ``common`` (it leaked with others), ``words``, ``keyboard``, ``repeats``, ``sequence`` or ``date``. ``known`` is
    what anybody knows of its owner.

    >>> guessed_by("Fenerbahçe1907"), guessed_by("ΟΛΥΜΠΙΑΚΟΣ7"), guessed_by("three words on water")
    ('words', 'words', None)
    """
    ends = (password,) if len(password) <= READ else (password[:READ], password[-READ:])
    ways = [_guessed(end, known) for end in ends]
    return None if None in ways else ways[0]


def _guessed(password: str, known: Sequence[str]) -> str | None:
    """As written without its marks, and as every keyboard of the three languages would write it."""
    for spelled, words in ((bare(password), [bare(one) for one in known]), (_keyed(password), _words(known))):
        way = _estimated(spelled, words)
        if way is not None:
            return way
    return None


def _estimated(spelled: str, words: Sequence[str]) -> str | None:
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    found = zxcvbn(spelled, user_inputs=list(words))
    if not spelled or found["guesses"] >= ENOUGH:
        return None
    return _way(found["sequence"])


def _way(matches: Sequence[Match]) -> str:
    """What the largest part of a password is; what is no pattern at all only pads the rest."""
    patterns = [one for one in matches if one["pattern"] in _BY_PATTERN]
    if not patterns:
        return "common"  # so few characters that all of them can be tried
    largest = max(patterns, key=lambda one: len(str(one["token"])))
    if largest["pattern"] == "dictionary" and largest.get("dictionary_name") == "passwords":
        return "common"
    return _BY_PATTERN[str(largest["pattern"])]


def _keyed(text: str) -> str:
    return _LETTERS.sub(lambda run: key(run[0]), text)


def _words(known: Sequence[str]) -> list[str]:
    return [*(_keyed(one) for one in known), *_likely()]


@cache
def _likely() -> tuple[str, ...]:
    """Keys of the words and first names that are tried before anything else, likeliest first."""
    names = (name for file, kind in _FIRST_NAMES for name in section(file, kind))
    return tuple(dict.fromkeys(key(word) for word in (*_listed(), *names)))


def _listed() -> Iterator[str]:
    lines = files("assistant.access").joinpath("guessable_words.txt").read_text("utf-8").splitlines()
    return (word for line in lines if not line.startswith("#") for word in line.split())
