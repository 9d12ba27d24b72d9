"""Messages as people type them, and what triage must make of each; look-alikes of every risk included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assistant.bootstrap import Product
from assistant.domain import Author, Complaint, Flag, Triage
from assistant.privacy import Vault, mask
from assistant.triage import History, understand
from tests.conftest import NOW

DATA = Path(__file__).parent / "data"
ROWS = [
    row
    for language in ("tr", "el", "en")
    for row in yaml.safe_load((DATA / f"{language}.yaml").read_text(encoding="utf-8"))
]
FLAGS = yaml.safe_load((DATA / "flags.yaml").read_text(encoding="utf-8"))


Looks = Callable[[str, str], Triage]


@pytest.fixture(scope="session")
def triage(product: Product) -> Looks:
    def looked_at(channel: str, text: str) -> Triage:
        public = product.knowledge.channels[channel].public
        complaint = Complaint("t", channel, text, public, NOW, author=Author("Test", "@test"))
        return understand(mask(text, Vault()), complaint, product.triage_knowledge, History(), NOW)

    return looked_at


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_a_message_is_about_what_it_is_about(triage: Looks, row: dict[str, str]) -> None:
    assert triage(row["channel"], row["text"]).category == row["category"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_a_message_is_answered_as_its_channel_and_its_matter_ask(triage: Looks, row: dict[str, str]) -> None:
    assert triage(row["channel"], row["text"]).action in {row["action"], row.get("alternative", row["action"])}


def _texts(kind: str) -> list[tuple[str, str]]:
    return [(flag, text) for flag, both in FLAGS.items() for text in both.get(kind, ()) if isinstance(text, str)]


@pytest.mark.parametrize(("flag", "text"), _texts("raises"))
def test_a_risk_is_seen(triage: Looks, flag: str, text: str) -> None:
    assert Flag(flag) in triage("facebook_comment", text).flags


@pytest.mark.parametrize(("flag", "text"), _texts("quiet"))
def test_what_only_looks_like_a_risk_is_none(triage: Looks, flag: str, text: str) -> None:
    assert Flag(flag) not in triage("email", text).flags
