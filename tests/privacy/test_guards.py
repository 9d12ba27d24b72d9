"""The tests bite: with a guard taken away, what it keeps out gets through and is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

import assistant.checks as checks
import assistant.drafting.writer as writer_room
import assistant.privacy.masking as masking
import assistant.privacy.placeholders as placeholders
import assistant.workflow.propose as propose_room
from assistant.domain import Audience, Author, Complaint, MaskedText, Turn
from assistant.drafting.writer import Writer
from assistant.errors import InputError
from assistant.llm import ScriptedModel
from assistant.privacy import HARD, Kind, Vault, mask, seal
from assistant.privacy.report import evaluate
from assistant.prompting import fence
from assistant.workflow import approval
from assistant.workflow.propose import Proposer
from tests.channels.private_path import complaint, echo, leaks, rounds
from tests.conftest import NOW, ROOT

CORPUS = ROOT / "evals" / "privacy" / "corpus.jsonl"
TEXTS = list(rounds())[7]
PRIVATE = Complaint("G-1", "email", "Kargom gelmedi, tel 0532 411 22 36, ben Ayşe.", False, NOW, author=Author("Ayşe"))


def asked(proposer: Proposer, one: Complaint, instruction: str | None = None) -> str:
    """Everything a model that echoes placeholders is told while it drafts an answer."""
    model = ScriptedModel([_echoing] * 3)
    drafting = replace(proposer, writer=Writer(model, ROOT / "prompts", b"secret"), repairs=1)
    drafting.propose(one, instruction=instruction)
    return "\n".join(message.content for call in model.asked for message in call)


def _echoing(messages: Sequence[object]) -> str:
    return echo({"messages": [str(message) for message in messages]})


def unmasked(text: str, vault: Vault, *, names: Sequence[str] = (), keep: Sequence[str] = ()) -> MaskedText:
    """Masking without a recogniser."""
    return MaskedText(text)


def codes(proposer: Proposer, reply: str, audience: Audience = Audience.PRIVATE) -> set[str]:
    return {finding.check for finding in proposer.check(PRIVATE, reply, audience)}


def test_without_masking_the_recorder_sees_the_values(proposer: Proposer, monkeypatch: pytest.MonkeyPatch) -> None:
    made, instruction = complaint(TEXTS)
    assert leaks(TEXTS, asked(proposer, made, instruction)) == []
    monkeypatch.setattr(propose_room, "mask", unmasked)
    assert leaks(TEXTS, asked(proposer, made, instruction))


@pytest.mark.parametrize("place", ["thread", "note", "instruction"])
def test_each_further_part_of_a_case_is_masked_by_itself(
    place: str, proposer: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "tel 0544 300 20 10"
    plain = Complaint("G-2", "email", "Kargom dokuz gündür gelmedi, nerede?", False, NOW)
    made = {
        "thread": replace(plain, thread=(Turn("customer", secret),)),
        "note": replace(plain, note=secret),
        "instruction": plain,
    }[place]
    instruction = secret if place == "instruction" else None
    assert "0544" not in asked(proposer, made, instruction)
    monkeypatch.setattr(propose_room, "mask", unmasked)
    assert "0544" in asked(proposer, made, instruction)


def test_findings_told_to_the_model_are_masked(proposer: Proposer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0532" not in asked(proposer, PRIVATE)
    monkeypatch.setattr(Vault, "hide", lambda self, text: text + " ")
    assert "0532" in asked(proposer, PRIVATE)


def test_a_persons_own_reply_is_masked_before_it_is_searched_with(
    proposer: Proposer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = "Merhaba, sizi 0532 411 22 36 numarasından arayacağız."

    def searched() -> str:
        seen: list[str] = []

        def find(text: str, **rest: object) -> object:
            seen.append(text)
            return proposer.find(text, **rest)

        replace(proposer, find=find).check(PRIVATE, reply, Audience.PRIVATE)  # type: ignore[arg-type]
        return "\n".join(seen)

    assert "0532" not in searched()
    monkeypatch.setattr(propose_room, "mask", unmasked)
    assert "0532" in searched()


@pytest.mark.parametrize("kind", sorted(HARD))
def test_without_its_recogniser_a_hard_kind_is_not_seen(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = tuple((one, find) for one, find in masking.RECOGNIZERS if one is not kind)
    monkeypatch.setattr(masking, "RECOGNIZERS", rest)
    value = {
        Kind.EMAIL: "ayse@posta.example", Kind.IBAN: "IBAN TR33 0006 1005 1978 6457 8413 26",
        Kind.CARD: "kart 4543 6012 3456 7893", Kind.TCKN: "TC 10000000146", Kind.AFM: "ΑΦΜ 049721914",
        Kind.AMKA: "ΑΜΚΑ 12058412345", Kind.PHONE: "tel 0532 411 22 36",
    }[kind]  # fmt: skip
    assert kind not in {span.kind for span in masking.spans(value)}
    monkeypatch.undo()
    assert masking.spans(value)


def test_without_the_keep_list_the_brands_own_contacts_are_masked() -> None:
    text = "Destek 0850 000 00 00 ve destek@meltemia.example"
    kept = ("0850 000 00 00", "destek@meltemia.example")
    assert mask(text, Vault(), keep=kept).text == text
    assert "⟦" in mask(text, Vault()).text
    assert mask("12 numara, 112 Wharf Lane, Kyrenia", Vault(), keep=("112",)).text.count("112") == 0


def test_without_the_survivors_rule_order_numbers_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "outweighed", lambda reading, found: False)
    assert evaluate(CORPUS).survivors.share < 0.99


def test_without_escaping_a_customers_placeholder_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = "⟦PHONE_1⟧ tel 0532 411 22 36"

    def resolves() -> bool:
        vault = Vault()
        masked = mask(typed, vault).text
        return "0532" in vault.unmask(masked.split(" tel")[0])

    assert not resolves()
    monkeypatch.setattr(placeholders, "escape", lambda text: text)
    assert resolves()


def test_without_its_cipher_a_sealed_vault_is_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.ciphers import aead

    class Clear:
        def __init__(self, key: bytes) -> None:
            self.key = key

        def encrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
            return data

    vault = Vault()
    mask("tel 0532 411 22 36", vault)
    assert b"0532" not in seal(vault, b"k" * 32)
    monkeypatch.setattr(aead, "AESGCM", Clear)
    assert b"0532" in seal(vault, b"k" * 32)


def test_without_the_fence_a_customers_text_stands_open(proposer: Proposer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fenced() -> bool:
        case, vault = proposer.understand(PRIVATE)
        masked = proposer.masked(case, vault)
        prompt = Writer(ScriptedModel([]), ROOT / "prompts", b"secret").messages(case, masked)
        whole = fence(masked.complaint.text, _mark("secret", PRIVATE.id), "complaint")
        return whole in "".join(message.content for message in prompt)

    assert fenced()
    monkeypatch.setattr(writer_room, "fence", lambda text, mark, label: text)
    assert not fenced()


def _mark(secret: str, case: str) -> str:
    from assistant.prompting import token

    return token(secret.encode(), case)


CHECKS = {
    "hidden": ("hidden", "Merhaba\u200b Ayşe Hanım."),
    "contacts": ("contact", "Lütfen https://evil.example/x adresine yazın."),
    "placeholders": ("placeholder", "Sizi ⟦PHONE_1⟧ numarasından arayacağız."),
}


@pytest.mark.parametrize("name", CHECKS)
def test_without_the_check_the_reply_passes(name: str, proposer: Proposer, monkeypatch: pytest.MonkeyPatch) -> None:
    code, reply = CHECKS[name]
    assert code in codes(proposer, reply)
    monkeypatch.setattr(checks, "CHECKS", tuple(one for one in checks.CHECKS if one.__name__ != name))
    assert code not in codes(proposer, reply)


def test_without_its_own_look_approval_would_take_a_placeholder(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    def refused(text: str) -> bool:
        try:
            approval.check_texts({Audience.PRIVATE: text}, None)
        except InputError:
            return True
        return False

    assert refused("Sizi ⟦PHONE_1⟧ arayacağız.")
    monkeypatch.setattr(approval, "_LEFT_OVER", re.compile(r"(?!)"))
    assert not refused("Sizi ⟦PHONE_1⟧ arayacağız.")


def test_no_part_of_the_product_writes_a_table_that_a_spreadsheet_could_run() -> None:
    written: Callable[[str], bool] = lambda text: "csv.writer" in text or "DictWriter" in text  # noqa: E731
    files = (ROOT / "assistant").rglob("*.py")
    assert [path.name for path in files if written(path.read_text(encoding="utf-8"))] == []
