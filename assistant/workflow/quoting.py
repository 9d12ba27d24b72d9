"""Cutting off what a mail quotes of the conversation before it, in the ways mail programs write it."""

from __future__ import annotations

import re

# "On Fri, 20 Nov 2026 at 10:00, Support <s@x> wrote:", in the languages of mail programs of both markets. It may be
# broken over three lines and names a day: somebody who merely tells what was said seldom ends a line so.
_SAID = re.compile(r"\b(?:wrote|yazd[ıi]|yazm[ıi]ş|έγραψε(?:\s+τα\s+εξής)?|schrieb\b.*)\s*:$", re.IGNORECASE)
_WHEN = re.compile(r"^(?:on|στις|την|am|le)\b|\btarihinde\b|<[^\s<>]+@[^\s<>]+>", re.IGNORECASE)
_ADDRESS = re.compile(r"<[^\s<>]+@[^\s<>]+>")
_LINES, _LONGEST = 3, 400  # of such an announcement: lines, and characters in all
_MARKED = re.compile(
    r"^\s*(?:-{2,}|_{2,})\s*(?:original message|reply message|özgün ileti|orijinal mesaj|özgün mesaj|yanıtlanan ileti|"
    r"αρχικό μήνυμα|πρωτότυπο μήνυμα|ursprüngliche nachricht)\s*(?:-{2,}|_{2,})?\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_FROM = re.compile(r"^[>*\s]*(?:from|kimden|gönderen|από|von)\s*\*?\s*:\s*\*?\s*\S", re.IGNORECASE)
_HEADER = re.compile(
    r"^[>*\s]*(?:sent|date|to|cc|subject|gönderildi|gönderilme tarihi|tarih|kime|bilgi|konu|στάλθηκε|ημερομηνία|προς|"
    r"κοιν|κοινοποίηση|θέμα|gesendet|an|betreff)\s*\*?\s*:",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"^\s*>")
HEAD = 6  # lines in which a copied head has to show two more of its fields


def without_history(text: str) -> str:
    """What is new in an answer: everything before the first quoted message, and what stands between quoted lines.

    A text that is nothing but quotation is left whole: what its writer wanted to say is then in it.

    >>> without_history("Still leaking.\\n\\nOn Fri, 20 Nov 2026 at 10:00, Support <s@x.example> wrote:\\n> Hello")
    'Still leaking.'
    """
    kept = text.replace("\r\n", "\n")
    kept = _before_attribution(kept)
    lines = kept.split("\n")
    end = next((place for place in range(len(lines)) if _begins_history(lines, place)), len(lines))
    new = "\n".join(line for line in lines[:end] if not _QUOTE.match(line))
    new = re.sub(r"\n{3,}", "\n\n", new).strip()
    return new or text.strip()


def _before_attribution(text: str) -> str:
    """The text without the line that announces a quotation, and without what follows it as far as it is quoted."""
    lines = text.split("\n")
    for end in range(len(lines)):
        begin = _announced(lines, end)
        if begin is not None:
            rest = lines[end + 1 :]
            marked = any(_QUOTE.match(line) for line in rest)
            # People answer below quoted lines too; below a quotation without marks nobody can tell the two apart.
            if marked or _ADDRESS.search(" ".join(lines[begin : end + 1])):
                return "\n".join([*lines[:begin], *(rest if marked else ())])
    return text


def _announced(lines: list[str], end: int) -> int | None:
    """Where the announcement of a quotation begins that ends in this line; ``None`` if none does."""
    if not lines[end].rstrip().endswith(":"):
        return None
    for begin in range(end, max(end - _LINES, -1), -1):
        said = " ".join(line.strip() for line in lines[begin : end + 1])
        if not lines[begin].strip() or len(said) > _LONGEST or not _SAID.search(said):
            return None
        if _WHEN.search(said) and any(map(str.isdigit, _ADDRESS.sub("", said))):
            return _with_the_writer(lines, begin, end)
    return None


def _with_the_writer(lines: list[str], begin: int, end: int) -> int:
    """Where an announcement begins whose writer stands in a line of their own above the day."""
    if not _ADDRESS.search(" ".join(lines[begin : end + 1])):
        for above in range(begin - 1, max(end - _LINES, -1), -1):
            if not lines[above].strip():
                break
            if _ADDRESS.search(lines[above]):
                return above
    return begin


def _begins_history(lines: list[str], place: int) -> bool:
    line = lines[place]
    if _MARKED.match(line):
        return True
    if _RULE.match(line):
        return any(_is_head(lines, at) for at in range(place + 1, min(place + 3, len(lines))))
    return _is_head(lines, place)


def _is_head(lines: list[str], place: int) -> bool:
    """Whether the head of another mail was copied here: who it is from, and two more of its fields."""
    return (
        bool(_FROM.match(lines[place]))
        and sum(bool(_HEADER.match(line)) for line in lines[place + 1 : place + 1 + HEAD]) >= 2
    )
