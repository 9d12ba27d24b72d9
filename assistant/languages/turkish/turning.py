"""Telling a customer's own Turkish clause back to them: «gri geldi» -> «Gri gelmiş.»"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.languages.names import section
from assistant.languages.turkish.grammar import lower, upper_first
from assistant.languages.turkish.names import FirstName, first_name
from assistant.languages.turkish.persons import WORDS, Noun, Says, Turned, acting, kept, nouns, turned
from assistant.languages.turning import Actor, Retold

FEWEST, MOST = 4, 24
_TOKEN = re.compile(
    r"(?P<quote>[\"“«][^\"“”«»]{2,80}[\"”»])|(?P<number>%?\d+(?:[.,:]\d+)*(?:['’][^\W\d_]+)?(?![^\W_]))"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*(?:['’][^\W\d_]+)?)|(?P<pause>\.{2,}|…|[,;]|\s[-–—]+\s)|(?P<end>[.!?]+)"
    r"|(?P<space>\s+)|(?P<odd>.)",
    re.DOTALL,
)
_JOINS = frozenset(["ve", "ama", "fakat", "ancak", "lakin"])
_AFTER_QUOTE = 3
RUN_ON = ""  # the customer set no mark between two clauses
SPEECH = ("de", "den", "denil")
_MARKED = re.compile("[çğışöüÇĞİŞÖÜ]")
_LETTERS_WITHOUT_MARKS = 20  # a longer sentence without one marked letter was typed on a foreign keyboard
_GREETING = re.compile(
    r"\s*(?:(?:merhaba(?:lar)?|selam(?:lar)?|iyi (?:günler|akşamlar|geceler|çalışmalar)|kolay gelsin)[\s,.!]+)+",
    re.IGNORECASE,
)
# What follows a verb without a comma and shows that it is no clause of its own: «aldım diye», «giremiyorum deyince».
_BOUND = re.compile(
    r"d[ae]|ki|gibi|diye|m[ıiuü]|ya|hem|hâlde|halde|için|de(?:yince|dim|dik|yip|yerek|diğim|rken|diler)|diy.+"
)
_CONVERB = re.compile(r".+(?:m[ae]d[ae]n|[ıiuü]p|[ae]r[ae]k|[ıiuü]nc[ae]|m[ae]k|ken|m[ae]y[ae]|[ae]n)")
_OPENING = re.compile(r"\w")
_OF_SOMETHING = re.compile(r".+s[ıiuü]n(?:d[ae]n?|[ıiuü]n?|[ae])")  # «yakasında»: whose?
_FAR = re.compile(r".+(?:[dt][ae]n?|[ae]|l[ae])")  # a case that is no object


@dataclass(frozen=True, slots=True)
class _Word:
    """One word, number or quotation of the sentence; ``told`` is ``None`` where it cannot be told back."""

    lowered: str
    told: Turned | None
    start: int
    end: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class _Clause:
    """Words up to a predicate; ``pause`` stands before it when something does."""

    words: tuple[_Word, ...]
    pause: str
    good: bool
    alone: bool
    actor: Actor


def retell(sentence: str) -> tuple[Retold, ...]:
    """The clauses of a sentence that can be told back safely.

    >>> [told.text for told in retell("Bej koltuk sipariş ettim, gri geldi.")]
    ['Bej koltuk sipariş etmişsiniz, gri gelmiş.']
    """
    if not _MARKED.search(sentence) and sum(map(str.isalpha, sentence)) > _LETTERS_WITHOUT_MARKS:
        return ()
    greeting = _GREETING.match(sentence)
    return tuple(_tell(run, sentence) for run in _runs(_clauses(sentence, greeting.end() if greeting else 0)))


def _tell(run: Sequence[_Clause], sentence: str) -> Retold:
    parts: list[str] = []
    for place, clause in enumerate(run):
        parts.append((clause.pause or _comma(clause)) if place else "")
        at = clause.words[0].start
        for word in clause.words:
            gap = sentence[at : word.start]
            parts.append(", " if "." in gap or "…" in gap else " " if gap.isspace() else gap)
            parts.append(_form(word, sentence))
            at = word.end
    actors = {clause.actor for clause in run}
    actor = next((one for one in (Actor.BRAND, Actor.CUSTOMER) if one in actors), Actor.THING)
    text = re.sub(r"\s+", " ", "".join(parts))
    return Retold(
        _OPENING.sub(lambda first: upper_first(first[0]), text, count=1) + ".",
        run[0].words[0].start,
        run[-1].words[-1].end,
        actor,
    )


def _comma(clause: _Clause) -> str:
    """What is set where the customer set no mark; «kurdu gitti» stays one breath."""
    told = _predicate(clause.words)
    return " " if len(clause.words) == 1 and told and told.says is not Says.CUSTOMER else ", "


def _form(word: _Word, sentence: str) -> str:
    """The word as it is told; one that stays keeps the customer's capitals."""
    assert word.told is not None
    written = sentence[word.start : word.end]
    opens = word.start == 0 or not sentence[: word.start].strip("\"'«“- ")
    if word.told.form != word.lowered:
        return word.told.form
    return word.lowered if opens and lower(written[:1]) != written[:1] and word.lowered not in _names() else written


def _runs(clauses: Sequence[_Clause]) -> Iterator[list[_Clause]]:
    """The longest runs of clauses that begin with one that stands by itself."""
    run: list[_Clause] = []
    for clause in [*clauses, None]:
        if clause is not None and clause.good and run and _size([*run, clause]) <= MOST:
            run.append(clause)
            continue
        if run and _size(run) >= FEWEST:
            yield run
        run = [clause] if clause is not None and clause.good and clause.alone and _size([clause]) <= MOST else []


def _size(run: Sequence[_Clause]) -> int:
    return sum(word.size for clause in run for word in clause.words)


def _clauses(sentence: str, start: int) -> list[_Clause]:
    """The sentence cut behind each predicate that a pause, a joining word or its end follows."""
    found: list[_Clause] = []
    words: list[_Word] = []
    pause = ""
    odd = ran_on = False
    for word, gap in _words(sentence, start):
        if word is None:
            if gap.strip() in ("?", "!?", "?!") or (gap.strip() and gap.strip()[0] not in ",;.…!-–—"):
                odd = True
            if words and (odd or _ends(words) or ran_on or not _goes_on(words)):
                odd = odd or not _ends(words)
                if ran_on and odd and not all(word.told for word in words):
                    found.pop()  # «ben kırıldım galiba»: what trails behind may take back what was told
                found.append(_clause(words, pause, odd))
                words, pause, odd = [], _pause(gap), False
                ran_on = False
            continue
        if word.lowered in _JOINS and (_ends(words) or not words):
            if words:
                found.append(_clause(words, pause, odd))
                words, odd = [], False
                pause = ""
            pause = (pause.rstrip(" ") or ("" if word.lowered == "ve" else ",")) + f" {word.lowered} "
            continue
        told = _predicate(words)
        if told and _BOUND.fullmatch(word.lowered):
            odd = True
        elif told and word.lowered != "bile" and (told.says is Says.CUSTOMER or told.form != words[-1].lowered):
            found.append(_clause(words, pause, odd))
            words, pause, odd, ran_on = [], RUN_ON, False, True
        words.append(word)
    if words:
        found.append(_clause(words, pause, odd or not _ends(words)))
    return found


def _pause(gap: str) -> str:
    mark = gap.strip()
    return "; " if mark == ";" else f" {mark} " if mark and mark[0] in "-–—" else ", "


def _words(sentence: str, start: int) -> Iterator[tuple[_Word | None, str]]:
    """The words of a sentence, and between them the marks, as ``None`` with the mark."""
    for token in _TOKEN.finditer(sentence, start):
        kind, written = token.lastgroup, token.group()
        begin, end = token.span()
        match kind:
            case "quote":
                yield _Word('"', Turned(written), begin, end, len(written.split())), ""
            case "number":
                digits = re.fullmatch("0[0-9]{3,}|[0-9]{7,}", written)
                yield _Word(written, None if digits else Turned(written), begin, end), ""
            case "word":
                yield _read(written, begin, end), ""
            case "space":
                continue
            case _:
                yield None, written


def _read(written: str, start: int, end: int) -> _Word:
    lowered = lower(written)
    root = re.split("['’]", lowered)[0]
    if root in _names():
        return _Word(lowered, Turned(written), start, end)
    shouted = len(written) > 2 and written.isupper()
    named = (start > 0 and written[0].isupper()) or "'" in written or "’" in written
    if shouted or named or _is_barred(lowered) or (written[0].isupper() and _is_first_name(written, lowered)):
        return _Word(lowered, None, start, end)
    return _Word(lowered, turned(lowered), start, end)


def _is_first_name(written: str, lowered: str) -> bool:
    return lowered not in nouns() and lowered not in kept() and isinstance(first_name(written), FirstName)


def _ends(words: Sequence[_Word]) -> bool:
    return _predicate(words) is not None


def _predicate(words: Sequence[_Word]) -> Turned | None:
    """The predicate the words end in: «bakmamış», also in «bakmamış bile»."""
    last = words[-2:-1] if words and words[-1].lowered == "bile" else words[-1:]
    return last[0].told if last and last[0].told and last[0].told.says else None


def _goes_on(words: Sequence[_Word]) -> bool:
    """Whether words without a predicate belong to what follows their comma: a time, a place, one of several things."""
    last = words[-1]
    if last.told is None or _CONVERB.fullmatch(last.lowered) or _FAR.fullmatch(last.lowered):
        return True
    return last.lowered in _linking() or (len(words) < 4 and last.told.noun is not None)


def _clause(words: Sequence[_Word], pause: str, odd: bool) -> _Clause:
    while words and words[0].lowered in _fillers():
        words = words[1:]
    good = not odd and _ends(words) and all(word.told for word in words) and _speech_is_quoted(words)
    good = good and not _is_wish(words) and not _is_mourning(words)
    actor = _actor(words) if good else None
    told = _predicate(words)
    unnamed = Actor.BRAND if told and (told.doing or told.stem in acting() or told.stem in SPEECH) else Actor.THING
    alone = good and actor is not None and not _leans(words) and _is_whole(words)
    alone = alone and (words[0].start == 0 or sum(word.size for word in words) >= FEWEST - 1)
    return _Clause(tuple(words), pause, good, alone, actor or unnamed)


def _leans(words: Sequence[_Word]) -> bool:
    """Whether a clause cannot be understood without what stood before it."""
    also = any(word.lowered in ("da", "de") for word in words[1:3])
    its = _OF_SOMETHING.fullmatch(words[0].lowered)
    return also or bool(its) or words[0].lowered in _leaning() or any(word.lowered in _anaphors() for word in words)


def _is_whole(words: Sequence[_Word]) -> bool:
    """Whether a deed names what it was done to; the first clause of a sentence need not."""
    told = _predicate(words)
    assert told is not None
    if told.says in (Says.ONE, Says.SOME) and words[0].told and words[0].told.noun is Noun.ITS:
        return False  # «kapağı kırılmış»: of what?
    if not told.doing or (told.says is Says.CUSTOMER and words[0].start == 0):
        return True
    return any(_is_object(word) for word in words[:-1]) or not all(
        _FAR.fullmatch(word.lowered) for word in words[-2:-1]
    )


def _is_object(word: _Word) -> bool:
    noun = word.told
    if noun is None or word.lowered == '"':
        return noun is not None
    return word.lowered[-1] in "ıiuü" or (noun.noun is Noun.NAMED and noun.stem not in _light() | _ours() | _others())


def _is_mourning(words: Sequence[_Word]) -> bool:
    """«eşimi kaybettim» is told back by nobody."""
    told = _predicate(words)
    lost = told is not None and told.stem.startswith("kaybe")
    return lost and any(word.told and word.told.stem in _others() for word in words)


def _is_wish(words: Sequence[_Word]) -> bool:
    """«cevap bekliyorum» asks for something; «üç haftadır bekliyorum» tells something."""
    told = _predicate(words)
    waits = told is not None and told.stem in ("bekle", "iste") and told.form.endswith("yorsunuz")
    return waits and not any(re.fullmatch(r".+[dt][ıiuü]r|beri", word.lowered) for word in words)


def _speech_is_quoted(words: Sequence[_Word]) -> bool:
    """Unmarked words of somebody else must not be turned; marked ones are told back only as what was said or read."""
    for place, word in enumerate(words):
        following = [later.lowered for later in words[place + 1 : place + 1 + _AFTER_QUOTE]]
        if word.lowered == '"' and not any(later in _quoted() for later in following):
            return False
        said = word.told is not None and word.told.stem in SPEECH
        if said and not any(earlier.lowered == '"' for earlier in words[:place]):
            return False
    return True


def _actor(words: Sequence[_Word]) -> Actor | None:
    """Who is said to do or be something; ``None`` where the clause does not name them."""
    told = _predicate(words)
    assert told is not None
    if told.says is Says.CUSTOMER:
        return Actor.CUSTOMER
    if told.says is Says.BRAND:
        return Actor.BRAND
    subject = _subject(words, told)
    if subject is None:
        if told.says is Says.SOME:
            return Actor.BRAND  # «getirmediler»: nobody else is meant where nobody is named
        written = told.stem == "yaz" and "yor" in told.form and any(word.lowered == '"' for word in words)
        return Actor.THING if written else None
    return Actor.BRAND if subject in _ours() else Actor.THING


def _subject(words: Sequence[_Word], predicate: Turned) -> str | None:
    """The first noun that can be the subject; of a deed only somebody can."""
    people = _ours() | _others()
    if predicate.stem == "ol" and not any(word.lowered in _light() for word in words[-2:-1]):
        return None
    for place, word in enumerate(words[:-1]):
        noun = word.told
        if noun is None or noun.noun is None:
            continue
        if predicate.says is Says.SOME and not (noun.stem in people and re.search("l[ae]r", word.lowered)):
            continue
        if (predicate.doing or predicate.stem in acting()) and (
            noun.stem not in people or (noun.noun is Noun.ITS and place == 0)
        ):
            continue
        if noun.stem in _times() or (place == len(words) - 2 and noun.stem in _light()):
            continue
        if _CONVERB.fullmatch(words[place + 1].lowered) and place < len(words) - 2:
            continue
        return noun.stem
    return None


def _is_barred(word: str) -> bool:
    whole, starts = _barred()
    return word in whole or any(word[:size] in starts for size in range(2, len(word) + 1))


@cache
def _barred() -> tuple[frozenset[str], frozenset[str]]:
    listed = section(WORDS, "barred")
    starred = frozenset(word[:-1] for word in listed if word.endswith("*"))
    return frozenset(word for word in listed if not word.endswith("*")), starred


@cache
def _ours() -> frozenset[str]:
    return frozenset(section(WORDS, "ours"))


@cache
def _others() -> frozenset[str]:
    return frozenset(section(WORDS, "others"))


@cache
def _linking() -> frozenset[str]:
    return frozenset(section(WORDS, "linking"))


@cache
def _times() -> frozenset[str]:
    return frozenset(section(WORDS, "times"))


@cache
def _light() -> frozenset[str]:
    return frozenset(section(WORDS, "light"))


@cache
def _quoted() -> frozenset[str]:
    return frozenset(section(WORDS, "quoted"))


@cache
def _leaning() -> frozenset[str]:
    return frozenset(section(WORDS, "leaning"))


@cache
def _anaphors() -> frozenset[str]:
    return frozenset(section(WORDS, "anaphors"))


@cache
def _fillers() -> frozenset[str]:
    return frozenset(section(WORDS, "fillers"))


@cache
def _names() -> frozenset[str]:
    return frozenset(section(WORDS, "names"))
