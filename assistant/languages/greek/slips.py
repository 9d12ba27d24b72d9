"""Greek forms in a written text that stand wrong: a person called in the nominative, an article of another gender."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from assistant.languages.greek.grammar import lower, upper_first, vocative
from assistant.languages.greek.names import FirstName, Surname, first_name, surname

LETTER = "[Α-ΩΆΈΉΊΌΎΏΪΫα-ωάέήίόύώϊϋΐΰ]"
CAPITAL = "[Α-ΩΆΈΉΊΌΎΏΪΫ]"
TITLED = re.compile(
    rf"(?<!\w)([Κκ]ύριε|[Κκ]ύριο|[Κκ]υρία)((?:[ \u00a0]{CAPITAL}{LETTER}+(?:-{CAPITAL}{LETTER}+)?){{1,3}})(?!\w)"
)
WORD = re.compile(rf"{CAPITAL}{LETTER}+(?:-{CAPITAL}{LETTER}+)?")
# Articles by gender and case; «s» is the accusative with σε. The first is the one to write.
ARTICLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "m": {"nom": ("ο",), "gen": ("του",), "acc": ("τον", "το"), "s": ("στον", "στο")},
    "f": {"nom": ("η",), "gen": ("της",), "acc": ("τη", "την"), "s": ("στη", "στην")},
    "n": {"nom": ("το",), "gen": ("του",), "acc": ("το",), "s": ("στο",)},
}
WITH_ACCUSATIVE = "από|με|για|προς|χωρίς"
# «την» keeps its ν before a vowel and before κ, π, τ, ξ, ψ and what sounds like them.
KEEPS_N = re.compile(r"[αεηιουωκπτξψaeiouykptqx]|μπ|ντ|γκ", re.IGNORECASE)


class Slip(NamedTuple):
    """A form that stands wrong: its span in code points, and how it should be written, where that is sure."""

    start: int
    end: int
    wanted: str | None


def slips(text: str, brand: str = "", gender: str | None = None) -> list[Slip]:
    """People called or named in the wrong case, and articles before the brand's name, where its gender is told.

    >>> slips("Λυπάμαι, κύριε Παπαδόπουλος.")
    [Slip(start=9, end=27, wanted='κύριε Παπαδόπουλε')]
    >>> slips("Στο Meltemia ισχύει", "Meltemia", "f")
    [Slip(start=0, end=12, wanted='Στη Meltemia')]
    """
    found = list(_of_people(text))
    if brand and gender is not None and gender in ARTICLES:
        found += _of_the_brand(text, brand, gender)
    return sorted(found)


def _of_people(text: str) -> Iterator[Slip]:
    """«κύριε Παπαδόπουλος», «για τον κύριο Γεωργιάδης», «κυρία Παπαδόπουλος»."""
    for match in TITLED.finditer(text):
        title, names = match.groups()
        words = WORD.findall(names)
        if lower(title) == "κυρία":
            # A woman's form is hers to tell, so there is none to write instead.
            if any(_is_a_mans(word) for word in words):
                yield Slip(match.start(), match.end(), None)
            continue
        called = [_called(word) if lower(title) == "κύριε" else word.removesuffix("ς") for word in words]
        if called != words:
            wanted = " ".join([title, *(call or "" for call in called)])
            yield Slip(match.start(), match.end(), wanted if all(called) else None)


def _called(word: str) -> str | None:
    """How a man is called by a name; as written where that is no nominative, ``None`` where usage wavers."""
    if not word.endswith("ς"):
        return word
    listed = first_name(word)
    if isinstance(listed, FirstName):
        return listed.formal
    family = surname(word)
    return family.vocative if isinstance(family, Surname) else vocative(word)


def _is_a_mans(word: str) -> bool:
    """Whether a family name is in the form men carry, by the list or by an ending that is theirs alone."""
    family = surname(word)
    return word.endswith("όπουλος") or (word.endswith("ς") and isinstance(family, Surname) and family.gender == "m")


def _of_the_brand(text: str, brand: str, gender: str) -> Iterator[Slip]:
    """«του Meltemia», «από η Meltemia», where the name's gender is told; nothing where another noun follows it."""
    for match in _articled(brand).finditer(text):
        before, article = match["before"], match["article"]
        case = _case(lower(article), gender, before, opens=article[0].isupper())
        forms = ARTICLES[gender][case]
        if lower(article) in forms:
            continue
        form = _with_n(forms, brand)
        wanted = upper_first(form) if article[0].isupper() else form
        yield Slip(match.start("article"), match.end(), f"{wanted} {brand}")


def _case(article: str, gender: str, before: str | None, *, opens: bool) -> str:
    """The case an article was meant in: what stands before decides, then its own gender's form, then the place."""
    if before:
        return "acc"
    mine = [case for case, forms in ARTICLES[gender].items() if article in forms]
    if mine:
        return mine[0]
    meant = [case for cases in ARTICLES.values() for case, forms in cases.items() if article in forms]
    return "nom" if "nom" in meant and (opens or "acc" not in meant) else next(c for c in meant if c != "nom")


def _with_n(forms: tuple[str, ...], brand: str) -> str:
    kept = KEEPS_N.match(lower(brand)) and len(forms) > 1 and not forms[0].endswith("ν")
    return forms[1] if kept else forms[0]


@lru_cache(maxsize=8)
def _articled(brand: str) -> re.Pattern[str]:
    every = sorted({form for cases in ARTICLES.values() for forms in cases.values() for form in forms}, key=len)
    both = "|".join(form for one in reversed(every) for form in (one, upper_first(one)))
    return re.compile(
        rf"(?<!\w)(?:(?P<before>{WITH_ACCUSATIVE})[ \u00a0])?(?P<article>{both})[ \u00a0]{re.escape(brand)}"
        r"(?![\w@'’-]|\.\w|[ \u00a0][A-ZΑ-ΩΆΈΉΊΌΎΏa-z])"
    )
