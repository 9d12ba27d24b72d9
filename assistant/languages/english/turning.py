"""Telling a customer's own clause back to them: I becomes you, you becomes we, and what is in any doubt is left out."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.languages.english import clauses as cut
from assistant.languages.english.clauses import ADVERBS, Clause, Kind, Token
from assistant.languages.english.mentions import DETERMINERS, HEARSAY
from assistant.languages.english.persons import Turner
from assistant.languages.english.vocabulary import SAYING, listed, words
from assistant.languages.turning import Actor, Retold

SHORTEST, LONGEST = 4, 24  # words of a clause
_SUBORDINATE = listed("if unless when whether that because as while until than")
_CANNOT = listed("can't cannot couldn't didn't haven't hadn't don't")
_NEVER_LAST = listed(
    "the a an and but or so who which where because than my your our that as if when while then "
    "to not say no receive said told many"
)
_OBJECTS = DETERMINERS | listed("from for in on at by with to and off")
_HEAD_PRONOUNS = listed("i we")


def retell(sentence: str) -> tuple[Retold, ...]:
    """The clauses of a sentence that can be told back safely."""
    if "?" in sentence or len(sentence) > 600 or sentence[:1] in "\"“'‘":
        return ()
    found = cut.tokens(sentence)
    if not found:
        return ()
    parts = cut.clauses(found)
    told: list[Retold] = []
    at = 0
    while at < len(parts):
        taken = _run(found, parts, at)
        if taken:
            told.append(taken[0])
        at += taken[1] if taken else 1
    return tuple(told)


def _run(found: Sequence[Token], parts: Sequence[Clause], first: int) -> tuple[Retold, int] | None:
    """As many clauses from ``first`` on as can be told together, and how many they are."""
    head = parts[first]
    actor = _actor(found, head)
    if actor is None or (first and _hangs_on(found, parts[first - 1], head)):
        return None
    if head.kind is Kind.THING and _last_word(found, head) in words("helping"):
        return None  # «the adviser doesn't»: what he doesn't was said before
    if found[head.end - 1].low in (":", "...", "…") and any(t.low in SAYING for t in found[head.start : head.end]):
        return None  # what was said stands behind the colon
    turner = Turner(found, _left_out(found, head))
    best: tuple[Retold, int] | None = None
    for number, part in enumerate(parts[first:], first):
        joined = actor if number == first else _actor_of_next(found, part)
        if joined is None or (number > first and part.link in (":", ".", "...", "…", "!")):
            break
        if not turner.take(head.head if number == first else part.start, part.end):
            break
        if joined is Actor.BRAND:
            actor = Actor.BRAND
        text = turner.text()
        count = text.count(" ") + 1
        if count > LONGEST:
            break
        if count >= SHORTEST and _can_end(found, parts, number):
            best = Retold(text, found[head.head].start, found[part.end - 1].end, actor), number - first + 1
    return best


def _can_end(found: Sequence[Token], parts: Sequence[Clause], number: int) -> bool:
    """Whether what is told may stop after a clause: not after «because», nor in «between A» or «on which, under X»."""
    part = parts[number]
    if _last_word(found, part) in _NEVER_LAST:
        return False
    ends = [token for token in found[part.start : part.end] if token.kind != "mark"][-2:]
    if ends[0].low == "for" and ends[-1].text.isdigit():
        return False  # «for 51»: of what, was said before
    link = parts[number + 1].link if number + 1 < len(parts) else ""
    if link == "," and any(token.low == "and" for token in found[part.end - 4 : part.end]):
        return False  # «and the sender, it says, is»
    opening = {",": ("which", "whose"), "and": ("between", "both")}.get(link, ())
    return not any(token.low in opening for token in found[part.end - 6 : part.end])


def _last_word(found: Sequence[Token], part: Clause) -> str:
    at = part.end - 1
    while at > part.start and found[at].kind == "mark":
        at -= 1
    return found[at].low


def _left_out(found: Sequence[Token], head: Clause) -> str:
    """The first words of a clause that its writer did not write."""
    low = found[head.subject].low
    if head.kind is Kind.LOOSE:
        return {"been": "you've", "still": "you're", "waiting": "you're"}.get(low, "you")
    return "the" if head.kind is Kind.THING and head.start == 0 and low in words("bare") else ""


def _hangs_on(found: Sequence[Token], before: Clause, clause: Clause) -> bool:
    """Whether a clause may be part of what somebody said, or of a condition, in the clause before it."""
    one_subject = before.kind is Kind.LOOSE or before.end - before.start < 3
    if clause.link == "and" and one_subject and clause.kind is Kind.THING:
        return True  # «the tills and the website died», «I and my wife were»
    if clause.link not in (",", "and", "but", "so", "then", "yet", "plus"):
        return False
    lows = {token.low for token in found[before.start : before.end]}
    return not lows.isdisjoint(HEARSAY) or not lows.isdisjoint(_SUBORDINATE) or clause.link == "so"


def _actor(found: Sequence[Token], clause: Clause) -> Actor | None:
    """Who acts in a clause that can open what is told; None if it cannot."""
    at, end = clause.subject, clause.end
    match clause.kind:
        case Kind.OWN:
            return Actor.CUSTOMER if _customer_did(found, at, end) else None
        case Kind.YOU:
            return Actor.BRAND if _brand_did(found, at, end) else None
        case Kind.THING:
            return _thing(found, at, end)
        case Kind.LOOSE if clause.start == 0 and at + 2 < end:
            return Actor.CUSTOMER if _only_customer(found, at) else None
    return None


def _only_customer(found: Sequence[Token], at: int) -> bool:
    """Whether a clause without a subject can have none but the customer: «Ordered a sofa», «Still waiting»."""
    low, following, third = found[at].low, found[at + 1].low, found[at + 2].low
    match low:
        case "been":
            return following in ("waiting", "without", "trying", "told")
        case "still":
            return following == "waiting" and third == "for"
        case "was" | "were":
            return following in words("of_persons") and third not in ("by",)
        case "never":
            return following in ("got", "received", "had", "ordered")
        case "have" | "had":
            return following in ("been", "to") and third in words("had_to")
    return low in words("left_out") and (following in _OBJECTS or found[at + 1].kind == "number")


def _actor_of_next(found: Sequence[Token], clause: Clause) -> Actor | None:
    match clause.kind:
        case Kind.OWN | Kind.YOU | Kind.THING:
            return _actor(found, clause)
        case Kind.LOOSE:
            return None
    return Actor.THING


def _after_adverbs(found: Sequence[Token], at: int, end: int) -> int:
    while at < end and found[at].low in ADVERBS:
        at += 1
    return at


def _customer_did(found: Sequence[Token], at: int, end: int) -> bool:
    """Whether behind «I» stands something the customer did, has or could not do."""
    subject = found[at].low
    verb = _after_adverbs(found, at + 1, end)
    if verb >= end:
        return False
    low = found[verb].low
    after = _after_adverbs(found, verb + 1, end)
    following = found[after].low if after < end else ""
    if subject in ("i'm", "we're") or (subject in _HEAD_PRONOUNS and low in ("am", "are")):
        return (low if subject not in _HEAD_PRONOUNS else following) in words("states")
    if subject not in _HEAD_PRONOUNS:
        return low in words("did") or low in ("been", "had", "got", "gone")
    if low in ("was", "were", "wasn't", "weren't"):
        return following in words("states") or found[after].kind == "number" if after < end else False
    if low == "have" and any(token.low == "even" for token in found[verb + 1 : verb + 2]):
        return False
    if low in _CANNOT:
        return following in words("fails") or (low in ("haven't", "hadn't") and following in words("did"))
    if low == "can":
        return following in ("only", "see")
    if low in ("have", "had") and following in ("to", "no"):
        return low == "had" and following == "to"
    if low == "have" and following == "been":
        return True
    return low in words("did") or low in words("does")


def _brand_did(found: Sequence[Token], at: int, end: int) -> bool:
    verb = _after_adverbs(found, at + 1, end)
    if verb >= end:
        return False
    if found[at].low in ("you've", "you'd"):
        return found[verb].low in words("brand_did") or found[verb].low in ("been", "had", "taken", "got")
    if found[verb].low == "have" and verb + 1 < end and found[verb + 1].low in ("until", "till", "to"):
        return False
    if found[verb].low in ("don't", "didn't", "won't"):
        return verb + 1 < end and found[verb + 1].low in words("brand_fails")
    return found[verb].low in words("brand_did")


def _thing(found: Sequence[Token], at: int, end: int) -> Actor | None:
    low = found[at].low
    if low in ("nobody", "no", "someone", "somebody"):
        if [token.low for token in found[at + 1 : at + 3]] == ["has", "to"]:
            return None  # a demand
        near = {token.low for token in found[at + 1 : min(end, at + 5)]}
        if near & {"me", "us"} and near & {"sent", "asked"} and end - at < 6:
            return None  # «no one asked us»: for what, was said elsewhere
        return Actor.THING if near.isdisjoint(words("nobody_did")) else Actor.BRAND
    if low == "nothing" and found[at + 1].low == "happened":
        return None
    if low in ("none", "nothing", "there", "there's", "it", "it's"):
        return Actor.THING
    verb = cut.verb_of(found, at, end)
    if verb is None or cut.is_one_of(found, at, verb, words("no_subject")):
        return None
    if found[verb - 1].low in words("of_something") or found[at + 1].low in ("one", "ones", "latter", "following"):
        return None
    people = cut.is_one_of(found, at, verb, words("people"))
    if [token.low for token in found[at + 1 : at + 3]] in (["of", "you"], ["of", "us"], ["of", "them"]):
        return None
    if low in ("a", "an") and not people:
        return None  # «a contract is a contract»: a saying, more often than a fact
    if low == "your" or (people and low not in ("my", "our")):
        return Actor.BRAND
    return Actor.THING
