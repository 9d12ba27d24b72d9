"""How far a name reaches: which of the words beside a cue belong to it."""

from __future__ import annotations

import re

from assistant.privacy.names.lists import NameLists
from assistant.privacy.names.words import Words

MOST = 4  # words of one name
# Turkish endings of a name written without its apostrophe: «Ayşeye», «mehmetin».
_ENDING = re.compile(
    r"(?:[yn]?[aeiu]|[dt][ae]n?|[yn]?[iu]n|n[iu]n|y?l[ae]|l[ae]r[iu]?n?|[iu]m|m[iu]z|[iu]m[iu]z|ci[gm]?i?m|y?m[iu]s|[dt][iu]r|s[iu])"
)
_AFTER_NAME = re.compile(r"\s*(?:[.,;!?)\]\n:\"|/(]|$|\Z)| [-–] ")
# Verbs and plurals, which an unlisted word in small letters mostly is.
_VERBAL = re.compile(
    r".*(?:yor\w{0,4}|d[iu]m|t[iu]m|d[iu]k|t[iu]k|m[iu]s\w{0,3}|m[ae]k|[ae]c[ae]\w|s[iu]n[iu]z|l[ae]r\w{0,4}|d[ae]n|[iu]n[iu]z|m[ae]d[iu]\w?|.{2}[dt][iu]|.{2}[iu]p|[ae]r[ae]k|ken|[iu]nc[ae]"
    r"|αμε|ουμε|ησα|ησε|ηκε|ηκα|ηκαν|ισε|αει|ει|ουν|ονται|εται|.{3}(?:ing|ed|ly|tion|ness))"
)
_PLACED = re.compile(r".+(?:[dt][ae]|n)ki")  # «yanımdaki teyze»: where somebody is, not who
_SHORTEST_BASE = 4


class Runs:
    """Names among ``words``; every method answers with word numbers and takes nothing it is not sure enough of."""

    def __init__(self, words: Words, lists: NameLists) -> None:
        self.words = words
        self.lists = lists

    def base(self, i: int) -> int:
        """How many letters of word ``i`` are a listed name with a Turkish ending glued on; 0 if none."""
        word = self.words.texts[i]
        if word in self.lists.first or len(word) <= _SHORTEST_BASE or self.lists.is_common(word) or not word.isascii():
            return 0
        if word in self.lists.ambiguous or word in self.lists.surnames:
            return 0
        for length in range(len(word) - 1, max(_SHORTEST_BASE, len(word) - 7) - 1, -1):
            if word[:length] in self.lists.first and _ENDING.fullmatch(word, length):
                return length
        return 0

    def name_end(self, i: int) -> int:
        """Where the name in word ``i`` ends, in the surface, a glued ending left out."""
        base = self.base(i)
        return self.words.starts[i] + base if 0 < base < len(self.words.texts[i]) - 1 else self.words.ends[i]

    def joined(self, i: int) -> bool:
        """Word ``i`` stands so close to the one before that both can be one name."""
        gap = self.words.gap(i)
        if gap in ("", " ", "  ", "-", "_"):
            return True
        if gap in (". ", ".") and self.words.ends[i - 1] - self.words.starts[i - 1] == 1:
            return True
        if gap == "'":
            return self.words.capital(i) and self.words.ends[i] - self.words.starts[i] > 2
        if gap == ".":
            return self._known(i - 1) and self.words.texts[i] in self.lists.surnames
        return False

    def near(self, i: int) -> bool:
        """Word ``i`` follows a cue with nothing but a colon, a comma, a quote or a line break between."""
        gap = self.words.gap(i)
        return re.fullmatch(r"[\s:,=('\"*.-]{1,6}|_", gap) is not None and "\n\n" not in gap

    def close(self, i: int) -> bool:
        """Word ``i`` follows on the same line, at most a comma or a quote between."""
        return re.fullmatch(r"[ ,('\"/]{1,3}|: ?", self.words.gap(i)) is not None

    def candidates(self) -> list[int]:
        """Words worth asking ``listed`` about: names by list, or capitals that may carry an ending."""
        words, lists = self.words, self.lists
        plain = words.plain
        return [
            i
            for i, (word, start) in enumerate(zip(words.texts, words.starts, strict=True))
            if word in lists.all_names
            or (len(word) > _SHORTEST_BASE and (plain[start].isupper() or word[:6] in lists.heads))
        ]

    # -- what each cue accepts; the answer is the end of the name, or ``i`` for none

    def listed(self, i: int) -> int:
        """A name the lists know, without any cue."""
        words, lists = self.words, self.lists
        word = words.texts[i]
        if self._known(i):
            if word in lists.first and not words.capital(i) and not self._tells_in_small_letters(i):
                return i
            if not words.capital(i) and 0 < self.base(i) < 6:
                return i
            end = self.extend(i)
            return i if self._is_firm(end) else end
        if word in lists.ambiguous and words.capital(i):
            if lists.is_everyday(word) and self._first_name_follows(i):
                return i  # «Ben Onur»: the name begins with the next word
            end = self.extend(i)
            family = any(self._carries(k) for k in range(i + 1, end))
            alone = words.telling(i) and word not in lists.never_alone and self._fits(i)
            return end if (family or alone) and not self._is_firm(end) else i
        if words.marked(i) and lists.is_surname(word) and self._fits(i) and word not in lists.ambiguous:
            return self._by_family_name(i)
        return i

    def introduced(self, i: int, *, certain: bool) -> int:
        """After «adım», «με λένε», "my name is": any spelling; ``certain`` when the cue has no everyday use."""
        word = self.words.texts[i]
        if self._known(i) or self._doubtful(i) or word in self.lists.surnames:
            small = not self.words.capital(i) and self.lists.is_everyday(word)
            if small and not self._ends_phrase(i) and not self._goes_on_to(i + 1):
                return i
        elif self._initial(i):
            return self.extend(i, cued=True) if self._initial_ends(i) else i
        elif not self._fits(i, cued=True) or (not self.words.marked(i) and not certain and not self._ends_run(i)):
            return i
        return self.extend(i, cued=True)

    def suggested(self, i: int, *, pairs: bool = False) -> int:
        """After «ben», «κάποιος», "driver": a listed name or a telling capital letter; ``pairs``: two unlisted words too."""
        if (
            self._initial(i)
            and self.words.gap(i + 1).startswith(".")
            and self._fits_at(i + 1)
            and self.words.capital(i + 1)
        ):
            return self.extend(i + 1, cued=True)
        named = self._known(i) or (self._doubtful(i) and self.words.capital(i) and self._fits(i)) or self._pair(i)
        telling = self.words.telling(i) and self._fits(i) and self.words.texts[i] not in self.lists.places
        if not named and not (telling and self._person_like(i)) and not (pairs and self._small_pair(i)):
            return i
        end = self.extend(i, cued=True)
        return i if self._is_firm(end) else end

    def owns(self, i: int) -> bool:
        """Word ``i`` stands before «'s parcel»: no everyday word and no firm."""
        return self._known(i) or (self._fits(i) and not self.lists.is_everyday(self.words.texts[i]))

    def titled(self, i: int) -> int:
        """After «κύριε», "Mr", «Sayın»: any capital but a role."""
        word = self.words.texts[i]
        if self.lists.is_role(word) or word in self.lists.function:
            return i
        if self.words.capital(i) and not (self.words.all_capitals(i) and self.lists.is_everyday(word)):
            return self.extend(i, cued=True)
        named = (
            self._known(i) or self.lists.is_surname(word) or (self._doubtful(i) and not self.lists.is_everyday(word))
        )
        return self.extend(i, cued=True) if named else i

    def greeted(self, i: int) -> int:
        """After «Merhaba», "Dear"."""
        words, word = self.words, self.words.texts[i]
        if self.lists.is_role(word) or word in self.lists.function:
            return i
        known = self._known(i) or (self._doubtful(i) and words.capital(i) and not self.lists.is_everyday(word))
        ends = self._ends_phrase(i) or (i + 1 < len(words) and self._more(i + 1, cued=False))
        if known or (words.marked(i) and self._fits(i) and ends and word not in self.lists.places):
            return self.extend(i, cued=True)
        return i

    def before_title(self, i: int) -> int:
        """Start of the name before «Bey», «Hanım», «abi» at word ``i``."""
        start = i
        while start > max(0, i - 3) and (start == i or self.joined(start)):
            k = start - 1
            word = self.words.texts[k]
            named = self._known(k) or self._doubtful(k) or word in self.lists.surnames
            if self.lists.is_role(word) or word in self.lists.function or _PLACED.fullmatch(word):
                break
            if self.words.marked(k):
                proper = named or self._fits(k) or (self.words.telling(k) and word not in self.lists.common)
            else:
                small = start == i and len(word) > 2 and self._fits(k) and self._bey(i)
                proper = (named and not self.lists.is_everyday(word)) or small
            if not proper or (start < i and not named and self.words.opens_sentence(k)):
                break
            start = k
        return start

    def before(self, i: int, *, strong: bool = False) -> int:
        """Start of the name that ends before word ``i``; ``strong`` for «adında», «isimli», «adına»."""
        start = i
        while start > max(0, i - MOST) and (start == i or self.joined(start)):
            k = start - 1
            word = self.words.texts[k]
            named = self._known(k) or (self.words.capital(k) and (self._doubtful(k) or self.lists.is_surname(word)))
            proper = named or self._dotted_initial(k)
            if self.words.marked(k):
                proper = proper or self._fits(k, cued=strong and not self.words.opens_sentence(k))
            elif strong and (start == i or not self.words.marked(start)):
                proper = proper or self._fits(k)
            if not proper or self.lists.is_role(word) or (not named and not strong and word in self.lists.places):
                break
            start = k
        single = start == i - 1 and not self._known(start) and self.words.opens_sentence(start)
        return i if single and not strong and not self._doubtful(start) else start

    def signature(self, first: int, end: int, *, dashed: bool, last: bool) -> int:
        """Words ``[first, end)`` fill a line, the ``last`` of the text or not: the end of the name if they are one."""
        words, lists = self.words, self.lists
        named = 0
        for i in range(first, end):
            word = words.texts[i]
            if i > first and not self.joined(i):
                return first
            if self._known(i) or self._doubtful(i) or lists.is_surname(word):
                named += not lists.is_everyday(word) or words.capital(i)
            elif not self._initial(i) and not (words.capital(i) and self._fits(i) and not words.all_capitals(i)):
                return first
        pair = last and end - first in (2, 3)
        if named == 0 and not dashed and not pair:
            return first
        alone = end - first == 1 and not self._known(first) and not dashed
        return first if alone and not self._doubtful(first) else end

    def extend(self, i: int, *, cued: bool = False) -> int:
        """End of the name whose first word is ``i``; ``cued`` when a phrase says that it is one."""
        end = i + 1
        while end < i + MOST and self._more(end, cued) and not (end > i + 1 and self._too_much(end)):
            end += 1
        while end > i + 1 and self._initial(end - 1) and not self._initial_ends(end - 1):
            end -= 1
        return end

    def _too_much(self, i: int) -> bool:
        """A third word of a name has to be one by itself."""
        listed = self._known(i) or self._doubtful(i) or self.words.texts[i] in self.lists.surnames
        return not listed and self.lists.is_everyday(self.words.texts[i])

    def back(self, i: int) -> int:
        """Start of the name that word ``i`` belongs to: initials and family names may come first."""
        start = i
        while start > 0 and start > i - 2 and self.joined(start):
            word = self.words.texts[start - 1]
            initial = self._initial(start - 1) and self.words.gap(start).startswith(".")
            family = self.words.marked(start - 1) and self.lists.is_surname(word) and not self.lists.is_everyday(word)
            if not initial and not family:
                break
            start -= 1
        return start

    # -- single words

    def _known(self, i: int) -> bool:
        return self.words.texts[i] in self.lists.first or self.base(i) > 0

    def _doubtful(self, i: int) -> bool:
        return self.words.texts[i] in self.lists.ambiguous

    def _fits_at(self, i: int) -> bool:
        return i < len(self.words) and self._fits(i, cued=True)

    def _fits(self, i: int, *, cued: bool = False) -> bool:
        """A word no list knows can be a name here: its capital tells, or it is no everyday word."""
        word, lists = self.words.texts[i], self.lists
        if (
            len(word) < 2
            or lists.is_firm(word)
            or lists.is_role(word)
            or word in lists.function
            or word in lists.titles
        ):
            return False
        if self.words.telling(i) or (cued and self.words.marked(i)):
            return word not in lists.common or (cued and word in lists.places and not self._has_ending(i))
        return not lists.is_everyday(word) and (self.words.capital(i) or _VERBAL.fullmatch(word) is None)

    def _has_ending(self, i: int) -> bool:
        """«Ankara'dan»: where somebody is, not who."""
        return self.words.plain[self.words.ends[i] : self.words.ends[i] + 1] == "'"

    def _initial(self, i: int) -> bool:
        return self.words.ends[i] - self.words.starts[i] == 1 and self.words.capital(i)

    def _initial_ends(self, i: int) -> bool:
        """The letter is an initial («Ayşe K.») or the beginning of «O'Brien»."""
        return self.words.plain[self.words.ends[i] : self.words.ends[i] + 1] in (".", "", "\n", ",", "'", ";", ")")

    def _dotted_initial(self, i: int) -> bool:
        return self._initial(i) and self.words.gap(i + 1).startswith(".")

    def _tells_in_small_letters(self, i: int) -> bool:
        """A listed name in small letters, unlike any word of the three languages, or followed by a family name."""
        word = self.words.texts[i]
        follows = i + 1 < len(self.words) and self.joined(i + 1) and self.lists.is_surname(self.words.texts[i + 1])
        return follows or (len(word) >= 4 and word in self.lists.small and word not in self.lists.common)

    # -- words beside each other

    def _more(self, i: int, cued: bool) -> bool:
        """Word ``i`` belongs to the name that ends before it."""
        words, lists = self.words, self.lists
        if i >= len(words) or not self.joined(i):
            return False
        word = words.texts[i]
        if word in lists.titles or lists.is_firm(word) or (self._is_firm(i + 1) and not cued):
            return False
        if self._initial(i):
            return self._initial_ends(i)
        if self._known(i):
            return True
        if word in lists.surnames or word in lists.ambiguous:
            small = not words.capital(i - 1) or words.all_capitals(i)
            return words.marked(i) or (small and (not lists.is_everyday(word) or (cued and self._ends_run(i))))
        if words.marked(i):
            return not words.opens_sentence(i) and (self._fits(i, cued=cued) or (cued and self._odd_family_name(i)))
        plausible = self._fits(i) or (word in lists.places and not self._has_ending(i))
        return cued and (lists.is_surname(word) or (plausible and self._ends_run(i)))

    def _odd_family_name(self, i: int) -> bool:
        """«Julia Page», «Rhys Young»: a capital inside a sentence behind a first name, even of an everyday word."""
        telling = self.words.telling(i) and not self._has_ending(i) and self.words.texts[i] not in self.lists.function
        return telling and (self._ends_phrase(i) or not self._capital_at(i + 1))

    def _capital_at(self, i: int) -> bool:
        return i < len(self.words) and self.words.capital(i)

    def _ends_run(self, i: int) -> bool:
        """After word ``i`` the name can be over: the phrase ends, or an everyday word follows (at once or soon)."""
        if self._ends_phrase(i) or self._everyday_at(i + 1):
            return True
        return self._goes_on_to(i + 1) and (self._ends_phrase(i + 1) or self._everyday_at(i + 2))

    def _goes_on_to(self, i: int) -> bool:
        if i >= len(self.words) or not self.joined(i):
            return False
        return self._known(i) or self.lists.is_surname(self.words.texts[i]) or self._fits(i)

    def _everyday_at(self, i: int) -> bool:
        return i < len(self.words) and (
            self.lists.is_everyday(self.words.texts[i]) or self.words.texts[i] in self.lists.function
        )

    def _ends_phrase(self, i: int) -> bool:
        return _AFTER_NAME.match(self.words.plain, self.words.ends[i]) is not None

    def _pair(self, i: int) -> bool:
        """A doubtful first name and a family name, both in small letters: «tom baker»."""
        words = self.words
        if i + 1 >= len(words) or not self._doubtful(i) or not self.joined(i + 1):
            return False
        return words.texts[i + 1] in self.lists.surnames and not self.lists.is_everyday(words.texts[i + 1])

    def _small_pair(self, i: int) -> bool:
        """Two words no list knows, without telling capitals, with a phrase or a sentence ending behind them."""
        if self.words.marked(i) or not self._fits(i) or not self._goes_on_to(i + 1) or self.words.marked(i + 1):
            return False
        following = self.words.texts[i + 1]
        named = following in self.lists.surnames or not self.lists.is_everyday(following)
        return named and (self._ends_phrase(i + 1) or self._everyday_at(i + 2))

    def _carries(self, i: int) -> bool:
        """Word ``i``, behind a doubtful first name, makes it a person's."""
        word = self.words.texts[i]
        doubtful = self._doubtful(i) and self.words.capital(i) and not self.lists.is_everyday(word)
        return doubtful or self.lists.is_surname(word) or self._known(i)

    def _first_name_follows(self, i: int) -> bool:
        if not self._capital_at(i + 1) or self.words.texts[i + 1] in self.lists.surnames:
            return False
        return self._known(i + 1) or self._doubtful(i + 1)

    def _is_firm(self, i: int) -> bool:
        return i < len(self.words) and self.words.gap(i) == " " and self.lists.is_firm(self.words.texts[i])

    def _by_family_name(self, i: int) -> int:
        """A family name alone (by its ending) or behind an unlisted first name."""
        before = i > 0 and self.joined(i) and self.words.telling(i - 1) and self._fits(i - 1)
        ending = self.lists.ends_as_surname(self.words.texts[i])
        return i + 1 if before or (ending and not self._is_firm(i + 1)) else i

    def _person_like(self, i: int) -> bool:
        """An unlisted capital is a person when it ends the phrase, carries an ending, or a family name follows."""
        words = self.words
        if words.all_capitals(i):
            return False
        follows = i + 1 < len(words) and self.joined(i + 1) and words.marked(i + 1)
        follows = follows and words.texts[i + 1] not in self.lists.function
        small = i + 1 < len(words) and words.gap(i + 1) in (" ", "'") and not words.capital(i + 1)
        return follows or small or self._ends_phrase(i)

    def _bey(self, i: int) -> bool:
        return self.words.texts[i].startswith(("bey", "hanim"))
