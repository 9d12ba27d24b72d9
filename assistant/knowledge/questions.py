"""Whether the example questions of an entry are what people really type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain import Language
from assistant.knowledge.documents import Problem
from assistant.knowledge.entries import Entry
from assistant.knowledge.reading import Knowledge
from assistant.languages import key, stem, words

EXAMPLES = 5
# From this share of common stems on, a question of four words or more is the title said again.
REWORDED, FEW = 0.6, 4
GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
KEYBOARDS = {
    Language.TR: "is typed without Turkish letters (kargom nerde kaldi)",
    Language.EL: "is typed in Latin letters (pou einai to dema mou)",
}


def check_examples(knowledge: Knowledge) -> Iterator[Problem]:
    """Five questions an entry, no two alike, none the title said again, one of them as a foreign keyboard types it.

    Entries that have ended keep what they have.
    """
    for entry in knowledge.entries:
        if entry.card.valid_to is None or len(entry.card.examples) >= EXAMPLES:
            yield from _entry(knowledge, entry)


def _entry(knowledge: Knowledge, entry: Entry) -> Iterator[Problem]:
    examples, line = entry.card.examples, knowledge.line(entry.file, "examples")
    if len(examples) < EXAMPLES:
        what = f"there are {len(examples)} example questions, not {EXAMPLES}"
        yield Problem(entry.file, line, what, "add questions as people really type them")
    seen: dict[str, str] = {}
    title = _stems(entry.card.title, entry.language)
    for number, example in enumerate(examples):
        here = knowledge.line(entry.file, "examples", number)
        same = seen.setdefault(" ".join(key(word) for word in words(example)), example)
        if same is not example:
            yield Problem(entry.file, here, f"«{example}» is «{same}» again", "write a different way of asking")
        own = _stems(example, entry.language)
        if len(own) >= FEW and len(own & title) >= REWORDED * len(own | title):
            what = f"«{example}» is the title said again"
            yield Problem(entry.file, here, what, "write how somebody asks who does not know the title")
    if entry.language in KEYBOARDS and examples and not any(_foreign(e, entry.language) for e in examples):
        what = f"no example {KEYBOARDS[entry.language]}"
        yield Problem(entry.file, line, what, "many people type so; add one")


def _stems(text: str, language: Language) -> frozenset[str]:
    return frozenset(stem(word, language) for word in words(text))


def _foreign(example: str, language: Language) -> bool:
    return example.isascii() if language is Language.TR else not GREEK.search(example)
