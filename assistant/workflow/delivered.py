"""What a delivery that became no complaint says: who wrote it and what, as far as its bytes give it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import InputError
from assistant.workflow.letters import read_letter
from assistant.workflow.message import clean

MAILED = "imap:"  # how the source of a delivery that is a mail begins
CRASHED = "crashed"  # why a mail is put aside over which the program ended every time
LEFT_CRASHED = "left_crashed"  # such a mail, after a person left it
UNOPENED = frozenset({CRASHED, LEFT_CRASHED})  # their bytes are shown as they are: reading them is what ends a program
_HEADERS = re.compile(rb"\r?\n\r?\n")
_FROM = re.compile(
    rb"^(?:from|reply-to|sender)[ \t]{0,9}:[^\r\n]{0,300}?([^\s<>\",;:@]{1,99}@[^\s<>\",;:@]{1,253})",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a delivery: ``signs`` are what its writer may be known by, address, handle or a complaint's id."""

    signs: frozenset[str]
    name: str | None
    handle: str | None
    subject: str | None
    text: str

    def by(self, names: Collection[str]) -> bool:
        """Whether somebody of these names wrote it."""
        return not self.signs.isdisjoint(_plain(one) for one in names)


def words(source: str, raw: bytes, at: datetime, why: str | None) -> Words:
    """The words of a delivery put aside, and ``why`` that is; where it cannot be read, the letters that are there."""
    text = clean(raw.decode("utf-8", "replace"))
    if source.startswith(MAILED):
        with suppress(InputError):
            if why not in UNOPENED:
                letter = read_letter(raw, at)
                return Words(_signs(letter.address), letter.name, letter.address, letter.subject, letter.text)
        found = _FROM.search(_HEADERS.split(raw, 1)[0])
        address = found[1].decode("utf-8", "replace") if found else None
        return Words(_signs(address), None, address, None, text)
    told = _object(text)
    author = told.get("author") or {"name": told.get("author_name"), "handle": told.get("author_handle")}
    name, handle = (_line(author.get(one)) for one in ("name", "handle")) if isinstance(author, dict) else (None, None)
    signs = _signs(handle, _line(told.get("id")), _line(told.get("complaint")))
    return Words(signs, name, handle, _line(told.get("subject")), text)


def _object(text: str) -> Mapping[str, object]:
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
        if isinstance(found, dict):
            return found
    return {}


def _line(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _signs(*found: str | None) -> frozenset[str]:
    return frozenset(_plain(one) for one in found if one)


def _plain(name: str) -> str:
    """A name as it is compared: a handle with and without its sign is one, and so is an address in capitals."""
    return name.strip().removeprefix("@").casefold()
