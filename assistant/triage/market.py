"""Settling where the customer bought, apart from the language they speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Complaint, Market, Reason
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.lexicon import Found

# From the most telling sign to the least; two signs of a kind that contradict each other say nothing.
KINDS = ("currency", "phone", "city", "store", "carrier", "law")
SYMBOLS = {Market.TR: re.compile("₺|\\d\\s?TL\\b"), Market.GR: re.compile("€")}
PHONES = {
    Market.TR: re.compile(
        r"(?<!\d)(?:(?:\+|00)90[\s().-]*\d"  # the prefix
        r"|\(?0?\(?5\d\d\)?[\s.-]*\d{3}[\s.-]*\d{2}[\s.-]*\d{2}(?!\d)"  # a mobile number
        r"|TR\d\d[\s\d])"  # an account
    ),
    Market.GR: re.compile(r"(?<!\d)(?:(?:\+|00)30[\s().-]*\d|69\d[\s.-]*\d{3}[\s.-]*\d{4}(?!\d)|GR\d\d[\s\d])"),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """The market, ``None`` when nothing tells it, and why."""

    market: Market | None
    reason: Reason


def settle(complaint: Complaint, found: Sequence[Found], knowledge: TriageKnowledge) -> Settled:
    """The market: as given, else by the first kind of sign that points to one market only.

    ``found`` is what was found in the message and, behind it, in what the customer wrote before.
    """
    if complaint.market is not None:
        return Settled(complaint.market, Reason("market.given", {"market": complaint.market}))
    raw = "\n".join((complaint.subject or "", complaint.text, *_said_before(complaint)))
    for kind in KINDS:
        pointing = {market: said for market in Market if (said := _sign(kind, market, raw, found, knowledge))}
        if len(pointing) == 1:
            market, said = pointing.popitem()
            return Settled(market, Reason(f"market.{kind}", {"market": market, "said": said}))
    return Settled(None, Reason("market.unknown"))


def _sign(kind: str, market: Market, raw: str, found: Sequence[Found], knowledge: TriageKnowledge) -> str:
    """What points to the market; a phone number is named by its country only."""
    code = f"{market}_{kind}"
    said = next((quoted for one in found if (quoted := one.quote("markets", code))), "")
    if kind == "phone":
        return market.upper() if said or PHONES[market].search(raw) else ""
    if kind == "currency":
        symbol = SYMBOLS[market].search(raw)
        return symbol.group().strip("0123456789 ") if symbol else said
    if kind == "store":
        signals = knowledge.signals.get(market)
        named = (*signals.stores, *signals.contacts) if signals else ()
        lowered = raw.casefold()
        return next((name for name in named if name.casefold() in lowered), "") or said
    return said


def _said_before(complaint: Complaint) -> list[str]:
    return [turn.text for turn in complaint.thread if turn.sender == "customer"]
