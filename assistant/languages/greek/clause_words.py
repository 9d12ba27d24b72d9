"""The words of a Greek sentence, each with the person it speaks of and the form in which it is told back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.languages.greek.names import FirstName, first_name
from assistant.languages.greek.persons import Person, bare, beginnings, form, pairs_of, words_of

TOKEN = re.compile(
    r"(?P<quote>«[^«»]{1,40}»)|(?P<number>(?:[A-Z]{1,4}-?)?\d+(?:[.,:/-]?\d+)*(?:[A-Za-z]{1,3}\b)?)"
    r"|(?P<word>ό,τι|[^\W\d_]+(?:-[^\W\d_]+)*['’]?)|(?P<mark>\.{2,}|\S)"
)
BREAKS = frozenset(",·–—")
JOINERS = frozenset({"και", "κι", "αλλά"})
PREPOSITIONS = frozenset({"από", "για", "σε", "με", "προς", "χωρίς", "κατά", "απ'", "απ’"})
# A subjunctive may follow these.
WISHING = frozenset(
    {"να", "θα", "ν'", "θ'", "ν’", "θ’", "όταν", "μόλις", "πριν", "μέχρι", "αφού", "αν", "εάν", "όποτε"}
)
NOMINATIVE = frozenset({"ο", "η", "οι", "ένας", "κανείς", "κανένας", "κάποιος", "κάποιοι"})
COUNTED = frozenset({"ένα", "έναν", "μία", "μια", "δύο", "δυο", "τρία", "τρεις"})
TITLES = ("κυρι", "δεσποιν")
DAY_PARTS = frozenset({"πρωί", "βράδυ", "απόγευμα", "μεσημέρι"})


@dataclass(slots=True)
class Word:
    """A word or mark of a sentence: as written, in lower case, without stress, and as it is told back by itself."""

    text: str
    low: str
    bare: str
    kind: str
    start: int
    end: int
    person: Person = Person.NONE
    told: str = ""

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb, or may be one."""
        return self.person is not Person.NONE


def read(sentence: str) -> list[Word]:
    """The words and marks of a sentence; pronouns and «με» are turned later, where they stand."""
    words: list[Word] = []
    before_verb = words_of("clitics") | {"δεν", "μη", "δε"}
    wished = False
    for match in TOKEN.finditer(sentence):
        text = match[0]
        low = text.lower()
        word = Word(text, low, bare(low), match.lastgroup or "mark", match.start(), match.end(), told=text)
        if word.kind == "word":
            word.person, told = form(word.low, wished)
            word.told = text if told == word.low else told
            wished = word.low in WISHING or (wished and word.low in before_verb)
        words.append(word)
    return _without_asides(words)


def _without_asides(words: list[Word]) -> list[Word]:
    """The words without what stands in brackets, where every bracket closes."""
    kept: list[Word] = []
    depth = 0
    for word in words:
        depth += word.low == "("
        if not depth:
            kept.append(word)
        depth -= word.low == ")" and depth > 0
    return kept if not depth else words


def is_plain(word: Word, before: Sequence[Word]) -> bool:
    """No shouted word, no name of a person, no «το πρωί» without its day."""
    text = word.text
    if word.low in DAY_PARTS:
        return any(near.kind == "number" or near.low in words_of("dated") for near in before[-3:])
    if text.isascii() or text.islower():
        return True
    if len(text) > 3 and text.isupper():
        return False
    if not before or word.low in words_of("dated") or word.low in words_of("months"):
        return True
    if before[-1].bare.startswith(TITLES):
        return False
    return not any(isinstance(first_name(name), FirstName) for name in (text, text + "ς", text.removesuffix("υ") + "ς"))


def is_thing(word: Word) -> bool:
    """Whether a word is a noun for what customers write about, or for the brand's people."""
    return word.bare.startswith(beginnings("things", "staff"))


def clitics(before: Sequence[Word]) -> set[str]:
    """The pronouns and particles that stand directly before a verb."""
    found: set[str] = set()
    for word in reversed(before):
        if word.low not in words_of("clitics") and word.low not in ("δεν", "δε", "μη", "να", "θα"):
            break
        found.add(word.low)
    return found


def is_pronoun(piece: Sequence[Word], place: int) -> bool:
    """Whether «το», «την», «του» goes with a verb behind it, and is no article."""
    ahead = [word for word in piece[place + 1 : place + 3] if word.low not in words_of("objects")]
    return bool(ahead) and ahead[0].is_verb


def is_named(piece: Sequence[Word], place: int) -> bool:
    """Whether a noun stands in front that the pronoun at ``place`` can mean; a verb's own subject it cannot."""
    articles = pairs_of("agrees").get(piece[place].low, "").split()
    verb = next((word for word in piece[place + 1 : place + 3] if word.is_verb), None)
    single = piece[place].low in ("το", "τον", "την", "τη")
    others = verb is not None and verb.person in (Person.ONE, Person.MANY)
    for at, word in enumerate(piece[:place]):
        if word.low in articles and not (others and word.low in NOMINATIVE) and not is_pronoun(piece, at):
            return True
        before = piece[at - 1].low if at else ""
        alone = before not in NOMINATIVE and before not in words_of("objects") and not before.startswith("στ")
        if alone and single and is_thing(word) and not word.low.endswith("ς"):
            return True
    return False


def nouns_named(before: Sequence[Word]) -> int:
    """How many nouns with an article or a number stand in front."""
    articles = words_of("objects") | NOMINATIVE | COUNTED
    return sum(word.low in articles and not is_pronoun(before, place) for place, word in enumerate(before))
