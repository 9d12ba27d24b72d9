"""People's names: introduced, signed, titled, listed, or already known in this case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.names.known import Known
from assistant.privacy.names.lists import NameLists, name_lists
from assistant.privacy.names.phrases import MOST_PHRASES, Cue, Said, said, small_words
from assistant.privacy.names.runs import MOST, Runs
from assistant.privacy.names.words import Words
from assistant.privacy.reading import Reading

_MAIL_AFTER = re.compile(r"[<(]\s{0,3}(?:mailto:)?[\w.+-]{1,64}@")
_LABEL = re.compile(r"\s{0,3}(?:\([^()\n]{0,20}\))?\s{0,3}[:=]")
_SIGNED_END = re.compile(r"[ .!,]*(?:\n|$|[-|/(+\d@]|\Z)")
_NAME_LINE = re.compile(r"^ {0,8}(?P<dash>[-~*/]{1,2} {0,2})?[^\W\d_][^\n\d,:;!?()]{1,58}[ .,!]{0,4}$", re.MULTILINE)
_MOST_LINES = 10_000
_ASKED = re.compile(
    r"(?:\badiniz|\bisminiz|\bsoyadiniz|\bad|\bisim|\bsoyad|\bname|\bsurname|\bonoma|\bepwnymo|ονομα|επωνυμο)"
    r"(?: σασ| sas)?[ .]?[?;]['\"]?[^\n\"]{0,40}\"(?=[^\W\d_])"
)
_OWNED = re.compile(
    r"(?<!\w)[^\W\d_]{3,20}(?='s (?:\w+ )?(?:parcel|order|package|account|card|phone|number|e-?mail|address|name|birthday"
    r"|daughter|son|husband|wife|mother|father|room|bag|toy|refund)\b)"
)
_MOST_LISTED = 25_000  # names looked at closely in one text; of more, every listed word is one


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Names in ``surface``; ``known`` are people of the case, found in any spelling, ending or part."""
    words = reading.words
    if not len(words):
        return
    lists = name_lists()
    runs = Runs(words, lists)
    marks = _Marks(words, runs)
    _listed(words, lists, runs, marks)
    for phrase in said(words):
        _SAID[phrase.cue](words, runs, marks, phrase)
    _before_mail(words, runs, marks)
    _answered(words, runs, marks)
    _owning(words, runs, marks)
    _together(words, runs, marks)
    _speaking(words, runs, marks)
    _signed_lines(words, runs, marks)
    Known.of(known, lists).spread(words, marks.taken, marks.add)
    Known.of(set(marks.people()), lists, found=True).spread(words, marks.taken, marks.add)
    yield from marks.found()
    yield from _handles(reading, known)


@dataclass
class _Marks:
    """Which words are names; neighbours make one name."""

    words: Words
    runs: Runs

    def __post_init__(self) -> None:
        self.ends: dict[int, int] = {}  # word -> where the name in it ends
        self.taken: set[int] = set()

    def add(self, start: int, end: int, *, whole: bool = False) -> None:
        """Words ``[start, end)`` are a name; ``whole`` when the cue behind it proves that no ending is glued on."""
        for i in range(start, end):
            self.taken.add(i)
            self.ends[i] = self.words.ends[i] if whole else max(self.runs.name_end(i), self.ends.get(i, 0))

    def people(self) -> Iterator[str]:
        """The names found so far that were written with a capital, for finding their parts elsewhere."""
        for start, end in self._spans():
            if self.words.capital(start):
                yield self.words.folded[self.words.starts[start] : self.ends[end - 1]]

    def _spans(self) -> Iterator[tuple[int, int]]:
        start = previous = -1
        for i in sorted(self.taken):
            if previous < 0:
                start = i
            elif i != previous + 1 or not self.runs.joined(i):
                yield start, previous + 1
                start = i
            previous = i
        if previous >= 0:
            yield start, previous + 1

    def found(self) -> Iterator[Found]:
        """The names as findings; the key joins the words in the form the lists have them."""
        greek = self.runs.lists.greek
        folded = self.words.folded
        for start, end in self._spans():
            parts = [*self.words.texts[start : end - 1], folded[self.words.starts[end - 1] : self.ends[end - 1]]]
            key = " ".join(greek.get(part, part) for part in parts)
            yield Found(self.words.starts[start], self.ends[end - 1], Kind.NAME, key)


def _listed(words: Words, lists: NameLists, runs: Runs, marks: _Marks) -> None:
    """Names the lists know, with the family name beside them."""
    done, asked = 0, 0
    for i in runs.candidates():
        if i < done:
            continue
        asked += 1
        end = runs.listed(i) if asked <= _MOST_LISTED else i + (words.texts[i] in lists.first)
        if end > i:
            marks.add(runs.back(i) if asked <= _MOST_LISTED else i, end)
        done = max(end, i + 1)


def _introduced(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = _skip_fillers(words, phrase.end)
    if i < len(words) and runs.near(i):
        end = runs.introduced(i, certain=phrase.end - phrase.start > 1 or _labels(words, phrase))
        if end > i:
            marks.add(i, end)


def _labelled(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = phrase.end
    header = phrase.end - phrase.start == 1 and words.texts[phrase.start] in small_words("headers")
    if i < len(words) and runs.near(i) and _labels(words, phrase) and (words.capital(i) or not header):
        end = runs.introduced(i, certain=True)
        if end > i:
            marks.add(i, end)
            _beside(words, runs, marks, end)
    elif not header:
        _suggested(words, runs, marks, phrase)


def _beside(words: Words, runs: Runs, marks: _Marks, i: int) -> None:
    """A second person behind the first: «Κουδούνι: Ρέππας - Λύτρα», «Alıcı: Ece Tan / Can Tan»."""
    if i < len(words) and words.gap(i) in (" - ", " / ", "/", " & ", ", ") and words.capital(i):
        end = runs.introduced(i, certain=False)
        if end > i:
            marks.add(i, end)


def _labels(words: Words, phrase: Said) -> bool:
    return _LABEL.match(words.plain, words.ends[phrase.end - 1]) is not None


def _suggested(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = _skip_fillers(words, phrase.end)
    if i < len(words) and runs.close(i):
        end = runs.suggested(i, pairs=True)
        if end > i:
            marks.add(i, end)


def _described(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = phrase.end
    while (
        i < len(words) and i < phrase.end + 3 and words.texts[i] in small_words("described_fillers") and runs.close(i)
    ):
        i += 1
    if i < len(words) and runs.close(i):
        end = runs.suggested(i)
        if end > i:
            marks.add(i, end)


def _titled(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = phrase.end
    gap = words.gap(i)
    if i >= len(words) or gap.strip(" .\n") or "\n" in gap.rstrip(" "):
        return
    if len(words.texts[phrase.start]) == 1 and not gap.startswith("."):
        return  # «κ» and "k" are titles only with their full stop
    end = runs.titled(i)
    if end > i:
        marks.add(i, end)


def _greeted(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = _skip_fillers(words, phrase.end)
    if i < len(words) and runs.close(i):
        end = runs.greeted(i)
        if end > i:
            marks.add(i, end)


def _titled_after(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = phrase.start
    if words.gap(i) in (" ", "  ", "_", "-"):
        marks.add(runs.before_title(i), i, whole=True)


def _followed(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = phrase.start
    goes_on = words.gap(phrase.end)[:1] not in (".", ",", "!", "\n", "")
    again = words.texts[phrase.end : phrase.end + 1] == ["again"]
    if words.texts[i] in ("here", "ben", "εδω") and goes_on and not again:
        return
    if not words.gap(i).strip(" '\"()"):
        marks.add(runs.before(i, strong=words.texts[i] in small_words("strong")), i, whole=True)


def _closed(words: Words, runs: Runs, marks: _Marks, phrase: Said) -> None:
    i = phrase.end
    if i >= len(words) or len(words.gap(i)) > 12 or re.search(r"[\d@(]", words.gap(i)):
        return
    end = runs.introduced(i, certain="\n" in words.gap(i) or "," in words.gap(i))
    if end > i and _SIGNED_END.match(words.plain, words.ends[end - 1]):
        marks.add(i, end)


_SAID = {
    Cue.INTRODUCES: _introduced,
    Cue.LABELS: _labelled,
    Cue.SUGGESTS: _suggested,
    Cue.DESCRIBES: _described,
    Cue.TITLES: _titled,
    Cue.GREETS: _greeted,
    Cue.TITLES_AFTER: _titled_after,
    Cue.FOLLOWS: _followed,
    Cue.CLOSINGS: _closed,
}


def _skip_fillers(words: Words, i: int) -> int:
    last = min(i + 3, len(words))
    while i < last and words.texts[i] in small_words("fillers"):
        i += 1
    return i


def _before_mail(words: Words, runs: Runs, marks: _Marks) -> None:
    """``Ayşe Yılmaz <ayse@…>``."""
    for match in _MAIL_AFTER.finditer(words.plain):
        i = words.at(match.start())
        if i and not words.plain[words.ends[i - 1] : match.start()].strip(" \"'."):
            start = runs.before(i)
            if i - start > 1:
                marks.add(start, i)


def _answered(words: Words, runs: Runs, marks: _Marks) -> None:
    """«Soyadınız?» «Yurdakul.»: the first quoted word behind a quoted question for a name."""
    for match in _ASKED.finditer(words.folded):
        i = words.at(match.end())
        if i < len(words) and words.starts[i] == match.end() and words.capital(i):
            end = runs.introduced(i, certain=True)
            if end > i:
                marks.add(i, end)


def _owning(words: Words, runs: Runs, marks: _Marks) -> None:
    """ "Ngozi's parcel": what people own and firms do not."""
    for match in _OWNED.finditer(words.folded):
        i = words.at(match.start())
        if i < len(words) and words.starts[i] == match.start() and i not in marks.taken and words.marked(i):
            if runs.owns(i):
                marks.add(i, i + 1, whole=True)


def _together(words: Words, runs: Runs, marks: _Marks) -> None:
    """«Buse ve Kwame», "Linda and Oluwaseun": a telling capital joined to a name."""
    joints = small_words("joints")
    for i in [i for i, word in enumerate(words.texts) if word in joints][:MOST_PHRASES]:
        if i - 1 in marks.taken and i + 1 < len(words) and i + 1 not in marks.taken and words.gap(i) == " ":
            end = runs.suggested(i + 1) if words.gap(i + 1) == " " and words.telling(i + 1) else i + 1
            if end > i + 1:
                marks.add(i + 1, end)


def _speaking(words: Words, runs: Runs, marks: _Marks) -> None:
    """An unlisted capital in front of what people do: «Oluwaseun told me», «Ardit ήταν», «Rojhat dedi»."""
    for i in [i for i, word in enumerate(words.texts) if word in small_words("speaking")][:MOST_PHRASES]:
        if i and i - 1 not in marks.taken and words.gap(i) == " " and words.telling(i - 1):
            start = runs.before(i)
            if start < i:
                marks.add(start, i)


def _signed_lines(words: Words, runs: Runs, marks: _Marks) -> None:
    """A line that is nothing but a name: a signature, or a name behind a dash."""
    for match in list(_NAME_LINE.finditer(words.plain))[-_MOST_LINES:]:
        first, end = words.at(match.start()), words.at(match.end())
        if not 0 < first < end <= first + MOST or first in marks.taken:
            continue
        dashed = match["dash"] is not None and match["dash"].strip() != "*"
        stop = runs.signature(first, end, dashed=dashed, last=end == len(words))
        if stop > first:
            marks.add(first, stop)
    _trailing_dash(words, runs, marks)


def _trailing_dash(words: Words, runs: Runs, marks: _Marks) -> None:
    """``… since Monday. - Hannah Schulz`` at the end of the text."""
    for i in range(max(1, len(words) - MOST), len(words)):
        if re.search(r"(?:^|[ \n])[-~/]{1,2} ?$", words.gap(i)):
            end = runs.signature(i, len(words), dashed=True, last=True)
            if end == len(words) or (end > i and _SIGNED_END.match(words.plain, words.ends[end - 1])):
                marks.add(i, end)


def _handles(reading: Reading, known: Sequence[str]) -> Iterator[Found]:
    """Handles of known people (``@ayse_34``), which are no words."""
    for name in known:
        handle = name.strip().lstrip("@").lower()
        if len(handle) < 4 or handle.isalpha() or " " in handle or not any(c.isalpha() for c in handle):
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(handle)}(?!\w)", reading.plain, re.IGNORECASE):
            yield Found(match.start(), match.end(), Kind.NAME, handle, Weight.CONTEXT)
