"""Telling a customer's own clause back to them: I becomes you, you becomes we, and what is in any doubt is left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.languages.english import clauses as cut
from assistant.languages.english.clauses import ADVERBS, BE, Clause, Kind, Token, listed, words
from assistant.languages.turning import Actor, Retold

SHORTEST, LONGEST = 4, 24  # words of a clause
_TURNED = {
    "i": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "i'm": "you're", "we're": "you're", "i've": "you've",
    "we've": "you've", "i'd": "you'd", "we'd": "you'd", "your": "our", "yours": "ours", "you've": "we've",
}  # fmt: skip
_TO_BE = {"am": "are", "was": "were", "wasn't": "weren't"}
_INVERTED = listed("do did have had was am nor can could will would are were should")
_HEARSAY = listed(
    "told said says tell tells promised confirmed informed assured advised claimed claims agreed insisted wrote "
    "quoted"
)
_SAYING = listed("said says , say")
_SUBORDINATE = listed("if unless when whether that because as while until than")
_TO_US = listed(
    "from with by to of at on for near told sent paid gave emailed called rang phoned contacted asked showed messaged "
    "texted tell write given"
)
_THEIR_VERBS = listed("had have would will were haven't hadn't didn't don't won't wouldn't")
_MODAL = listed("would will wouldn't can")
_CANNOT = listed("can't cannot couldn't didn't haven't hadn't don't")
_GOING_ON = listed("been had got getting trying waiting")
_ARTICLES = listed("the a an my your our any another two three four five six seven eight nine ten")
_PERSONAL = listed("i me my mine we us our you your i'm i've we're you're")
_NOT_PLURAL = listed("was is his its this has as us does yes always perhaps it's he's she's that's")
_BEFORE_ITS = listed("in of from on off with without for to under inside into lost at by")
_NOUN_FOLLOWS_NOT = listed(", . and but that which who in on at for from with to of is was were are has had i you")
_OF_SOMETHING = listed("other same both ones")
_THAT_THERE = listed("after for with of on and but")
_AFTER_SO = listed("i we you my our your the he she it they that far nobody there a an in on")
_HEAD_PRONOUNS = listed("i we")
_CONTRACTED = listed("i've we've you've")


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
    if found[head.end - 1].low in (":", "...", "…") and any(t.low in _SAYING for t in found[head.start : head.end]):
        return None  # what was said stands behind the colon
    turner = _Turner(found)
    best: tuple[Retold, int] | None = None
    for number in range(first, len(parts)):
        part = parts[number]
        start = part.start
        if number == first:
            start = head.head
            if head.kind is Kind.LOOSE:
                turner.subject_left_out()
        elif (joined := _actor_of_next(found, part)) is None or part.link in (":", "...", "…", "!"):
            break
        elif joined is Actor.BRAND:
            actor = Actor.BRAND
        if not turner.take(start, part.end):
            break
        text = turner.text()
        count = text.count(" ") + 1
        if count > LONGEST:
            break
        if count >= SHORTEST:
            best = Retold(text, found[head.head].start, found[part.end - 1].end, actor), number - first + 1
    return best


def _hangs_on(found: Sequence[Token], before: Clause, clause: Clause) -> bool:
    """Whether a clause may be part of what somebody said, or of a condition, in the clause before it."""
    if clause.link not in (",", "and", "but", "so", "then", "yet", "plus"):
        return False
    lows = {token.low for token in found[before.start : before.end]}
    return not lows.isdisjoint(_HEARSAY) or not lows.isdisjoint(_SUBORDINATE) or clause.link == "so"


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
        case Kind.LOOSE if clause.start == 0 and at + 1 < end:
            following = found[at + 1]
            objects = _ARTICLES | {"from", "for", "in", "on", "at", "by", "with", "to", "and", "off"}
            fits = found[at].low in words("left_out") and (following.low in objects or following.kind == "number")
            return Actor.CUSTOMER if fits else None
    return None


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
    if low == "have" and following in ("even", "also"):
        return False
    if low in _CANNOT:
        return following in words("fails") or (low in ("haven't", "hadn't") and following in words("did"))
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
    return found[verb].low in words("brand_did")


def _thing(found: Sequence[Token], at: int, end: int) -> Actor | None:
    low = found[at].low
    if low in ("nobody", "no"):
        near = {token.low for token in found[at + 1 : min(end, at + 5)]}
        if near.isdisjoint(words("nobody_did")) and near.isdisjoint(cut.finite()):
            return None
        return Actor.THING if near.isdisjoint(words("nobody_did")) else Actor.BRAND
    if low in ("none", "nothing", "there", "there's"):
        return Actor.THING
    verb = cut.verb_of(found, at, end)
    if verb is None or any(found[place].low in words("no_subject") for place in range(at, verb)):
        return None
    people = cut.is_person(found, at, verb, words("people"))
    if low in ("a", "an") and not people:
        return None  # «a contract is a contract»: a saying, more often than a fact
    if low == "your" or (people and low not in ("my", "our")):
        return Actor.BRAND
    return Actor.THING


class _Turner:
    """Turns a run of tokens word by word, and knows what was spoken of before each."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._found = found
        self._out: list[str] = []
        self._mine = False  # the last subject was the customer
        self._pending = False  # the customer was named and the verb is still to come
        self._things = self._people = self._plural = self._hearsay = False

    def subject_left_out(self) -> None:
        """Puts the «you» that the customer left out."""
        self._out.append("you")
        self._mine = True

    def take(self, start: int, end: int) -> bool:
        """Turns more tokens; False if one of them cannot be turned for sure."""
        return all(self._take(at, start, end) for at in range(start, end))

    def text(self) -> str:
        """What was turned so far, as a sentence."""
        text = " ".join(self._out)
        for mark in ",;:":
            text = text.replace(f" {mark}", mark)
        text = text.rstrip(" ,.;:!–—-…")
        if text.endswith((".\"", ".”")):
            text = text[:-2] + text[-1]
        return text[:1].upper() + text[1:] + "."

    def _take(self, at: int, start: int, end: int) -> bool:
        token = self._found[at]
        match token.kind:
            case "word":
                turned = self._word(at, start, end)
                if turned is None:
                    return False
                self._out.append(turned)
                self._remember(at)
            case "quote":
                inside = [token.low for token in cut.tokens(token.text[1:-1])]
                if len(inside) > 8 or not _PERSONAL.isdisjoint(inside) or "!" in inside:
                    return False
                self._out.append(token.text)
            case "aside":
                return token.text.count(" ") < 6  # left out of what is told
            case "number":
                self._out.append(token.text)
                self._things = True
            case "mark":
                if token.low in ("-", "–", "—", "...", "…") and at + 1 < end:
                    return False
                self._out.append(token.low)
            case _:
                return False
        return True

    def _word(self, at: int, start: int, end: int) -> str | None:
        token, low = self._found[at], self._found[at].low
        before = self._found[at - 1].low if at > start else ""
        following = self._found[at + 1].low if at + 1 < end else ""
        if low == "also" and not self._out[2:]:
            return None if not self._out else "also"
        month = token.text == "May" and (self._after_number(at) or before in ("in", "since", "of", "until", "on"))
        if (low in words("barred") and not month) or not _is_spelled(token, first=at == 0):
            return None
        if low in ("i", "we", "i'm", "i've", "i'd", "we're", "we've", "we'd"):
            return self._customer(low, before, following)
        if low in _TO_BE:
            return self._to_be(low, at, start, before, following)
        if low == "you":
            return self._brand(before, following, first=not self._out)
        if low in ("your", "yours"):
            return None if following in words("anybodys") else _TURNED[low]
        if low in _TURNED:
            return _TURNED[low]
        if low in words("orders") and before in _SAYING:
            return None
        if not self._is_clear(low, before, following):
            return None
        if low in _MODAL and not self._hearsay:
            return None
        if low in ("don't", "do", "have", "haven't") and before in ("it", "he", "she", "nobody"):
            return None
        if low == "if" and before not in ("asked", "asking"):
            return None
        return _capital(token)

    def _after_number(self, at: int) -> bool:
        return at > 0 and self._found[at - 1].kind == "number"

    def _customer(self, low: str, before: str, following: str) -> str | None:
        if before in _INVERTED or following in ("won't", "wouldn't", "would", "will", "can"):
            return None
        if low in ("i'd", "we'd") and following not in words("did") and following not in ("been", "already", "never"):
            return None
        self._mine, self._pending = True, low in ("i", "we")
        if before == "you" or (before in ("me", "us") and self._out[-2:-1]):
            if self._out[-2] not in _HEARSAY:
                return None
            return f"that {_TURNED[low]}"
        return _TURNED[low]

    def _to_be(self, low: str, at: int, start: int, before: str, following: str) -> str | None:
        if self._pending:
            return _TO_BE[low]
        place = at - 1
        while place > start and self._found[place].low in ADVERBS:
            place -= 1
        if low == "am":
            return None
        if self._mine and (at == start or self._found[place].low in ("and", "but", ",", "or", "then")):
            return _TO_BE[low] if following in words("of_persons") else None
        return None if before in ("it", "that") and following in ("me", "i", "us", "we") else low

    def _brand(self, before: str, following: str, *, first: bool) -> str | None:
        if first or following in _THEIR_VERBS or following in words("brand_did"):
            if following in ("would", "will", "wouldn't") and not self._hearsay:
                return None
            if before in ("than", "as", "like", "thank", "can", "do", "did", "have", "are", "what", "how"):
                return None
            if following not in _THEIR_VERBS and following not in words("brand_did") and following not in ADVERBS:
                return None
            self._mine = False
            return "we"
        return "us" if before in _TO_US else None

    def _is_clear(self, low: str, before: str, following: str) -> bool:
        """Whether a word that points at something points at something told before it."""
        if low in ("it", "itself", "it's"):
            return self._things
        if low == "its":
            return self._things and before in _BEFORE_ITS
        if low in ("he", "she", "him", "his", "her", "hers", "he's", "she's", "he'd", "she'd", "himself", "herself"):
            return self._people
        if low in ("they", "them", "their", "theirs", "they're", "they've", "they'd", "themselves"):
            return self._plural or self._people
        if low in _OF_SOMETHING or (low == "one" and (following in _NOUN_FOLLOWS_NOT or not following)):
            return self._things or following == "of" or before == "no"
        if low == "that":
            return following not in BE and bool(before) and before not in _THAT_THERE
        if low == "so":
            return following not in cut.spellings() or following in _AFTER_SO
        if low == "to":
            return before != "without"
        if low == "there":
            return following in BE
        return not low.startswith("that'")

    def _remember(self, at: int) -> None:
        low = self._found[at].low
        if low in ADVERBS:
            return
        if low not in ("i", "we"):
            if (low in BE or low in cut.OTHERS or low in cut.FREE) and not self._pending:
                before = self._found[at - 1].low if at else ""
                self._mine = self._mine and before in ("and", "but", ",", "then")
            self._pending = False
        if low in _ARTICLES:
            near = {token.low for token in self._found[at + 1 : at + 3]}
            self._things = self._things or (near.isdisjoint(words("people")) and near.isdisjoint(words("others")))
        self._people = self._people or low in words("people") or low in words("others")
        self._plural = self._plural or (low.endswith("s") and low not in _NOT_PLURAL)
        self._hearsay = self._hearsay or low in _HEARSAY


@cache
def _known_capitals() -> dict[str, str]:
    days = {day: day.capitalize() for day in words("days")}
    return days | {"tv": "TV", "sms": "SMS", "tl": "TL", "iban": "IBAN", "pin": "PIN", "wifi": "wifi", "a&e": "A&E"}


def _capital(token: Token) -> str:
    """The word with the capital it lacks: «monday» becomes «Monday»; the first word of a sentence loses its own."""
    if token.low in _known_capitals():
        return _known_capitals()[token.low]
    if token.low in words("proper") and token.low not in ("may", "march", "black"):
        return token.text
    return token.low if token.start == 0 or token.text == token.low else token.text


def _is_spelled(token: Token, *, first: bool) -> bool:
    """Whether a word is a known one, rightly spelled and no name."""
    low, text = token.low, token.text
    if low in words("proper") or low in _known_capitals():
        return True
    if (text[0].isupper() and not first and text != "I") or (len(text) > 1 and text.isupper() and low != "a&e"):
        return False
    return all(_is_known(part) for part in low.split("-"))


def _is_known(low: str) -> bool:
    known = cut.spellings()
    if low in known or low in _TURNED:
        return True
    stem, _, ending = low.partition("'")
    if ending:
        return ending in ("s", "t", "ve", "re", "d", "m") and (stem in known or ending == "t")
    if low.endswith("s") and not low.endswith("ss"):
        return len(low) > 4 and low[:-1] in known and low[:-1] not in words("no_plural")
    return (low.endswith("ing") and low[:-3] in known and len(low) > 7) or (low.endswith("ly") and low[:-2] in known)
