"""Masking: every recogniser over every surface, the overlaps settled, the placeholders written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.domain import MaskedText
from assistant.errors import AssistantError, InputError
from assistant.privacy import placeholders
from assistant.privacy.keeping import Keep
from assistant.privacy.kinds import HARD, Found, Kind, Span, Weight
from assistant.privacy.reading import Reading
from assistant.privacy.recognizers import RECOGNIZERS, Recognizer
from assistant.privacy.surface import Surface, fold, surfaces, trailing_marks
from assistant.privacy.survivors import outweighed
from assistant.privacy.vault import Vault

LONGEST = 150_000
"""Characters beyond which a text is masked by the block: intake refuses such a text, so nobody is meant to read it."""
_BLOCK = 2_000
_WORDS = (Kind.NAME, Kind.ADDRESS)
_RANK = {kind: rank for rank, (kind, _) in enumerate(RECOGNIZERS)}


class MaskingError(AssistantError):
    """Masking failed, so nothing of the text may leave: a person has to answer this case."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A finding in the original's positions."""

    start: int
    end: int
    kind: Kind
    key: str
    weight: Weight


def mask(text: str, vault: Vault, *, names: Sequence[str] = (), keep: Sequence[str] = ()) -> MaskedText:
    """``text`` with personal data replaced by placeholders whose values ``vault`` remembers.

    ``names`` are people known from elsewhere (the author, a handle), masked in any spelling, ending or part; names
    the vault already knows are too. ``keep`` are the brand's own contacts, which stay. Raises ``MaskingError`` when a
    recogniser fails: no text is ever returned half masked.
    """
    found = spans(text, vault, names=names, keep=keep)
    parts: list[str] = []
    at = 0
    for span in found:
        parts += [placeholders.escape(text[at : span.start]), span.placeholder]
        at = span.end
    parts.append(placeholders.escape(text[at:]))
    masked = "".join(parts)
    vault.remember(masked, text)
    return MaskedText(masked)


def spans(text: str, vault: Vault | None = None, *, names: Sequence[str] = (), keep: Sequence[str] = ()) -> list[Span]:
    """Where personal data stands in ``text``: in order, not overlapping, in code points of ``text``."""
    if not isinstance(text, str):
        raise InputError(f"only text can be masked, not {type(text).__name__}")
    vault = Vault() if vault is None else vault
    known = (*names, *vault.values(Kind.NAME))
    if len(text) > LONGEST:
        pieces = list(_blocks(text))
    else:
        found = [piece for surface in surfaces(text) for piece in _pieces(surface, text, known, keep)]
        pieces = _settled(found, text)
    return [
        Span(
            piece.start, piece.end, piece.kind, vault.placeholder(piece.kind, piece.key, text[piece.start : piece.end])
        )
        for piece in pieces
    ]


def looks_masked(text: str, *, keep: Sequence[str] = ()) -> bool:
    """Whether no hard kind (e-mail, IBAN, card, identity number, phone) can be seen in ``text``; a last guard."""
    return not any(span.kind in HARD for span in spans(text, keep=keep))


def _pieces(surface: Surface, text: str, known: Sequence[str], keep: Sequence[str]) -> Iterator[_Piece]:
    """What the recognisers find in one surface, after order numbers and the brand's contacts had their say."""
    reading = Reading(surface)
    founds = [found for kind, find in RECOGNIZERS for found in _found(kind, find, reading, known)]
    kept = Keep.of(keep, surface).having(founds)
    for found in founds:
        if found.end <= found.start or kept.covers(found) or outweighed(reading, found):
            continue
        for part in kept.cut(found):
            start, end = surface.origin(part.start, part.end)
            yield _Piece(start, trailing_marks(text, end), part.kind, part.key, part.weight)


def _found(kind: Kind, find: Recognizer, reading: Reading, known: Sequence[str]) -> list[Found]:
    """What one recogniser finds; its failure is everybody's."""
    try:
        return list(find(reading, known))
    except AssistantError:
        raise
    except Exception as error:
        # from None: the foreign message may quote the text
        what = f"the recogniser for {kind} failed ({type(error).__name__})"
        raise MaskingError(f"{what}; nothing was masked and nothing may leave") from None


def _blocks(text: str) -> Iterator[_Piece]:
    """Pieces of a text longer than intake takes: every block of it that holds a digit, an ``@`` or a capital letter."""
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        if any(c.isdigit() or c.isupper() or c in "@＠" for c in block):
            key = hashlib.sha256(block.encode("utf-8", "surrogatepass")).hexdigest()
            yield _Piece(start, start + len(block), Kind.ADDRESS, key, Weight.SHAPE)


def _settled(pieces: list[_Piece], text: str) -> list[_Piece]:
    """Pieces without overlaps that cover every character the given ones cover: the surer kind keeps its whole."""
    pieces = _united(pieces)
    pieces.sort(key=lambda p: (p.kind not in _WORDS, p.weight, -_RANK[p.kind], p.end - p.start))
    cuts = sorted({p.start for p in pieces} | {p.end for p in pieces})
    place = {cut: i for i, cut in enumerate(cuts)}
    owner = [-1] * len(cuts)  # of the stretch that begins at each cut
    for number, piece in enumerate(pieces):  # the surest paints last
        first, last = place[piece.start], place[piece.end]
        owner[first:last] = [number] * (last - first)
    settled: list[_Piece] = []
    i = 0
    while i < len(cuts):
        k = i + 1
        while k < len(cuts) and owner[k] == owner[i]:
            k += 1
        if owner[i] >= 0:
            settled.append(_part(pieces[owner[i]], cuts[i], cuts[k], text))
        i = k
    return [piece for piece in settled if any(c.isalnum() for c in text[piece.start : piece.end])]


def _united(pieces: list[_Piece]) -> list[_Piece]:
    """Overlapping pieces of one kind as one, with the key of the surest and longest."""
    united: list[_Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.kind, p.start, -p.end)):
        last = united[-1] if united else None
        if last is None or last.kind is not piece.kind or piece.start >= last.end:
            united.append(piece)
            continue
        best = max(last, piece, key=lambda p: (p.weight, p.end - p.start))
        end = max(last.end, piece.end)
        united[-1] = replace(best, start=last.start, end=end, weight=max(last.weight, piece.weight))
    return united


def _part(piece: _Piece, start: int, end: int, text: str) -> _Piece:
    """``piece`` cut to ``[start, end)``; what is less than the whole is a value of its own."""
    if (start, end) == (piece.start, piece.end):
        return piece
    key = " ".join(re.findall(r"\w+", fold(text[start:end])))
    return replace(piece, start=start, end=end, key=key)
