"""Reading one message: from the JSON another program hands over to a ``Complaint`` that everything else can rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import NoReturn, Protocol, TypeVar

from assistant.domain import Author, Complaint, Language, Market, Turn
from assistant.errors import InputError
from assistant.triage.language import GIVEN

LARGEST_TEXT = 200_000  # bytes of UTF-8
LONGEST_ID = 200
LONGEST_LINE = 2_000  # characters of a subject, a name, a handle
LONGEST_NOTE = 20_000
LONGEST_THREAD = 500  # turns

_LINE_ENDS = re.compile("\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_LANGUAGE = re.compile(r"(?P<name>[A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}

CodeT = TypeVar("CodeT", bound=StrEnum)


class ChannelFacts(Protocol):
    """What reading a message needs to know of a channel."""

    @property
    def public(self) -> bool: ...


class _Cleaner:
    """Makes text storable and remembers, as codes, what it had to change."""

    def __init__(self) -> None:
        self.notices: dict[str, None] = {}

    def text(self, value: str) -> str:
        value = _LINE_ENDS.sub("\n", value)
        if "\0" in value:
            self.notices["nul_removed"] = None
            value = value.replace("\0", "")
        if _SURROGATES.search(value):
            self.notices["surrogate_replaced"] = None
            value = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
        return value

    def line(self, value: str) -> str:
        """One line: a subject or a name with a line break in it could write headers of its own later."""
        return _CONTROLS.sub(" ", self.text(value)).strip()


def clean(text: str) -> str:
    """Text as it is stored: line ends are ``\\n``, NULs are gone, halves of characters are replaced.

    >>> clean("one\\r\\ntwo\\x00")
    'one\\ntwo'
    """
    return _Cleaner().text(text)


def read_message(raw: Mapping[str, object], channels: Mapping[str, ChannelFacts], now: datetime) -> Complaint:
    """A complaint from the fields of ``interface.md``, or of a CSV row (``author_name``, ``author_handle``).

    ``now`` is when it was received unless it says so itself. What had to be changed stands in ``notices``:
    ``nul_removed``, ``surrogate_replaced``, ``offset_assumed`` (a time without a zone, read as UTC); a language given
    that is none of ours stands there too, ``language:de``. Fields this program does not know are left alone. Raises
    ``InputError``, which names the field, for anything it cannot take.
    """
    cleaner = _Cleaner()
    channel = _channel(raw.get("channel"), channels)
    public = _boolean(raw.get("public"))
    name, handle = _author(raw)
    received_at = _moment(raw.get("received_at"), "received_at", cleaner)
    language = _language(raw.get("language"), cleaner)
    return Complaint(
        id=_id(raw.get("id")),
        channel=channel,
        text=_body(raw.get("text"), "text", cleaner),
        public=channels[channel].public if public is None else public,
        received_at=received_at or now,
        subject=_line(raw.get("subject"), "subject", cleaner),
        language=language,
        author=Author(_line(name, "author.name", cleaner), _line(handle, "author.handle", cleaner)),
        market=_code(raw.get("market"), "market", Market),
        thread=_thread(raw.get("thread"), cleaner),
        note=_note(raw.get("note"), cleaner),
        notices=tuple(cleaner.notices),
    )


def read_next(raw: Mapping[str, object], now: datetime) -> tuple[str, Turn]:
    """What the customer of a known complaint wrote next, with its own key: the fields ``key``, ``text`` and ``at``.

    ``now`` is when it was written unless it says so itself. Raises ``InputError``, which names the field.
    """
    cleaner = _Cleaner()
    key = _id(raw.get("key"), "key", "tells this message from every other of its complaint")
    text = _body(raw.get("text"), "text", cleaner)
    return key, Turn("customer", text, _moment(raw.get("at"), "at", cleaner) or now)


def _refuse(field: str, problem: str) -> NoReturn:
    raise InputError(f"{field} {problem}", code="bad_field", values={"field": field, "problem": problem})


def _id(value: object, field: str = "id", why: str = "tells this complaint from every other") -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        _refuse(field, f"is missing; it {why}")
    if len(value) > LONGEST_ID:
        _refuse(field, f"is {len(value)} characters long; at most {LONGEST_ID}")
    if value != _Cleaner().line(value):
        # Changing an id could make two complaints one.
        _refuse(field, "holds characters that cannot be kept (control characters, halves of characters, outer blanks)")
    return value


def _channel(value: object, channels: Mapping[str, ChannelFacts]) -> str:
    if value is None or value == "":
        return "other"
    if not isinstance(value, str) or value not in channels:
        _refuse("channel", f"is {_shown(value)}; known are: {' '.join(sorted(channels))}")
    return value


def _body(value: object, field: str, cleaner: _Cleaner) -> str:
    if not isinstance(value, str):
        _refuse(field, "is missing" if value is None else f"is {_shown(value)}; write a string")
    text = cleaner.text(value)
    if not text.strip():
        _refuse(field, "is empty")
    size = len(text.encode())
    if size > LARGEST_TEXT:
        _refuse(field, f"is {size} bytes long; at most {LARGEST_TEXT} are taken")
    return text


def _line(value: object, field: str, cleaner: _Cleaner) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        _refuse(field, f"is {_shown(value)}; write a string")
    line = cleaner.line(value)
    if len(line) > LONGEST_LINE:
        _refuse(field, f"is {len(line)} characters long; at most {LONGEST_LINE}")
    return line or None


def _note(value: object, cleaner: _Cleaner) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        _refuse("note", f"is {_shown(value)}; write a string")
    if len(value) > LONGEST_NOTE:
        _refuse("note", f"is {len(value)} characters long; at most {LONGEST_NOTE}")
    return cleaner.text(value).strip() or None


def _author(raw: Mapping[str, object]) -> tuple[object, object]:
    author = raw.get("author")
    if author is None or author == "":
        return raw.get("author_name"), raw.get("author_handle")
    if not isinstance(author, Mapping):
        _refuse("author", f'is {_shown(author)}; write an object: {{"name": …, "handle": …}}')
    return author.get("name"), author.get("handle")


def _boolean(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    text = value.strip().lower() if isinstance(value, str) else None
    if text == "":
        return None
    if text not in _BOOLEANS:
        _refuse("public", f"is {_shown(value)}; write true or false")
    return _BOOLEANS[text]


def _code(value: object, field: str, kind: type[CodeT]) -> CodeT | None:
    if value is None or value == "":
        return None
    try:
        return kind(value.strip().lower() if isinstance(value, str) else "")
    except ValueError:
        _refuse(field, f"is {_shown(value)}; write one of {' '.join(kind)}, or leave it out")


def _language(value: object, cleaner: _Cleaner) -> Language | None:
    """One of our languages, ``el-GR`` too; another one is noted as it was given, since such a message is answered."""
    if value is None or value == "":
        return None
    code = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if code is None:
        _refuse("language", f"is {_shown(value)}; write a code like {' '.join(Language)} or de, or leave it out")
    name = code["name"].lower()
    if name in set(Language):
        return Language(name)
    cleaner.notices[f"{GIVEN}{name}"] = None
    return None


def _moment(value: object, field: str, cleaner: _Cleaner) -> datetime | None:
    if value is None or value == "":
        return None
    wanted = "write it like 2026-11-20T21:04:00+03:00"
    if not isinstance(value, str):
        _refuse(field, f"is {_shown(value)}; {wanted}")
    try:
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is None:
            cleaner.notices["offset_assumed"] = None
            moment = moment.replace(tzinfo=UTC)
        year = moment.astimezone(UTC).year
    except (ValueError, OverflowError):
        _refuse(field, f"is {_shown(value)}, which is no date; {wanted}")
    if not 1970 <= year < 9000:
        _refuse(field, f"is {_shown(value)}, which cannot be right; {wanted}")
    return moment


def _thread(value: object, cleaner: _Cleaner) -> tuple[Turn, ...]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            _refuse("thread", "is not JSON; in a CSV file the column holds a JSON list")
    if value is None or value == "":
        return ()
    if not isinstance(value, list):
        _refuse("thread", f"is {_shown(value)}; write a list of messages")
    if len(value) > LONGEST_THREAD:
        _refuse("thread", f"has {len(value)} messages; at most {LONGEST_THREAD}")
    return tuple(_turn(turn, f"thread[{place}]", cleaner) for place, turn in enumerate(value))


def _turn(value: object, field: str, cleaner: _Cleaner) -> Turn:
    if not isinstance(value, Mapping):
        _refuse(field, f'is {_shown(value)}; write an object: {{"from": "customer", "text": …}}')
    sender = value.get("from")
    if sender not in ("customer", "brand"):
        _refuse(f"{field}.from", f"is {_shown(sender)}; write customer or brand")
    return Turn(
        str(sender),
        _body(value.get("text"), f"{field}.text", cleaner),
        _moment(value.get("at"), f"{field}.at", cleaner),
    )


def _shown(value: object) -> str:
    """A wrong value as an error quotes it: enough to recognise it, never the whole of what somebody wrote."""
    text = json.dumps(value, ensure_ascii=True, default=lambda _: type(value).__name__)
    return text if len(text) <= 40 else text[:40] + "…"
