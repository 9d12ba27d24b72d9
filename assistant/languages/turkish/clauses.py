"""Whether a clause of a Turkish customer can be told back, whether it stands by itself, and who does what in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.languages.turkish.predicates import Noun, Says, Turned, acting, listed
from assistant.languages.turning import Actor

FEWEST, MOST = 4, 24
_AFTER_QUOTE = 3
SPEECH = ("de", "den", "denil")
_CONVERB = re.compile(r".+(?:m[ae]d[ae]n|[ıiuü]p|[ae]r[ae]k|[ıiuü]nc[ae]|m[ae]k|ken|m[ae]y[ae]|[ae]n)")
_OF_SOMETHING = re.compile(r".+s[ıiuü]n(?:d[ae]n?|[ıiuü]n?|[ae])")  # «yakasında»: whose?
_SPANS = ("saniye", "dakika", "saat", "gün", "hafta", "ay", "yıl", "sene")
_OF_ITS = re.compile(r"(?:l[ae]r)?[ıiuü]n(?:d[ae]n?|[ae]|[ıiuü])")  # «tuşuna»: of what?
_ONE_OF_THEM = re.compile(r".+(?:[ıi]nc[ıi]|[uü]nc[uü])(?:y[ae]|s[ıiuü].*|n[ıiuü]n|d[ae])|(?:ben|biz|siz)[iı][mn]ki.*")
_POINTED_AT = ("kadar", "sabah", "akşam", "gece", "hafta", "öğlen", "öğle", "sefer", "an", "anda")
_PLAN = re.compile(r".+[ae]c[ae]ğ[ıi][mz]")  # «alacağım da» is no «alacağım süpürge»
_FAR = re.compile(r".+(?:[dt][ae]n?|[ae]|l[ae])")  # a case that is no object


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or quotation of the sentence; ``told`` is ``None`` where it cannot be told back."""

    lowered: str
    told: Turned | None
    start: int
    end: int
    size: int = 1


@dataclass(frozen=True, slots=True)
class Clause:
    """Words up to a predicate; ``pause`` stands before it when something does."""

    words: tuple[Word, ...]
    pause: str
    good: bool
    alone: bool
    actor: Actor


def clause_of(words: Sequence[Word], pause: str, odd: bool) -> Clause:
    """The clause the words make; ``odd`` where something was seen that cannot be told back."""
    while words and words[0].lowered in listed("fillers"):
        words = words[1:]
    told = predicate_of(words)
    if odd or told is None or not _can_be_told(words):
        return Clause(tuple(words), pause, good=False, alone=False, actor=Actor.THING)
    actor = _actor(words)
    deed = told.doing or told.stem in acting() or told.stem in SPEECH
    deed = deed and not any(word.lowered == "devam" for word in words[-2:-1])
    long_enough = words[0].start == 0 or sum(word.size for word in words) >= FEWEST - 1
    alone = actor is not None and long_enough and not _leans(words) and _is_whole(words)
    return Clause(tuple(words), pause, True, alone, actor or (Actor.BRAND if deed else Actor.THING))


def _can_be_told(words: Sequence[Word]) -> bool:
    if not all(word.told for word in words) or any(_is_pointed(word, after) for word, after in pairwise(words)):
        return False
    return _speech_is_quoted(words) and not _is_wish(words) and not _is_mourning(words)


def _is_pointed(word: Word, after: Word) -> bool:
    """«bu sabah» is another morning when it is read, «bu kadar» scolds, and «alacağım da» tells a plan."""
    if word.lowered in ("bu", "o", "şu"):
        return after.lowered in _POINTED_AT
    return after.lowered in ("da", "de") and bool(_PLAN.fullmatch(word.lowered))


def predicate_of(words: Sequence[Word]) -> Turned | None:
    """The predicate the words end in: «bakmamış», also in «bakmamış bile»."""
    last = words[-2:-1] if words and words[-1].lowered == "bile" else words[-1:]
    return last[0].told if last and last[0].told and last[0].told.says else None


def goes_on(words: Sequence[Word]) -> bool:
    """Whether words without a predicate belong to what follows their comma: a time, a place, one of several things."""
    last = words[-1]
    if last.told is None or _CONVERB.fullmatch(last.lowered) or _FAR.fullmatch(last.lowered):
        return True
    return last.lowered in listed("linking") or (len(words) < 4 and last.told.noun is not None)


def _leans(words: Sequence[Word]) -> bool:
    """Whether a clause cannot be understood without what stood before it."""
    first = words[0].lowered
    told = words[0].told
    if told and told.stem and _OF_ITS.fullmatch(first[len(told.stem) :]):
        return True
    if first in listed("leaning") or _OF_SOMETHING.fullmatch(first) or _ONE_OF_THEM.fullmatch(first):
        return True
    later = any(after.lowered == "sonra" and word.lowered in _SPANS for word, after in pairwise(words[:4]))
    also = later or any(word.lowered in ("da", "de") for word in words[1:3])
    return also or any(word.lowered in listed("anaphors") for word in words)


def _is_whole(words: Sequence[Word]) -> bool:
    """Whether a deed names what it was done to; the first clause of a sentence need not."""
    told = predicate_of(words)
    assert told is not None
    if not told.doing and told.says in (Says.ONE, Says.SOME) and words[0].told and words[0].told.noun is Noun.ITS:
        return False  # «kapağı kırılmış»: of what?
    if not told.doing or (told.says is Says.CUSTOMER and words[0].start == 0):
        return True
    near = words[-2].lowered if words[1:] else ""
    return any(_is_object(word) for word in words[:-1]) or not (_FAR.fullmatch(near) or near in listed("light"))


def _is_object(word: Word) -> bool:
    noun = word.told
    named = noun is not None and noun.noun is Noun.NAMED and noun.stem not in listed("light", "ours", "others")
    return named or word.lowered[-1] in 'ıiuü"'


def _is_mourning(words: Sequence[Word]) -> bool:
    """«eşimi kaybettim» is told back by nobody."""
    told = predicate_of(words)
    lost = told is not None and told.stem.startswith("kaybe")
    return lost and any(word.told and word.told.stem in listed("others") for word in words)


def _is_wish(words: Sequence[Word]) -> bool:
    """«cevap bekliyorum» asks for something; «üç haftadır bekliyorum» tells something."""
    told = predicate_of(words)
    waits = told is not None and told.stem in ("bekle", "iste") and told.form.endswith("yorsunuz")
    return waits and not any(re.fullmatch(r".+[dt][ıiuü]r|beri", word.lowered) for word in words)


def _speech_is_quoted(words: Sequence[Word]) -> bool:
    """Unmarked words of somebody else must not be turned; marked ones are told back only as what was said or read."""
    for place, word in enumerate(words):
        following = [later.lowered for later in words[place + 1 : place + 1 + _AFTER_QUOTE]]
        if word.lowered == '"' and not any(later in listed("quoted") for later in following):
            return False
        said = word.told is not None and word.told.stem in SPEECH
        if said and not any(earlier.lowered == '"' for earlier in words[:place]):
            return False
    return True


def _actor(words: Sequence[Word]) -> Actor | None:
    """Who is said to do or be something; ``None`` where the clause does not name them."""
    told = predicate_of(words)
    assert told is not None
    if told.says is Says.CUSTOMER:
        return Actor.CUSTOMER
    if told.says is Says.BRAND:
        return Actor.BRAND
    subject = _subject(words, told)
    if subject is None or subject.told is None:
        if told.says is Says.SOME:
            return Actor.BRAND  # «getirmediler»: nobody else is meant where nobody is named
        shown = any(re.fullmatch('"|.+[dt][ae]', word.lowered) for word in words[:-2])
        return Actor.THING if shown and told.stem == "yaz" and "yor" in told.form else None  # «etikette 399 yazıyor»
    own = subject.told.form.endswith(("nız", "niz", "nuz", "nüz"))  # «kargonuz» is a thing, «kuryemiz» one of us
    return Actor.BRAND if subject.told.stem in listed("ours") and not own else Actor.THING


def _subject(words: Sequence[Word], predicate: Turned) -> Word | None:
    """The noun that can be the subject: one of ours where one is named, else the first."""
    found = list(_subjects(words, predicate))
    return next((word for word in found if word.told and word.told.stem in listed("ours")), found[0] if found else None)


def _subjects(words: Sequence[Word], predicate: Turned) -> Iterator[Word]:
    """The nouns that can be the subject; of a deed only somebody can."""
    people = listed("ours", "others")
    if predicate.stem == "ol" and not any(word.lowered in listed("light") for word in words[-2:-1]):
        return
    for place, word in enumerate(words[:-1]):
        noun = word.told
        if noun is None or noun.noun is None:
            continue
        if predicate.says is Says.SOME and not (noun.stem in people and re.search("l[ae]r", word.lowered)):
            continue
        deed = predicate.doing or predicate.stem in acting()
        own = noun.stem in listed("devices") and any(_is_object(later) for later in words[place + 1 : -1])
        if deed and ((noun.stem not in people and not own) or (noun.noun is Noun.ITS and place == 0)):
            continue
        if noun.stem in listed("times") or (place == len(words) - 2 and word.lowered in listed("light")):
            continue
        after = words[place + 1]
        if _CONVERB.fullmatch(_head(words[place + 1 : -1])):
            continue  # «bir bardak çay içmeden»
        heads = after.told is not None and after.told.noun is Noun.ITS and word.lowered == noun.stem
        if heads and after.told and (after.told.stem in people or noun.stem not in people):
            continue  # «montaj ekibi»: the second is meant
        yield word


def _head(words: Sequence[Word]) -> str:
    """The first of the words that is no bare noun."""
    return next((word.lowered for word in words if not (word.told and word.told.noun is Noun.NAMED)), "")


def size_of(run: Sequence[Clause]) -> int:
    """How many words they have together, those of quotations counted."""
    return sum(word.size for clause in run for word in clause.words)
