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
        ("👩🏽‍🔧", "x_weighted", 2),  # and so is a trade with a skin tone
        ("🇹🇷🇬🇷", "x_weighted", 4),  # two flags
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "x_weighted", 2),  # England's
        ("1\ufe0f\u20e3 adım", "x_weighted", 7),  # a keycap is one emoji
        ("⭐⭐", "x_weighted", 4),
        ("❤\ufe0f", "x_weighted", 2),  # the selector is part of it
        ("© 2026", "x_weighted", 6),  # a letter as long as nothing makes a picture of it
        ("cafe\u0301", "x_weighted", 4),  # composed before it is counted
        ("Γεια", "bytes", 8),
        ("şç", "bytes", 4),
        ("Σας γράφω αύριο.", "bytes", 29),  # 13 Greek letters at two bytes, two spaces and a full stop
        ("3,90 €", "bytes", 8),  # € takes three
        ("🙏", "bytes", 4),
        ("ι\u0301", "bytes", 2),  # composed before it is counted
        ("a" * 160, "sms_parts", 1),
        ("a" * 161, "sms_parts", 2),
        ("a" * 159 + "€", "sms_parts", 2),  # € takes two septets
        ("[" * 80, "sms_parts", 1),  # brackets take two as well
        ("[" * 81, "sms_parts", 2),
        ("a" * 306, "sms_parts", 2),  # two parts of 153
        ("a" * 307, "sms_parts", 3),
        ("a" * 152 + "€" + "a" * 152, "sms_parts", 3),  # 306 septets, but € is not cut in half
        ("ş" * 70, "sms_parts", 1),
        ("ş" * 71, "sms_parts", 2),
        ("é" * 160, "sms_parts", 1),  # é is in the GSM alphabet
        ("Ω" * 160, "sms_parts", 1),
        ("ω" * 71, "sms_parts", 2),
        ("ş" * 134, "sms_parts", 2),  # two parts of 67
        ("ş" * 135, "sms_parts", 3),
        ("ş" * 68 + "🙏", "sms_parts", 1),  # an emoji takes two units
        ("ş" * 66 + "🙏" + "ş" * 66, "sms_parts", 3),  # and is not cut in half either
    ],
)
def test_a_text_is_counted_as_its_channel_counts(text: str, unit: str, length: int) -> None:
    assert measure(text, unit) == length


@given(st.text("aşΩω€ 1", max_size=400), st.sampled_from(["characters", "x_weighted", "bytes", "sms_parts"]))
def test_more_text_never_counts_less(text: str, unit: str) -> None:
    assert measure(text + "a", unit) >= measure(text, unit)
