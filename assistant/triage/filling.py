"""Reading what a person fills in for a missing fact: its value in one normal form, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NoReturn

from assistant.domain import Language, Market, SlotType
from assistant.errors import InputError
from assistant.knowledge import Knowledge
from assistant.knowledge.slots import SlotRule
from assistant.languages import fold
from assistant.languages.formats import Currency, format_date, format_money
from assistant.languages.quantities import amounts, dates

LONGEST = 200
PHOTO = re.compile(
    r"https?://[^\s/]+\.[^\s]+|[^/\\\s][^/\\]*\.(?:jpe?g|png|gif|webp|heic|heif|tiff?|bmp|pdf)", re.IGNORECASE
)
PAUSES = re.compile(r"[\s_\u2010-\u2015]+")
NUMBER = re.compile(r"\\d\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Form:
    """What a value is read by: the brand's sheets, where the customer bought, who fills it in and on which day."""

    knowledge: Knowledge
    market: Market | None
    language: Language
    today: date

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages a date or an amount may be written in, the reader's own first."""
        return (self.language, *(other for other in Language if other is not self.language))


def read_filled(name: str, said: str, form: Form) -> str:
    """The normal form of a value: ``2026-11-03``, ``1249.90 TRY``, ``+905321234567``, an order number, a choice's code.

    Raises ``InputError`` (``slot.date``, ``slot.ahead``, ``slot.money``, ...) with words in ``wording`` for what cannot
    be such a value, and ``slot.unknown`` for a fact the brand never asks for.
    """
    if not any(name in phrases.slots for phrases in form.knowledge.phrases.values()):
        _refuse("unknown", name, said)
    rule, said = form.knowledge.slot(name), " ".join(said.split())
    if len(said) > LONGEST:
        _refuse("long", name, said[:40] + "…", most=LONGEST)
    return READERS[rule.type](name, said, rule, form)


def shown(rule: SlotRule, value: str, language: Language) -> str:
    """A value in normal form as a reader of a language writes it; any other stays as it is.

    >>> shown(SlotRule(type=SlotType.DATE), "2026-11-03", Language.EL)
    '3 Νοεμβρίου 2026'
    """
    try:
        if rule.type is SlotType.DATE:
            return format_date(date.fromisoformat(value), language)
        if rule.type is SlotType.MONEY:
            amount, currency = value.split(" ")
            return format_money(Decimal(amount), Currency(currency), language)
    except (ValueError, ArithmeticError):
        return value
    return rule.choices.get(value, {}).get(language, value)


def _text(name: str, said: str, rule: SlotRule, form: Form) -> str:
    return said


def _order_number(name: str, said: str, rule: SlotRule, form: Form) -> str:
    pattern = re.compile(rf"(?<!\w){form.knowledge.brand.order_number}(?!\w)", re.IGNORECASE)
    for written in (said, PAUSES.sub("-", said), PAUSES.sub("", said)):
        found = {match.group().upper() for match in pattern.finditer(written)}
        if len(found) == 1:
            return found.pop()
        if found:
            _refuse("several", name, said)
    return _refuse("order_number", name, said, like=_like(form.knowledge.brand.order_number))


def _like(pattern: str) -> str:
    """A number as the brand's are, made from its pattern; the pattern itself where that is no simple one.

    >>> _like(r"MLT-\\d{5}")
    'MLT-12345'
    """
    made = NUMBER.sub(lambda match: "1234567890"[: int(match[1])], pattern)
    return made if re.fullmatch(pattern, made) else pattern


def _date(name: str, said: str, rule: SlotRule, form: Form) -> str:
    found = next((read for language in form.languages if (read := {one.value for one in dates(said, language)})), set())
    if len(found) > 1:
        _refuse("several", name, said)
    day = next((_day(written, rule, form.today) for written in found), None)
    if day is None:
        _refuse("date", name, said)
    if day > form.today and not rule.ahead:
        _refuse("ahead", name, said)
    return day.isoformat()


def _day(written: str, rule: SlotRule, today: date) -> date | None:
    """The day of a date; without its year the last there was, or the next for one that may lie ahead."""
    if not written.startswith("--"):
        return date.fromisoformat(written) if len(written) == len("2026-11-03") else None
    days = list(_of_years_near(written[2:], today))
    if rule.ahead:
        return min((day for day in days if day >= today), default=None)
    return max((day for day in days if day <= today), default=None)


def _of_years_near(written: str, today: date) -> Iterator[date]:
    for year in range(today.year - 4, today.year + 5):  # a leap day is in one of them
        try:
            yield date.fromisoformat(f"{year}-{written}")
        except ValueError:
            continue


def _money(name: str, said: str, rule: SlotRule, form: Form) -> str:
    currency = form.knowledge.brand.currency.get(form.market) if form.market else None
    found = _amounts(said, form)
    if not found and currency is not None:
        found = _amounts(f"{said} {currency}", form)
    if not found and re.fullmatch(r"[\d.,\s]+", said):
        _refuse("currency", name, said)
    if len(found) != 1:
        _refuse("several" if found else "money", name, said)
    return found.pop()


def _amounts(said: str, form: Form) -> set[str]:
    for language in form.languages:
        if found := {f"{one.value:.2f} {one.currency}" for one in amounts(said, language) if one.value >= 0}:
            return found
    return set()


def _phone(name: str, said: str, rule: SlotRule, form: Form) -> str:
    import phonenumbers

    for market in (form.market,) if form.market else Market:
        try:
            number = phonenumbers.parse(said, market.upper())
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _refuse("phone", name, said)


def _photo(name: str, said: str, rule: SlotRule, form: Form) -> str:
    if not PHOTO.fullmatch(said):
        _refuse("photo", name, said)
    return said


def _choice(name: str, said: str, rule: SlotRule, form: Form) -> str:
    for code, words in rule.choices.items():
        if any(
            fold(said, language) == fold(word, language) for language in Language for word in (code, *words.values())
        ):
            return code
    return _refuse("choice", name, said, choices=", ".join(shown(rule, code, form.language) for code in rule.choices))


READERS: Mapping[SlotType, Callable[[str, str, SlotRule, Form], str]] = {
    SlotType.TEXT: _text,
    SlotType.ORDER_NUMBER: _order_number,
    SlotType.DATE: _date,
    SlotType.MONEY: _money,
    SlotType.PHONE: _phone,
    SlotType.PHOTO: _photo,
    SlotType.CHOICE: _choice,
}


def _refuse(problem: str, name: str, said: str, **values: str | int) -> NoReturn:
    told = {"slot": name, "said": said, **values}
    raise InputError(f"{name}: {said!r} cannot be filled in ({problem})", code=f"slot.{problem}", values=told)
