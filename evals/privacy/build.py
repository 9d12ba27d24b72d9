"""Makes corpus.jsonl from the marked texts in source/, so that every span is exact by construction.

A text starts with ``@ id slices``. ``[[kind:value]]`` marks personal data, ``{{value}}`` something that must
survive masking. ``\\u200b`` stands for that character. A value ``@…`` is drawn with a valid checksum:
``@`` compact, ``@4 4 4 4`` in groups, for IBANs with the country first (``@TR4 4 4``, ``@trl`` lower case).

Run: ``python evals/privacy/build.py [--check]``.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus.jsonl"
KINDS = ("name", "phone", "email", "address", "tckn", "vkn", "afm", "amka", "iban", "card", "plate", "passport")
BRAND_CONTACTS = ("0850 000 00 00", "800 000 0000", "destek@meltemia.example", "help@meltemia.example")
_MARK = re.compile(r"\[\[(?P<kind>[a-z]+):(?P<value>.*?)\]\]|\{\{(?P<kept>.*?)\}\}", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def luhn_digit(body: str) -> str:
    """The digit that makes ``body`` + digit pass Luhn's test."""
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


def tckn(rng: random.Random) -> str:
    """A Turkish identity number with both check digits right."""
    d = [1, 0, 0, *(rng.randrange(10) for _ in range(6))]
    d.append((sum(d[0::2]) * 7 - sum(d[1:8:2])) % 10)
    d.append(sum(d) % 10)
    return "".join(map(str, d))


def vkn(rng: random.Random) -> str:
    """A Turkish tax number: per digit (d + 10 - position) mod 10, times a power of two mod 9."""
    d = [rng.randrange(1, 10) for _ in range(9)]
    total = 0
    for i, digit in enumerate(d):
        c = (digit + 9 - i) % 10
        total += (c * 2 ** (9 - i) % 9 or 9) if c else 0
    return "".join(map(str, d)) + str(-total % 10)


def afm(rng: random.Random) -> str:
    """A Greek tax number: weighted by powers of two, mod 11 mod 10."""
    d = [0, *(rng.randrange(1, 10) for _ in range(7))]
    return "".join(map(str, d)) + str(sum(n * 2 ** (8 - i) for i, n in enumerate(d)) % 11 % 10)


def amka(rng: random.Random) -> str:
    """A Greek social security number: birth date, serial, Luhn's digit."""
    body = f"{rng.randrange(1, 29):02}{rng.randrange(1, 13):02}{rng.randrange(50, 99)}{rng.randrange(1000, 9999)}"
    return body + luhn_digit(body)


def card(rng: random.Random) -> str:
    """A sixteen-digit payment card number that passes Luhn's test."""
    body = rng.choice(["4543", "5528", "9792", "5170", "4022"]) + "".join(str(rng.randrange(10)) for _ in range(11))
    return body + luhn_digit(body)


def iban(rng: random.Random, country: str) -> str:
    """An IBAN of Turkey or Greece with valid check digits (ISO 13616)."""
    size = {"TR": 22, "GR": 23}[country]
    body = "000" + "".join(str(rng.randrange(10)) for _ in range(size - 3))
    letters = "".join(str(int(c, 36)) for c in country)
    return f"{country}{98 - int(body + letters + '00') % 97:02}{body}"


def grouped(digits: str, shape: str) -> str:
    """``digits`` cut as ``shape`` says: ``3 3 3`` or ``4-4-4-4``."""
    out, at = "", 0
    for size, gap in re.findall(r"(\d+)(\D*)", shape):
        out += digits[at : at + int(size)] + gap
        at += int(size)
    return out + digits[at:]


def drawn(kind: str, shape: str, rng: random.Random) -> str:
    """A valid value of ``kind`` in the spelling ``shape`` asks for."""
    if kind == "iban":
        country = shape[:2].upper()
        value = iban(rng, country)
        value = grouped(value, shape[2:].strip("l"))
        return value.lower() if shape.endswith("l") else value
    value = {"tckn": tckn, "vkn": vkn, "afm": afm, "amka": amka, "card": card}[kind](rng)
    return grouped(value, shape)


def case(head: str, body: str) -> dict[str, object]:
    """One corpus line from a marked text."""
    name, *slices = head.split()
    rng = random.Random(name)
    body = _ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), body.strip("\n"))
    text, at = "", 0
    spans: list[dict[str, object]] = []
    survivors: list[str] = []
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        at = mark.end()
        if mark["kept"] is not None:
            text += mark["kept"]
            survivors.append(mark["kept"])
            continue
        kind, value = mark["kind"], mark["value"]
        if kind not in KINDS or not value:
            raise SystemExit(f"{name}: [[{kind}:{value}]] names no kind or no value")
        if value.startswith("@"):
            value = drawn(kind, value[1:], rng)
        spans.append({"start": len(text), "end": len(text) + len(value), "kind": kind})
        text += value
    text += body[at:]
    line: dict[str, object] = {"id": name, "language": name[:2], "slices": slices, "text": text}
    line |= {"spans": spans, "survivors": survivors}
    kept = [contact for contact in BRAND_CONTACTS if contact in text]
    return line | ({"keep": kept} if kept else {})


def cases() -> Iterator[dict[str, object]]:
    """All texts of source/, in the order of the files' names."""
    seen: set[object] = set()
    for path in sorted((HERE / "source").glob("*.txt")):
        for chunk in re.split(r"(?m)^@ ", path.read_text(encoding="utf-8"))[1:]:
            head, _, body = chunk.partition("\n")
            line = case(head, body)
            if line["id"] in seen:
                raise SystemExit(f"{path}: {line['id']} stands twice")
            seen.add(line["id"])
            yield line


def rendered() -> str:
    """The corpus as JSONL; invisible characters are written as escapes so that a reader sees them."""
    lines = (json.dumps(line, ensure_ascii=False) for line in cases())
    return "".join(_INVISIBLE.sub(lambda m: f"\\u{ord(m.group()):04x}", line) + "\n" for line in lines)


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        if CORPUS.read_text(encoding="utf-8") != rendered():
            raise SystemExit(f"{CORPUS.name} is not what source/ says; run evals/privacy/build.py")
    else:
        CORPUS.write_text(rendered(), encoding="utf-8")
