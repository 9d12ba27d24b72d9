"""Personal values made up for tests, each with a valid checksum, and what of one can still be seen in a text."""

from __future__ import annotations

import importlib.util
import random
import re
import unicodedata
from functools import cache
from types import ModuleType

from assistant.privacy.surface import fold
from tests.conftest import ROOT

WINDOW = 6  # digits in a row by which a number is still known
_BETWEEN = re.compile(r"(?<=\d)[\s\-./()_*]{1,3}(?=\d)")
_PLACEHOLDER = re.compile(r"⟦[A-Z]+_\d+⟧")


@cache
def generator() -> ModuleType:
    """The program that makes the corpus: its numbers pass the checksums."""
    spec = importlib.util.spec_from_file_location("privacy_corpus", ROOT / "evals" / "privacy" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def number(kind: str, seed: int) -> str:
    """A value of a kind with digits: ``tckn``, ``vkn``, ``afm``, ``amka``, ``card``, ``iban_tr``, ``phone_gr`` …"""
    rng, corpus = random.Random(seed), generator()
    if kind.startswith("iban"):
        return str(corpus.iban(rng, kind[-2:].upper()))
    if kind == "phone_tr":
        return f"05{rng.randrange(30, 59)}{rng.randrange(2_000_000, 9_999_999)}"
    if kind == "phone_gr":
        return f"69{rng.randrange(40_000_000, 89_999_999)}"
    return str(getattr(corpus, kind)(rng))


def digits(text: str) -> str:
    """A text as somebody looking for numbers reads it: compatibility forms undone, gaps inside numbers closed."""
    settled = "".join(
        str(unicodedata.digit(c, None) or 0) if unicodedata.digit(c, None) is not None else c for c in text
    )
    visible = "".join(c for c in settled if unicodedata.category(c) != "Cf")
    return _BETWEEN.sub("", _PLACEHOLDER.sub("|", visible))


def windows(value: str, size: int = WINDOW) -> frozenset[str]:
    """Every ``size`` digits in a row of a value; what of them is seen in a text, is leaked."""
    found = "".join(re.findall(r"\d", digits(value)))
    return frozenset(found[i : i + size] for i in range(len(found) - size + 1))


def words(value: str) -> frozenset[str]:
    """The words of a mail address by which somebody is known."""
    return frozenset(re.findall(r"[^\W_]{5,}", fold(value)))


def seen(value: str, text: str) -> frozenset[str]:
    """The parts of a number that can be read in a text."""
    plain = digits(text)
    return frozenset(window for window in windows(value) if window in plain)
