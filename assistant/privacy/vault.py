"""The values behind the placeholders of one case; the only way back from masked text."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.errors import InputError
from assistant.privacy import placeholders
from assistant.privacy.kinds import Kind

_VERSION = 1
_TELLING_DIGITS = 5
_NUMBER = re.compile(r"\d(?:[\s\-./()_*]{0,3}\d)*")
_TELLING = 4  # characters; what is shorter stands in half of all words


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: ``key`` is the same for every spelling, ``value`` the spelling first seen."""

    kind: Kind
    number: int
    key: str
    value: str

    @property
    def placeholder(self) -> str:
        """``⟦PHONE_1⟧``."""
        return placeholders.write(self.kind, self.number)


class Vault:
    """Remembers the values of one case; never leaves the machine unsealed."""

    def __init__(self) -> None:
        self._counts: Counter[Kind] = Counter()
        self._entries: dict[tuple[Kind, str], Entry] = {}
        self._by_placeholder: dict[str, Entry] = {}
        self._originals: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"Vault({len(self)} values)"  # never the values: representations end up in logs

    def placeholder(self, kind: Kind, key: str, value: str) -> str:
        """What stands for a value; the same ``key`` of a kind always has the same placeholder."""
        entry = self._entries.get((kind, key))
        if entry is None:
            entry = self._add(Entry(kind, self._counts[kind] + 1, key, value))
        return entry.placeholder

    def _add(self, entry: Entry) -> Entry:
        self._counts[entry.kind] = max(self._counts[entry.kind], entry.number)
        self._entries[entry.kind, entry.key] = entry
        self._by_placeholder[entry.placeholder] = entry
        return entry

    def values(self, kind: Kind | None = None) -> tuple[str, ...]:
        """The values as first written, all or of one kind."""
        return tuple(entry.value for entry in self._entries.values() if kind in (None, entry.kind))

    def remember(self, masked: str, original: str) -> None:
        """Keep the exact original of a masked text whose placeholders alone would not give it back.

        Two spellings of one number share a placeholder, and a customer's own ``⟦`` is replaced.
        """
        if self._resolved(masked) != original:
            self._originals.setdefault(_digest(masked), original)

    def unmask(self, text: str) -> str:
        """``text`` with every placeholder of this case replaced by its value, each once; others stay as they are.

        A whole masked text comes back exactly as it was.
        """
        original = self._originals.get(_digest(text)) if self._originals else None
        return self._resolved(text) if original is None else original

    def _resolved(self, text: str) -> str:
        return placeholders.EXACT.sub(
            lambda match: (
                self._by_placeholder[match.group()].value if match.group() in self._by_placeholder else match.group()
            ),
            text,
        )

    def hide(self, text: str) -> str:
        """``text`` with the values of this case back under their placeholders, a piece cut out of one too.

        For what quotes a reply: a value without the words around it («postam.example») is not recognised any more.
        """
        entries = sorted(self._entries.values(), key=lambda entry: -len(entry.value))
        if len(text) >= _TELLING and (whole := next((e for e in entries if text in e.value), None)):
            return whole.placeholder
        for entry in entries:
            if len(entry.value) >= _TELLING:
                text = text.replace(entry.value, entry.placeholder)
        # What is left of two values side by side («…65 0049 151») is a piece of each: nothing of it is quoted.
        cut = next((entry for entry in entries if _pieces(text) & _pieces(entry.value)), None)
        return text if cut is None else cut.placeholder

    def to_json(self) -> str:
        """The vault as text; seal it before it is stored."""
        rows = [[e.kind.value, e.number, e.key, e.value] for e in self._entries.values()]
        return json.dumps({"version": _VERSION, "entries": rows, "originals": self._originals})

    @classmethod
    def from_json(cls, text: str) -> Vault:
        """A vault as ``to_json`` wrote it; raises ``InputError`` for anything else."""
        vault = cls()
        try:
            content = json.loads(text)
            if content["version"] != _VERSION:
                raise InputError(f"vault of version {content['version']!r}; this program reads {_VERSION}")
            for kind, number, key, value in content["entries"]:
                vault._add(Entry(Kind(kind), int(number), str(key), str(value)))
            originals: Mapping[str, str] = content["originals"]
            vault._originals = {str(k): str(v) for k, v in originals.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            # from None: the foreign message quotes what it could not read
            raise InputError("not a vault: its text is damaged; restore it from a backup") from None
        return vault


def _pieces(text: str) -> frozenset[str]:
    """Every ``_TELLING_DIGITS`` digits in a row of each number in a text, its gaps closed; placeholders hold none."""
    numbers = (re.sub(r"\D", "", run) for run in _NUMBER.findall(placeholders.EXACT.sub("|", text)))
    size = _TELLING_DIGITS
    return frozenset(number[i : i + size] for number in numbers for i in range(len(number) - size + 1))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
