"""Turning an English clause to the person who wrote it, word by word: I becomes you, and you becomes we."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.languages.english.clauses import ADVERBS, BE, FREE, OTHERS, Token, tokens
from assistant.languages.english.mentions import HEARSAY, Mentions
from assistant.languages.english.vocabulary import capital, is_idiomatic, is_spelled, listed, words

_TURNED = {
    "i": "you", "we": "you", "me": "you", "us": "you", "my": "your", "our": "your", "mine": "yours", "ours": "yours",
    "myself": "yourself", "ourselves": "yourselves", "i'm": "you're", "we're": "you're", "i've": "you've",
    "we've": "you've", "i'd": "you'd", "we'd": "you'd", "your": "our", "yours": "ours", "you've": "we've",
}  # fmt: skip
_CUSTOMER = listed("i we i'm i've i'd we're we've we'd")
_TO_BE = {"am": "are", "was": "were", "wasn't": "weren't"}
_INVERTED = listed("do did have had was am nor can could will would are were should")
_BEFORE_DATES = listed("in since of until on by from till to")
_PREPOSITIONS = listed("from with by to of at on for near")
_TO_US = listed(
    "told sent paid gave wrote emailed called rang phoned contacted asked showed messaged texted tell write given "
    "contact call ring email phone reach"
)
_NOT_US = listed("than as like thank can do did have are what how")
_THEIR_VERBS = listed("had have would will were haven't hadn't didn't don't won't wouldn't")
_MODAL = listed("would will wouldn't can could")
_OF_PERSONS = listed("told asked promised informed advised assured able unable overcharged")
_INSIDE = listed("that which who because when while where if") | HEARSAY
_FACTS = frozenset(("i can", "we can", "nobody could", "one could"))
_PERSONAL = listed("i me my mine we us our you your i'm i've we're you're !")
_PAUSES = frozenset((".", "-", "–", "—", "...", "…"))
_QUOTED = 8  # words of a quotation that is left as it stands
_ASIDE = 6  # words in brackets that may be left out


class Turner:
    """Turns a run of tokens word by word; ``left_out`` is what its writer did not write in front."""

    def __init__(self, found: Sequence[Token], left_out: str) -> None:
        self._found = found
        self._out = [left_out] if left_out else []
        self._mentions = Mentions(found, things=int(left_out == "the"))
        self._mine = left_out.startswith("you")  # the last subject was the customer
        self._ever = self._mine  # the customer was a subject
        self._inside = False  # a clause inside the clause was begun: «that», «which»
        self._pending = False  # the customer was named and the verb is still to come

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
                self._out.append(token.text)
                return _can_be_quoted(tokens(token.text[1:-1]))
            case "aside":
                # left out of what is told, unless it says what the word before it means
                return token.text.count(" ") < _ASIDE and token.text[1:].split(" ")[0] not in ("the", "a", "an", "my")
            case "number":
                self._out.append(token.text)
                self._mentions.add(at)
            case "mark":
                self._out.append(token.low)
                self._mentions.close_clause()
                return token.low not in _PAUSES or at + 1 == end
            case _:
                return False
        return True

    def _word(self, at: int, start: int, end: int) -> str | None:
        token, low = self._found[at], self._found[at].low
        before = self._found[at - 1].low if at > start else ""
        following, third = (self._found[place].low if place < end else "" for place in (at + 1, at + 2))
        if at == start and low in ("was", "were", "have", "had") and self._out == ["you"]:
            return _TO_BE.get(low, low)  # the subject was put in front
        if low == "also" and len(self._out) < 3:
            return "" if self._out else None  # what it adds to was said in another sentence
        if self._is_barred(at, before) or not is_spelled(token.text, low, first=at == 0):
            return None
        if low in _CUSTOMER:
            return self._customer(low, before, following)
        if low in _TO_BE:
            return self._to_be(low, at, start, before, following)
        if low == "you":
            return self._brand(before, following, first=not self._out)
        if low in _TURNED:
            anybodys = low in ("your", "yours") and following in words("anybodys")
            return None if anybodys or before in ("said", "explained") else _TURNED[low]
        if low.startswith(("you'", "i'", "we'")):
            return None
        if not is_idiomatic(low, before, following, third) or not self._mentions.is_clear(at, before, following):
            return None
        if low in _MODAL and not self._mentions.hearsay and f"{before} {low}" not in _FACTS:
            return None
        if low == "if" and before not in ("asked", "asking"):
            return None
        if low == "it" and following == "says" and third in ("", "."):
            return None  # «my card was declined, it says»
        return capital(token.text, low, first=token.start == 0)

    def _is_barred(self, at: int, before: str) -> bool:
        low = self._found[at].low
        if low not in words("barred") or f"{before} {low}" == "even though":
            return False
        dated = before in _BEFORE_DATES or (at > 0 and self._found[at - 1].kind == "number")
        return not (dated and self._found[at].text == "May")

    def _customer(self, low: str, before: str, following: str) -> str | None:
        if before in _INVERTED or following == "won't":
            return None
        if low in ("i'd", "we'd") and following not in words("did") and following not in ("been", "already", "never"):
            return None
        self._mine = self._ever = True
        self._pending, self._inside = low in ("i", "we"), False
        if before == "you" or (before in ("me", "us") and len(self._out) > 1):
            # «told me I» is no «told you you»
            return f"that {_TURNED[low]}" if self._out[-2:-1] and self._out[-2] in HEARSAY else None
        return _TURNED[low]

    def _to_be(self, low: str, at: int, start: int, before: str, following: str) -> str | None:
        if self._pending:
            return _TO_BE[low]
        place = at - 1
        while place > start and self._found[place].low in ADVERBS:
            place -= 1
        if low == "am":
            return None
        if self._ever and (at == start or self._found[place].low in ("and", "but", ",", "or", "then")):
            return self._joined(low, following)
        return None if before in ("it", "that") and following in ("me", "i", "us", "we") else low

    def _joined(self, low: str, following: str) -> str | None:
        """«and was»: whose it is can be told for sure of what happens to persons only."""
        if following in _OF_PERSONS:
            return _TO_BE[low]
        sure = self._mine and not self._inside
        if following in words("of_persons"):
            return _TO_BE[low] if sure else None
        return None if sure else low

    def _brand(self, before: str, following: str, *, first: bool) -> str | None:
        if before in _PREPOSITIONS:
            return "us"
        acts = following in _THEIR_VERBS or following in words("brand_did")
        if not first and not acts:
            return "us" if before in _TO_US else None
        if following in _MODAL and not self._mentions.hearsay:
            return None
        if before in _NOT_US or (not acts and following not in ADVERBS):
            return None
        self._mine = False
        return "we"

    def _remember(self, at: int) -> None:
        low = self._found[at].low
        self._mentions.add(at)
        self._inside = self._inside or low in _INSIDE
        if low in ADVERBS or low in ("i", "we"):
            return
        if (low in BE or low in OTHERS or low in FREE) and not self._pending:
            before = self._found[at - 1].low if at else ""
            self._mine = self._mine and before in ("and", "but", ",", "then")
        self._pending = False


def _can_be_quoted(inside: Sequence[Token]) -> bool:
    """Whether a quotation is short, names nobody and speaks to nobody."""
    if len(inside) > _QUOTED or not _PERSONAL.isdisjoint(token.low for token in inside):
        return False
    written = [token for token in inside if token.kind in ("word", "rest", "other")]
    return all(token.kind == "word" and is_spelled(token.text, token.low, first=not token.start) for token in written)
