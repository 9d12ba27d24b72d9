"""The figures of the last days, as a page for those who answer for the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assistant.web.page import top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render, text, word
from assistant.web.visitors import Visitor

PAGE = "report"
GROUPS = {"by_channel": "channel", "by_category": "category"}  # how the codes of a group are called in the texts


@dataclass(frozen=True, slots=True)
class Row:
    """One figure over the days; empty where a day has none. ``inner`` is whether it belongs to the heading above."""

    name: str
    figures: tuple[str, ...]
    inner: bool = False


def report_html(parts: Parts, who: Visitor, days: Mapping[date, Mapping[str, object]], today: date) -> str:
    """A column a day, the newest first; today's are as far as they have come."""
    order = sorted(days, reverse=True)
    brand = parts.knowledge.brand.name
    return render(
        "report.html",
        who.language,
        brand=brand,
        top=Markup(top_html(brand, who, PAGE)),
        days=order,
        today=today,
        rows=rows(who, [days[day] for day in order]),
    )


def rows(who: Visitor, found: Sequence[Mapping[str, object]]) -> list[Row]:
    """The figures as lines: single ones as they come, groups under a heading with the largest first."""
    made: list[Row] = []
    for name in dict.fromkeys(name for figures in found for name in figures):
        cells = [figures.get(name) for figures in found]
        groups = [cell for cell in cells if isinstance(cell, Mapping)]
        if not groups:
            made.append(Row(text(who.language, f"report.{name}"), tuple(_shown(cell) for cell in cells)))
            continue
        made.append(Row(text(who.language, f"report.{name}"), ("",) * len(cells)))
        made += [
            Row(
                _named(who, name, code),
                tuple(_shown(cell.get(code) if isinstance(cell, Mapping) else None) for cell in cells),
                inner=True,
            )
            for code in _codes(name, groups)
        ]
    return made


def _codes(name: str, groups: Sequence[Mapping[str, object]]) -> list[str]:
    """What stands in a group: what is counted by code with the largest first, anything else as it comes."""
    codes = list(dict.fromkeys(code for group in groups for code in group))
    if name not in GROUPS:
        return codes
    return sorted(codes, key=lambda code: -sum(_number(group.get(code)) for group in groups))


def _named(who: Visitor, group: str, code: str) -> str:
    return word(who.language, GROUPS[group], code) if group in GROUPS else text(who.language, f"report.{code}")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _shown(value: object) -> str:
    return "" if value is None else str(value)
