"""Telling a customer's own Turkish clause back to them: «gri geldi» -> «Gri gelmiş.»"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from assistant.languages.names import section
from assistant.languages.turkish.clauses import FEWEST, MOST, Clause, Word, clause_of, goes_on, predicate_of, size_of
from assistant.languages.turkish.grammar import lower, upper_first
from assistant.languages.turkish.names import FirstName, first_name
from assistant.languages.turkish.persons import nouns, turned
from assistant.languages.turkish.predicates import WORDS, Noun, Says, Turned, listed
from assistant.languages.turning import Actor, Retold

_TOKEN = re.compile(
    r"(?P<quote>[\"“«][^\"“”«»]{2,80}[\"”»])|(?P<number>%?\d+(?:[.,:]\d+)*(?:\.(?=\s[a-zçğıöşü]))?(?:['’][^\W\d_]+)?(?![^\W_]))"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*(?:['’][^\W\d_]+)?)|(?P<pause>\.{2,}|…|[,;]|\s[-–—]+\s)|(?P<end>[.!?]+)"
    r"|(?P<space>\s+)|(?P<odd>.)",
    re.DOTALL,
)
_JOINS = frozenset(["ve", "ama", "fakat", "ancak", "lakin"])
_RUN_ON = ""  # the customer set no mark between two clauses
_MARKED = re.compile("[çğışöüÇĞİŞÖÜ]")
_LONGEST = 600  # letters of a sentence; a longer one runs on without stops
_LONGEST_WORD = 40
_SHORT = 20  # a longer sentence with fewer marked letters was typed, at least in part, on a foreign keyboard
_FEWEST_MARKED = 0.025
# What stands before the first sentence: who is called, how many stars are given, a greeting.
_GREETING = re.compile(
    r"(?:@\w+\s+|[★☆•*–—-]+\s*)*"
    r"(?:(?:merhaba(?:lar)?|selam(?:lar)?|iyi (?:günler|akşamlar|geceler|çalışmalar)|kolay gelsin)[\s,.!]+)*",
    re.IGNORECASE,
)
# What follows a verb without a comma and shows that it is no clause of its own: «aldım diye», «giremiyorum deyince».
_BOUND = re.compile(
    r"d[ae]|ki|gibi|diye|m[ıiuü]|ya|hem|hâlde|halde|için|de(?:yince|dim|dik|yip|yerek|diğim|rken|diler)|diy.+|yaz.+|"
    r"görün.+|mail.*|mesaj.*|bilgi.*|bildirim.*|ibare.*|not|notu.*|uyarı.*|sms.*|gerekçe.*|sebe[bp].*|neden.*|yüzünden"
)
_LONG_NUMBER = re.compile("0[0-9]{3,}|[0-9]{10,}")  # of a person or a card, seldom of an order
_MONTH = re.compile(
    "(ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık)['’]?(d[ae]n?|t[ae]n?|[ae]|)"
)
_OPENING = re.compile(r"\w")


def retell(sentence: str) -> tuple[Retold, ...]:
    """The clauses of a sentence that can be told back safely.

    >>> [told.text for told in retell("Bej koltuk sipariş ettim, gri geldi.")]
    ['Bej koltuk sipariş etmişsiniz, gri gelmiş.']
    """
    if len(sentence) > _LONGEST or not sentence.strip():
        return ()
    greeting = _GREETING.match(sentence)
    skipped = greeting.end() if greeting else 0
    content = sentence[skipped:]
    letters = sum(map(str.isalpha, content))
    if letters > _SHORT and len(_MARKED.findall(content)) < letters * _FEWEST_MARKED:
        return ()
    return tuple(_tell(run, content, skipped) for run in _runs(_clauses(content)))


def _tell(run: Sequence[Clause], sentence: str, skipped: int) -> Retold:
    """The run as one sentence; ``skipped`` characters of what the customer wrote stand before ``sentence``."""
    parts: list[str] = []
    for place, clause in enumerate(run):
        parts.append((clause.pause or _comma(run[place - 1], clause)) if place else "")
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
        skipped + run[0].words[0].start,
        skipped + run[-1].words[-1].end,
        actor,
    )


def _comma(before: Clause, clause: Clause) -> str:
    """What is set where the customer set no mark; «kurdu gitti» stays one breath."""
    told, earlier = predicate_of(clause.words), predicate_of(before.words)
    breath = len(clause.words) == 1 and told and earlier and told.says is earlier.says is not Says.CUSTOMER
    return " " if breath else ", "


def _form(word: Word, sentence: str) -> str:
    """The word as it is told; one that stays keeps the customer's capitals."""
    assert word.told is not None
    written = sentence[word.start : word.end]
    opens = word.start == 0 or not sentence[: word.start].strip("\"'«“- ")
    if word.told.form != word.lowered:
        return word.told.form
    return (
        word.lowered if opens and lower(written[:1]) != written[:1] and word.lowered not in listed("names") else written
    )


def _runs(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    """The longest runs of clauses that begin with one that stands by itself."""
    run: list[Clause] = []
    for clause in [*clauses, None]:
        if clause is not None and clause.good and run and size_of([*run, clause]) <= MOST:
            run.append(clause)
            continue
        if run and size_of(run) >= FEWEST:
            yield run
        run = [clause] if clause is not None and clause.good and clause.alone and size_of([clause]) <= MOST else []


def _clauses(sentence: str) -> list[Clause]:
    """The sentence cut behind each predicate that a pause, a joining word or its end follows."""
    found: list[Clause] = []
    words: list[Word] = []
    pause = ""
    odd = ran_on = False
    for word, gap in _words(sentence):
        if word is None:
            if gap.strip() in ("?", "!?", "?!") or (gap.strip() and gap.strip()[0] not in ",;.…!-–—"):
                odd = True
            if words and (odd or predicate_of(words) is not None or ran_on or not goes_on(words)):
                odd = odd or predicate_of(words) is None
                if ran_on and odd:
                    found.pop()  # «ben kırıldım galiba», «seçmişti bu sandalyeyi»: what trails behind belongs to it
                found.append(clause_of(words, pause, odd))
                words, pause, odd = [], _pause(gap), False
                ran_on = False
            continue
        if word.lowered in _JOINS and (predicate_of(words) is not None or not words):
            if words:
                found.append(clause_of(words, pause, odd))
                words, odd = [], False
                pause = ""
            pause = (pause.rstrip(" ") or ("" if word.lowered == "ve" else ",")) + f" {word.lowered} "
            continue
        told = predicate_of(words)
        if told and _BOUND.fullmatch(word.lowered):
            odd = True
        elif told and word.lowered != "bile" and (told.says is Says.CUSTOMER or told.form != words[-1].lowered):
            found.append(clause_of(words, pause, odd))
            words, pause, odd, ran_on = [], _RUN_ON, False, True
        words.append(word)
    if words:
        found.append(clause_of(words, pause, odd or predicate_of(words) is None))
    return found


def _pause(gap: str) -> str:
    mark = gap.strip()
    return "; " if mark == ";" else f" {mark} " if mark and mark[0] in "-–—" else ", "


def _words(sentence: str) -> Iterator[tuple[Word | None, str]]:
    """The words of a sentence, and between them the marks, as ``None`` with the mark."""
    before = ""
    for token in _TOKEN.finditer(sentence):
        kind, written = token.lastgroup, token.group()
        begin, end = token.span()
        if kind == "space":
            continue
        if kind == "quote":
            yield Word('"', Turned(written), begin, end, len(written.split())), ""
        elif kind == "number":
            yield Word(written, None if _LONG_NUMBER.fullmatch(written) else Turned(written), begin, end), ""
        elif kind != "word":
            yield None, written
        elif before == "number" and (day := _MONTH.fullmatch(lower(written))):
            yield Word(lower(written), Turned(upper_first(day[1]) + ("'" + day[2] if day[2] else "")), begin, end), ""
        elif before == "quote" and written == "diye":
            yield Word(written, Turned(written), begin, end), ""
        else:
            yield Word(lower(written), _read(written, begin == 0), begin, end), ""
        before = str(kind)


@lru_cache(maxsize=1 << 14)
def _read(written: str, opens: bool) -> Turned | None:
    """A word as it is told; ``None`` for what names somebody, is shouted or barred, or cannot be turned for sure."""
    lowered = lower(written)
    root, _, ending = lowered.replace("’", "'").partition("'")
    if root in listed("names"):
        money = root == "tl" and not ending
        return Turned("TL" if money else written, stem="lira" if money else "", noun=Noun.NAMED if money else None)
    capital = written[0].isupper()
    if capital and ending in ("da", "de", "ta", "te") and not written.isupper():  # «Adana'da» is a place
        return None if isinstance(first_name(written[: len(root)]), FirstName) else Turned(written)
    named = ending or (capital and (not opens or _is_first_name(written, lowered)))
    shouted = len(written) > 2 and written.isupper()
    if named or shouted or len(written) > _LONGEST_WORD or _is_barred(lowered):
        return None
    return turned(lowered)


def _is_first_name(written: str, lowered: str) -> bool:
    return lowered not in nouns() and lowered not in listed("kept") and isinstance(first_name(written), FirstName)


def _is_barred(word: str) -> bool:
    whole, starts = _barred()
    return word in whole or any(word[:size] in starts for size in range(2, len(word) + 1))


@cache
def _barred() -> tuple[frozenset[str], frozenset[str]]:
    listed = section(WORDS, "barred")
    starred = frozenset(word[:-1] for word in listed if word.endswith("*"))
    return frozenset(word for word in listed if not word.endswith("*")), starred
