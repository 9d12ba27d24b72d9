"""A long complaint cut into the problems it tells of, so that each can be searched for by itself."""

from __future__ import annotations

from assistant.domain import Language
from assistant.languages import sentences, words

_SHORT = 25  # words; a shorter text has one problem
_ENOUGH = 8  # words a group needs to say what it is about
_MOST = 8  # groups; a longer text repeats itself


def segments(text: str, language: Language) -> list[str]:
    """Groups of neighbouring sentences of ``text``, none for a short one.

    Sentences are gathered until a group has eight words; a short rest goes with the group before it.
    """
    if len(words(text)) < _SHORT:
        return []
    groups: list[str] = []
    open_group = ""
    for sentence in sentences(text, language):
        open_group = f"{open_group} {sentence}".strip()
        if len(words(open_group)) >= _ENOUGH:
            groups.append(open_group)
            open_group = ""
    if open_group and groups:
        groups[-1] = f"{groups[-1]} {open_group}"
    return groups[:_MOST] if len(groups) > 1 else []
