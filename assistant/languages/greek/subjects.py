"""Who a Greek clause speaks of, and whether it tells of something that customers write about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.languages.greek.clause_words import BREAKS, JOINERS, NOMINATIVE, PREPOSITIONS, Word, clitics, is_thing
from assistant.languages.greek.persons import Person, beginnings, carriers, words_of
from assistant.languages.turning import Actor

NUMBER = {"το": Person.ONE, "τα": Person.MANY, "ένα": Person.ONE, "μία": Person.ONE, "μια": Person.ONE}
US = (Person.CUSTOMER, Person.BRAND)
TO_CUSTOMER = frozenset({"μου", "μού", "με", "μας"})
BEING = frozenset({"είναι", "ήταν"})
PLACES = frozenset({"μετά", "εντός", "εδώ"})
# A noun behind these is no subject.
NO_SUBJECT = frozenset({"τον", "την", "τη", "τους", "τις", "έναν", "και", "με", "σε", "από", "για"})
ANSWERS = ("απάντησ", "εξήγησ", "εξηγήσ", "λύσ", "νέα", "ενημέρωσ")


def completes(piece: Sequence[Word], place: int) -> bool:
    """«έχετε χρεώσει»: the second word is no verb by itself."""
    ended = piece[place].low.endswith(("ει", "εί"))
    return ended and any(word.low in words_of("have") for word in piece[max(0, place - 3) : place])


def tells(piece: Sequence[Word], at: int) -> bool:
    """Whether a clause with its main verb at ``at`` tells of a thing, and not of a mood, a plan or a scene."""
    verb = piece[at]
    if _leads_nowhere(piece, verb) or (verb.low in BEING and at + 1 < len(piece) and piece[at + 1].low == ","):
        return False
    if verb.person in US:
        if verb.low in words_of("have"):
            return _tells_with_have(piece, at)
        if verb.low == "λέτε":
            return bool(clitics(piece[:at]) & TO_CUSTOMER) and any(word.low in ("ότι", "πως") for word in piece[at:])
        if verb.low == "είπατε" and not clitics(piece[:at]) & TO_CUSTOMER:
            return False
        if not _is_lasting(piece) and (verb.low in words_of("weak") or not _is_steady(piece, at)):
            return False
        if verb.person is Person.CUSTOMER and verb.told not in carriers() and not _is_lasting(piece):
            return False
        if verb.person is Person.BRAND and not (verb.low.endswith("ατε") or verb.low in words_of("brand_does")):
            return False
    return _is_business(piece) or (verb.low in words_of("said") and _is_quoted(piece[at + 1 :]))


def _is_business(piece: Sequence[Word]) -> bool:
    """Whether a thing, a person or a deed of the trade is named."""
    return any(word.bare.startswith(beginnings("things", "staff", "deals")) for word in piece)


def _is_quoted(words: Sequence[Word]) -> bool:
    """«μου λένε ότι …», «μου απάντησαν «δεν γίνεται»»."""
    return any(word.kind == "quote" or word.low in ("ότι", "πως") for word in words[:3])


def _leads_nowhere(piece: Sequence[Word], verb: Word) -> bool:
    """«Θανάσιμη ησυχία στο chat, έστειλα …»: words without a verb in front, that tell no time or place."""
    first = piece[0].low
    if first.startswith("στ") or first in PREPOSITIONS | words_of("subordinate") | PLACES:
        return False
    object_first = first in NO_SUBJECT
    alone = verb.person in US or first not in words_of("objects") | NOMINATIVE
    for word in piece:
        if word.is_verb:
            return False
        if word.low in BREAKS or (word.low in JOINERS and alone and not object_first):
            return True
    return False


def _tells_with_have(piece: Sequence[Word], at: int) -> bool:
    """«έχω στείλει το δέμα», «είχα ραντεβού»; not «έχω χιούμορ»."""
    perfect = any(completes(piece, place) for place in range(at + 1, min(at + 4, len(piece))))
    meeting = at + 1 < len(piece) and piece[at + 1].low == "ραντεβού"
    return (perfect or meeting) and _is_business(piece)


def _is_lasting(piece: Sequence[Word]) -> bool:
    """«εδώ και δύο μήνες σας στέλνω …»: what goes on for so long is told even of a verb that tells little."""
    return any(word.low == "εδώ" and after.low == "και" for word, after in pairwise(piece))


def _is_steady(piece: Sequence[Word], at: int) -> bool:
    """Whether a customer's present tells of a state: «δεν βρίσκω», «περιμένω το δέμα», not «περιμένω απάντηση»."""
    verb = piece[at]
    if verb.low in ("περιμένω", "περιμένουμε"):
        asks = any(word.low.startswith(ANSWERS) or word.low == "να" for word in piece)
        return not asks or any(word.kind == "number" or word.low in ("εδώ", "δύο", "τρεις", "δέκα") for word in piece)
    if verb.person is Person.BRAND or verb.low in words_of("steady") or not verb.low.endswith(("ω", "ώ", "μαι", "με")):
        return True
    return verb.low.endswith("αμε") or "δεν" in clitics(piece[:at])


def actor(piece: Sequence[Word], at: int) -> Actor | None:
    """Who is said to do something in a clause with its main verb at ``at``; ``None`` where nobody is named."""
    verb = piece[at]
    about_us = any(word.person is Person.BRAND for word in piece)
    if verb.person in US:
        about_us = about_us or _people(piece[at + 1 :])
        return Actor.BRAND if about_us else Actor.CUSTOMER
    pronouns = clitics(piece[:at])
    named = any(word.low in NOMINATIVE for word in piece[:at])
    if verb.person is Person.MANY and not named and pronouns & TO_CUSTOMER and not pronouns & words_of("objects"):
        return Actor.BRAND if verb.low in words_of("said") else None
    noun = _subject_before(piece, at, pronouns) or _subject_after(piece[at + 1 :], verb)
    if not noun:
        return None
    ours = any(word.low == "σας" for word in noun)
    people = any(_is_staff(word) for word in noun[:2]) or _people(piece)
    return Actor.BRAND if about_us or ours or people else Actor.THING


def _people(words: Sequence[Word]) -> bool:
    """Whether the brand's people are said to do something: «ο κούριερ», «η κοπέλα»."""
    if len(words) > 1 and words[0].low == "το" and _is_staff(words[1]):
        return True
    return any(
        word.low in NOMINATIVE and any(_is_staff(near) for near in words[place + 1 : place + 3])
        for place, word in enumerate(words)
    )


def _subject_before(piece: Sequence[Word], at: int, pronouns: set[str]) -> Sequence[Word]:
    """The noun in front of the verb, if it does what such a noun does to a customer."""
    verb = piece[at]
    for place, word in enumerate(piece[:at]):
        first = place == 0 and word.low in NUMBER and word.low not in pronouns
        agrees = first and (NUMBER[word.low] is verb.person or verb.low in BEING)
        if word.low in NOMINATIVE or agrees:
            noun = piece[place + 1 : at]
            if len(noun) > 1 and noun[0].low in words_of("family") and noun[1].low in ("μου", "μας"):
                return noun
            return noun if _is_named(noun[:4]) and (_is_usual(verb) or _is_staff(noun[0])) else ()
    return ()


def _subject_after(after: Sequence[Word], verb: Word) -> Sequence[Word]:
    """The noun behind the verb: of a thing that came or broke, or of somebody of the brand's."""
    if not after or verb.low in BEING:
        return ()
    if after[0].low in NOMINATIVE and len(after) > 1 and _is_staff(after[1]):
        return after[1:3]
    if verb.low in words_of("either") and after[0].low not in NOMINATIVE:
        return ()
    if verb.low not in words_of("arriving") or NUMBER.get(after[0].low, verb.person) is not verb.person:
        return ()
    return after[:3] if _is_named(after[:5]) else ()


def _is_usual(verb: Word) -> bool:
    return verb.low in words_of("events") | words_of("arriving") or verb.low.endswith(("ηκε", "ηκαν"))


def _is_staff(word: Word) -> bool:
    return word.bare.startswith(beginnings("staff"))


def _is_named(words: Sequence[Word]) -> bool:
    """Whether a usual noun stands among these words before any verb or other case."""
    for word in words:
        if is_thing(word):
            return True
        if word.is_verb or word.low in words_of("subordinate") | NO_SUBJECT or word.low.startswith("στ"):
            return False
    return False
