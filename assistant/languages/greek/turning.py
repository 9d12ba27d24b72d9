"""Telling a customer's own clause back to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise

from assistant.languages.greek.clause_words import BREAKS, JOINERS, PREPOSITIONS, Word, is_thing, read
from assistant.languages.greek.grammar import upper_first
from assistant.languages.greek.persons import words_of
from assistant.languages.greek.retelling import is_never_told, turned
from assistant.languages.greek.subjects import actor, tells
from assistant.languages.turning import Retold

FEWEST, MOST = 4, 24
# Letters and places to cut of a sentence that is read at all: a hostile one has thousands.
LONGEST, MOST_PLACES = 1200, 30
# Moods of a whole sentence in which no clause of it is a plain fact.
MOOD = re.compile(
    r"^\s*(?:>|ναι\b|όχι\b)|[;?\u037e!#@]|://|www\."
    r"|\bλες και\b|\bσαν να\b|\bποτέ ξανά\b|\bτι να\b|\bαντί να\b|\bνα ξέρετε\b"
    r"|\bκαι πολλά\b|\bείπα να\b|\bευχαριστ|\bμπράβο|\bσυγχαρ|(?:^|[,·.]\s*|\bκαι\s)(?:αν|εάν|άμα|ακόμα κι αν|και να)\s"
)
# Spans that the next hour makes untrue.
HOURS = re.compile(r"(?:πριν|εδώ και|τελευταί\w+|προ)\s+(?:από\s+)?(?:\S+\s+){0,3}?(?:ώρ\w+|λεπτ\w+|λίγ\w+|ολίγου)")
HARD_BREAKS = frozenset({":", "…"})
# What follows would take back or bind what a piece says.
BOUND = frozenset(
    {":", "(", "ή", "αν", "εάν", "εκτός", "παρά", "αντί", "μόνο", "υποτίθεται", "δήθεν", "τάχα", "λέει", "λένε", "λέτε"}
)
# «το ένα», «η άλλη»: what they are one of stands in another sentence.
ONE_OF = ("ένα", "μία", "μια", "μισ", "άλλ", "δικ", "πρώτ", "δεύτερ", "τρίτ", "υπόλοιπ", "δύο", "δυο", "τελευταί")


def retell(sentence: str) -> tuple[Retold, ...]:
    """The clauses of a sentence that can be told back safely: the whole, or those that stand by themselves.

    >>> [told.text for told in retell("Παρήγγειλα τον καναπέ στις 2 Νοεμβρίου και δεν ήρθε ακόμα.")]
    ['Παραγγείλατε τον καναπέ στις 2 Νοεμβρίου και δεν ήρθε ακόμα.']
    """
    if len(sentence) > LONGEST:
        return ()
    low = sentence.lower()
    if MOOD.search(low) or HOURS.search(low) or not unicodedata.is_normalized("NFC", sentence):
        return ()
    words = read(sentence)
    while words and words[-1].low.strip(".…") == "":
        words.pop()
    starts = _starts(words)
    if not words or len(starts) > MOST_PLACES:
        return ()
    doubts = [0, *accumulate(is_never_told(word) for word in words)]
    found: list[Retold] = []
    at = 0
    while at < len(starts) - 1:
        ends = [end for end in range(len(starts) - 1, at, -1) if doubts[starts[end]] == doubts[starts[at]]]
        told = next(((told, end) for end in ends if (told := _piece(words, starts[at], starts[end]))), None)
        if told:
            found.append(told[0])
        at = told[1] if told else at + 1
    return tuple(found)


def _starts(words: Sequence[Word]) -> list[int]:
    """Where pieces may begin: at the start, behind a comma, dash or pause, at a joining word; and the end."""
    starts = [0]
    for place in range(1, len(words)):
        before = words[place - 1].low
        if before in BREAKS or before in HARD_BREAKS or before.startswith("..") or words[place].low in JOINERS:
            starts.append(place)
    return [*starts, len(words)]


def _piece(words: Sequence[Word], start: int, end: int) -> Retold | None:
    """One piece told back, if it stands by itself and every word of it is sure."""
    if _is_cut(words, start, end):
        return None
    piece = _trimmed(words[start:end])
    if not piece or not FEWEST <= sum(word.kind in ("word", "number") for word in piece) <= MOST:
        return None
    if not _stands(piece, start == 0) or (start and _is_reported(words[:start], words[start])):
        return None
    clause = turned(piece)
    if clause is None or not tells(piece, clause.verb):
        return None
    who = actor(piece, clause.verb)
    if who is None:
        return None
    return Retold(upper_first(_joined(piece, clause.told)) + ".", piece[0].start, piece[-1].end, who)


def _is_cut(words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a piece would leave out what belongs to it, in front or behind."""
    if words[end - 1].low in HARD_BREAKS and end < len(words):
        return True
    if end < len(words) and (words[end].low in BOUND or (words[end].low in JOINERS and not _has_verb(words, end))):
        return True
    if end < len(words) and words[end].low in ("και", "κι") and _lists(words[start:end]):
        return True
    joined = start and words[start].low in ("και", "κι")
    return bool(joined) and not (_joins_clauses(words, start) and _has_verb(words, start))


def _lists(piece: Sequence[Word]) -> bool:
    """Whether a piece ends with two clauses that only a comma joins («ήρθε, άλλαξε την πλακέτα»): «και» is to come."""
    comma = max((at for at, word in enumerate(piece[:-1]) if word.low == ","), default=0)
    last, before = piece[comma + 1 :], piece[:comma]
    plain = not any(word.low in JOINERS or word.low in words_of("subordinate") for word in last)
    return bool(comma) and plain and bool(last) and last[0].is_verb and any(word.is_verb for word in before)


def _has_verb(words: Sequence[Word], start: int) -> bool:
    """Whether a main verb stands between a joining word and the next place where a piece may end."""
    waiting = 0
    for word in words[start + 1 :]:
        if word.low in BREAKS or word.low in JOINERS:
            return False
        if word.is_verb and not waiting:
            return True
        waiting += (word.low in words_of("subordinate")) - word.is_verb
    return False


def _joins_clauses(words: Sequence[Word], at: int) -> bool:
    """«και» between clauses, not between nouns, nor before a place that may belong to the clause in front."""
    for word in reversed(words[:at]):
        if word.low in BREAKS or word.low in JOINERS:
            return False
        if word.is_verb:
            following = words[at + 1].low if at + 1 < len(words) else ""
            return not following.startswith("στ") and following not in PREPOSITIONS
    return False


def _trimmed(piece: Sequence[Word]) -> Sequence[Word]:
    """A piece without greetings and joining words in front and without marks at the end."""
    start, end = 0, len(piece)
    while start < end and (piece[start].low in words_of("fillers") or piece[start].low in BREAKS):
        greets = piece[start].low in ("καλησπέρα", "καλημέρα", "γεια", "χαίρετε")
        start += 2 if greets and start + 1 < end and piece[start + 1].low == "σας" else 1
    while end > start and piece[end - 1].low in BREAKS:
        end -= 1
    return piece[start:end]


def _stands(piece: Sequence[Word], at_start: bool) -> bool:
    """Whether the first word leans on nothing that stood before, and the last on nothing that follows."""
    first, second = piece[0].low, piece[1].low
    if piece[0].kind == "mark" or first in words_of("never_first"):
        return False
    if (first in words_of("objects") or first in ("ο", "η", "οι")) and second.startswith(ONE_OF):
        return any(is_thing(word) for word in piece[2:4])
    if second.startswith("οποί") or piece[-1].low in JOINERS or piece[-1].low in words_of("subordinate"):
        return False
    if first == "μετά":
        return second in ("από", "την", "τη", "τις", "τον", "το", "τα")
    return at_start or first not in words_of("at_start")


def _is_reported(before: Sequence[Word], first: Word) -> bool:
    """Whether what stands before may still govern the piece: «μου είπαν ότι …, δεν δικαιούμαι …»."""
    return first.low != "αλλά" and any(word.low in ("ότι", "πως", "αν", "εάν", ":") for word in before)


def _joined(piece: Sequence[Word], told: Sequence[str]) -> str:
    """The told words with the spaces of the sentence, doubled ones made one."""
    gaps = (" " if word.start > before.end and word.low != "," else "" for before, word in pairwise(piece))
    return told[0] + "".join(gap + new for gap, new in zip(gaps, told[1:], strict=True))
