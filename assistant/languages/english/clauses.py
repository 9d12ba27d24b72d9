"""Cutting an English sentence into the clauses it is made of, for telling some of them back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from assistant.languages.english.vocabulary import NUMBERS, apostrophes, listed, words

# A quotation or a bracket is one token: nothing is cut or turned inside.
_TOKEN = re.compile(
    r"""(?P<quote>"[^"]*"|“[^”]*”|(?<!\w)['‘](?=\w)(?:[^'’‘]|(?<=\w)['’](?=\w))*['’](?!\w))|(?P<aside>\([^()]*\))"""
    r"""|(?P<word>A&E|[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]+(?:['’]s)?)*)"""
    r"""|(?P<number>[€£$₺]?(?:[A-Z]{1,2})?\d+(?:[.,:/x×-]\d+)*(?:st|nd|rd|th|cm|mm|kg|am|pm|x)?[%€£$₺]?(?![^\W_]))"""
    r"""|(?P<other>\.(?=\w)|[^\w\s.,;:!…–—-])|(?P<mark>\.{2,}|…|\s-+\s|[.,;:!–—])|(?P<rest>\S)"""
)


OWN = listed("i we i'm i've i'd we're we've we'd")
YOU = listed("you you've")
OTHERS = listed("he she it they he's she's it's they're they've he'd she'd they'd")
FREE = listed("nobody nothing none someone somebody")
OWNED = listed("my our your")
ARTICLES = listed("the a an")
BE = listed("is are was were isn't aren't wasn't weren't has have had")
ADVERBS = listed(
    "also then still only just already even never finally once first immediately later again not both each ever since "
    "specifically twice repeatedly actually clearly carefully"
)
_STARS = "★☆⭐"
_JOINS = listed("and but so then yet plus")
_FRONTS = listed(
    "when after since because although as before while until whenever every on in at from for by with without last "
    "despite within during about around over once following"
)
_NO_FACTS = listed("please kindly what why how can could would thanks thank this that's i'll we'll you'll you'd")
_DOES = listed("don't didn't can't couldn't won't wouldn't haven't hadn't do did")
_RELATIVES = listed("who which that")
_BEFORE_NOUNS = listed("of in on at from for with by to and or than between behind under over near into inside without")
_NOUN_ENDS = listed("of who that which on in at from for with i we you by")


class Token(NamedTuple):
    """A word, number, mark or quotation of the sentence; ``low`` is in lower case, with its apostrophe mended."""

    kind: str
    text: str
    low: str
    start: int
    end: int


class Kind(StrEnum):
    """How a clause begins, which decides whether it can stand by itself."""

    OWN = "own"  # I, we
    YOU = "you"
    THING = "thing"  # a noun, nobody, there is
    OTHER = "other"  # he, it, they: somebody named before
    VERB = "verb"  # no subject: it is the subject of the clause before
    SIDE = "side"  # because, which
    LOOSE = "loose"  # whatever else


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``start`` to ``end`` of a sentence, its own words from ``head``, its subject at ``subject``."""

    kind: Kind
    start: int
    head: int
    subject: int
    end: int
    link: str


def tokens(sentence: str) -> list[Token]:
    """The words and marks of a sentence."""
    mended, found = apostrophes(), []
    for match in _TOKEN.finditer(sentence):
        kind, text = match.lastgroup or "other", match[0]
        low = text.lower().replace("’", "'").strip() if kind in ("word", "mark") else text
        if kind == "word" and low in mended:
            low = mended[low].lower()
            text = low
        found.append(Token(kind, text, low, match.start(), match.end()))
    return found


@cache
def finite() -> frozenset[str]:
    """Verbs that are the verb of a clause wherever they stand behind a noun."""
    return words("things_do") | words("people_do")


@cache
def _verbs() -> frozenset[str]:
    return words("did") | words("people_do") | words("things_do") | ADVERBS - {"not", "both", "each", "first", "since"}


def verb_of(found: Sequence[Token], at: int, end: int) -> int | None:
    """Where the verb of the noun that begins at ``at`` stands; None if there is none that can be told for sure."""
    of_another = False  # «the cooker I bought came off»: the verb of I is not the one looked for
    inside = False  # «the code my bank sent expired»: nor is that of the bank
    for place in range(at + 1, min(end, at + 14)):
        token = found[place]
        if token.kind == "mark":
            return None
        names_another = (token.low in OWN or token.low in YOU) and found[place - 1].low not in _BEFORE_NOUNS
        if names_another or token.low in _RELATIVES:
            of_another = True
            continue
        if inside or _begins_inside(found, place, at):
            inside = token.low not in finite()
            continue
        if of_another:
            of_another = token.low in ADVERBS or token.low in BE or token.low in _DOES
            continue
        if token.low in words("things_do") or is_contracted(found, place, end):
            return place
        if token.low in words("people_do") and is_one_of(found, at, place, persons()):
            return place
    return None


def is_contracted(found: Sequence[Token], at: int, end: int) -> bool:
    """Whether the -'s of a noun is «is» or «has»: «the washer's leaking»."""
    return found[at].low.endswith("'s") and at + 1 < end and found[at + 1].low in words("after_s")


def lacks_article(found: Sequence[Token], at: int, end: int) -> bool:
    """Whether a clause begins with a noun whose «the» was left out: «Courier left», «Fridge was»."""
    place = at
    while place < min(end, at + 3) and found[place].low in words("bare"):
        place += 1
    if place == at or place >= end:
        return False
    low = found[place].low
    return low in words("things_do") or (low in words("people_do") and found[place - 1].low in words("people"))


def _begins_inside(found: Sequence[Token], place: int, at: int) -> bool:
    """Whether a second noun begins inside the first: «the code my bank sent»."""
    new = found[place].low in OWNED or found[place].low in ARTICLES
    return new and place > at + 1 and found[place - 1].low not in _BEFORE_NOUNS


@cache
def persons() -> frozenset[str]:
    """People and offices of the brand, of the customer's house and of the neighbourhood."""
    return words("people") | words("others")


def is_one_of(found: Sequence[Token], at: int, verb: int, nouns: frozenset[str]) -> bool:
    """Whether the noun between ``at`` and its verb, the last word before «of» or «who», is one of ``nouns``."""
    last = verb - (not found[verb].low.endswith("'s"))
    for place in range(at + 1, verb):
        if found[place].low == "of" and found[at].low in NUMBERS:
            continue  # «two of your fitters»
        if found[place].low in _NOUN_ENDS:
            last = place - 1
            break
    while last > at and found[last].low in ADVERBS:
        last -= 1
    return found[last].low.removesuffix("'s") in nouns


def beginning(found: Sequence[Token], at: int, end: int) -> Kind | None:
    """What kind of clause begins at a token; None if no clause does."""
    low = found[at].low
    following = found[at + 1].low if at + 1 < end else ""
    if low in OWN:
        return Kind.OWN
    if low in YOU:
        return Kind.YOU
    if following == "else's":
        return None
    if low in FREE or f"{low} {following}" in ("no one", "no one's"):
        near = {token.low for token in found[at : min(end, at + 6)]}
        return None if near.isdisjoint(finite() | words("nobody_did") | {"one's", "could", "can"}) else Kind.THING
    if low == "there's":
        return Kind.THING
    if low == "there" and following in BE:
        return Kind.THING
    if found[at].kind == "number" and (following in ARTICLES or following in OWN):
        return None  # the number of a line in a list
    if low in ("it's", "it") and _has_been(found, at, end):
        return Kind.THING
    if low in NUMBERS and following in finite():
        return None
    if low in OWNED or low in ARTICLES or low in NUMBERS or found[at].kind == "number":
        return Kind.THING if verb_of(found, at, end) is not None else None
    return Kind.OTHER if low in OTHERS else None


def _has_been(found: Sequence[Token], at: int, end: int) -> bool:
    """«It's been three weeks since»: here «it» is nothing told before."""
    lows = [token.low for token in found[at : min(end, at + 9)]]
    return "been" in lows[1:3] and "since" in lows and any(low in words("spans") for low in lows)


def clauses(found: Sequence[Token]) -> list[Clause]:
    """The clauses of a sentence in order; together they cover it."""
    cuts = [(0, "")]
    for at in range(max(1, _past_fillers(found) + 1), len(found)):
        token = found[at]
        if found[at - 1].kind == "mark" and (link := found[at - 1].low):
            if link != ",":
                cuts.append((at, link))
            elif _begins(found, at, ","):
                cuts.append((at, ","))
        elif token.low == "because" or (token.low in _JOINS and _begins(found, at, token.low)):
            cuts.append((at, token.low))
    ends = [at for at, _ in cuts[1:]] + [len(found)]
    return _with_fronts([_clause(found, at, end, link) for (at, link), end in zip(cuts, ends, strict=True)], found)


def _begins(found: Sequence[Token], at: int, link: str) -> bool:
    head = _past_joins(found, at)
    if head >= len(found) or found[at - 1].low in _JOINS:
        return False
    if beginning(found, head, len(found)):
        return link not in (",", "and") or not _is_listed(found, head)
    if found[head].low in ("because", "which", "who", "where", "although") or found[head].low in _NO_FACTS:
        return link == ","
    # «a dented and scratched door»: a verb after «and» begins nothing when a participle stands before it
    return found[head].low in _verbs() and not (link != "," and found[at - 1].low.endswith("ed"))


def _is_listed(found: Sequence[Token], at: int) -> bool:
    """«two chairs, a table and a lamp»: whether a noun behind a comma is one of several."""
    if found[at].low not in NUMBERS | {"a", "an"} and found[at].kind != "number":
        return False
    verb = verb_of(found, at, len(found)) or at
    return any(token.low == "and" for token in found[at:verb])


def _past_joins(found: Sequence[Token], at: int) -> int:
    while at < len(found) and (found[at].low in _JOINS or found[at].low in ("also", "now")):
        at += 1
    return at


def _clause(found: Sequence[Token], start: int, end: int, link: str) -> Clause:
    if start and found[start].low in _JOINS and link == ",":
        link = found[start].low
    head = _past_joins(found, start) if start else _past_fillers(found)
    if head >= end:
        return Clause(Kind.LOOSE, start, start, start, end, link)
    only = found[head].low == "only" and head + 1 < end and (found[head + 1].low in NUMBERS | ARTICLES)
    subject = head + only
    if kind := beginning(found, subject, end):
        return Clause(kind, start, head, subject, end, link)
    if not start and lacks_article(found, head, end):
        return Clause(Kind.THING, start, head, head, end, link)
    if found[head].low in ("because", "which", "who", "where", "although") and start:
        return Clause(Kind.SIDE, start, head, head, end, link)
    if start and found[head].low in _verbs():
        return Clause(Kind.VERB, start, head, head, end, link)
    if (after := _after_adjunct(found, head, end)) is not None:
        return Clause(beginning(found, after, end) or Kind.LOOSE, start, head, after, end, link)
    return Clause(Kind.LOOSE, start, head, head, end, link)


def _past_fillers(found: Sequence[Token]) -> int:
    at = 0
    while at < len(found):
        token = found[at]
        if token.low not in words("fillers") and token.text not in _STARS and not (at and token.low == ","):
            break
        at += 1
    return at


def _after_adjunct(found: Sequence[Token], head: int, end: int) -> int | None:
    """The subject behind «on Monday» or «three weeks ago»."""
    if found[head].low not in _FRONTS and found[head].low not in NUMBERS and found[head].kind != "number":
        return None
    for at in range(head + 1, min(end, head + 7)):
        if found[at].low in OWN or found[at].low in YOU or found[at].low in FREE or found[at].low in ("my", "our"):
            # «six weeks for a sofa you promised» is no time at which something happened
            timely = found[head].low in _FRONTS or found[at - 1].low in ("ago", "later", "after", "times")
            return at if at > head + 1 and timely else None
        if found[at].low in finite() or found[at].kind == "mark":
            return None
    return None


def _with_fronts(found: list[Clause], all_tokens: Sequence[Token]) -> list[Clause]:
    """«When I called, the lady said»: what stands in front goes with the clause behind the comma."""
    first = found[0]
    if len(found) < 2 or all_tokens[first.head].low not in _FRONTS or first.subject != first.head:
        return found
    for number, clause in enumerate(found[1:], 1):
        if clause.link == "," and clause.kind in (Kind.OWN, Kind.YOU, Kind.THING):
            whole = Clause(clause.kind, 0, first.head, clause.subject, clause.end, "")
            return [whole, *found[number + 1 :]]
    return [Clause(Kind.LOOSE, 0, first.head, first.head, found[-1].end, "")]
