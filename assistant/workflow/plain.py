"""The text of an HTML mail as its reader sees it: no markup, nothing hidden, what is quoted marked as quoted."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = frozenset({"head", "script", "style", "title", "template", "noscript"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_BLOCKS = re.compile(
    r"address|article|aside|blockquote|body|center|div|d[dlt]|fieldset|figure|footer|form|h[1-6r]|header|li|main|nav|ol|p|"
    r"pre|section|table|t[dhr]|ul"
)
# How Gmail, Outlook, Thunderbird and Yahoo wrap what they quote.
_QUOTES = re.compile(r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|x_divRplyFwdMsg")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
_DEEPEST = 200  # open tags that are followed; what nests deeper is read as if it stood there
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")


def plain(html: str) -> str:
    """The words of an HTML text, a line a block; lines of what it quotes begin with ``>``.

    >>> plain("<p>It <b>leaks</b>.</p><blockquote>Hello<br>again</blockquote>")
    'It leaks.\\n> Hello\\n> again'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # tag, silent, quoted

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if _BLOCKS.fullmatch(tag):
            self.end_line()
        if tag == "br":
            self.end_line(empty=True)
        if tag in _VOID or len(self._open) >= _DEEPEST:
            return
        named = f"{given.get('class', '')} {given.get('id', '')}"
        silent = tag in _SILENT or bool(_HIDDEN.search(given.get("style", "")))
        quoted = tag == "blockquote" or bool(_QUOTES.search(named))
        self._open.append((tag, silent or self._silent, quoted or self._quoted))

    def handle_endtag(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self.end_line(empty=tag == "p")
        places = [place for place, (name, _, _) in enumerate(self._open) if name == tag]
        if places:  # what was left open inside it ends with it
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)

    def end_line(self, *, empty: bool = False) -> None:
        """Close the line that is being written; ``empty`` lets a line without words stand."""
        words = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if words or empty:
            self.lines.append(f"> {words}".rstrip() if self._quoted else words)

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    @property
    def _quoted(self) -> bool:
        return bool(self._open) and self._open[-1][2]
