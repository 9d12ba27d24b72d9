"""What an English clause has spoken of so far: whether «it», «he» or «the same» points at something told before it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.languages.english.clauses import BE, Token, persons
from assistant.languages.english.vocabulary import listed, words

_NOT_PLURAL = listed("was is his its this has as us does yes always perhaps it's he's she's that's")
_BEFORE_ITS = listed("in of from on off with without for to under inside into lost at by")
_NOUN_FOLLOWS_NOT = listed(", . and but that which who in on at for from with to of is was were are has had i you")
_OF_SOMETHING = listed("other same both ones")
_THAT_THERE = listed("after for with of on and but")
_NEW_CLAUSE = listed(
    "and but without before after when because which who that so then or if while until since though although"
)
_AFTER_PRONOUN = listed("in on at for from with to and but , . anywhere again too either because when so or works")
HEARSAY = listed(
    "told said says tell tells promised confirmed informed assured advised claimed claims agreed insisted wrote quoted"
)
DETERMINERS = listed("the a an my your our any another two three four five six seven eight nine ten")
_OF_ROW = listed("own next last first second third former few")
_PERSONS = listed("he she him his her hers he's she's he'd she'd himself herself")
_SEVERAL = listed("they them their theirs they're they've they'd themselves")


class Mentions:
    """Things and people named in a run of tokens that is being told, word by word."""

    def __init__(self, found: Sequence[Token], *, things: int) -> None:
        self._found = found
        self._people = self._several = False
        self._things = things  # how many were named
        self._settled = 0  # how many of them before the clause that is being read
        self.hearsay = False  # somebody said something

    def is_clear(self, at: int, before: str, following: str) -> bool:
        """Whether a word that points at something points at something told before it."""
        low = self._found[at].low
        if low in ("it", "itself", "it's"):
            third = self._found[at + 2].low if at + 2 < len(self._found) else ""
            return "been" in (following, third) or self._is_it_clear(at, following)
        if low == "its":
            return self._things > 0 and before in _BEFORE_ITS
        if low in _PERSONS:
            return self._people
        if low in _SEVERAL:
            return self._several or self._people
        if low in _OF_SOMETHING or (low == "one" and (following in _NOUN_FOLLOWS_NOT or not following)):
            if low == "same" and following in words("same_time"):
                return True
            named_now = before in DETERMINERS or before in ("same", "other", "very")
            return (self._things > named_now and before != "each") or following == "of" or before == "no"
        if low in _OF_ROW and before in DETERMINERS:
            return bool(following) and following not in _NOUN_FOLLOWS_NOT and following != "as"
        if low == "either":
            return before not in _BEFORE_ITS
        if low == "that":
            conjunction = bool(before and following) and following not in _AFTER_PRONOUN and before not in _THAT_THERE
            return conjunction and (following not in BE or before not in HEARSAY)
        if low == "there":
            return following in BE
        return not low.startswith("that'")

    def _is_it_clear(self, at: int, following: str) -> bool:
        # «the notary wants it»: it is nothing named in its own clause
        of_clause = following in _NOUN_FOLLOWS_NOT - BE or following in DETERMINERS or not following
        return (self._settled if of_clause else self._things) > 0

    def close_clause(self) -> None:
        """Takes what was named so far as told."""
        self._settled = self._things

    def add(self, at: int) -> None:
        """Remembers what one more word speaks of."""
        token = self._found[at]
        low = token.low
        if low in _NEW_CLAUSE:
            self.close_clause()
        if low in DETERMINERS or token.kind == "number":
            near = {token.low for token in self._found[at + 1 : at + 3]}
            self._things += token.kind == "number" or near.isdisjoint(persons())
        office = low in words("offices")
        self._people = self._people or (low in persons() and not office)
        self._several = self._several or office or (low.endswith("s") and low not in _NOT_PLURAL)
        self.hearsay = self.hearsay or low in HEARSAY
