"""A brand of one's own begins with its name and contacts, and with nothing that the sample says of itself."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.knowledge import read
from assistant.knowledge.checking import check
from assistant.knowledge.starting import BrandDetails, begin_own_brand
from tests.conftest import ROOT

DETAILS = BrandDetails("Akçay Home", "https://akcay.example", "destek@akcay.example", "0212 000 00 00", "AKC-123456")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge"))


def test_a_sentence_that_names_the_sample_names_the_new_brand(folder: Path) -> None:
    told = folder / "told" / "en.yaml"
    told.write_text(
        told.read_text(encoding="utf-8").replace("scenes:", "# Meltemia's scenes\nscenes:", 1), encoding="utf-8"
    )
    begin_own_brand(folder, DETAILS)
    assert "# Akçay Home's scenes" in told.read_text(encoding="utf-8")


def test_nothing_of_the_sample_is_left_and_the_folder_is_sound(folder: Path) -> None:
    begin_own_brand(folder, DETAILS)
    knowledge = read(folder)
    assert check(knowledge) == []
    assert knowledge.entries == ()
    for path in folder.rglob("*.*"):
        assert "meltemia" not in path.read_text(encoding="utf-8").lower(), path


def test_the_details_told_stand_in_brand_yaml(folder: Path) -> None:
    begin_own_brand(folder, DETAILS)
    brand = read(folder).brand
    assert (brand.name, brand.site) == ("Akçay Home", "https://akcay.example")
    assert brand.contacts["help_mail"] == {"tr": "destek@akcay.example", "gr": "destek@akcay.example"}
    assert brand.contacts["help_phone"]["gr"] == "0212 000 00 00"
    assert brand.contacts["emergency"]["tr"] == "112"
    assert re.fullmatch(brand.order_number, "AKC-654321")
    assert brand.uncovered == {}


@pytest.mark.parametrize(
    ("part", "value"),
    [("name", 'A "brand"'), ("name", " "), ("site", "akcay"), ("mail", "destek"), ("phone", "call us"), ("order_number", "AKC")],
)  # fmt: skip
def test_a_detail_that_cannot_be_right_is_refused_by_name(folder: Path, part: str, value: str) -> None:
    with pytest.raises(InputError, match=re.escape(repr(value))):
        begin_own_brand(folder, replace(DETAILS, **{part: value}))
