"""The words of a Greek clause turned to the customer one by one, where every one of them is sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.languages.greek.clause_words import (
    BREAKS,
    JOINERS,
    NOMINATIVE,
    PREPOSITIONS,
    Word,
    clitics,
    is_named,
    is_plain,
    is_pronoun,
    nouns_named,
)
from assistant.languages.greek.grammar import VOWELS, stress_from_end, upper_first, without_stress
from assistant.languages.greek.persons import Person, beginnings, form, pairs_of, stress_last, two_stresses, words_of
from assistant.languages.greek.slips import KEEPS_N
from assistant.languages.greek.subjects import TO_CUSTOMER, completes

MARKS = frozenset(",%€&/+")
REPORTING = frozenset({"ότι", "πως", "αν", "εάν"})
MOST_DIGITS = 6  # longer numbers are of orders, cards and telephones: nobody needs them told back
POSSESSIVES = frozenset({"του", "της", "τους"})
# Verbs that do nothing to «μου».
OF_ITSELF = frozenset({"είναι", "ήταν", "λειτουργεί", "δουλεύει", "κλείνει", "ανάβει"})
PLURAL = frozenset({"οι", "τα", "δύο", "δυο", "τρεις", "τρία", "όλοι", "όλα", "τις", "τους"})
SHORTENED = frozenset({"απ", "καθ", "γι", "κατ", "παρ", "μετ", "αντ", "ν", "θ", "τ", "σ"})
POINTING = ("αυτ", "εκείν", "τέτοι")
# Nouns in -ια, -ιο are spelled with three syllables and mostly said with two: their stress stays where it is.
SAID_SHORTER = ("ια", "ιο", "ιου", "ιας", "ιες", "ιος")


class Turned(NamedTuple):
    """A clause as it is told back, word by word, and the place of its first main verb."""

    told: list[str]
    verb: int


def turned(piece: Sequence[Word]) -> Turned | None:
    """A piece turned word by word; ``None`` where a word is in doubt or no main verb stands in it."""
    if any(_is_doubtful(piece, place) for place in range(len(piece))):
        return None
    verb = _main_verb(piece)
    if verb is None:
        return None
    told: list[str] = []
    for place, word in enumerate(piece):
        new = _turn(piece, place) if word.kind == "word" else word.text
        if new is None:
            return None
        if new in ("σας", "μας") and place and _lacks_stress(piece, place):
            told[-1] = _second_stress(told[-1])
        if told and new != word.text and not _is_vowel(new):
            told[-1] = _before_consonant(told[-1], new)
        told.append(new)
    return Turned(told, verb)


def is_never_told(word: Word) -> bool:
    """Whether a word keeps every clause with it from being told, wherever it stands."""
    if word.kind != "word":
        return False
    unsure = word.person is Person.UNSURE or word.low in words_of("stop")
    return unsure or word.bare.startswith(beginnings("stop_starts"))


def _is_doubtful(piece: Sequence[Word], place: int) -> bool:
    """Whether a word may mean something else here, or speaks of what the piece does not name."""
    word = piece[place]
    before, after = piece[:place], piece[place + 1 :]
    if word.kind == "mark":
        return word.low not in MARKS | BREAKS or (word.low == "," and bool(before) and before[-1].low in JOINERS)
    if word.kind == "quote":
        return not _is_plain_quote(word.low)
    if word.kind == "number":
        digits = sum(letter.isdigit() for letter in word.text)
        glued = bool(before) and before[-1].end == word.start and before[-1].kind == "word"
        return digits > MOST_DIGITS or glued or bool(before and before[-1].kind == "number")
    if is_never_told(word) or not is_plain(word, before):
        return True
    if word.low == "θα":
        return not any(earlier.low in REPORTING for earlier in before)
    if word.low in ("αν", "εάν"):
        return not (before and before[-1].low.startswith(("ρώτησ", "ρωτ")))
    if word.low in ("εγώ", "εμείς"):  # alone it is a reproach: «εγώ πλήρωσα»
        return not (before and before[-1].low in ("αλλά", "ενώ", "ότι"))
    if word.low.startswith("άλλ") and len(word.low) < 7:
        return not after or after[0].kind == "mark" or after[0].low in PREPOSITIONS
    if word.low == "μόλις":  # «μόλις πατήσω» tells, «μόλις παρέλαβα» is of the hour of writing
        return not (after and after[0].is_verb and after[0].low.endswith(("ω", "ώ", "ουμε", "ούμε")))
    if word.low == "εδώ":
        return not (after and after[0].low == "και")
    if word.low == "εκεί":
        return not (after and after[0].low in ("που", "όπου"))
    if word.low == "τότε":
        return not (before and before[-1].low == "από")
    if word.low.startswith(POINTING):
        return not (after and (after[0].low == "που" or after[min(1, len(after) - 1)].low == "φορά"))
    if word.low in words_of("objects") and is_pronoun(piece, place):
        return not is_named(piece, place)
    return word.low in POSSESSIVES and _lacks_owner(piece, place)


def _lacks_owner(piece: Sequence[Word], place: int) -> bool:
    """Whether «του», «της» behind a noun means somebody the piece does not name: «πήγε μαζί του»."""
    after = piece[place + 1] if place + 1 < len(piece) else None
    if after and after.kind != "mark" and not after.is_verb:
        binds = JOINERS | PREPOSITIONS | words_of("subordinate") | words_of("clitics") | {"δεν", "ή"}
        if after.low not in binds and not after.low.startswith("στ"):
            return False
    if place and piece[place - 1].low.startswith(("μόν", "ίδι")):
        return False
    owners = pairs_of("agrees")[piece[place].low].split()
    before = piece[: max(place - 2, 0)]  # the noun it stands behind has an article of its own
    if piece[place - 1].low in ("μαζί", "πάνω", "μέσα", "δίπλα", "πίσω", "κοντά", "μπροστά"):
        return nouns_named(before) < 2
    return nouns_named(before) == 0 or not any(word.low in owners for word in before)


def _is_plain_quote(quoted: str) -> bool:
    """A few words of somebody else's that speak of nobody: «σε προετοιμασία»."""
    words = quoted.strip("«» .").split()
    return len(words) < 5 and not any(
        form(word, False).person in (Person.CUSTOMER, Person.BRAND, Person.UNSURE)
        or word in pairs_of("turned")
        or word in words_of("stop")
        for word in words
    )


def _main_verb(piece: Sequence[Word]) -> int | None:
    """The place of the first main verb; ``None`` where clauses run into one another or one of them is cut."""
    first: int | None = None
    fronted = words_of("at_start") & words_of("subordinate")
    waiting, unfinished, cut_off, full = 0, False, False, False
    for place, word in enumerate(piece):
        after = piece[place + 1] if place + 1 < len(piece) else None
        if word.low in BREAKS or word.low in JOINERS or word.low in ("ή", "ούτε"):
            full = False
            cut_off = cut_off or (word.low in JOINERS and after is not None and after.low in fronted)
        elif word.low in words_of("subordinate"):
            with_noun = word.low in ("πριν", "μέχρι") and after is not None and not after.is_verb
            waiting, unfinished = (waiting, unfinished) if with_noun else (waiting + 1, True)
        elif word.is_verb and not completes(piece, place):
            unfinished = False
            if waiting:
                waiting -= 1
                continue
            if full or (first is not None and _is_somebody_else(piece, place)):
                return None
            full, cut_off = True, False
            first = place if first is None else first
    return None if unfinished or cut_off else first


def _is_somebody_else(piece: Sequence[Word], place: int) -> bool:
    """«…, μου έδειξε μια μπάλα»: a later verb of one who was not named."""
    verb = piece[place]
    if verb.person is Person.MANY:
        around = [*piece[:place], *piece[place + 1 : place + 2]]
        plural = any(word.kind == "number" or word.low in PLURAL for word in around)
        return not plural and verb.low not in words_of("arriving") and not clitics(piece[:place]) & TO_CUSTOMER
    usual = verb.low in words_of("arriving") or verb.low in words_of("events")
    if verb.person is not Person.ONE or usual or not clitics(piece[:place]) & TO_CUSTOMER:
        return False
    if place + 1 < len(piece) and piece[place + 1].low in NOMINATIVE:
        return False
    return not any(word.low in NOMINATIVE or word.bare.startswith(beginnings("staff")) for word in piece[:place])


def _turn(piece: Sequence[Word], place: int) -> str | None:
    """The word as it is told where it stands; ``None`` where it cannot be known."""
    word = piece[place]
    low = word.low
    before = piece[place - 1].low if place else ""
    after = piece[place + 1] if place + 1 < len(piece) else None
    verbal = after is not None and after.is_verb
    told = word.told
    if low in ("με", "μ'", "μ’") and verbal:
        told = "σας"
    elif (low in ("σε", "σ'", "σ’") and verbal) or (low[-1] in "'’" and low[:-1] not in SHORTENED):
        return None
    elif low in ("λέει", "λένε", "λέτε"):
        quoted = after is not None and (after.low in ("ότι", "πως", "να") or after.kind == "quote")
        return told if quoted or before in TO_CUSTOMER else None
    elif low in ("σας", "μας") and before in PREPOSITIONS:
        told = "εμάς" if low == "σας" else "εσάς"
    elif low in pairs_of("turned"):
        told = pairs_of("turned")[low]
    return upper_first(told) if word.text[0].isupper() else told


def _is_vowel(word: str) -> bool:
    """Whether a word begins with a vowel."""
    return without_stress(word[:1].lower()) in set(VOWELS)


def _before_consonant(word: str, following: str) -> str:
    """«κι έφυγα» becomes «και φύγατε», «την έδωσα» «τη δώσατε»: the augment that held «ι» or «ν» is gone."""
    if word.lower() == "κι":
        return word[0] + "αι"
    return word[:-1] if word.lower() == "την" and not KEEPS_N.match(following) else word


def _lacks_stress(piece: Sequence[Word], place: int) -> bool:
    """«η τηλεόραση μου στο σαλόνι»: the noun takes a second stress, unless the pronoun goes with a verb behind it."""
    noun = piece[place - 1]
    if noun.kind != "word" or noun.is_verb or noun.text.isascii() or two_stresses(noun.low):
        return False
    after = piece[place + 1] if place + 1 < len(piece) else None
    verbal = after is not None and (after.is_verb or after.low in words_of("clitics")) and after.low not in OF_ITSELF
    if after and after.low in words_of("have"):
        verbal = place + 2 < len(piece) and completes(piece, place + 2)
    return stress_from_end(noun.low) == 3 and not verbal and not noun.low.endswith(SAID_SHORTER)


def _second_stress(noun: str) -> str:
    """«τηλεόραση» with the stress that an enclitic adds: «τηλεόρασή»."""
    last = max(place for place, letter in enumerate(noun) if letter in "αεηιουω")
    return noun[:last] + stress_last(noun[last:])
