"""The way back from masked text: exact, for this case only, sealed under its key, and shut when anything fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assistant.privacy.masking as masking
from assistant.domain import Audience
from assistant.errors import InputError, SettingError
from assistant.privacy import Kind, MaskingError, Vault, mask, open_sealed, seal
from assistant.privacy.kinds import Found
from assistant.privacy.reading import Reading
from assistant.privacy.report import Case, read_corpus
from assistant.workflow.approval import check_texts
from tests.conftest import ROOT

KEY, OTHER = b"k" * 32, b"x" * 32
CORPUS = tuple(read_corpus(ROOT / "evals" / "privacy" / "corpus.jsonl"))
MANGLED = (
    "⟦PHONE_1", "PHONE_1⟧", "⟦phone_1⟧", "⟦PHONE 1⟧", "⟦PHONE_01⟧", "⟦PHONE_1 ⟧", "⟦TELEFON_1⟧", "⟦PHONE_99⟧", "⟦⟧",
)  # fmt: skip


def restored(case: Case) -> bool:
    """Through the seal and back, as a case file is opened the next day."""
    vault = Vault()
    masked = mask(case.text, vault, names=case.names, keep=case.keep).text
    return open_sealed(seal(vault, KEY, case=case.id), KEY, case=case.id).unmask(masked) == case.text


def test_a_text_comes_back_exactly_from_a_vault_that_was_sealed_and_opened() -> None:
    assert [case.id for case in CORPUS[::4] if not restored(case)] == []


def test_a_sealed_vault_shows_nothing_and_opens_with_its_own_key_and_case_only() -> None:
    for case in CORPUS[::7]:
        vault = Vault()
        mask(case.text, vault)
        sealed = seal(vault, KEY, case=case.id)
        assert not [value for value in vault.values() if len(value) > 3 and value.encode() in sealed]
        for key, name in ((OTHER, case.id), (KEY, "another case")):
            with pytest.raises(SettingError):
                open_sealed(sealed, key, case=name)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_sealed_vault_with_one_changed_bit_does_not_open(place: int, bit: int) -> None:
    vault = Vault()
    mask("tel 0532 411 22 36", vault)
    sealed = bytearray(seal(vault, KEY))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(SettingError):
        open_sealed(bytes(sealed), KEY)


def test_two_seals_of_one_vault_differ() -> None:
    vault = Vault()
    mask("tel 0532 411 22 36", vault)
    assert seal(vault, KEY) != seal(vault, KEY)


def test_a_vault_knows_nothing_of_another_cases_placeholders() -> None:
    mine, other = Vault(), Vault()
    mask("tel 0532 411 22 36", mine)
    masked = mask("mail ayse@posta.example", other).text
    assert mine.unmask(masked) == masked


@pytest.mark.parametrize("left", MANGLED)
@pytest.mark.parametrize("audience", Audience)
def test_a_mangled_or_invented_placeholder_blocks_approval(left: str, audience: Audience) -> None:
    vault = Vault()
    mask("tel 0532 411 22 36", vault)
    reply = vault.unmask(f"Sizi {left} numarasından arayacağız.")
    with pytest.raises(InputError) as refused:
        check_texts({audience: reply}, None)
    assert refused.value.code == "placeholder_left"


@pytest.mark.parametrize("kind", Kind)
def test_a_recogniser_that_fails_lets_nothing_out(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
        raise ValueError(reading.plain)

    rest = tuple((one, broken if one is kind else find) for one, find in masking.RECOGNIZERS)
    monkeypatch.setattr(masking, "RECOGNIZERS", rest)
    with pytest.raises(MaskingError) as refused:
        mask("Ben Ayşe, tel 0532 411 22 36", Vault())
    assert "0532" not in str(refused.value)
    assert refused.value.__cause__ is None  # the foreign message quotes the text
    assert refused.value.__suppress_context__


def test_a_quotation_shows_no_value_whole_cut_or_beside_another() -> None:
    vault = Vault()
    mask("tel 0049 151 23456789, mail nurcan.bzk [at] postam.example", vault)
    for quoted in ("0049 151 23456789", "postam.example", "30 65 0049 151", "arayın: 0049 151 23456789!"):
        assert not {"0049", "151", "postam"} & set(vault.hide(quoted).replace(".", " ").split())
    assert vault.hide("3 gün içinde") == "3 gün içinde"


def test_a_vault_shows_no_value_where_it_is_printed() -> None:
    vault = Vault()
    mask("tel 0532 411 22 36", vault)
    assert "0532" not in f"{vault!r} {vault}"
