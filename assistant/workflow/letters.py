"""Reading one e-mail: from its bytes to who wrote what, what it answers, and whether a person wrote it at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum
from hashlib import sha256

from assistant.errors import InputError
from assistant.languages import guess_language
from assistant.workflow.message import LONGEST_ID
from assistant.workflow.plain import plain
from assistant.workflow.quoting import without_history

# What the library's parser is known to raise for bytes no mail program writes.
BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
MOST_NAMED = 20  # attachments
MOST_ANSWERED = 50  # messages a mail says it answers
_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_ROBOT = re.compile(r"(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_FAILED = re.compile(r"^action:\s*failed\b", re.IGNORECASE | re.MULTILINE)
_LONG_NUMBER = re.compile(r"\d{4,}")
# Eight-bit text without a usable charset: what mail programs of both markets write then.
_EIGHT_BITS = ("cp1254", "cp1253")


class Nature(StrEnum):
    """What kind of mail it is."""

    PERSON = "person"
    AUTOMATIC = "automatic"  # an absence note, a newsletter, a receipt: answering it would begin a loop
    BOUNCE = "bounce"  # something of ours did not reach its reader


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. ``id`` is its Message-ID, or made of its bytes where that is missing or unusable.

    ``address`` is where an answer goes. ``answers`` are the Message-IDs it says it answers, the nearest first;
    ``returned`` those a bounce speaks of. ``text`` is what is new in it, with the names of its attachments at the end.
    """

    id: str
    nature: Nature
    name: str | None
    address: str | None
    subject: str | None
    text: str
    at: datetime
    answers: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def read_letter(raw: bytes, arrived: datetime, own: Collection[str] = ()) -> Letter:
    """The mail in these bytes, which arrived no later than ``arrived``; raises ``InputError`` (``unreadable``).

    ``own`` are the brand's own addresses: what they write is no customer's, and a list of theirs is only a way here.
    """
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        return _read(mail, raw, arrived, frozenset(one.lower() for one in own))
    except BROKEN as error:
        raise InputError(f"the mail cannot be read ({type(error).__name__})", code="unreadable") from error


def without_attachments(raw: bytes) -> bytes:
    """A mail as it is kept: attachments are named but empty, everything else stands. As it is, if it cannot be read."""
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        attached = [part for part in mail.walk() if _is_attachment(part)]
        if not attached:
            return raw
        for part in attached:
            del part["Content-Transfer-Encoding"]
            part.set_payload("")
        return mail.as_bytes()
    except BROKEN:
        return raw


def _read(mail: Message, raw: bytes, arrived: datetime, own: Collection[str]) -> Letter:
    answers = _ids(mail, "In-Reply-To") + _ids(mail, "References")[::-1]
    text = "\n\n".join(found for part in _texts(mail) if (found := part.strip())).replace("\r\n", "\n")
    if answers:  # what somebody forwards is what they want to show
        text = without_history(text)
    subject = _line(mail, "Subject")
    name, address = _writer(mail)
    nature = _nature(mail, address, own)
    return Letter(
        id=_own_id(mail, raw),
        nature=nature,
        name=name,
        address=address,
        subject=subject,
        text=_named(text or subject or "", mail),
        at=_moment(mail, arrived),
        answers=tuple(dict.fromkeys(answers))[:MOST_ANSWERED],
        returned=_returned(mail) if nature is Nature.BOUNCE else (),
    )


def _nature(mail: Message, address: str | None, own: Collection[str]) -> Nature:
    if mail.get_content_type() == "multipart/report":
        delivery = str(mail.get_param("report-type") or "").lower() == "delivery-status"
        return Nature.BOUNCE if delivery and _failed(mail) else Nature.AUTOMATIC
    if _ROBOT.match(address or ""):
        return Nature.BOUNCE  # told in words alone; what it is about is found by the ids in it
    submitted = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    nobody = str(mail.get("Return-Path", "")).strip() == "<>" or submitted != "no"
    answered = any(header in mail for header in ("X-Autoreply", "X-Autorespond"))
    return (
        Nature.AUTOMATIC
        if nobody or answered or _is_bulk(mail, own) or (address or "").lower() in own
        else (Nature.PERSON)
    )


def _is_bulk(mail: Message, own: Collection[str]) -> bool:
    """Whether it went to many; what comes over a list of the brand's own, as a group address makes one, did not."""
    listed = " ".join(str(value) for header in ("List-Id", "List-Unsubscribe") for value in mail.get_all(header, []))
    if any(one.rpartition("@")[2] in listed.lower() for one in own):
        return False
    return bool(listed) or str(mail.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply")


def _failed(mail: Message) -> bool:
    reports = [part for part in mail.walk() if part.get_content_type() == "message/delivery-status"]
    return any(_FAILED.search(part.as_string()) for part in reports)


def _returned(mail: Message) -> tuple[str, ...]:
    """Every Message-ID a bounce quotes, but its own."""
    own = set(_ids(mail, "Message-ID"))
    found = dict.fromkeys(one for one in _ID.findall(mail.as_string()) if one not in own)
    return tuple(found)[:MOST_ANSWERED]


def _own_id(mail: Message, raw: bytes) -> str:
    found = _ids(mail, "Message-ID")
    usable = found and len(found[0]) <= LONGEST_ID and found[0].isascii() and found[0].isprintable()
    return found[0] if usable else f"mail-{sha256(raw).hexdigest()[:40]}"


def _ids(mail: Message, header: str) -> list[str]:
    return [one for value in mail.get_all(header, []) for one in _ID.findall(str(value))]


def _writer(mail: Message) -> tuple[str | None, str | None]:
    """Name and address; where a form or a ticket system writes for somebody, the one it asks to answer."""
    found = _addresses(mail, "Reply-To")
    chosen = found if len(found) == 1 else _addresses(mail, "From") or _addresses(mail, "Sender")
    named = chosen + _addresses(mail, "From")
    address = chosen[0][1] if chosen else None
    return next((name for name, one in named if name and one == address), None), address


def _addresses(mail: Message, header: str) -> list[tuple[str, str]]:
    # The parts are found before they are decoded: a name in disguise must not become a second address.
    pairs = getaddresses([str(value) for value in mail.get_all(header, [])])
    return [(_decoded(name), address.strip()) for name, address in pairs if _ADDRESS.fullmatch(address.strip())]


def _line(mail: Message, header: str) -> str | None:
    value = mail.get(header)
    return None if value is None else " ".join(_decoded(str(value)).split()) or None


def _decoded(value: str) -> str:
    try:
        found = str(make_header(decode_header(value)))
    except BROKEN:
        found = value
    return _mended(found)


def _mended(text: str) -> str:
    """Bytes that came as they were, where only ASCII may stand, as the letters they most likely mean."""
    if not any("\udc80" <= letter <= "\udcff" for letter in text):
        return text
    return _letters(text.encode("utf-8", "surrogateescape"), None)


def _texts(mail: Message) -> Iterator[str]:
    """The texts a reader sees, in order; of the forms of one text the plain one, unless it is empty."""
    if mail.get_content_type() == "multipart/alternative":
        forms = [found for part in _parts(mail) if (found := "\n\n".join(_texts(part))).strip()]
        yield from forms[:1]
    elif mail.is_multipart():
        if mail.get_content_type() != "message/rfc822":
            for part in _parts(mail):
                yield from _texts(part)
    elif mail.get_content_maintype() == "text" and not _is_attachment(mail):
        yield _body(mail)


def _parts(mail: Message) -> list[Message]:
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _body(part: Message) -> str:
    payload = part.get_payload(decode=True)
    text = _letters(payload if isinstance(payload, bytes) else b"", part.get_content_charset())
    if part.get_content_subtype() == "html":
        return plain(text)
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    return _unflowed(text, str(part.get_param("delsp") or "").lower() == "yes") if flowed else text


def _letters(payload: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        try:
            if name is not None:
                return payload.decode(name)
        except (LookupError, ValueError):
            continue
    guesses = [payload.decode(name, "replace") for name in _EIGHT_BITS]
    return max(guesses, key=_likeliness)


def _likeliness(text: str) -> float:
    guess = guess_language(text[:2000])
    return guess.confidence if guess.language is not None else 0.0


def _unflowed(text: str, delsp: bool) -> str:
    """Paragraphs as they were before a mail program broke their lines (RFC 3676)."""
    lines: list[str] = []
    joins = False
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.removeprefix(" ")
        if joins and not words.startswith(">"):
            lines[-1] += words
        else:
            lines.append(words)
        joins = words.endswith(" ") and words != "-- " and not words.startswith(">")
        if joins and delsp:
            lines[-1] = lines[-1].removesuffix(" ")
    return "\n".join(lines)


def _is_attachment(part: Message) -> bool:
    if part.is_multipart():
        return False
    return part.get_content_disposition() == "attachment" or (
        part.get_content_maintype() not in ("text", "message", "multipart")
    )


def _named(text: str, mail: Message) -> str:
    """The text with what was attached below it, in brackets; only names stand there, the things are in the mailbox."""
    names = []
    for part in mail.walk():
        if _is_attachment(part) or (part is not mail and part.get_content_type() == "message/rfc822"):
            name = " ".join(_decoded(part.get_filename() or part.get_content_subtype()).split())
            # A camera's name for a picture must not be taken for an order's number.
            names.append(_LONG_NUMBER.sub("…", name)[:100])
    shown = ", ".join(names[:MOST_NAMED])
    return f"{text.rstrip()}\n\n[{shown}]".strip() if names else text


def _moment(mail: Message, arrived: datetime) -> datetime:
    """When our own mail server took it, as it noted on top; a writer's clock may be wrong, and so may their word."""
    stamps = [str(value).rpartition(";")[2] for value in mail.get_all("Received", [])[:1]]
    for stamp in stamps:
        try:
            found = parsedate_to_datetime(stamp.strip())
        except (ValueError, TypeError, IndexError):
            continue
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return min(found.astimezone(UTC), arrived)
    return arrived
