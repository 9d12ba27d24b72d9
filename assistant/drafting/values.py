"""The values phrases are filled with: the customer's own details, the owner, the time, the brand's contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.domain import Audience, Language, Market
from assistant.drafting.case import Case
from assistant.knowledge import ServiceLevel
from assistant.knowledge.calendar import due_at


def values(case: Case, audience: Audience, items: Sequence[str] = ()) -> dict[str, str | Mapping[str, str]]:
    """Every variable a phrase may use in this reply; what is not known is left out, so that such phrases are not used.

    Order numbers are personal to the case and stay out of public replies.
    """
    brand, details = case.knowledge.brand, case.triage.details
    playbook = case.knowledge.playbooks[case.triage.category]
    product = product_forms(case)
    found: dict[str, str | Mapping[str, str]] = {
        "brand": brand.name,
        "about": product or about_forms(case, playbook.about),
    }
    if product:
        found["product"] = product
    if details.days_waited and details.days_waited > 1:
        found["days"] = str(details.days_waited)
    if details.earlier_contacts and details.earlier_contacts > 1:
        found["contacts"] = str(details.earlier_contacts)
    if details.order_numbers and audience is Audience.PRIVATE:
        found["order"] = details.order_numbers[0]
    if len(details.amounts) == 1:
        found["amount"] = details.amounts[0]
    if len(details.dates) == 1:
        found["date"] = details.dates[0]
    if items:
        found["items"] = join([case.phrases.slots[item].ask for item in items if item in case.phrases.slots], case)
    bridge = case.profile.bridge
    if bridge and bridge in case.phrases.bridges:
        found["channel"] = contact_filled(case.phrases.bridges[bridge], case)
    line = case.knowledge.service_levels.follow_up[playbook.follow_up]
    found |= owner_and_time(line, case)
    found |= {name: value for name in brand.contacts if (value := contact(case, name))}
    return found


def owner_and_time(line: ServiceLevel, case: Case) -> dict[str, str]:
    """``team`` and ``within`` of a service level in the reply's language."""
    team = case.knowledge.brand.teams[line.team or "care"][case.language]
    return {"team": team, "within": f"{line.within} {case.phrases.durations[line.unit][line.within != 1]}"}


def due(line: ServiceLevel, case: Case) -> datetime:
    """When a promise made now falls due, in the customer's zone."""
    zone = ZoneInfo(case.knowledge.brand.time_zone[case.market or Market.TR])
    return due_at(case.now, line, case.knowledge.brand, zone)


def contact(case: Case, name: str) -> str | None:
    """A contact of the brand for this customer; with the market unknown, the one of the reply's language."""
    market = case.market or _home(case)
    return case.knowledge.brand.contact(name, market)


def contact_filled(text: str, case: Case) -> str:
    """A short text with the brand's contacts in place of ``{{ help_mail }}`` and the like."""
    for name in case.knowledge.brand.contacts:
        text = text.replace(f"{{{{ {name} }}}}", contact(case, name) or "")
    return text


def product_forms(case: Case) -> Mapping[str, str] | None:
    """The forms of the product the customer named, if exactly one kind is in question."""
    products = case.triage.details.products
    words = case.knowledge.products[case.language].root.get(products[0]) if products else None
    return forms(words.forms, case.language) if words else None


def about_forms(case: Case, word: str) -> Mapping[str, str]:
    """The forms of the playbook's word for the matter (order, refund, visit)."""
    return forms(case.phrases.about[word], case.language)


def forms(given: Mapping[str, str], language: Language) -> Mapping[str, str]:
    """All forms of a noun: Turkish cases are built from ``yours``, the rest stands in the file."""
    if language is Language.TR and "yours" in given:
        from assistant.languages.turkish.grammar import cases

        built = cases(given["yours"])
        return {"acc": built.acc, "gen": built.gen, "dat": built.dat, "loc": built.loc, "abl": built.abl, **given}
    if language is Language.EN and "bare" in given:
        return {"yours": f"your {given['bare']}", **given}
    return given


def join(items: Sequence[str], case: Case) -> str:
    """«a, b ve c» in the reply's language."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + case.phrases.join["and"] + items[-1]


def _home(case: Case) -> Market | None:
    defaults = case.knowledge.brand.default_language
    return next((market for market, language in defaults.items() if language is case.language), Market.TR)
