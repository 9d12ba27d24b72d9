"""The values phrases are filled with: the customer's own details, the owner, the time, the brand's contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from assistant.domain import Audience, Category, Language, Market, Situation
from assistant.drafting.belief import category
from assistant.drafting.case import Case
from assistant.drafting.days import counted, days_named, delay, wait
from assistant.drafting.things import colours, counts, products_in_question, store, subject
from assistant.drafting.told import message
from assistant.knowledge import ServiceLevel, Told
from assistant.knowledge.calendar import due_at
from assistant.languages.formats import format_date, format_money
from assistant.languages.greek.grammar import is_stressed, without_stress
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import amounts, dates
from assistant.triage.reading import plain_key, read

STORES = "stores"  # the team of whoever is met in a store
# What praise of a team speaks of (the matters of ``relevance.features``).
PRAISED = {"logistics": ("@delivery", "@courier"), STORES: ("@store", "@staff", "@hours"), "service": ("@repair",)}


def values(
    case: Case, audience: Audience, items: Sequence[str] = (), when: str | None = None
) -> dict[str, str | Mapping[str, str]]:
    """Every variable a phrase may use in this reply; what is not known is left out, so that such phrases are not used.

    ``items`` are slots to ask for, ``when`` the appointment of a note. Order numbers are personal to the case and stay
    out of public replies.
    """
    return case.once(("values", audience, tuple(items), when), lambda: _values(case, audience, items, when))


def _values(
    case: Case, audience: Audience, items: Sequence[str], when: str | None
) -> dict[str, str | Mapping[str, str]]:
    brand, details = case.knowledge.brand, case.triage.details
    playbook = case.knowledge.playbooks[category(case)]
    product = product_forms(case)
    found: dict[str, str | Mapping[str, str]] = {
        "brand": brand.name,
        "about": product or about_forms(case, playbook.about),
    }
    if product and case.triage.situation is not Situation.PRAISE:  # praise is mostly for people: see praised()
        found["product"] = product
    found |= _times(case) | _mixed_up(case)
    if details.earlier_contacts and details.earlier_contacts > 1:
        found["contacts"] = spelled(details.earlier_contacts, case)
    if case.order_numbers and audience is Audience.PRIVATE:
        found["order"] = case.order_numbers[0]
    if len(details.amounts) == 1:
        found["amount"] = _money(details.amounts[0], case.language)
    if len(details.dates) == 1:
        found["date"] = _date(details.dates[0], case.language)
    if when:
        found["when"] = when
    if items:
        found["items"] = join([case.phrases.slots[item].ask for item in items if item in case.phrases.slots], case)
    bridge = case.profile.bridge
    if bridge and bridge in case.phrases.bridges:
        found["channel"] = contact_filled(case.phrases.bridges[bridge], case)
    line = case.knowledge.service_levels.follow_up[playbook.follow_up]
    found |= owner_and_time(line, case)
    if case.triage.situation is Situation.PRAISE:
        found["team"] = team_of(praised(case), case)
    if place := store(case):
        found["store"] = place
    found |= {name: value for name in brand.contacts if (value := contact(case, name))}
    return found


def _times(case: Case) -> dict[str, str | Mapping[str, str]]:
    """The days the customer named by what they were, and the wait in the unit they counted in.

    Days that were reckoned from a day named are told by that day: «since 5 October», not «39 days».
    """
    found: dict[str, str | Mapping[str, str]] = {
        role: day_forms(day, case.language) for role, day in days_named(case).items()
    }
    told, waited = case.knowledge.told.get(case.language), wait(case)
    if waited and told and waited[1] in told.spans and waited[0] > 1:
        found["wait"] = _wait_forms(*waited, told, case)
    behind = delay(case)
    if behind and told and behind[1] in told.spans and behind[0] > 1:
        found["late"] = _wait_forms(*behind, told, case)
    days = case.triage.details.days_waited if counted(case) else None
    if days and days > 1 and (waited[1] is Unit.DAY if waited else not found):
        found["days"] = spelled(days, case)
    return found


def day_forms(day: date, language: Language) -> str | Mapping[str, str]:
    """A day as a reply names it, without the year; in Turkish in every case."""
    said = format_date(day, language, year=False)
    if language is not Language.TR:
        return said
    from assistant.languages.turkish.grammar import suffix

    return {"bare": said, **{case: suffix(said, case, proper=True) for case in ("loc", "abl", "dat", "gen")}}


def _wait_forms(count: int, unit: Unit, told: Told, case: Case) -> str | Mapping[str, str]:
    """«three weeks»; Turkish has a word for «for three weeks now» in the second place."""
    one, other = told.spans[unit]
    said = spelled(count, case)
    if case.language is Language.TR:
        return {"bare": f"{said} {one}", "since": f"{said} {other}"}
    return f"{said} {one if count == 1 else other}"


def spelled(count: int, case: Case) -> str:
    """A small number as prose writes it («three»), a larger one in figures."""
    words = case.phrases.numbers
    return words[count - 2] if 2 <= count < len(words) + 2 else str(count)


def owner_and_time(line: ServiceLevel, case: Case) -> dict[str, str]:
    """``team`` and ``within`` of a service level in the reply's language."""
    team = team_of(line.team or "care", case)
    return {"team": team, "within": f"{line.within} {case.phrases.durations[line.unit][line.within != 1]}"}


def team_of(name: str, case: Case) -> str:
    """A team as the customer reads it; the manager of a store by its place, where the message names one store."""
    brand, place = case.knowledge.brand, store(case) if name == STORES else None
    named = brand.stores.manager.get(case.language) if place else None
    return named.replace("{{ store }}", place or "") if named else brand.teams[name][case.language]


def praised(case: Case) -> str:
    """The team a customer's thanks are for, by what they write of: delivery, store, repair, or else who served them."""
    weights = case.asked.weights
    near = ((team, sum(weights.get(mark, 0.0) for mark in marks)) for team, marks in PRAISED.items())
    team, weight = max(near, key=lambda pair: pair[1])
    return team if weight else case.knowledge.playbooks[Category.PRAISE].team


def due(line: ServiceLevel, case: Case) -> datetime:
    """When a promise made now falls due, in the customer's zone."""
    return due_at(case.now, line, case.knowledge.brand, case.market)


def contact(case: Case, name: str) -> str | None:
    """A contact of the brand for this customer; with the market unknown, the one of the reply's language."""
    market = case.market or home(case)
    return case.knowledge.brand.contact(name, market)


def contact_filled(text: str, case: Case) -> str:
    """A short text with the brand's contacts in place of ``{{ help_mail }}`` and the like."""
    for name in case.knowledge.brand.contacts:
        text = text.replace(f"{{{{ {name} }}}}", contact(case, name) or "")
    return text


def product_forms(case: Case) -> Mapping[str, str] | None:
    """The forms of the product the message is about; nothing where that is not clear."""
    return _forms_of(subject(case), case)


def _forms_of(code: str | None, case: Case) -> Mapping[str, str] | None:
    words = case.knowledge.products[case.language].root.get(code) if code else None
    if words is None or not words.forms:
        return None
    return forms(_several(words.forms, case) or words.forms, case.language)


def _mixed_up(case: Case) -> dict[str, str | Mapping[str, str]]:
    """What was wanted and what came: products, colours, counts."""
    found: dict[str, str | Mapping[str, str]] = {}
    goods, shades, numbers = products_in_question(case), colours(case), counts(case)
    if goods:
        wanted, got = _forms_of(goods.wanted, case), _forms_of(goods.got, case)
        found |= {"wanted": wanted, "got": got} if wanted and got else {}
    if shades and not goods:
        found |= {"wanted_colour": shades.wanted, "got_colour": shades.got}
    if numbers:
        found |= {"wanted_count": numbers.wanted, "got_count": numbers.got}
    return found


def _several(given: Mapping[str, str], case: Case) -> Mapping[str, str] | None:
    """The forms for more than one, where the customer writes of several and the language builds them by rule."""
    bare = given.get("bare", "")
    if case.language is Language.EN and bare and not bare.endswith("s"):
        many = f"{bare[:-1]}ies" if bare.endswith("y") else f"{bare}s"
        return {"bare": many} if _spoken(many.split(" ")[-1], case) else None
    if case.language is Language.TR and bare and " " not in bare:
        thin = next((letter in "eiöü" for letter in reversed(bare) if letter in "aeıioöuü"), False)
        many = bare + ("ler" if thin else "lar")
        return {"bare": many, "yours": many + ("iniz" if thin else "ınız")} if _spoken(many, case) else None
    return None


def _spoken(word: str, case: Case) -> bool:
    """Whether a word stands in the message, or in what the customer wrote before, with any ending."""
    wanted = plain_key(word, case.language)
    before = [turn.text for turn in case.complaint.thread if turn.sender == "customer"]
    written = read("\n".join((message(case), *before))).words
    return any(plain_key(found, case.language).startswith(wanted) for found in written)


def about_forms(case: Case, word: str) -> Mapping[str, str]:
    """The forms of the playbook's word for the matter (order, refund, visit)."""
    return forms(case.phrases.about[word], case.language)


def forms(given: Mapping[str, str], language: Language) -> Mapping[str, str]:
    """All forms of a noun: Turkish cases are built from ``yours``, the rest stands in the file."""
    if language is Language.TR and "yours" in given:
        from assistant.languages.turkish.grammar import cases

        built = cases(given["yours"])
        return {"acc": built.acc, "gen": built.gen, "dat": built.dat, "loc": built.loc, "abl": built.abl, **given}
    if language is Language.EL and "nom" in given:
        bare, acc = own_less(given["nom"]), own_less(given.get("acc", given["nom"]))
        return {"bare": bare, "bare_acc": acc, "one": acc.partition(" ")[2], **given}
    if language is Language.EN and "bare" in given:
        many = given["bare"].endswith("s") and not given["bare"].endswith("ss")
        verbs = {"is": "are", "has": "have", "was": "were"} if many else {"is": "is", "has": "has", "was": "was"}
        one = given["bare"] if many else f"{'an' if given['bare'][0] in 'aeiou' else 'a'} {given['bare']}"
        return {"yours": f"your {given['bare']}", "one": one, **verbs, **given}
    return given


def own_less(noun: str) -> str:
    """A Greek noun without its «σας» and the accent that goes with it.

    >>> own_less("το πλυντήριό σας"), own_less("την τηλεόρασή σας"), own_less("το ψυγείο σας")
    ('το πλυντήριο', 'την τηλεόραση', 'το ψυγείο')
    """
    *rest, last = noun.removesuffix(" σας").split(" ")
    places = [at for at, letter in enumerate(last) if is_stressed(letter)]
    if len(places) > 1:
        last = last[: places[-1]] + without_stress(last[places[-1]]) + last[places[-1] + 1 :]
    return " ".join((*rest, last))


def join(items: Sequence[str], case: Case) -> str:
    """«a, b ve c» in the reply's language."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + case.phrases.join["and"] + items[-1]


def _money(written: str, language: Language) -> str:
    """An amount as this language writes it; what cannot be read stays as the customer wrote it."""
    found = amounts(written, language)
    return format_money(found[0].value, found[0].currency, language) if len(found) == 1 else written


def _date(written: str, language: Language) -> str:
    """A day as this language writes it, without the endings and signs it was written with."""
    found = dates(written, language)
    try:
        day = date.fromisoformat(found[0].value.replace("--", "2000-", 1)) if len(found) == 1 else None
    except ValueError:
        day = None
    return format_date(day, language, year=False) if day else written.strip(" .,;:")


def native(case: Case) -> bool:
    """Whether the reply is in a country's own language, which tells where they bought as long as nothing else does."""
    return case.language in case.knowledge.brand.default_language.values()


def home(case: Case) -> Market:
    """The market whose language the reply is in; Turkey's for a language that is nobody's."""
    defaults = case.knowledge.brand.default_language
    return next((market for market, language in defaults.items() if language is case.language), Market.TR)
