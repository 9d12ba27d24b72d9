"""What left the machine for one case, as a page for those who answer for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.store import CaseRow
from assistant.store.disclosures import Disclosure
from assistant.web.page import top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.visitors import Visitor

PAGE = "disclosures"


def disclosures_html(parts: Parts, who: Visitor, row: CaseRow, found: Sequence[Disclosure], now: datetime) -> str:
    """Every call, step and mail of a case, oldest first, each with its words where they are kept here."""
    brand = parts.knowledge.brand.name
    return render(
        "disclosures.html",
        who.language,
        brand=brand,
        top=Markup(top_html(brand, who, f"{PAGE}/{row.id}")),
        row=row,
        found=[(one, words(one)) for one in found],
        now=now,
    )


def words(one: Disclosure) -> tuple[str, ...]:
    """What was given away, piece by piece; nothing for a reply, whose words stand in the case."""
    kept = None if one.kept is None else json.loads(one.kept)
    pieces = kept if isinstance(kept, list) else [] if kept is None else [kept]
    return tuple(_piece(piece) for piece in pieces)


def _piece(piece: object) -> str:
    if isinstance(piece, dict) and "content" in piece:
        return str(piece["content"])
    return piece if isinstance(piece, str) else json.dumps(piece, ensure_ascii=False, indent=1)
