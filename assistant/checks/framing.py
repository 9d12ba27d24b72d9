"""Where a reply's greeting ends and where its closing begins, whether they stand on lines of their own or not."""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge import Guideline
from assistant.languages.address import mentions

PLACE = re.compile(r"\{\w+\}")
MARKS = re.compile(r"[ \t\u00a0]*[,.!:;·]+")
MOST_NAME_WORDS = 6
# Who signs: a placeholder, or whatever stands on the closing's own line; behind a sentence only what looks like a name.
SIGNER = r"\{\w+\}|[^\n{}]{1,40}"
NAMED = r"\{\w+\}|[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,3}"


def greeting_end(text: str, guideline: Guideline) -> int:
    """How far one of the brand's greetings reaches, with the form of address after it; 0 where there is none.

    The rest of the first line belongs to the reply: a whole SMS may stand there.
    """
    first = text.split("\n", 1)[0]
    openings = [one for one in _openings(guideline) if first.startswith(one) and not first[len(one) :][:1].isalpha()]
    start = max(openings, key=len, default="")
    if not start:
        return 0
    rest = first[len(start) :].rstrip()
    if len(first) < len(text) and (not rest or rest.endswith(",")) and len(rest.split()) <= MOST_NAME_WORDS:
        return len(first)
    named = next(
        (m for m in mentions(first, guideline.language) if not first[len(start) : m.start].strip(" ,\u00a0")), None
    )
    end = named.end if named and named.start >= len(start) else len(start)
    mark = MARKS.match(first, end)
    return mark.end() if mark else end


def _openings(guideline: Guideline) -> set[str]:
    greetings = guideline.card.greeting.values()
    plain = {greeting.plain.rstrip(",. ") for greeting in greetings}
    return (plain | {greeting.named.split("{name}")[0].rstrip(",. ") for greeting in greetings}) - {""}


def closing_start(text: str, template: str) -> int:
    """Where the closing begins, also where something stands after it; the text's length where there is none."""
    found = closing(template).search(text)
    if found is not None:
        return found.start()
    lead = lead_of(template)
    if not lead:
        return len(text)
    at = text.rfind(f"\n{lead}" if _is_a_dash(lead) else lead)
    return at if at >= 0 else len(text)


def lead_of(template: str) -> str:
    """What a closing begins with before the person's name."""
    return PLACE.split(template)[0].strip()


@cache
def closing(template: str) -> re.Pattern[str]:
    """A closing at the very end of a text; its group ``signer`` or ``named`` is what stands for the person.

    A dash also stands between words, so behind other words it closes a reply only after a full stop and before a name.
    """
    before, *after = (re.escape(part).replace("\\\n", r"\s*\n") for part in PLACE.split(template.strip()))
    rest = rf"(?:{SIGNER})".join(after) + r"\s*$"
    if lead_of(template) and not _is_a_dash(lead_of(template)):
        return re.compile(rf"(?:^|\s){before}(?P<signer>{SIGNER}){rest}")
    return re.compile(
        rf"(?:^|\n)\s*{before}(?P<signer>{SIGNER}){rest}|(?<=[.!?;:)»…\"])\s+{before}(?P<named>{NAMED}){rest}"
    )


def _is_a_dash(lead: str) -> bool:
    return len(lead) == 1 and lead != "^"
