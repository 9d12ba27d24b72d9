"""A brand's folder that a test may spoil: the sample's sheets, tone and phrases with one answer in three languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

SAMPLE = ROOT / "knowledge"
Edit = Callable[[str, str, str], int]

FRONT = """\
---
topic: 1
title: "{title}"
examples: {examples}
facts: {facts}
exceptions: []
market: [tr, gr]
audience: public
valid_from: 2026-01-01
valid_to: null
source: "Terms, section 1"
supersedes: null
owner: finance
short:
  tr: "{short}"
---
"""
ENTRY = {
    "tr": FRONT.format(
        title="Param ne zaman iade edilir?",
        examples='["param nerde", "Üç haftadır bekliyorum!", "para yatmadı", "kac gun surer", "bankam görmüyor"]',
        facts='["tr: 14 gün", "gr: 20 gün", "ücret 79,90 TL, %5 indirim, 18.00 öncesi"]',
        short="Paranızı 14 gün içinde iade ediyoruz.",
    )
    + "Ücret 79,90 TL'dir ve %5 indirimle ödenir.\nSaat 18.00'e kadar 0850 000 00 00 açıktır.\n\n"
    "## tr\nParanızı 14 gün içinde iade ediyoruz.\n\n## gr\nParanızı 20 gün içinde iade ediyoruz.\n",
    "el": FRONT.format(
        title="Πότε επιστρέφονται τα χρήματά μου;",
        examples='["pou einai ta lefta mou", "Τρεις εβδομάδες!", "δεν μπήκαν", "πόσο κάνει", "η τράπεζα δεν τα βλέπει"]',
        facts='["tr: 14 ημέρες", "gr: 20 ημέρες"]',
        short="Τα χρήματα επιστρέφονται σε 14 ημέρες.",
    )
    + "Το κόστος είναι 79,90 TL και πληρώνεται με έκπτωση 5 %.\nΈως τις 18:00 απαντά το 0850 000 00 00.\n\n"
    "## tr\nΤα χρήματα επιστρέφονται σε 14 ημέρες.\n\n## gr\nΤα χρήματα επιστρέφονται σε 20 ημέρες.\n",
    "en": FRONT.format(
        title="When do I get my money back?",
        examples='["wheres my money", "Three weeks!", "not on my card yet", "how long", "bank sees nothing"]',
        facts='["tr: 14 days", "gr: 20 days"]',
        short="We refund you within 14 days.",
    )
    + "The fee is 79.90 TL and is paid with a discount of 5%.\nUntil 6 pm we answer on 0850 000 00 00.\n\n"
    "## tr\nWe refund you within 14 days.\n\n## gr\nWe refund you within 20 days.\n",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder; its answer is ``refund-time``."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "knowledge", ignore=shutil.ignore_patterns("faq", "policy")))
    for language, text in ENTRY.items():
        path = folder / "faq" / language / "refund-time.md"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    books = folder / "playbooks.yaml"
    books.write_text(re.sub(r"topics: \[.*?\]", "topics: []", books.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


@pytest.fixture
def spoil(small: Path) -> Edit:
    """Put one text in place of another, where it first stands in a file; gives the line."""

    def change(file: str, old: str, new: str) -> int:
        path = small / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    return change
