"""Where a sentence ends, in Turkish, Greek and English as customers type them."""

from __future__ import annotations

import re
import unicodedata

from assistant.domain import Language
from assistant.languages.analysis import Analysis, abbreviations

# A run of marks that may end a sentence, with the quotes and brackets that close after it.
_OPENERS = "-*•–\"'«“(["
_CLOSERS = "\"'»”’)]"
_MARKS = {
    Language.TR: re.compile(f"[.!?…]+[{re.escape(_CLOSERS)}]*"),
    Language.EN: re.compile(f"[.!?…]+[{re.escape(_CLOSERS)}]*"),
    Language.EL: re.compile(f"[.!?…;\u037e]+[{re.escape(_CLOSERS)}]*"),  # the Greek question mark has two code points
}
_PARAGRAPH = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_BULLET = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s")
_TOKEN = 100  # letters looked at around a mark; a run without spaces can be as long as the message
_WRAPPED = 60  # a line longer than this was broken by a mail program, not by its writer
# Abbreviations that also stand at the end of a sentence: a capital after them starts the next one.
_MAY_CLOSE = frozenset({"vb", "vs", "vd", "κλπ", "κ.λπ", "κτλ", "κ.α", "κ.ο.κ", "etc", "co", "ltd", "şti", "inc", "aş"})
_LETTERS_WITH_STOPS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # a.m, π.χ, κ.ο.κ
_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)


def split(text: str, analysis: Analysis) -> list[str]:
    """The sentences of ``text``, stripped, in order; every character but white space is in exactly one of them."""
    pieces: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        for line in _lines(paragraph):
            pieces += _sentences(line, analysis)
    return [stripped for piece in pieces if (stripped := piece.strip())]


def _lines(paragraph: str) -> list[str]:
    """Lines that their writer ended; a line wrapped by a mail program goes on in the next."""
    lines: list[str] = []
    open_line = False
    for line in paragraph.split("\n"):
        if open_line and not _BULLET.match(line.lstrip()):
            lines[-1] += "\n" + line
        else:
            lines.append(line)
        open_line = len(line.rstrip()) > _WRAPPED
    return lines


def _sentences(line: str, analysis: Analysis) -> list[str]:
    last = len(line.rstrip())
    start, begins, found = 0, _content_at(line, 0), []
    for marks in _MARKS[analysis.language].finditer(line):
        if marks.start() <= begins:
            continue  # marks with nothing before them go with what follows
        if marks.end() >= last or _ends_sentence(line, start, marks, analysis):
            end = _take_symbols(line, marks.end())
            found.append(line[start:end])
            start, begins = end, _content_at(line, end)
    return [*found, line[start:]]


def _content_at(line: str, start: int) -> int:
    """Where the first character from ``start`` on stands that is neither space nor an opening mark."""
    while start < len(line) and (line[start].isspace() or line[start] in _OPENERS):
        start += 1
    return start


def _take_symbols(line: str, end: int) -> int:
    """Emoji after the full stop belong to the sentence before it."""
    at = end
    while at < len(line) and (line[at] in " \u200d\ufe0f" or unicodedata.category(line[at]) in ("So", "Sk")):
        at += 1
    return at if line[end:at].strip() else end


def _ends_sentence(line: str, start: int, marks: re.Match[str], analysis: Analysis) -> bool:
    token = _token_before(line, start, marks.start())
    if line[marks.end()].isspace():
        return _ends_before_space(line, marks, token, analysis)
    if _ADDRESS.search(_token_around(line, marks.start())) or marks.group()[-1] in _CLOSERS:
        return False
    return _glued(line, marks, token)


def _ends_before_space(line: str, marks: re.Match[str], token: str, analysis: Analysis) -> bool:
    following = line[_after_space(line, marks.end())]
    mark = marks.group()
    if following.islower() and (mark[0] == "…" or mark[-1] in _CLOSERS or mark.startswith("..")):
        return False  # a pause, or words of somebody else inside the sentence
    if mark[0] != "." or mark.startswith(".."):
        return True
    word = unicodedata.normalize("NFC", token).translate(analysis.table).lstrip(_OPENERS)
    if word in abbreviations(analysis):
        return word in _MAY_CLOSE and following.isupper()
    if _LETTERS_WITH_STOPS.fullmatch(word):
        return following.isupper()
    if len(word) == 1 and word.isalpha():
        return False  # an initial
    if word.isdigit():
        return not following.islower() and not _is_list_number(line, marks.start(), word)
    return True


def _after_space(line: str, at: int) -> int:
    while line[at].isspace():
        at += 1
    return at


def _is_list_number(line: str, at: int, number: str) -> bool:
    return len(number) < 3 and not line[max(0, at - _TOKEN) : at - len(number)].strip()


def _glued(line: str, marks: re.Match[str], token: str) -> bool:
    """A new sentence typed without the space: «gelmedi.Neden»; but not «1.249,90», «18.00», «ör.com»."""
    following = line[marks.end() : marks.end() + 2]
    if marks.group().strip(".…") and not marks.group().endswith((";", "\u037e")):
        return following[0].isalpha()  # ! and ? glue to nothing
    long_word = len(token) > 2 and ((token[-2:].isalpha() and token[-1:].islower()) or token[-4:].isdigit())
    return long_word and following[0].isupper() and (following[1:].islower() or following[1:] == " ")


def _token_before(line: str, start: int, at: int) -> str:
    before = line[max(start, at - _TOKEN) : at]
    return before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""


def _token_around(line: str, at: int) -> str:
    return _token_before(line, 0, at) + line[at : at + _TOKEN].split(None, 1)[0]
