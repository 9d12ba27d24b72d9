"""Deliveries that were put aside, as a page for those who decide what becomes of them; only text of them is shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.errors import AssistantError
from assistant.web.calls import sentence
from assistant.web.page import top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render, texts
from assistant.web.visitors import Visitor
from assistant.workflow.aside import Shown

PAGE = "aside"


def aside_html(
    parts: Parts,
    who: Visitor,
    found: Sequence[Shown],
    now: datetime,
    *,
    everything: bool = False,
    taken: int | None = None,
    wanted: bool = False,
    problem: AssistantError | None = None,
) -> str:
    """What waits for a person, or ``everything`` that was put aside.

    ``taken`` is the number of the case that came of the last one, ``wanted`` that it will be fetched once more.
    """
    brand = parts.knowledge.brand.name
    return render(
        "aside.html",
        who.language,
        brand=brand,
        top=Markup(top_html(brand, who, PAGE)),
        found=[(one, reason(who, one)) for one in found],
        everything=everything,
        taken=taken,
        wanted=wanted,
        now=now,
        csrf=who.csrf,
        problem=sentence(problem, who.language) if problem else "",
    )


def reason(who: Visitor, one: Shown) -> str:
    """Why a delivery was put aside, in words; what went wrong with it in a way nobody named goes by that name."""
    known = texts(who.language)
    return known.get(f"aside_reason.{one.reason}") or known["aside_reason.other"].format(code=one.reason)
