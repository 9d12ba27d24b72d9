"""Which words are names, which are names and words at once, and which only look like names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product

import yaml

from assistant.errors import KnowledgeError
from assistant.privacy.lexicon import load_yaml
from assistant.privacy.surface import fold

_GREEK_LETTER = re.compile("[α-ω]")
# How people type Greek in Latin letters; the product of these is tried for every name of the list.
_LATIN = {
    "ου": ("ou", "oy", "u"), "μπ": ("mp", "b"), "ντ": ("nt", "d"), "γκ": ("gk", "g"), "γγ": ("gg", "ng"), "τζ": ("tz",),
    "αυ": ("av", "au", "ay"), "ευ": ("ev", "eu", "ey"), "αι": ("ai", "e"), "ει": ("ei", "i"), "οι": ("oi", "i"),
    "γι": ("gi", "yi", "ghi"), "γε": ("ge", "ye"),
    "α": ("a",), "β": ("v", "b"), "γ": ("g",), "δ": ("d",), "ε": ("e",), "ζ": ("z",), "η": ("i", "h"), "θ": ("th", "8"),
    "ι": ("i",), "κ": ("k",), "λ": ("l",), "μ": ("m",), "ν": ("n",), "ξ": ("x", "ks"), "ο": ("o",), "π": ("p",),
    "ρ": ("r",), "σ": ("s",), "τ": ("t",), "υ": ("y", "i", "u"), "φ": ("f", "ph"), "χ": ("ch", "x", "h"),
    "ψ": ("ps",), "ω": ("o", "w"),
}  # fmt: skip
_LATIN_PIECE = re.compile("|".join(_LATIN))
_SHORT_ENDINGS = re.compile(
    r"(?:l[ae]r)?(?:[iu]m(?:[iu]z)?|[iu]n(?:[iu]z)?|s?[iu]n?|[dt][iu])?(?:[dt][ae]n?|y?[ae]|n?[iu]n|y?l[ae]|ki|y?[iu]|c[ae]){0,2}"
    r"|(?:[iu]?yor|[aeiu]c[ae][kg]|m[iu]s|d[iu]|m[ae]|[ae]r|s[ae])\w{0,5}|l[iu](?:[kg]\w{0,4})?|siz\w{0,2}|[α-ω]{0,5}|s|ed|es|ing|ly|ers?|y|ies|ied|ments?|ions?|able|ful"
)
_SPELLINGS = 96  # of one name; a handful of long ones would have hundreds
# Endings no everyday Greek word of this length shares, in all cases and both genders, in Greek and Latin letters.
# Adjectives in -ιακός and neuters in -ματος are why some endings are missing here.
_GREEK_SURNAME = re.compile(
    r".{2,}(?:οπουλ(?:οσ|ου|ο|ε|οι|ων)|ιδησ|ιαδησ|ιαδη|ιαδου|ιδου|(?<!ι)ακησ|(?<!ι)ακη|ογλου|ελλησ|(?<!ι)ακοσ)"
    r"|παπα[α-ω]{4,}|χατζη[α-ω]{4,}|καρα[α-ω]{6,}"
)
_LATIN_SURNAME = re.compile(
    r".{2,}(?:opoulos|opoylos|opoulou|opoyloy|opulos|idis|idou|idhs|iadis|iadou|akis|akhs|[^dti]aki|oglou|oglu|ogullari)"
    r"|papa[a-z]{5,}|(?:x|ch|h)atz[ih][a-z]{4,}"
)
_NOT_SURNAME = re.compile(
    r"παπουτσ|παπλωμ|παπαγαλ|παπακι|καραντιν|καραμελ|καραβακ|καραοκε|πλακακ|κουτακ|παιδακ|ελπιδ|πατριδ|σελιδ|εφημεριδ"
)


@dataclass(frozen=True)
class NameLists:
    """Folded words. ``first`` may be taken alone, ``ambiguous`` in company; ``greek`` maps cases to nominatives."""

    first: frozenset[str]
    small: frozenset[str]
    ambiguous: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    greek: dict[str, str]
    never_alone: frozenset[str]
    all_names: frozenset[str]
    heads: frozenset[str]
    common: frozenset[str]
    everyday: frozenset[str]
    function: frozenset[str]
    titles: frozenset[str]
    roles: frozenset[str]
    firms: frozenset[str]
    _common_stems: _Stems
    _role_stems: _Stems
    _firm_stems: _Stems

    def is_common(self, word: str) -> bool:
        """An everyday word, whatever its ending; a listed name is one only if it stands in the list as such."""
        if word in self.common:
            return True
        listed = word in self.surnames or word in self.first or word in self.ambiguous
        return not listed and self._common_stems.match(word)

    def is_everyday(self, word: str) -> bool:
        """An everyday word, whether or not it is a name too."""
        return word in self.common or word in self.everyday or self._common_stems.match(word)

    def is_role(self, word: str) -> bool:
        """A word for what somebody does, not who they are."""
        return word in self.roles or self._role_stems.match(word)

    def is_firm(self, word: str) -> bool:
        """A word that makes the name before it a firm or a place."""
        return word in self.firms or self._firm_stems.match(word)

    def ends_as_surname(self, word: str) -> bool:
        """A family name by its ending alone."""
        return surname_by_ending(word)

    def is_surname(self, word: str) -> bool:
        """A listed family name, or one by its ending."""
        return word in self.surnames or surname_by_ending(word)


def surname_by_ending(word: str) -> bool:
    """Whether a folded word ends (or begins) as only family names do.

    >>> surname_by_ending("παπαδοπουλου"), surname_by_ending("hacioglu"), surname_by_ending("ομαδη")
    (True, True, False)
    """
    if len(word) < 6:
        return False
    if _GREEK_LETTER.match(word):
        return _GREEK_SURNAME.fullmatch(word) is not None and _NOT_SURNAME.match(word) is None
    return _LATIN_SURNAME.fullmatch(word) is not None


def greek_forms(name: str) -> tuple[str, ...]:
    """A folded Greek nominative with its genitive, accusative and vocative.

    >>> greek_forms("γιωργοσ")
    ('γιωργοσ', 'γιωργου', 'γιωργο', 'γιωργε')
    """
    for ending, forms in (
        ("οσ", ("οσ", "ου", "ο", "ε")), ("ησ", ("ησ", "η")), ("ασ", ("ασ", "α")), 
        ("ισ", ("ισ", "ι", "η", "ιδα", "ιδασ")),
        ("ων", ("ων", "ωνα", "ωνασ", "ωνοσ")), ("α", ("α", "ασ")), ("η", ("η", "ησ")), ("ω", ("ω", "ωσ")),
        ("ου", ("ου", "οσ", "ο", "ε")),
    ):  # fmt: skip
        if name.endswith(ending):
            return tuple(name[: -len(ending)] + form for form in forms)
    return (name,)


@lru_cache(maxsize=4096)
def latin_spellings(name: str) -> tuple[str, ...]:
    """How a folded Greek word is typed in Latin letters.

    >>> sorted(latin_spellings("νικη"))
    ['nich', 'nici', 'nikh', 'niki']
    """
    pieces = [_LATIN[piece] for piece in _LATIN_PIECE.findall(name)]
    if not pieces:
        return ()
    spellings: list[str] = []
    for choice in product(*pieces):
        spellings.append("".join(choice))
        if len(spellings) == _SPELLINGS:
            break
    return tuple(dict.fromkeys(spellings))


def _words(room: str, file: str) -> dict[str, list[str]]:
    """A YAML file of word lists: key -> folded words."""
    path = files("assistant").joinpath(*room.split("/"), file)
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        return {key: [fold(w) for w in text.split()] for key, text in content.items() if isinstance(text, str)}
    except (OSError, yaml.YAMLError, AttributeError) as error:
        raise KnowledgeError(
            f"{room}/{file}: names cannot be read ({type(error).__name__}); restore the file"
        ) from error


def _everyday() -> frozenset[str]:
    text = files("assistant").joinpath("privacy", "names", "everyday.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


class _Stems:
    """The words with ``*``; a stem of five letters or fewer takes only an ending of its language."""

    def __init__(self, words: list[str]) -> None:
        self._stems = frozenset(w[:-1] for w in words if w.endswith("*"))
        self._lengths = sorted({len(stem) for stem in self._stems})

    def match(self, word: str) -> bool:
        """Whether ``word`` is one of the stems with an ending."""
        for length in self._lengths:
            if word[:length] in self._stems and (length > 5 or _SHORT_ENDINGS.fullmatch(word, length)):
                return True
        return False


@lru_cache(maxsize=1)
def name_lists() -> NameLists:
    """The lists, read once; raises ``KnowledgeError`` when a file of the product is damaged."""
    turkish, greek = _words("languages/turkish", "names.yaml"), _words("languages/greek", "names.yaml")
    english, ambiguous = _words("privacy/names", "english.yaml"), _words("privacy/names", "ambiguous.yaml")
    words, greek_surnames = _words("privacy/names", "words.yaml"), _words("languages/greek", "surnames.yaml")
    never = frozenset(form for word in ambiguous["never_alone"] for form in greek_forms(word))
    doubtful = frozenset(w for group in ambiguous.values() for w in group) | frozenset(turkish["unisex"])
    nominatives = [w for key in ("female", "male", "male_e", "male_o", "unisex") for w in greek[key]]
    families = [w for key, group in greek_surnames.items() for w in group]
    first = {w for key in ("female", "male") for w in turkish[key]} | set(english["first"])
    small = first | set(nominatives)
    surnames = set(turkish["surnames"]) | set(english["surnames"])
    inflected: dict[str, str] = {}
    doubtful_greek: set[str] = set()
    for name in nominatives:
        known = doubtful_greek if name in doubtful else first
        for form in greek_forms(name):
            inflected.setdefault(form, name)
            spellings = latin_spellings(form)
            known.update((form, *(s for s in spellings if len(s) > 4)))
            doubtful_greek.update(s for s in spellings if len(s) == 4)
    for family in families:
        for form in greek_forms(family):
            inflected.setdefault(form, family)
            surnames.update((form, *latin_spellings(form)))
    common = words["common"]
    stems = _Stems(common)
    common += words["brands"]
    everyday = {w for w in common if not w.endswith("*")}
    places = frozenset(words["places"])
    places |= {s for place in places if not place.isascii() for s in latin_spellings(place) if len(s) > 4}
    doubtful |= frozenset(doubtful_greek) | (first & everyday)
    return NameLists(
        first=frozenset(w for w in first if len(w) > 2) - doubtful - places,
        small=frozenset(small) - doubtful - places - {w for w in small if stems.match(w)},
        ambiguous=frozenset(w for w in doubtful if len(w) > 1),
        surnames=frozenset(surnames),
        places=places,
        greek=inflected,
        all_names=frozenset(first | surnames | doubtful),
        heads=frozenset(w[:6] for w in small if len(w) > 5 and w.isascii()),
        never_alone=never,
        common=frozenset(everyday) | places,
        everyday=_everyday(),
        function=frozenset(words["function"]),
        titles=frozenset(words["titles"]),
        roles=frozenset(w for w in words["roles"] if not w.endswith("*")),
        firms=frozenset(w for w in words["firms"] if not w.endswith("*")),
        _common_stems=stems,
        _role_stems=_Stems(words["roles"]),
        _firm_stems=_Stems(words["firms"]),
    )
