"""Greek verbs turned from one person to another: «πλήρωσα» to «πληρώσατε», «στείλατε» to «στείλαμε»."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.languages.greek.grammar import VOWELS, is_stressed, stress_from_end, syllables, without_stress
from assistant.languages.names import read_words

FILE = "greek/turning.yaml"
UNSTRESSED = str.maketrans("άέήίόύώΐΰ", "αεηιουωϊϋ")
STRESSED = str.maketrans("αεηιουω", "άέήίόύώ")


class Person(StrEnum):
    """What a word is in a customer's clause: a verb of the customer, of the brand, of others, no verb, or unsure."""

    CUSTOMER = "customer"
    BRAND = "brand"
    ONE = "one"
    MANY = "many"
    NONE = "none"
    UNSURE = "unsure"


class Form(NamedTuple):
    """A word as it is told back."""

    person: Person
    told: str


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a list in ``turning.yaml``."""
    return frozenset(str(_lists()[name]).split())


@cache
def _lists() -> Mapping[str, str | dict[str, str]]:
    return read_words(FILE)


@cache
def beginnings(*names: str) -> tuple[str, ...]:
    """The beginnings of words listed under these names, without stress: «πλυντήριο», «πλυντηρίου»."""
    return tuple({bare(start) for name in names for start in words_of(name)})


def bare(word: str) -> str:
    """A word in lower case without its stress marks."""
    return word.translate(UNSTRESSED)


def pairs_of(name: str) -> Mapping[str, str]:
    """The words of a list in ``turning.yaml`` with what they become."""
    found = _lists()[name]
    return found if isinstance(found, dict) else {}


def aorist(word: str) -> str:
    """The second person plural of a regular past form in -α: the augment goes, the stress moves on.

    >>> aorist("πλήρωσα"), aorist("έγραψα"), aorist("χρεώθηκα"), aorist("έπαιρνα")
    ('πληρώσατε', 'γράψατε', 'χρεωθήκατε', 'παίρνατε')
    """
    stem = word[1:-1] if word.startswith("έ") else word[:-1]
    return stress_last(without_stress(stem)) + "ατε"


def stress_last(word: str) -> str:
    """A word without stress, stressed on its last vowel sound; of a digraph the second letter carries the mark.

    >>> stress_last("πληρωσ"), stress_last("παιρν"), stress_last("ξαναφυγ")
    ('πληρώσ', 'παίρν', 'ξαναφύγ')
    """
    for place in range(len(word) - 1, -1, -1):
        if word[place] in VOWELS:
            return word[:place] + word[place].translate(STRESSED) + word[place + 1 :]
    return word


@cache
def carriers() -> frozenset[str]:
    """What the listed verbs of a customer become, but for those that carry no clause."""
    idle = words_of("weak") | words_of("feeling")
    told = {found.told for word, found in known().items() if word not in idle and found.person is Person.CUSTOMER}
    return frozenset(told - {found.told for word, found in known().items() if word in idle})


@cache
def known() -> Mapping[str, Form]:
    """Every listed verb form of the indicative."""
    found: dict[str, Form] = {}
    for past in words_of("past") | words_of("feeling"):
        found[past] = Form(Person.CUSTOMER, aorist(past))
    for past, told in pairs_of("past_odd").items():
        found[past] = Form(Person.CUSTOMER, told)
    for stem, you, we in _presents():
        found[stem] = found[we] = Form(Person.CUSTOMER, you)
        found[you] = Form(Person.BRAND, we)
    found["ήσασταν"] = found["ήσαστε"] = Form(Person.BRAND, "ήμασταν")
    for word in words_of("third_a"):
        found[word] = Form(Person.ONE, word)
    for word in words_of("third_plural"):
        found[word] = Form(Person.MANY, word)
    found["είναι"] = Form(Person.ONE, "είναι")
    return found


def _presents() -> list[tuple[str, str, str]]:
    """First singular, second plural and first plural of the listed presents."""
    found: list[tuple[str, str, str]] = []
    for word in words_of("present_e"):
        found.append((word, word[:-1] + "ετε", word[:-1] + "ουμε"))
    for word, forms in pairs_of("present_odd").items():
        you, we = forms.split()
        found.append((word, you, we))
    for word in words_of("present_a"):
        found += [(first, word[:-1] + "άτε", word[:-1] + "άμε") for first in (word, word[:-1] + "άω")]
    for word in words_of("present_i"):
        found.append((word, word[:-1] + "είτε", word[:-1] + "ούμε"))
    for word in words_of("middle"):
        stem = word.removesuffix("ομαι").removesuffix("ούμαι")
        ending = ("είστε", "ούμαστε") if word.endswith("ούμαι") else ("εστε", "όμαστε")
        found.append((word, stem + ending[0], (stem if word.endswith("ούμαι") else without_stress(stem)) + ending[1]))
    for word in words_of("middle_a"):
        found.append((word, word.removesuffix("άμαι") + "άστε", word.removesuffix("άμαι") + "όμαστε"))
    return found


# Endings of the past that are turned by rule; each is of a verb and of nothing else.
PAST = (
    (re.compile(r"(.+[σξψκλνργβθδζχφτπε])ατε"), Person.BRAND, "αμε"),
    (re.compile(r"(.+[σξψκλνργβθδζχφτπε])αμε"), Person.CUSTOMER, "ατε"),
)
IMPERFECT = (
    ("ούσα", Person.CUSTOMER, "ούσατε"),
    ("όμουν", Person.CUSTOMER, "όσασταν"),
    ("ούμουν", Person.CUSTOMER, "ούσασταν"),
    ("όμουνα", Person.CUSTOMER, "όσασταν"),
    ("όμασταν", Person.CUSTOMER, "όσασταν"),
    ("όσασταν", Person.BRAND, "όμασταν"),
)
REGULAR = re.compile(r".*(?:[^αεηιουω][σξψ]|[ηωιυαε]σ|θηκ|τηκ|ηκ)α")
# Subjunctives after «να»: no other word ends like them there.
OXYTONE = {"δω": "δ", "πω": "π", "βρω": "βρ", "μπω": "μπ", "βγω": "βγ"}
FOLLOWED = re.compile(r".*[^αεηιουωάέήίόύώϊ]ω")
PASSIVE = re.compile(r".*(?:θ|φτ|χτ|στ|γραφ)ώ|(?:κατε|ανε)βώ")
SECOND_OF_US = re.compile(r".*(?:είτε|ετε|άτε)")


@lru_cache(maxsize=1 << 15)
def form(word: str, wished: bool) -> Form:
    """A word in lower case as it is told back; ``wished``: it is a verb after «να» or «θα»."""
    if two_stresses(word):
        return Form(Person.UNSURE if word.endswith(("έ", "εί")) else Person.NONE, word)
    found = known().get(word) or _turned(word)
    if wished and word.endswith(("εις", "είς", "άς", "εσαι")):
        return Form(Person.UNSURE, word)
    if wished and (found is None or found.person is Person.UNSURE):
        return _wished(word) or _other(word)
    return found or _other(word)


def two_stresses(word: str) -> bool:
    """Whether an enclitic threw its stress on a word: «τηλεόρασή» (μου)."""
    return sum(letter in "άέήίόύώΐΰ" for letter in word) > 1


def _turned(word: str) -> Form | None:
    """A past form that is not listed, turned by rule."""
    if word.startswith("ξανα") and (found := known().get(word[4:])):
        return Form(found.person, "ξανα" + found.told)
    for ending, person, told in IMPERFECT:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return Form(person, word.removesuffix(ending) + told)
    if word.endswith(("ατε", "αμε")):
        for pattern, person, told in PAST:
            if (match := pattern.fullmatch(word)) and stress_from_end(word) == 3:
                return Form(person, match[1] + told)
    if not word.endswith("α") or word in words_of("not_past") or (stress_from_end(word) or 0) < 3:
        return None
    if word.endswith(("ισσα", "σσα", "τα", "μα", "ια", "τερα")) and not word.startswith(("έ", "ή")):
        return None
    inner = "έ" in word[1:] and not word.endswith("ηκα")
    if REGULAR.fullmatch(without_stress(word)) and not inner and not word.startswith("ή") and "ήγγ" not in word:
        return Form(Person.CUSTOMER, aorist(word))
    return Form(Person.UNSURE, word)


def _wished(word: str) -> Form | None:
    if word in OXYTONE:
        return Form(Person.CUSTOMER, OXYTONE[word] + "είτε")
    if PASSIVE.fullmatch(word):
        return Form(Person.CUSTOMER, word[:-1] + "είτε")
    if FOLLOWED.fullmatch(word) and is_stressed(word):
        return Form(Person.CUSTOMER, word[:-1] + "ετε")
    if word.endswith("ουμε"):
        return Form(Person.CUSTOMER, word.removesuffix("ουμε") + "ετε")
    if word.endswith("ούμε"):
        return Form(Person.CUSTOMER, word.removesuffix("ούμε") + "είτε")
    if word.endswith("είτε"):
        return Form(Person.BRAND, word.removesuffix("είτε") + "ούμε")
    if word.endswith("ετε"):
        return Form(Person.BRAND, word.removesuffix("ετε") + "ουμε")
    return None


# Endings that a verb speaking of «I», «we» or «you» may have: such a word, when not listed, is never told back.
UNSURE = re.compile(r".*(?:[ωώ]|μαι|σαι|[^ο]με|ουμε|τε|στε|μουν|σουν)|.*[βγδζθκλμνπρτφχ](?:εις|είς)")
NOUNS = re.compile(r".*(?:σεις|ξεις|ψεις|τρείς)|τρεις|κανείς|γονείς|συγγενείς|μεταφορείς|εσείς|εμείς")
ONE = re.compile(r".*(?:[^άέήίόύώ]ε|ει|εί|άει|εται|άται|είται|ιέται|όταν)")
MANY = re.compile(r".*(?:αν|ουν|ούν|άνε|ούνε|ονται|ούνται|ώνται|όντουσαν|ονταν)")
# «στείλε», «βάλε»: two syllables, no augment; «πήγε», «βρήκε» are the few others.
IMPERATIVE = re.compile(r"(?!πήγε|πήρε|βρήκε|βγήκε|μπήκε)[^έήε].*[^άέήίόύώ]ε")
STRESSLESS = re.compile(r"για|μια|μιας|δυο|πια|πιο|γεια|ποι(?:ος|α|ο|ον|ου|ες|οι|ους)|γιος|γιο|γιου")


def _other(word: str) -> Form:
    """A word that no list and no rule turns: somebody else's verb, no verb, or unsure."""
    if word.isascii():
        return Form(Person.NONE, word)
    sounds = len(syllables(word))
    if word in words_of("short_third"):
        return Form(Person.MANY if word.endswith("ουν") else Person.ONE, word)
    if sounds > 1 and not is_stressed(word):
        return Form(Person.NONE if STRESSLESS.fullmatch(word) else Person.UNSURE, word)
    if sounds < 2 or word in words_of("not_present") or word in words_of("not_third"):
        return Form(Person.NONE if sounds else Person.UNSURE, word)
    if word == "ήταν":
        return Form(Person.ONE, word)
    if MANY.fullmatch(word) and not word.endswith(("άν", "όταν")):
        return Form(Person.MANY, word)
    if sounds == 2 and IMPERATIVE.fullmatch(word):
        return Form(Person.UNSURE, word)
    if ONE.fullmatch(word) and not word.endswith(("τε", "με")):
        return Form(Person.ONE, word)
    if UNSURE.fullmatch(word) and not NOUNS.fullmatch(word):
        return Form(Person.UNSURE, word)
    if word.endswith("ες") and stress_from_end(word) == 3 and word[0] in "έή" and word not in words_of("not_past"):
        return Form(Person.UNSURE, word)
    return Form(Person.NONE, word)
