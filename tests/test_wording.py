"""Every code that somebody may read has words in three languages, and the three say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest
import yaml

import assistant
from assistant import wording
from assistant.checks.senses import names as sense_names
from assistant.domain import Category, Emotion, Flag, Language, Market, Reason
from assistant.drafting.rewrite import Control
from assistant.drafting.stances import Stance
from assistant.knowledge import Knowledge
from assistant.privacy.kinds import Kind
from assistant.triage.action import SILENT
from assistant.triage.market import KINDS
from assistant.wording import say, words

PACKAGE = Path(assistant.__file__).parent
PARTS = sorted({path.name.split(".")[0] for path in wording.FOLDER.glob("*.yaml")})
SOURCES = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.parent != wording.FOLDER}

# The call that makes a reason, with what stands in its brackets (themselves up to three deep).
CALL = re.compile(r"\b(?:Reason|finding|_first)(\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))")
CODE = re.compile(r'(?<!f)"([a-z_]+\.[a-z_]+)"')
PATTERN = re.compile(r'f"([a-z_]+)\.\{')  # Reason(f"action.{first}")
NAME = re.compile(r"[(,]\s*([A-Za-z_]\w*)\s*(?=[,)])")  # Reason(NO_ENTRIES), Reason(how, …): what the name stands for
CONSTANT = re.compile(r"\b[A-Z][A-Z_]+\b")
MODEL_CODE = re.compile(r'\bcode="([a-z_]+)"')
PLACEHOLDER = re.compile(r"\{(\w+)\}")

COMPLETED: dict[str, Iterable[str]] = {
    "action": SILENT,
    "market": KINDS,
    # The others are parts of checks of their own, which have words of their own, or find tasks and no fault.
    "sense": {name for name in sense_names(Language.EN) if not name.startswith("promise_")}
    - {"public_data_request", "own_act"},
    "rewrite": {f"{control}_already" for control in Control} | {f"{stance}_nothing" for stance in Stance},
    "model": {
        code for path, source in SOURCES.items() if path.parent.name == "llm" for code in MODEL_CODE.findall(source)
    },
}
# What stands for a value in a reason, by the value's name.
VALUES: tuple[tuple[str, type[StrEnum]], ...] = (
    ("category", Category),
    ("flag", Flag),
    ("risk", Flag),
    ("emotion", Emotion),
    ("market", Market),
    ("language", Language),
)
HARMLESS = {"name", "plate"}  # personal data that raises no flag in public
# What a translation says in words of its own: Greek names its accents instead of the language.
UNSAID = {("language.diacritics", Language.EL): frozenset({"wanted"})}


def named(source: str, call: str) -> set[str]:
    """The codes behind the names a call uses: ``NO_MATCH = "search.no_match"``, ``code = "a.b" if … else "c.d"``."""
    assigned = (re.findall(rf"^\s*{name} = (.*)$", source, re.MULTILINE) for name in NAME.findall(call))
    return {code for lines in assigned for line in lines for code in [*CODE.findall(line), *resolved(source, line)]}


def resolved(source: str, line: str) -> list[str]:
    """The codes of the constants an assignment chooses among."""
    return [
        code for name in CONSTANT.findall(line) for code in re.findall(rf'^{name} = "([a-z_]+\.[a-z_]+)"', source, re.M)
    ]


def made() -> dict[str, set[Path]]:
    """Every code made in the product, with the files that make it."""
    found: dict[str, set[Path]] = {}
    for path, source in SOURCES.items():
        for call in CALL.findall(source):
            codes = set(CODE.findall(call)) | named(source, call)
            codes |= {f"{family}.{end}" for family in PATTERN.findall(call) for end in COMPLETED[family]}
            for code in codes:
                found.setdefault(code, set()).add(path.relative_to(PACKAGE))
    return found


MADE = made()


def part(name: str, language: Language) -> dict[str, str]:
    """One file of words."""
    read = yaml.safe_load((wording.FOLDER / f"{name}.{language}.yaml").read_text("utf-8"))
    assert isinstance(read, dict)
    return read


def test_the_search_for_codes_finds_every_way_in_which_the_source_writes_them() -> None:
    assert len(MADE) > 100
    assert {
        "flag.followers",  # in the call
        "category.hinted",  # one of two, in the call or by a name
        "action.off_topic",  # completed by a category
        "market.carrier",  # completed by a kind of sign
        "model.rate_limited",  # completed by a failure
        "search.no_match",  # a constant
        "search.not_covered",  # a name for one of several constants
        "commitment.unsupported",  # a name for one of two
        "public.data_echo",  # a call over several lines
        "status.no_reply",  # where triage gives no reason
    } <= MADE.keys()


@pytest.mark.parametrize("language", Language)
def test_every_code_made_in_the_product_has_words(language: Language) -> None:
    known = words(language)
    assert {code: sorted(map(str, paths)) for code, paths in MADE.items() if code not in known} == {}


@pytest.mark.parametrize("language", Language)
def test_every_value_that_is_a_code_has_words(language: Language, knowledge: Knowledge) -> None:
    known = words(language)
    wanted = [f"{name}={code}" for name, codes in VALUES for code in codes]
    wanted += [f"channel={channel}" for channel in knowledge.channels]
    wanted += ["market=unknown", *(f"kind={kind}" for kind in Kind if kind not in HARMLESS)]
    assert [key for key in wanted if key not in known] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", PARTS)
def test_the_files_of_one_part_have_the_same_keys_and_the_same_values(name: str, language: Language) -> None:
    english, other = part(name, Language.EN), part(name, language)
    assert list(other.keys() - english.keys()) == list(english.keys() - other.keys()) == []
    for key, text in other.items():
        assert isinstance(text, str), key
        assert text.strip(), key
        said, meant = set(PLACEHOLDER.findall(text)), set(PLACEHOLDER.findall(english[key]))
        assert said <= meant, key
        assert meant - said <= UNSAID.get((key, language), frozenset()), key


@pytest.mark.parametrize("language", Language)
def test_no_key_is_written_twice(language: Language) -> None:
    lines = [
        line for name in PARTS for line in (wording.FOLDER / f"{name}.{language}.yaml").read_text("utf-8").split("\n")
    ]
    keys = [line.split(": ")[0] for line in lines if ": " in line and not line.startswith(("#", " "))]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (Language.EN, "«mahkeme» points to the risk «legal threat»."),
        (Language.TR, "«mahkeme» ifadesi «hukuki uyarı» riskini gösteriyor."),
        (Language.EL, "Το «mahkeme» δείχνει τον κίνδυνο «νομική προειδοποίηση»."),
    ],
)
def test_a_reason_of_triage_is_a_sentence_in_the_readers_language(language: Language, sentence: str) -> None:
    assert say(Reason("flag.said", {"flag": Flag.LEGAL_THREAT, "said": "mahkeme"}), language) == sentence
