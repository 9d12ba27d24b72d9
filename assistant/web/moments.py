"""How moments are shown: how long ago, how long until, and at what time, short and in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from assistant.domain import Language

# Shown times are the desk's own: people read them off the clock on their wall.
ZONES = {Language.TR: "Europe/Istanbul", Language.EL: "Europe/Athens", Language.EN: "Europe/Istanbul"}
_UNITS = {
    Language.TR: ("sn", "dk", "sa", "gün"),
    Language.EL: ("δ", "λ", "ώ", "ημ"),
    Language.EN: ("s", "min", "h", "d"),
}
_MONTHS = {
    Language.TR: ["Oca", "Şub", "Mar", "Nis", "May", "Haz", "Tem", "Ağu", "Eyl", "Eki", "Kas", "Ara"],
    Language.EL: ["Ιαν", "Φεβ", "Μαρ", "Απρ", "Μαΐ", "Ιουν", "Ιουλ", "Αυγ", "Σεπ", "Οκτ", "Νοε", "Δεκ"],
    Language.EN: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


def span(language: Language, length: timedelta) -> str:
    """A length of time with at most two units, coarse enough to be read at a glance.

    >>> span(Language.EN, timedelta(hours=27, minutes=5)), span(Language.TR, timedelta(minutes=4, seconds=50))
    ('1 d 3 h', '4 dk')
    """
    second, minute, hour, day = _UNITS[language]
    total = max(0, int(length.total_seconds()))
    days, hours, minutes = total // 86400, total % 86400 // 3600, total % 3600 // 60
    if days >= 7:
        return f"{days} {day}"
    if days:
        return f"{days} {day} {hours} {hour}" if hours else f"{days} {day}"
    if hours:
        return f"{hours} {hour} {minutes} {minute}" if minutes and hours < 6 else f"{hours} {hour}"
    return f"{minutes} {minute}" if minutes else f"{total} {second}"


def ago(language: Language, then: datetime, now: datetime) -> str:
    """How long a moment lies back."""
    return span(language, now - then)


def left(language: Language, until: datetime, now: datetime) -> str:
    """How long until a moment, or since it passed."""
    return span(language, abs(until - now))


def clock(language: Language, moment: datetime, now: datetime | None = None) -> str:
    """A moment as a time, with its day unless that is today's.

    >>> from datetime import UTC
    >>> clock(Language.EN, datetime(2026, 11, 20, 7, 5, tzinfo=UTC))
    '20 Nov 10:05'
    """
    zone: tzinfo = ZoneInfo(ZONES[language])
    here = moment.astimezone(zone)
    if now is not None and here.date() == now.astimezone(zone).date():
        return f"{here:%H:%M}"
    return f"{here.day} {_MONTHS[language][here.month - 1]} {here:%H:%M}"
