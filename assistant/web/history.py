"""How a draft became what it is: each version with what it changed against the one it was based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.domain import Audience, Language
from assistant.store import DraftRow, MadeBy
from assistant.web.opened import Opened
from assistant.web.rendering import text
from assistant.web.signature import signed
from assistant.web.stored import read_stored

_PIECE = re.compile(r"\s+|[^\s]+")
SHOWN = 30  # versions, the newest ones
MOST_PAIRS = 4_000_000  # words against words; beyond, a comparison would take longer than a page may


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a version as pieces that stayed (``same``), came (``ins``) or went (``del``)."""

    audience: Audience
    changed: bool
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version, who wrote it, and its difference to the version it was based on."""

    row: DraftRow
    by: str
    parts: tuple[Part, ...]


def versions(seen: Opened, language: Language) -> list[Version]:
    """The newest versions, newest first."""
    by_number = {row.version: row for row in seen.file.drafts}
    return [
        Version(row, _by(row, language), tuple(_parts(by_number.get(row.based_on), row, seen)))
        for row in reversed(seen.file.drafts[-SHOWN:])
    ]


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Two texts word by word.

    >>> difference("Merhaba Ayşe Hanım", "Merhaba Ayşe")
    (('same', 'Merhaba Ayşe'), ('del', ' Hanım'))
    """
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return (("del", before), ("ins", after))
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(("del", "".join(old[a:b])))
        if d > c:
            pieces.append(("ins", "".join(new[c:d])))
    return tuple(pieces)


def _parts(before: DraftRow | None, row: DraftRow, seen: Opened) -> Iterator[Part]:
    old = before.texts if before else {}
    for audience in Audience:
        was = signed(old.get(audience, ""), seen.person)
        now = signed(row.texts.get(audience, ""), seen.person)
        if was or now:
            changed = was != now
            pieces = (("same", now),) if before is None else difference(was, now) if changed else ()
            yield Part(audience, changed, pieces)


def _by(row: DraftRow, language: Language) -> str:
    by = text(language, "actor.composer") if row.made_by is MadeBy.COMPOSER else row.author
    control = read_stored(row.proposal, language).control
    return f"{by} · {text(language, f'control.{control}')}" if control else by
