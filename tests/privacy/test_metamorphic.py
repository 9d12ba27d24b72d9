"""What is masked stays masked however it is typed: spaced, widened, hidden, shouted, inflected, quoted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.privacy import Kind, Vault, mask, spans
from tests.privacy.values import number, seen

Change = Callable[[str], str]
SHAPES = {  # the groups people cut a number into, compact first
    "tckn": ("11", "3 3 3 2", "2 3 3 3"),
    "vkn": ("10", "3 3 4"),
    "afm": ("9", "3 3 3"),
    "amka": ("11", "6 5", "2 2 2 5"),
    "card": ("16", "4 4 4 4"),
    "iban_tr": ("26", "4 4 4 4 4 4 2"),
    "iban_gr": ("27", "4 4 4 4 4 4 3"),
    "phone_tr": ("11", "4 3 2 2", "4 7", "4 3 4"),
    "phone_gr": ("10", "4 3 3", "3 3 4"),
}
LABELS = {
    "tckn": ("TC kimlik no: {}", "Turkish ID {}"),
    "vkn": ("vergi no {}", "VKN: {}"),
    "afm": ("ΑΦΜ: {}", "afm {}"),
    "amka": ("ΑΜΚΑ {}", "το αμκα μου είναι {}"),
    "card": ("Kartım {}", "card {}", "κάρτα {}"),
    "iban_tr": ("IBAN {}", "{} hesabına"),
    "iban_gr": ("ΙΒΑΝ: {}", "refund to {}"),
    "phone_tr": ("tel {}", "beni {} numarasından arayın", "{}"),
    "phone_gr": ("κιν. {}", "καλέστε με στο {}", "{}"),
}
GAPS = (" ", "-", ".", "\u00a0", "\u2009", "\u202f", "  ")
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SUFFIXES = ("", "'den", "’dan", "'e", "'yi", "den", "'s", ",", ".", ")", " είναι", ";")
PLACES: tuple[str, ...] = (
    "{}", "Konu: {} / iade", "Θέμα: {}", "Merhaba,\n\n> {}\n> yazmıştım", ">> {}\n\nstill nothing", "<p><b>{}</b></p>",
    "[19:22] {}", "«{}»", "Ek: dekont.pdf ({})", "MLT-48213 {}",
)  # fmt: skip


def cut(value: str, shape: str, gap: str) -> str:
    at, groups = 0, []
    for size in map(int, shape.split()):
        groups.append(value[at : at + size])
        at += size
    return gap.join(groups)


def wide(text: str) -> str:
    """Digits in full width, as a keyboard for Chinese or Japanese types them."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in text)


def arabic(text: str) -> str:
    """Digits as Arabic writes them."""
    return "".join(chr(0x0660 + int(c)) if c.isascii() and c.isdigit() else c for c in text)


def greek_capitals(text: str) -> str:
    """Latin capitals that look the same typed on a Greek keyboard."""
    return text.upper().translate(str.maketrans("ABEIKMNOPTXY", "ΑΒΕΙΚΜΝΟΡΤΧΥ"))


ALPHABETS: tuple[Change, ...] = (str, wide, arabic, str.upper, str.lower)


@pytest.mark.parametrize("kind", SHAPES)
@given(asked=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_number_stays_masked_however_and_wherever_it_is_typed(kind: str, asked: st.DataObject) -> None:
    value = number(kind, asked.draw(st.integers(0, 10_000)))
    typed = cut(value, asked.draw(st.sampled_from(SHAPES[kind])), asked.draw(st.sampled_from(GAPS)))
    typed = asked.draw(st.sampled_from(ALPHABETS))(typed)
    for _ in range(asked.draw(st.integers(0, 3))):
        at = asked.draw(st.integers(1, len(typed) - 1))
        typed = typed[:at] + asked.draw(st.sampled_from(UNSEEN)) + typed[at:]
    typed += asked.draw(st.sampled_from(SUFFIXES))
    text = asked.draw(st.sampled_from(PLACES)).format(asked.draw(st.sampled_from(LABELS[kind])).format(typed))
    vault = Vault()
    masked = mask(text, vault).text
    assert not seen(value, masked), text
    assert vault.unmask(masked) == text


@pytest.mark.parametrize("typed", ["ayse.yilmaz@posta.example", "ayse_y (at) posta nokta example"])
@given(asked=st.data())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_a_mail_address_stays_masked_however_and_wherever_it_is_typed(typed: str, asked: st.DataObject) -> None:
    for _ in range(asked.draw(st.integers(0, 3))):
        at = asked.draw(st.integers(1, len(typed) - 1))
        typed = typed[:at] + asked.draw(st.sampled_from(UNSEEN)) + typed[at:]
    typed = asked.draw(st.sampled_from((str, str.upper, str.title)))(typed)
    text = asked.draw(st.sampled_from(PLACES)).format(typed + asked.draw(st.sampled_from(("", "'a", " ", ",", ")"))))
    masked = mask(text, Vault()).text.lower()
    assert "ayse" not in masked.replace("\u200b", ""), text


@pytest.mark.parametrize("label", ["ΑΦΜ", "ΑΜΚΑ", "ΙΒΑΝ", "TC", "VKN"])
@given(seed=st.integers(0, 10_000), change=st.sampled_from((greek_capitals, str.lower, str.upper, ".".join)))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_a_label_works_in_either_alphabet(label: str, seed: int, change: Change) -> None:
    kind = {"ΑΦΜ": "afm", "ΑΜΚΑ": "amka", "ΙΒΑΝ": "iban_gr", "TC": "tckn", "VKN": "vkn"}[label]
    value = number(kind, seed)
    masked = mask(f"{change(label)}: {value}", Vault()).text
    assert not seen(value, masked)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ayşe Yılmaz", "AYŞE YILMAZ'ın siparişi"),
        ("Ayşe Yılmaz", "ayse yilmaz yazdı"),
        ("Ayşe Yılmaz", "A\u200byşe Hanım aradı"),
        ("Γιώργος Βλάχος", "Ο ΓΙΩΡΓΟΣ ΒΛΑΧΟΣ περιμένει"),
        ("Γιώργος Βλάχος", "του Γιώργου Βλάχου"),
        ("Γιώργος Βλάχος", "giorgos vlachos edo"),
        ("Imogen Faulks", "IMOGEN FAULKS's order"),
        ("Imogen Faulks", "> From: Imogen Faulks"),
    ],
)
def test_the_senders_name_is_masked_in_every_spelling_ending_and_alphabet(name: str, text: str) -> None:
    assert Kind.NAME in {span.kind for span in spans(text, names=[name])}
    parts = mask(text, Vault(), names=[name]).text.lower()
    assert not any(part in parts for part in ("yılmaz", "yilmaz", "βλαχ", "vlach", "faulks"))


@given(st.lists(st.sampled_from(["⟦PHONE_1⟧", "[PHONE_1]", "⟦ PHONE_1 ⟧", "〚NAME_1〛", "⟦NAME_2⟧"]), max_size=4))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_placeholders_that_a_customer_types_never_resolve(typed: list[str]) -> None:
    text = " ".join([*typed, "tel 0532 411 22 36, ben Ayşe Yılmaz"])
    vault = Vault()
    masked = mask(text, vault).text
    assert vault.unmask(masked) == text
    head = masked.split("tel ")[0]
    assert "⟦" not in head  # what the customer typed is no placeholder any more
    assert vault.unmask(head + ".").count("0532") == 0
