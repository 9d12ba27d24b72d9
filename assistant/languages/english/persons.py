"""Turning an English clause to the person who wrote it, word by word: I becomes you, and you becomes we."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.languages.english import clauses as cut
from assistant.languages.english.clauses import ADVERBS, BE, Token, listed, words

_TURNED = {
    "i": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "i'm": "you're", "we're": "you're", "i've": "you've",
    "we've": "you've", "i'd": "you'd", "we'd": "you'd", "your": "our", "yours": "ours", "you've": "we've",
}  # fmt: skip
_TO_BE = {"am": "are", "was": "were", "wasn't": "weren't"}
_INVERTED = listed("do did have had was am nor can could will would are were should")
HEARSAY = listed(
    "told said says tell tells promised confirmed informed assured advised claimed claims agreed insisted wrote quoted"
)
SAYING = listed("said says say")
_TO_US = listed(
    "from with by to of at on for near told sent paid gave wrote emailed called rang phoned contacted asked showed "
    "messaged texted tell write given"
)
_THEIR_VERBS = listed("had have would will were haven't hadn't didn't don't won't wouldn't")
_MODAL = listed("would will wouldn't can")
DETERMINERS = listed("the a an my your our any another two three four five six seven eight nine ten")
_PERSONAL = listed("i me my mine we us our you your i'm i've we're you're")
_NOT_PLURAL = listed("was is his its this has as us does yes always perhaps it's he's she's that's")
_BEFORE_ITS = listed("in of from on off with without for to under inside into lost at by")
_NOUN_FOLLOWS_NOT = listed(", . and but that which who in on at for from with to of is was were are has had i you")
_OF_SOMETHING = listed("other same both ones")
_ORDERED = listed("my our your me us it the this that them")
_REMARKS = listed("fine yes sorry right alas")
_AFTER_PRONOUN = listed("in on at for from with to and but , .") | {""}
_THAT_THERE = listed("after for with of on and but")
_AFTER_SO = listed("i we you my our your the he she it they that far nobody there a an in on")


class Turner:
    """Turns a run of tokens word by word, and knows what was spoken of before each."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._found = found
        self._out: list[str] = []
        self._mine = False  # the last subject was the customer
        self._pending = False  # the customer was named and the verb is still to come
        self._people = self._plural = self._hearsay = False
        self._things = 0  # how many were spoken of
        self._of_thing = False  # the first subject was a thing

    def begin(self, left_out: str, *, of_thing: bool) -> None:
        """Puts in front what the customer left out."""
        if left_out:
            self._out.append(left_out)
        self._mine = left_out.startswith("you")
        self._of_thing = of_thing
        self._things = int(left_out == "the")

    def take(self, start: int, end: int) -> bool:
        """Turns more tokens; False if one of them cannot be turned for sure."""
        return all(self._take(at, start, end) for at in range(start, end))

    def text(self) -> str:
        """What was turned so far, as a sentence."""
        text = " ".join(self._out)
        for mark in ",;:":
            text = text.replace(f" {mark}", mark)
        text = text.rstrip(" ,.;:!–—-…")
        if text.endswith(('."', ".”")):
            text = text[:-2] + text[-1]
        return text[:1].upper() + text[1:] + "."

    def _take(self, at: int, start: int, end: int) -> bool:
        token = self._found[at]
        match token.kind:
            case "word":
                turned = self._word(at, start, end)
                if turned is None:
                    return False
                if turned:
                    self._out.append(turned)
                self._remember(at)
            case "quote":
                inside = [token.low for token in cut.tokens(token.text[1:-1])]
                if len(inside) > 8 or not _PERSONAL.isdisjoint(inside) or "!" in inside:
                    return False
                self._out.append(token.text)
            case "aside":
                # left out of what is told, unless it says what the word before it means
                return token.text.count(" ") < 6 and token.text[1:].split(" ")[0] not in ("the", "a", "an", "my")
            case "number":
                self._out.append(token.text)
                self._things += 1
            case "mark":
                if token.low in (".", "-", "–", "—", "...", "…") and at + 1 < end:
                    return False
                self._out.append(token.low)
            case _:
                return False
        return True

    def _word(self, at: int, start: int, end: int) -> str | None:
        token, low = self._found[at], self._found[at].low
        before = self._found[at - 1].low if at > start else ""
        following = self._found[at + 1].low if at + 1 < end else ""
        if at == start and low in ("was", "were", "have", "had") and self._out == ["you"]:
            return _TO_BE.get(low, low)  # the subject was put in front
        if low == "also" and not self._out[2:]:
            return "" if self._out else None
        month = token.text == "May" and (self._after_number(at) or before in ("in", "since", "of", "until", "on"))
        if low in words("barred") and not month and f"{before} {low}" != "even though":
            return None
        if not _is_spelled(token, first=at == 0):
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
            return None if before in ("said", "explained") else _TURNED[low]
        if low in words("orders") and (before in SAYING or (before == "," and following in _ORDERED)):
            return None
        if low in _REMARKS and before in (",", "and", ""):
            return None
        if low == "it" and following == "says" and at + 2 >= end - 1:
            return None
        if not self._is_clear(at, low, before, following):
            return None
        if low in _MODAL and not self._hearsay and not (low == "can" and before in ("i", "we")):
            return None
        if low in ("don't", "do", "have", "haven't") and before in ("it", "he", "she", "nobody"):
            return None
        if low == "if" and before not in ("asked", "asking"):
            return None
        return _capital(token)

    def _after(self, at: int, steps: int) -> str:
        return self._found[at + steps].low if at + steps < len(self._found) else ""

    def _after_number(self, at: int) -> bool:
        return at > 0 and self._found[at - 1].kind == "number"

    def _customer(self, low: str, before: str, following: str) -> str | None:
        if before in _INVERTED or following in ("won't", "wouldn't", "would", "will", "can"):
            return None
        if low in ("i'd", "we'd") and following not in words("did") and following not in ("been", "already", "never"):
            return None
        self._mine, self._pending = True, low in ("i", "we")
        if before == "you" or (before in ("me", "us") and self._out[-2:-1]):
            if self._out[-2] not in HEARSAY:
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

    def _is_clear(self, at: int, low: str, before: str, following: str) -> bool:
        """Whether a word that points at something points at something told before it."""
        if low in ("it", "itself", "it's"):
            if "been" in (following, self._after(at, 2)):
                return True
            # «the notary wants it»: it is not the subject of its own clause
            return self._things > (self._of_thing and (following in _NOUN_FOLLOWS_NOT - BE or not following))
        if low == "its":
            return self._things > 0 and before in _BEFORE_ITS
        if low in ("he", "she", "him", "his", "her", "hers", "he's", "she's", "he'd", "she'd", "himself", "herself"):
            return self._people
        if low in ("they", "them", "their", "theirs", "they're", "they've", "they'd", "themselves"):
            return self._plural or self._people
        if low in _OF_SOMETHING or (low == "one" and (following in _NOUN_FOLLOWS_NOT or not following)):
            if low == "same" and following in words("same_time"):
                return True
            named_now = before in DETERMINERS or before in ("same", "other")
            return (self._things > named_now and before != "each") or following == "of" or before == "no"
        if low == "that":
            if following in _AFTER_PRONOUN:
                return False
            return bool(before) and before not in _THAT_THERE and (following not in BE or before not in HEARSAY)
        if low == "so":
            return following not in cut.spellings() or following in _AFTER_SO
        if low in ("to", "two", "three", "four"):
            return before != ("without" if low == "to" else "before")
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
        if low in DETERMINERS:
            near = {token.low for token in self._found[at + 1 : at + 3]}
            self._of_thing = self._of_thing and (self._things > 0 or near.isdisjoint(cut.persons()))
            self._things += near.isdisjoint(cut.persons())
        office = low in words("offices")
        self._people = self._people or (low in cut.persons() and not office)
        self._plural = self._plural or office or (low.endswith("s") and low not in _NOT_PLURAL)
        self._hearsay = self._hearsay or low in HEARSAY


@cache
def _known_capitals() -> dict[str, str]:
    names = {name: name.capitalize() for name in words("days") | words("places")}
    return names | {"tv": "TV", "sms": "SMS", "tl": "TL", "iban": "IBAN", "wifi": "wifi", "a&e": "A&E"}


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
    if text[0].isupper() and not first and text != "I" and not text.startswith(("I'", "I’")):
        return False  # a name
    if len(text) > 1 and text.isupper():
        return False
    return low in cut.spellings() or all(_is_known(part) for part in low.split("-"))


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
