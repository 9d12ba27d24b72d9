"""Telling a customer's own clause back to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from assistant.languages.greek.grammar import stress_from_end, upper_first
from assistant.languages.greek.names import FirstName, first_name
from assistant.languages.greek.persons import Person, form, known, stress_last, two_stresses, words_of
from assistant.languages.turning import Actor, Retold

FEWEST, MOST = 4, 24
TOKEN = re.compile(
    r"(?P<quote>«[^«»]{1,40}»)|(?P<word>ό,τι|[^\W\d_]+(?:-[^\W\d_]+)*['’]?)|(?P<number>(?:[A-Z]{1,4}-?)?\d+(?:[.,:/-]?\d+)*(?:[A-Za-z]{1,3}\b)?)|(?P<mark>\.{2,}|\S)"
)
MARKS = frozenset(",%€&/+()'\"")
BREAKS = frozenset(",·–—")
JOINERS = frozenset({"και", "κι", "αλλά"})
FILLERS = frozenset(
    ["και", "κι", "αλλά", "όμως", "ωστόσο", "λοιπόν", "επίσης", "επιπλέον", "δυστυχώς", "καλησπέρα", "καλημέρα", "γεια", "χαίρετε", "επιπροσθέτως", "πάντως", "τέλος", "πάντων"]
)
SUBORDINATE = frozenset(
    ["που", "ότι", "πως", "να", "όταν", "αφού", "επειδή", "γιατί", "διότι", "ενώ", "καθώς", "πριν", "ώστε", "όπως", "όσο", "ό,τι", "μέχρι", "αν", "εάν", "οποία", "οποίο", "οποίος", "οποίοι", "οποίες", "όσα", "όσες", "όσοι", "πού", "πώς", "πότε", "τι", "ποιος", "ποια", "ποιο"]
)
REPORTING = frozenset({"ότι", "πως", "αν", "εάν"})
# Words a piece never opens with: it would hang on what stood before, or be a question or a wish.
NEVER_FIRST = frozenset(
    ["που", "ότι", "πως", "να", "γιατί", "διότι", "ώστε", "ούτε", "ή", "είτε", "όχι", "μήτε", "αντί", "χωρίς", "παρά", "μόνο", "άρα", "οπότε", "γι'", "γι’", "έτσι", "τότε", "ύστερα", "όπου", "πάλι", "ξανά", "αλλιώς", "όπως", "όσο", "εκτός", "αν", "εάν", "πού", "πώς", "πότε", "τι", "ποιος", "ποια", "ποιο", "πόσο", "πόσες", "πόσα", "πόση", "πόσους", "θα", "ό,τι", "όσα", "όσοι", "όσες", "όποιος", "εκεί", "εδώ", "αυτό", "αυτή", "αυτός", "αυτά", "αυτές", "αυτοί", "εκείνο", "εκείνη", "εκείνος", "σαν", "λες"]
)
# In the middle of a sentence these open clauses that hang on another; at its start they are told whole.
FIRST_ONLY_AT_START = frozenset({"όταν", "αφού", "επειδή", "ενώ", "καθώς", "πριν", "μέχρι", "με", "σε", "από", "για"})
CLITICS = frozenset(["τού", "τής", "τούς", "μού", "με", "μου", "μας", "σας", "τον", "την", "το", "τα", "τους", "τις", "του", "της", "τη", "τες"])
BEFORE_VERB = CLITICS | {"δεν", "μη", "να", "θα", "δε"}
STRONG_AFTER = frozenset({"από", "για", "σε", "με", "προς", "χωρίς", "κατά", "απ'", "απ’"})
TURNED = {
    "μου": "σας", "μού": "σας", "μας": "σας", "μάς": "σας", "εμένα": "εσάς", "μένα": "εσάς", "εμάς": "εσάς", "εγώ": "εσείς", "εμείς": "εσείς",
    "σας": "μας", "σάς": "μας", "εσάς": "εμάς", "εσείς": "εμείς",
}  # fmt: skip
NOMINATIVE = frozenset({"ο", "η", "οι", "ένας", "κανείς", "κανένας", "κάποιος", "κάποιοι"})
NEUTER = {"το": Person.ONE, "τα": Person.MANY, "ένα": Person.ONE, "μία": Person.ONE, "μια": Person.ONE}
HAVE = frozenset(["έχω", "έχεις", "έχει", "έχουμε", "έχετε", "έχουν", "είχα", "είχε", "είχαμε", "είχατε", "είχαν"])
POSSESSIVES = frozenset({"του", "της", "τους"})
OBJECTS = frozenset({"τον", "την", "το", "τα", "τους", "τις", "τη", "του", "της", "τού", "τής", "τούς"})
ARTICLES = OBJECTS | {"ο", "η", "οι", "ένα", "έναν", "ένας", "μία", "μια", "δύο", "δυο", "τρία", "τρεις"}
ACCUSATIVE = frozenset({"τον", "την", "τη", "τους", "τις", "έναν", "και", "με", "σε", "από", "για"})
# «το ένα», «η άλλη»: what they are one of stands in another sentence.
ONE_OF = ("ένα", "ένας", "μία", "μια", "μισ", "άλλ", "δικ", "πρώτ", "δεύτερ", "τρίτ", "υπόλοιπ", "δύο", "δυο", "τελευταί")
DAY_PARTS = frozenset({"πρωί", "βράδυ", "απόγευμα", "μεσημέρι"})
DATED = frozenset(["δευτέρα", "τρίτη", "τετάρτη", "πέμπτη", "παρασκευή", "σάββατο", "κυριακή", "κάθε", "όλο", "όλη", "ίδιο"])
HOURS = re.compile(r"(?:πριν|εδώ και|τελευταί\w+|προ)\s+(?:από\s+)?(?:\S+\s+){0,3}?(?:ώρ\w+|λεπτ\w+|λίγ\w+|ολίγου)")
ASKED = re.compile(r"[;?\u037e!]|\bλες και\b|\bσαν να\b|\bποτέ ξανά\b|\bτι να\b|\bαντί να\b|\bνα ξέρετε\b|\bευχαριστ|\bμπράβο|\bσυγχαρ|\bκαι πολλά\b|://|www\.|@|#")
CONDITIONAL = re.compile(r"(?:^|[,·.]\s*|\bκαι\s)(?:αν|εάν|άμα|ακόμα κι αν|και να)\s")


@dataclass(slots=True)
class Word:
    """A word or mark of a sentence: as written, in lower case, and as it is told back."""

    text: str
    low: str
    kind: str
    start: int
    end: int
    person: Person = Person.NONE
    told: str = ""


@dataclass(slots=True)
class Clause:
    """What was found while reading a piece from left to right."""

    told: list[str] = field(default_factory=list)
    first: Word | None = None
    brand: bool = False


def retell(sentence: str) -> tuple[Retold, ...]:
    """The clauses of a sentence that can be told back safely: the whole, or those that stand by themselves.

    >>> [told.text for told in retell("Παρήγγειλα τον καναπέ στις 2 Νοεμβρίου και δεν ήρθε ακόμα.")]
    ['Παραγγείλατε τον καναπέ στις 2 Νοεμβρίου και δεν ήρθε ακόμα.']
    """
    low = sentence.lower()
    if ASKED.search(low) or HOURS.search(low) or CONDITIONAL.search(low):
        return ()
    if not unicodedata.is_normalized("NFC", sentence):
        return ()
    words = _read(sentence)
    while (words and words[-1].low in (".", "…")) or (words and words[-1].low.startswith("..")):
        words.pop()
    starts = _starts(words)
    found: list[Retold] = []
    at = 0
    while at < len(starts) - 1:
        for until in range(len(starts) - 1, at, -1):
            told = _piece(words, starts[at], starts[until])
            if told:
                found.append(told)
                break
        else:
            until = at + 1
        at = until
    return tuple(found)


def _read(sentence: str) -> list[Word]:
    """The words of a sentence, each turned by itself; pronouns and «με» are turned where they stand."""
    words: list[Word] = []
    wished = False
    for match in TOKEN.finditer(sentence):
        kind = match.lastgroup or "mark"
        text = match[0]
        word = Word(text, text.lower(), kind, match.start(), match.end(), told=text)
        if kind == "word":
            turned = form(word.low, wished)
            word.person, word.told = turned
            if word.told == word.low:
                word.told = text
            if word.low in ("να", "θα", "ν'", "θ'", "ν’", "θ’"):
                wished = True
            elif word.low not in BEFORE_VERB:
                wished = False
        words.append(word)
    return words


def _starts(words: Sequence[Word]) -> list[int]:
    """Where pieces may begin: at the start, behind a comma or dash, at a joining word; and the end."""
    starts = [0]
    for place, word in enumerate(words):
        if (place and (words[place - 1].low in BREAKS or word.low in JOINERS or words[place - 1].kind == "pause")) or (place and words[place - 1].low in (":", "…")) or (place and words[place - 1].low.startswith("..")):
            starts.append(place)
    return [*dict.fromkeys(starts), len(words)]


def _piece(words: Sequence[Word], start: int, end: int) -> Retold | None:
    """One piece told back, if it stands by itself and every word of it is sure."""
    whole = start == 0
    if end < len(words) and (words[end].low in (":", "(", "ή") or words[end - 1].low in (":", "(")):
        return None
    if end < len(words) and words[end].low in ("και", "κι") and not _has_verb(words, end):
        return None
    if start and words[start].low in ("και", "κι") and not (_joins_clauses(words, start) and _has_verb(words, start)):
        return None
    if end < len(words) and words[end].low in ("αν", "εάν", "εκτός", "παρά", "αντί", "ή", "μόνο"):
        return None
    while start < end and (words[start].low in FILLERS or words[start].low == ","):
        greeting = words[start].low in ("καλησπέρα", "καλημέρα", "γεια")
        start += 1
        if greeting and start < end and words[start].low == "σας":
            start += 1
    while end > start and words[end - 1].low in BREAKS:
        end -= 1
    piece = words[start:end]
    if not piece or not FEWEST <= sum(word.kind in ("word", "number") for word in piece) <= MOST:
        return None
    if not _opens(piece, whole) or (not whole and _reported(words[:start], words[start])):
        return None
    clause = _clause(piece)
    if clause is None or clause.first is None or not _tells(piece, clause.first) or _leads_nowhere(piece, clause.first) or not _has_subject(piece, clause):
        return None
    text = _joined(piece, clause.told)
    return Retold(upper_first(text) + ".", piece[0].start, piece[-1].end, _actor(clause))


def _has_verb(words: Sequence[Word], start: int) -> bool:
    """Whether a verb stands between a joining word and the next place where a piece may end."""
    for word in words[start + 1 :]:
        if word.low in BREAKS or word.low in JOINERS:
            return False
        if word.person is not Person.NONE:
            return True
    return False


def _joins_clauses(words: Sequence[Word], at: int) -> bool:
    """«και» between clauses, not between nouns, nor before a place that may belong to the clause in front."""
    for word in reversed(words[:at]):
        if word.low in BREAKS or word.low in JOINERS:
            return False
        if word.person is not Person.NONE:
            following = words[at + 1].low if at + 1 < len(words) else ""
            return not following.startswith("στ") and following not in STRONG_AFTER
    return False


def _opens(piece: Sequence[Word], whole: bool) -> bool:
    first = piece[0]
    if first.kind == "mark" or first.low in NEVER_FIRST:
        return False
    if first.low in ARTICLES | {"ο", "οι", "η"} and len(piece) > 1 and piece[1].low.startswith(ONE_OF):
        return False
    if first.low == "μετά":
        return len(piece) > 1 and piece[1].low in ("από", "την", "τη", "τις", "τον", "το", "τα")
    return whole or first.low not in FIRST_ONLY_AT_START


def _reported(before: Sequence[Word], first: Word) -> bool:
    """Whether what stands before may still govern the piece: «μου είπαν ότι …, δεν δικαιούμαι …»."""
    if any(word.low in ("αλλά", "όμως", "ωστόσο") for word in before[-1:]):
        return False
    return any(word.low in REPORTING or word.low == ":" for word in before)


def _clause(piece: Sequence[Word]) -> Clause | None:
    """The piece turned word by word; ``None`` where a word is in doubt."""
    stop, latin, capitals = words_of("stop"), 0, 0
    clause = Clause()
    waiting, fresh, reported, told_in_segment, dangling = 0, False, False, False, False
    for place, word in enumerate(piece):
        following = piece[place + 1] if place + 1 < len(piece) else None
        before = piece[place - 1] if place else None
        if word.kind == "mark":
            if word.low not in MARKS or (word.low == "," and before and before.low in JOINERS):
                return None
            told_in_segment = told_in_segment and word.low != ","
            clause.told.append(word.text)
            continue
        if word.kind != "word":
            if word.kind == "quote" and not _plain_quote(word.low):
                return None
            clause.told.append(word.text)
            continue
        if word.low in stop or word.person is Person.UNSURE or not _plain(word, place, piece):
            return None
        latin += word.text.isascii()
        reported = reported or word.low in REPORTING
        if word.low == "θα" and not (reported or "που" in (w.low for w in piece[:place])):
            return None
        if word.low in ("αν", "εάν") and not (before and before.low.startswith(("ρώτησ", "ρωτ"))):
            return None
        if word.low.startswith(("αυτ", "εκείν", "τέτοι")) and not _told_apart(piece[place + 1 : place + 3]):
            return None
        if word.low in OBJECTS and following and _is_pronoun(piece, place) and not _named(piece[:place]):
            return None
        told = _turn(word, before, following)
        if told is None:
            return None
        if told in ("σας", "μας") and before and _lacks_stress(before, following):
            clause.told[-1] = clause.told[-1][:-_tail(before.text)] + stress_last(before.low)[-_tail(before.text):]
        clause.told.append(told)
        if word.low in JOINERS or word.low in ("ή", "ούτε"):
            told_in_segment = False
            dangling = dangling or bool(following and following.low in FIRST_ONLY_AT_START & SUBORDINATE)
        if word.low == "τότε" and not (before and before.low == "από"):
            return None
        if word.low in POSSESSIVES and _owner_missing(piece, place):
            return None
        if word.low in SUBORDINATE and not (word.low in ("πριν", "μέχρι") and following and following.person is Person.NONE):
            waiting, fresh = waiting + 1, True
        elif word.person is not Person.NONE and not _completes(piece, place):
            clause.brand = clause.brand or word.person is Person.BRAND
            fresh = False
            if waiting:
                waiting -= 1
                continue
            if told_in_segment or (clause.first and _somebody_else(piece, place)):
                return None
            told_in_segment, dangling = True, False
            clause.first = clause.first or word
    if fresh or dangling:
        return None
    if latin * 2 > len(piece):
        return None
    if [word.low for word in piece].count("(") != [word.low for word in piece].count(")"):
        return None
    return clause


def _completes(piece: Sequence[Word], place: int) -> bool:
    """«έχετε χρεώσει»: the second word is no verb by itself."""
    if not piece[place].low.endswith(("ει", "εί")):
        return False
    return any(word.low in HAVE for word in piece[max(0, place - 3) : place])


def _somebody_else(piece: Sequence[Word], place: int) -> bool:
    """«…, μου έδειξε μια μπάλα»: a later verb of one who was not named."""
    verb = piece[place]
    if verb.person is not Person.ONE or verb.low in words_of("arriving") or not _clitics(piece[:place]) & {"μου", "με", "μας"}:
        return False
    if place + 1 < len(piece) and piece[place + 1].low in NOMINATIVE:
        return False
    return not any(word.low in NOMINATIVE or word.low.startswith(_beginnings("staff")) for word in piece[:place])


def _owner_missing(piece: Sequence[Word], place: int) -> bool:
    """Whether «του», «της» behind a noun means somebody the piece does not name: «πήγε μαζί του»."""
    following = piece[place + 1] if place + 1 < len(piece) else None
    genitive = following and following.kind != "mark" and following.person is Person.NONE
    if genitive and following and following.low not in JOINERS | SUBORDINATE | STRONG_AFTER | BEFORE_VERB:
        return False
    if (following and following.person is not Person.NONE) or (place and piece[place - 1].low.startswith(("μόν", "ίδι"))):
        return False
    return sum(w.low in ARTICLES and not _is_pronoun(piece, at) for at, w in enumerate(piece[:place])) < 2


def _told_apart(following: Sequence[Word]) -> bool:
    """«αυτό που παρήγγειλα», «αυτή τη φορά»: what «this» means stands in the clause."""
    return bool(following) and (following[0].low == "που" or following[-1].low == "φορά")


def _is_pronoun(piece: Sequence[Word], place: int) -> bool:
    """Whether «το», «την», «του» goes with a verb behind it."""
    if place + 1 == len(piece):
        return False
    following = piece[place + 1]
    if following.low in OBJECTS and place + 2 < len(piece):
        following = piece[place + 2]
    return following.person is not Person.NONE


def _named(before: Sequence[Word]) -> bool:
    """Whether something stands before that a pronoun can mean."""
    for place, word in enumerate(before):
        if word.low in ARTICLES and place + 1 < len(before) and not _is_pronoun(before, place):
            return True
        if word.low.startswith(_beginnings("things") + _beginnings("staff")):
            return True
    return False


def _plain(word: Word, place: int, piece: Sequence[Word]) -> bool:
    """No capitals, no name of a person, no «το πρωί» without its day, no list cut short."""
    text = word.text
    if len(text) > 3 and text.isupper() and not text.isascii():
        return False
    if word.low in DAY_PARTS:
        return any(w.kind == "number" or w.low in DATED for w in piece[max(0, place - 3) : place])
    if place and text[0].isupper() and not text.isascii() and not text.isupper():
        return not any(isinstance(first_name(spelt), FirstName) for spelt in (text, text + "ς", text.removesuffix("υ") + "ς"))
    return True


def _plain_quote(quoted: str) -> bool:
    """A few words of somebody else's that speak of nobody: «σε προετοιμασία»."""
    words = quoted.strip("«» .").split()
    return len(words) < 5 and all(
        form(word, False).person in (Person.NONE, Person.ONE) and word not in TURNED and word not in words_of("stop") for word in words
    )


def _turn(word: Word, before: Word | None, following: Word | None) -> str | None:
    """The word as told back; ``None`` where it cannot be known."""
    low = word.low
    ahead = following.person if following else Person.NONE
    if low in ("με", "μ'", "μ’"):
        if ahead in (Person.ONE, Person.MANY, Person.BRAND):
            return _cased("σας", word)
        return word.text if low == "με" else None
    if low in ("σε", "σ'", "σ’"):
        return None if ahead is not Person.NONE else word.text
    if low[-1] in "'’":
        return word.text if low[:-1] in ("απ", "γι", "κατ", "παρ", "μετ", "αντ", "ν", "θ", "τ") else None
    if low in ("σας", "μας") and before and before.low in STRONG_AFTER:
        return "εμάς" if low == "σας" else "εσάς"
    if low in ("λέει", "λένε"):
        return word.told if following and (following.low in ("ότι", "πως", "να") or following.kind == "quote") else None
    if low in TURNED:
        return _cased(TURNED[low], word)
    return _cased(word.told, word)


def _cased(told: str, word: Word) -> str:
    return upper_first(told) if word.text[0].isupper() else told


def _lacks_stress(before: Word, following: Word | None) -> bool:
    """«η τηλεόραση μου στο σαλόνι»: the noun takes a second stress, unless the pronoun goes with a verb behind it."""
    if before.kind != "word" or before.person is not Person.NONE or before.text.isascii() or two_stresses(before.low):
        return False
    verbal = following and (following.person is not Person.NONE or following.low in CLITICS)
    # «χέρια» is spelled with three syllables and said with two: its stress stays where it is.
    said_shorter = before.low.endswith(("ια", "ιο", "ιου", "ιας", "ιες", "ιος"))
    return stress_from_end(before.low) == 3 and not verbal and not said_shorter


def _tail(text: str) -> int:
    """How many letters the last vowel sound and what follows it take."""
    return len(text) - max(place for place, letter in enumerate(text) if letter.lower() in "αεηιουωϊϋ")


def _tells(piece: Sequence[Word], verb: Word) -> bool:
    """Whether the clause tells of something customers write about, with a verb that carries a clause."""
    if verb.person in (Person.CUSTOMER, Person.BRAND):
        if verb.low in HAVE:
            return _tells_with_have(piece, verb)
        if verb.low in ("περιμένω", "περιμένουμε") and not _since_when(piece):
            return False
        if not _steady(piece, verb):
            return False
        listed = verb.told.lower() in _carriers() and verb.low not in words_of("weak")
        if not (listed or verb.low.endswith("ατε")):
            return False
    return any(word.low.startswith(_beginnings("things") + _beginnings("staff") + _beginnings("deals")) for word in piece)


@cache
def _carriers() -> frozenset[str]:
    """What the listed verbs of a customer become, but for those that carry no clause."""
    weak = words_of("weak") | words_of("feeling")
    weak_told = {form(word, False).told for word in weak}
    return frozenset(
        turned.told
        for word, turned in known().items()
        if turned.person is Person.CUSTOMER and word not in weak and turned.told not in weak_told
    )


def _steady(piece: Sequence[Word], verb: Word) -> bool:
    """Whether a customer's present tells of a state, not of a scene («μπαίνω στο κατάστημα και βλέπω …»)."""
    if verb.person is Person.BRAND or verb.low in words_of("steady") or not verb.low.endswith(("ω", "ώ", "μαι", "με")):
        return True
    at = next(place for place, word in enumerate(piece) if word is verb)
    return verb.low.endswith("αμε") or "δεν" in _clitics(piece[:at])


def _leads_nowhere(piece: Sequence[Word], verb: Word) -> bool:
    """«Θανάσιμη ησυχία στο chat, έστειλα …»: words without a verb stand before the clause, and tell no time or place."""
    first = piece[0].low
    if piece[0].kind == "number" or first.startswith("στ") or first in STRONG_AFTER | ACCUSATIVE | SUBORDINATE | {"μετά", "εντός"}:
        return False
    for word in piece:
        if word.person is not Person.NONE:
            return False
        if word.low in BREAKS or (word.low in JOINERS and verb.person in (Person.CUSTOMER, Person.BRAND)):
            return True
    return False


def _tells_with_have(piece: Sequence[Word], verb: Word) -> bool:
    """«έχω στείλει το δέμα», «είχα ραντεβού»; not «έχω χιούμορ»."""
    at = next(place for place, word in enumerate(piece) if word is verb)
    perfect = any(_completes(piece, place) for place in range(at + 1, min(at + 4, len(piece))))
    if not perfect and not (at + 1 < len(piece) and piece[at + 1].low.startswith("ραντεβού")):
        return False
    return any(word.low.startswith(_beginnings("things") + _beginnings("staff")) for word in piece)


def _since_when(piece: Sequence[Word]) -> bool:
    """«περιμένω απάντηση» demands; «περιμένω απάντηση εδώ και τρεις εβδομάδες», «περιμένω το δέμα» tell."""
    if any(word.low.startswith(("απάντησ", "εξήγησ", "εξηγήσ", "λύσ", "νέα", "ενημέρωσ")) or word.low == "να" for word in piece):
        return any(word.kind == "number" or word.low in ("εδώ", "από", "δύο", "τρεις", "δέκα") for word in piece)
    return True


def _has_subject(piece: Sequence[Word], clause: Clause) -> bool:
    """Whether it is said who did it: the customer, we, or a noun of theirs in the clause itself."""
    first = clause.first
    assert first is not None
    at = next(place for place, word in enumerate(piece) if word is first)
    before, after = piece[:at], piece[at + 1 :]
    objects = _clitics(before)
    if first.person in (Person.CUSTOMER, Person.BRAND):
        return True
    if first.person is Person.MANY and objects & {"μου", "με", "μας"} and not objects & OBJECTS:
        clause.brand = True
        return first.low in words_of("said")
    return _subject_before(before, first, clause, objects) or _subject_after(after, first, clause)


def _clitics(before: Sequence[Word]) -> set[str]:
    """The pronouns that stand directly before a verb."""
    found: set[str] = set()
    for word in reversed(before):
        if word.low not in BEFORE_VERB:
            break
        found.add(word.low)
    return found


def _subject_before(before: Sequence[Word], verb: Word, clause: Clause, objects: set[str]) -> bool:
    for place, word in enumerate(before):
        if word.low in NOMINATIVE:
            return _does(before[place + 1 :], verb, clause)
        if place == 0 and word.low in NEUTER:
            number = NEUTER[word.low]
            return (number is verb.person or verb.low == "είναι" or verb.low == "ήταν") and word.low not in objects and _does(before[1:], verb, clause)
    return False


def _does(noun: Sequence[Word], verb: Word, clause: Clause) -> bool:
    """Whether a thing does what things do to a customer; people may do anything."""
    if not _is_thing(noun[:4], clause):
        return False
    clause.brand = clause.brand or any(word.low == "σας" for word in noun[:-1])
    usual = verb.low in words_of("events") or verb.low in words_of("arriving") or verb.low.endswith(("ηκε", "ηκαν"))
    return usual or noun[0].low.startswith(_beginnings("staff"))


def _subject_after(after: Sequence[Word], verb: Word, clause: Clause) -> bool:
    if verb.low in ("είναι", "ήταν"):
        return False
    if after and after[0].low in NOMINATIVE:
        return _is_thing(after[1:5], clause) and (verb.low in words_of("arriving") or clause.brand)
    if verb.low not in words_of("arriving") or not after or NEUTER.get(after[0].low, verb.person) is not verb.person:
        return False
    return _is_thing(after[:5], clause)


def _is_thing(words: Sequence[Word], clause: Clause) -> bool:
    """Whether the head noun is one customers write about; the brand's people make it a clause about the brand."""
    for word in words:
        if word.low.startswith(_beginnings("staff")):
            clause.brand = True
            return True
        if word.low.startswith(_beginnings("things")):
            return True
        if word.person is not Person.NONE or word.low in SUBORDINATE or word.low in ACCUSATIVE or word.low.startswith("στ"):
            return False
    return False


@cache
def _beginnings(name: str) -> tuple[str, ...]:
    return tuple(words_of(name))


def _joined(piece: Sequence[Word], told: Sequence[str]) -> str:
    """The told words with the spaces of the sentence, doubled ones made one."""
    text = told[0]
    for place in range(1, len(piece)):
        text += (" " if piece[place].start > piece[place - 1].end else "") + told[place]
    return text


def _actor(clause: Clause) -> Actor:
    if clause.brand:
        return Actor.BRAND
    return Actor.CUSTOMER if clause.first and clause.first.person is Person.CUSTOMER else Actor.THING
