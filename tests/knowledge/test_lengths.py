"""Lengths are counted as each channel counts them; the examples were counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.lengths import measure


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("Merhaba", "characters", 7),
        ("iade ücreti 3,50 €", "x_weighted", 19),  # € weighs 2
        ("bedel 79,90 ₺", "x_weighted", 14),
        ("«Γεια σας»", "x_weighted", 10),  # guillemets and monotonic Greek weigh 1
        ("ἀγαθός", "x_weighted", 7),  # a polytonic letter weighs 2
        ("bkz. https://meltemia.example/yardim/uzun/bir/adres", "x_weighted", 5 + 23),
        ("bkz. meltemia.com/iade", "x_weighted", 5 + 23),  # X makes a link of it without https:// too
        ("bkz. https://meltemia.example/yardim.", "x_weighted", 5 + 23 + 1),  # the full stop belongs to the sentence
        ("yaz: ali@meltemia.com", "x_weighted", 21),  # a mailbox is no link
        ("teşekkürler 🙏", "x_weighted", 14),
        ("👨‍👩‍👧", "x_weighted", 2),  # a family is one emoji
        ("cafe\u0301", "x_weighted", 4),  # composed before it is counted
        ("Γεια", "bytes", 8),
        ("şç", "bytes", 4),
        ("a" * 160, "sms_parts", 1),
        ("a" * 161, "sms_parts", 2),
        ("a" * 159 + "€", "sms_parts", 2),  # € takes two septets
        ("ş" * 70, "sms_parts", 1),
        ("ş" * 71, "sms_parts", 2),
        ("é" * 160, "sms_parts", 1),  # é is in the GSM alphabet
        ("Ω" * 160, "sms_parts", 1),
        ("ω" * 71, "sms_parts", 2),
    ],
)
def test_a_text_is_counted_as_its_channel_counts(text: str, unit: str, length: int) -> None:
    assert measure(text, unit) == length


@given(st.text("aşΩω€ 1", max_size=400), st.sampled_from(["characters", "x_weighted", "bytes", "sms_parts"]))
def test_more_text_never_counts_less(text: str, unit: str) -> None:
    assert measure(text + "a", unit) >= measure(text, unit)
