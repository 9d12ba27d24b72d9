"""Whatever a message holds, it is kept as it came, changed and said so, or refused with a reason; never lost in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Complaint
from assistant.errors import InputError
from assistant.knowledge import Knowledge
from assistant.privacy import Vault, mask
from assistant.store import Store, case_file
from assistant.workflow.intake import take_in
from assistant.workflow.message import LARGEST_TEXT, read_message
from tests.conftest import NOW
from tests.store.stores import copied_sqlite

NAUGHTY = {
    "formula": '=HYPERLINK("https://evil.example","x")\n@SUM(1)\n+1\n-1',
    "template": "{{7*7}} {% for x in y %} ${7*7} #{7*7} %s {0.__class__}",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)> ![x](https://evil.example/p.png)",
    "sql": "'; DROP TABLE cases; --",
    "right to left": "\u202eevif\u202c مرحبا שלום",
    "marks": "Z" + "\u0301\u0316" * 20_000,
    "pictures": "👍🏽👨‍👩‍👧‍👦🇹🇷" * 2_000,
    "lines": "x\n" * 40_000,
    "brackets": "⟦PHONE_1⟧ 〚NAME_1〛 ⟦⟦⟧",
    "one line": "ş" * 50_000,
    "blanks": " \t kargo \u3000 \u2028 gelmedi \x85 \x0b ",
    "turkish i": "İIıi İSTANBUL ΣΊΣΥΦΟΣ ς ß ﬁ",
}


def read(text: str, knowledge: Knowledge, number: int = 1) -> Complaint:
    return read_message({"id": f"N-{number}", "text": text, "channel": "email"}, knowledge.channels, NOW)


@pytest.fixture
def desk(tmp_path: Path) -> Store:
    return Store.open(copied_sqlite(tmp_path / "naughty.sqlite3"), clock=lambda: NOW)


def test_a_text_of_up_to_100_kb_comes_back_from_the_store_letter_by_letter(desk: Store, knowledge: Knowledge) -> None:
    for number, text in enumerate(NAUGHTY.values()):
        assert len(text.encode()) <= 100_000
        found = read(text, knowledge, number)
        kept = case_file(desk, take_in(desk, found).case_id).complaint
        assert (kept.text, found.notices) == (text, ())
        assert json.loads(json.dumps({"text": kept.text}))["text"] == text
    desk.close()


@pytest.mark.parametrize("name", NAUGHTY)
def test_masking_gives_a_naughty_text_back_exactly(name: str) -> None:
    vault, text = Vault(), NAUGHTY[name][:10_000]
    assert vault.unmask(mask(text, vault).text) == text


@given(st.text(min_size=1, max_size=300).filter(lambda text: text.strip("\0 \r\n\t")))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_any_text_is_taken_as_it_is_or_with_a_notice(knowledge: Knowledge, text: str) -> None:
    if not text.replace("\0", "").strip():
        return  # refused: the last test of this file
    found = read(text, knowledge)
    changed = found.text != text.replace("\r\n", "\n").replace("\r", "\n")
    assert changed == bool(found.notices)


def test_nuls_and_halves_of_characters_are_replaced_and_said_so(knowledge: Knowledge) -> None:
    found = read("kargo\0m \ud800 yok", knowledge)
    assert found.text == "kargom \N{REPLACEMENT CHARACTER} yok"
    assert found.notices == ("nul_removed", "surrogate_replaced")


@pytest.mark.parametrize("text", ["x" * (LARGEST_TEXT + 1), "", " \n\t ", "\0\0"])
def test_what_cannot_be_taken_is_refused_with_its_field_and_reason(text: str, knowledge: Knowledge) -> None:
    with pytest.raises(InputError, match=r"^text (is|has) .+") as refused:
        read(text, knowledge)
    assert refused.value.code == "bad_field"
