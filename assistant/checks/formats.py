"""Money, times and dates stand as the reply's language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language

SIGNS = {"TL": "TL", "₺": "TL", "€": "€", "EUR": "€", "euro": "€"}
BEFORE = re.compile(r"(?<!\w)(?P<sign>€|₺)\s?(?P<number>\d[\d.,]*\d|\d)")
AFTER = re.compile(r"(?<![\w.,])(?P<number>\d[\d.,]*\d|\d)\s?(?P<sign>€|₺|TL)(?!\w)")
TWELVE = re.compile(
    r"(?<![\w:.])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\.?(?!\w)", re.I
)


def formats(reviewed: Reviewed) -> Iterator[Finding]:
    """What is written another country's way, with the local way as the mend."""
    rule = reviewed.rule("number_format")
    if rule is None:
        return
    for span, wanted in foreign_formats(reviewed.text, reviewed.language):
        text = reviewed.text[slice(*span)]
        yield reviewed.finding(
            "number_format", rule.severity, "number_format.foreign", span, wanted, text=text, wanted=wanted
        )


def foreign_formats(text: str, language: Language) -> Iterator[tuple[tuple[int, int], str]]:
    """Each amount or time that is not written the local way, with the way it should be.

    >>> list(foreign_formats("€3.90", Language.TR)), list(foreign_formats("3,90 €", Language.EN))
    ([((0, 5), '3,90 €')], [((0, 6), '€3.90')])
    """
    for match in (*BEFORE.finditer(text), *AFTER.finditer(text)):
        wanted = _money(match["number"], match["sign"], language)
        if wanted is not None and wanted != match.group().replace("\u00a0", " "):
            yield match.span(), wanted
    if language is Language.EN:
        return
    for match in TWELVE.finditer(text):
        hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
        yield match.span(), f"{hour:02}{'.' if language is Language.TR else ':'}{match['minute'] or '00'}"


def _money(number: str, sign: str, language: Language) -> str | None:
    """An amount as the language writes it; ``None`` where the digits do not say which mark is which."""
    whole, cents = _parts(number)
    if whole is None:
        return None
    thousands, decimal = (",", ".") if language is Language.EN else (".", ",")
    grouped = f"{int(whole):,}".replace(",", thousands) if any(mark in number[:-3] for mark in ".,") else whole
    figure = grouped + (decimal + cents if cents else "")
    unit = SIGNS[sign]
    return f"€{figure}" if language is Language.EN and unit == "€" else f"{figure} {unit}"


def _parts(number: str) -> tuple[str | None, str]:
    """The whole units and the hundredths of a figure, whichever marks it uses."""
    match = re.fullmatch(r"(\d{1,3}(?:([.,])\d{3})*|\d+)(?:[.,](\d{2}))?", number)
    if match is None:
        return None, ""
    return re.sub(r"[.,]", "", match[1]), match[3] or ""
