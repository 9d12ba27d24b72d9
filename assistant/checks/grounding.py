"""What a clause of a reply rests on: the closest clause of the sources, and whether the two say the same.

The ladder, cheap rungs first: quantities are compared exactly (``quantities``); here clauses are aligned by the letters
they share and then compared for a negation that one has and the other lacks. What stays undecided is for a judge, if
there is one (``judging``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.checks.reading import Said, said
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, SentenceKind, Severity
from assistant.languages.quantities import Kind, quantities

# Chosen on the tuning half of evals/checks/grounding.*.tsv: above it two clauses speak of the same thing.
ALIGNED = 0.62
OPPOSED = 0.66
SAME_WORDS = 0.8
MARGIN = 0.08
FEWEST_WORDS = 3
SPARE_WORDS = 1
LONG_WORD, SHARED_WORDS = 4, 2
# How many of the likeliest clauses are looked at closely, and how alike they must be (rapidfuzz ratio, 0-100).
NEAREST, FLOOR = 4, 40.0
CLAUSE = re.compile(r"[;·:—()]|,\s|\s[-–]\s|\s(?:ve|and|if|και|αν)\s")
MOMENTS = frozenset({Kind.DATE, Kind.TIME})
STEM = 5  # letters by which two forms of a word are known
RETELLING = frozenset({SentenceKind.THREAD, SentenceKind.COURTESY})
NEGATIONS = {
    Language.TR: re.compile(
        r"\b(?:değil\w*|yok(?:tur)?|asla|\w+(?:m[ae]z(?:s[ıi]n[ıi]z|s[ae](?:n[ıi]z|n|k|l[ae]r)?|l[ae]r|dır|dir)?|m[ae]y(?:[ıi]z|[ıi]n|[ae]ca\w+|[ae]ce\w+|[ae]n)"
        r"|m[ıiuü]yor\w*|m[ae]d[ıi]\w{0,4}|m[ae]m[ıi]ş\w*))\b"
    ),
    Language.EL: re.compile(r"\b(?:δεν|δε|μη|μην|ουτε|οχι|κανενα|τιποτα|αδυνατ\w+)\b"),
    Language.EN: re.compile(r"\b(?:not|never|no(?! charge|\s?\d)|none|nor|nothing|cannot)\b|n't\b"),
}
# What stays of a negated verb when it is affirmed: compared so that only the negation tells the two apart.
AFFIRMED = {
    Language.TR: re.compile(r"(?:[ae]m[ıiuü]yor|m[ıiuü]yor|m[ae]z|m[ae]y|m[ae]d[ıi])"),
    Language.EL: re.compile(r"\b(?:δεν|δε|μη|μην)\b"),
    Language.EN: re.compile(r"\b(?:not|never|no|does|do|did)\b|n't\b"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a source or of a reply: folded, with its place, and whether it is negated."""

    text: str
    start: int
    end: int
    negated: bool
    key: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The closest clause of the sources and how close it is, 0-1."""

    clause: Clause
    score: float


def contradictions(reviewed: Reviewed) -> Iterator[Finding]:
    """A clause that says the opposite of what its source says blocks; of what the brand wrote before, it warns."""
    # Approved texts are for other cases: what one says of its own case is no fact about this one.
    known = tuple(clause for clause in evidence(reviewed) if clause.source != "text")
    retold = [_place(s.text, reviewed.text) for s in reviewed.sentences if s.kind in RETELLING]
    for clause, match in disagreeing(reviewed.text, known, reviewed.language):
        if any(start <= clause.start < end for start, end in retold):
            continue  # what happened to the customer, not what holds
        text, source = reviewed.text[clause.start : clause.end], match.clause.text.strip()
        if match.clause.source == "thread":
            span = (clause.start, clause.end)
            yield reviewed.finding("thread", Severity.WARN, "thread.contradicts", span, text=text, source=source)
        else:
            span = (clause.start, clause.end)
            yield reviewed.finding("facts", Severity.BLOCK, "polarity.opposite", span, text=text, source=source)


def _place(part: str, text: str) -> tuple[int, int]:
    at = text.find(part)
    return (at, at + len(part)) if at >= 0 else (0, 0)


def granted(reviewed: Reviewed, sentence: Said, span: tuple[int, int]) -> bool:
    """Whether what stands at ``span`` of a sentence is, nearly word for word, said by an entry, a text or the note.

    Only the clauses under the span are asked for: «Kısaca anlatayım:» before them takes nothing from what they rest on.
    """
    grounds = tuple(clause for clause in evidence(reviewed) if clause.source != "thread")
    start, end = (place - sentence.start for place in span)
    whole = tuple(c for c in clauses(sentence.text, reviewed.language) if c.start < end and start < c.end)
    if not grounds or not whole:
        return False
    note = tuple(clause for clause in grounds if clause.source == "note")
    if note and max(match.score for match in closest(whole, note, reviewed.language)) >= ALIGNED:
        return True  # the agent's own facts; their numbers are compared elsewhere
    if note and all(_appointed(clause, note, reviewed.language) for clause in whole):
        return True
    found = closest(whole, grounds, reviewed.language)
    return all(m.score >= SAME_WORDS and m.clause.negated is c.negated for c, m in zip(whole, found, strict=True))


def _appointed(clause: Clause, note: Sequence[Clause], language: Language) -> bool:
    """Whether a clause names a day or hour the note names and a word of its own: the same appointment, said anew."""
    moments = [{q.fact for q in quantities(one.text, language) if q.kind in MOMENTS} for one in (clause, *note)]
    stems = [{word[:STEM] for word in one.key.split() if len(word) >= STEM} for one in (clause, *note)]
    return any(
        moments[0] and moments[0] <= theirs and stems[0] & shared and clause.negated is one.negated
        for one, theirs, shared in zip(note, moments[1:], stems[1:], strict=True)
    )


def disagreeing(text: str, known: Sequence[Clause], language: Language) -> Iterator[tuple[Clause, Match]]:
    """Clauses of a text that a source states with the opposite polarity, and nothing states as they do."""
    mine = tuple(clause for clause in clauses(text, language) if len(clause.text.split()) >= FEWEST_WORDS)
    known = tuple(known)
    if not mine or not known:
        return
    same = [tuple(k for k in known if k.negated is polarity) for polarity in (False, True)]
    for polarity in (False, True):
        asked = tuple(clause for clause in mine if clause.negated is polarity)
        if not asked or not same[not polarity]:
            continue
        for clause, other in zip(asked, closest(asked, same[not polarity], language), strict=True):
            if other.score < ALIGNED or not _same_length(clause, other.clause):
                continue
            agreed = closest([clause], same[polarity], language) if same[polarity] else []
            if all(own.score < other.score - MARGIN for own in agreed):
                yield clause, other


def _same_length(one: Clause, other: Clause) -> bool:
    """Whether two clauses are about equally long: a longer one says more, and its negation may be of that."""
    mine, theirs = one.key.split(), other.key.split()
    if min(len(mine), len(theirs)) < FEWEST_WORDS or abs(len(mine) - len(theirs)) > SPARE_WORDS:
        return False
    shared = {word[:LONG_WORD] for word in mine if len(word) >= LONG_WORD}
    return len(shared & {word[:LONG_WORD] for word in theirs if len(word) >= LONG_WORD}) >= SHARED_WORDS


def evidence(reviewed: Reviewed) -> tuple[Clause, ...]:
    """Every clause a reply may rest on: quotable entries, approved texts, the note, and the brand's earlier words."""
    passages = tuple((p.id, p.text) for p in reviewed.passages if p.quotable)
    note = (("note", reviewed.complaint.note),) if reviewed.complaint.note else ()
    thread = tuple(("thread", turn.text) for turn in reviewed.complaint.thread if turn.sender == "brand")
    return _evidence((*passages, *(("text", ground) for ground in reviewed.grounds), *note, *thread), reviewed.language)


@lru_cache(maxsize=2048)
def clauses(text: str, language: Language, source: str = "") -> tuple[Clause, ...]:
    """A text cut into clauses at stops, semicolons, colons, dashes and commas."""
    found = []
    for sentence in said(text, language):
        at = 0
        for mark in [*CLAUSE.finditer(sentence.folded), None]:
            end = mark.start() if mark else len(sentence.folded)
            part = sentence.folded[at:end]
            if part.strip(" .!?"):
                negated = NEGATIONS[language].search(part) is not None
                place = (sentence.start + at, sentence.start + end)
                found.append(Clause(part, *place, negated, plain(part, language), source))
            at = mark.end() if mark else end
    return tuple(found)


def closest(asked: Sequence[Clause], known: Sequence[Clause], language: Language) -> list[Match]:
    """For each clause the closest known one, by their words in order of the alphabet and by their letters, half each.

    Letters in threes to fives meet across Turkish and Greek endings without a stemmer.
    """
    from rapidfuzz import fuzz, process

    keys = [clause.key for clause in known]
    found = []
    for clause in asked:
        best = Match(known[0], 0.0)
        for _, ratio, at in process.extract(clause.key, keys, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=FLOOR):
            score = (_cosine(clause.key, keys[at]) + ratio / 100) / 2
            if score > best.score:
                best = Match(known[at], score)
        found.append(best)
    return found


def plain(text: str, language: Language) -> str:
    """The words of a folded clause without its negation, in the order of the alphabet."""
    affirmed = AFFIRMED[language].sub(" " if language is not Language.TR else "ıyor", text)
    return " ".join(sorted(re.findall(r"[\w'%.,]*\w", affirmed)))


@lru_cache(maxsize=512)
def _evidence(texts: tuple[tuple[str, str], ...], language: Language) -> tuple[Clause, ...]:
    return tuple(clause for source, text in texts for clause in clauses(text, language, source))


@lru_cache(maxsize=1 << 15)  # several checks set the same clauses against each other
def _cosine(one: str, other: str) -> float:
    mine, theirs = _grams(one), _grams(other)
    shared = sum(mine[gram] * theirs[gram] for gram in mine.keys() & theirs.keys())
    return shared / (_norm(one) * _norm(other)) if shared else 0.0


@lru_cache(maxsize=16384)
def _norm(text: str) -> float:
    return math.sqrt(sum(count * count for count in _grams(text).values()))


@lru_cache(maxsize=16384)
def _grams(text: str) -> Counter[str]:
    """Letters in threes to fives within words, a space for each word's edge."""
    return Counter(
        padded[at : at + size]
        for word in re.findall(r"\w+", text)
        for padded in (f" {word} ",)
        for size in (3, 4, 5)
        for at in range(len(padded) - size + 1)
    )
