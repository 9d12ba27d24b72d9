"""Missing details that a person fills in for a customer: read when they come in, then part of the complaint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from assistant.domain import Complaint, Language, Market
from assistant.errors import InputError
from assistant.knowledge import Knowledge
from assistant.knowledge.calendar import zone_of
from assistant.triage.filling import Form, read_filled

MARKET = "market"  # the slot that is a field of the complaint itself


def read_details(
    filled: Mapping[str, str], knowledge: Knowledge, market: Market | None, reader: Language, now: datetime
) -> dict[str, str]:
    """What was filled in by slot, each in its normal form; a field left empty says nothing.

    Dates and amounts are read as somebody who reads ``reader`` writes them. Raises ``InputError`` as ``read_filled``.
    """
    form = Form(knowledge, market, reader, now.astimezone(zone_of(knowledge.brand, market)).date())
    return {name: read_filled(name, said, form) for name, said in filled.items() if said.strip()}


def details_of(value: object) -> Mapping[str, str]:
    """The field ``filled`` of a complaint, by slot; in a CSV file it is JSON. Raises ``InputError``."""
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise InputError("filled is not JSON; in a CSV file the column holds a JSON object") from error
    if value is None or value == "":
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(said, str) for said in value.values()):
        raise InputError('filled is no object of strings; write it like {"order_number": "…"}')
    return {str(name): said for name, said in value.items()}


def told_with(
    raw: Mapping[str, object], complaint: Complaint, knowledge: Knowledge, reader: Language, now: datetime
) -> dict[str, str]:
    """The details that came in the field ``filled`` of a complaint, by slot in normal form; raises ``InputError``."""
    return read_details(details_of(raw.get("filled")), knowledge, complaint.market, reader, now)


def with_details(complaint: Complaint, filled: Mapping[str, str]) -> Complaint:
    """The complaint with these details known of it; the market among them is the complaint's own from then on."""
    known = replace(complaint, known=tuple(sorted({**dict(complaint.known), **filled}.items())))
    market = filled.get(MARKET)
    return replace(known, market=Market(market)) if market in set(Market) else known
