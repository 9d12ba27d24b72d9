"""Every word of the desk stands in three languages, and no template asks for one that does not."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

import assistant.web
from assistant.access import Role
from assistant.domain import Action, Category, Emotion, Flag, Language, Market
from assistant.knowledge import Knowledge
from assistant.store import State, Tab
from assistant.store.disclosures import Leaving
from assistant.web.rendering import texts
from assistant.workflow.decide import Fault, Silence

FOLDER = Path(assistant.web.__file__).parent
SETS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("category", Category),
    ("flag", Flag),
    ("emotion", Emotion),
    ("action", Action),
    ("market", Market),
    ("state", State),
    ("tab", Tab),
    ("role", Role),
    ("fault", Fault),
    ("silence", Silence),
    ("queue.empty", Tab),
    ("leaving", Leaving),
)
ASKED = re.compile(r"""\bt(?:ext)?\((?:\w+(?:\.\w+)*, )?['"]([a-z_]+\.[a-z_.]+)['"]""")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("language", Language)
def test_every_language_has_the_same_texts_with_the_same_placeholders(language: Language) -> None:
    english, other = texts(Language.EN), texts(language)
    assert set(other) == set(english)
    for key, text in other.items():
        assert text.strip(), key
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(english[key])), key


def test_every_text_a_template_or_module_asks_for_exists() -> None:
    known = texts(Language.EN)
    sources = [*FOLDER.glob("templates/*.html"), *FOLDER.glob("*.py")]
    asked = {key for source in sources for key in ASKED.findall(source.read_text("utf-8"))}
    assert len(asked) > 80
    assert {key for key in asked if key not in known and not key.endswith((".", "_"))} == set()


@pytest.mark.parametrize("language", Language)
def test_every_code_of_a_closed_set_has_a_name(language: Language, knowledge: Knowledge) -> None:
    known = texts(language)
    for group, codes in SETS:
        assert [code for code in codes if f"{group}.{code}" not in known] == []
    assert [channel for channel in knowledge.channels if f"channel.{channel}" not in known] == []
    slots = knowledge.phrases[language].maps.get("slots", {}) if hasattr(knowledge.phrases[language], "maps") else {}
    assert [slot for slot in slots if f"slot.{slot}" not in known] == []
