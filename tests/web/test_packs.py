"""What leaves after the fix: ready to send, and through the same checks as any text before it may be copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.api.application import parts_of
from assistant.bootstrap import Product
from assistant.domain import Audience, Language, Pack, Sentence
from assistant.evaluation.cases import EvaluationCase
from assistant.store import Store, case_file
from assistant.web.opened import Opened, opened
from assistant.web.packs import After, after_fix, pack_html
from assistant.web.parts import Parts
from assistant.workflow.intake import take_in
from tests.workflow.desk_days import AYSE

PROMISES = {
    Language.TR: "Bir sonraki alışverişinizde yüzde 20 indirim yapıyoruz.",
    Language.EL: "Σας κάνουμε δώρο ένα κουπόνι 20 ευρώ.",
    Language.EN: "We will give you 20% off your next order.",
}


@pytest.fixture
def desk(product: Product, store: Store) -> Parts:
    return parts_of(product, store)


def shown(product: Product, desk: Parts, sample: EvaluationCase) -> Opened:
    case_id = take_in(desk.store, sample.complaint).case_id
    product.producer(desk.store).draft(case_id)
    return opened(desk, case_file(desk.store, case_id), AYSE)


def after(desk: Parts, seen: Opened) -> Sequence[After]:
    return list(after_fix(desk, seen, seen.stored.pack or Pack(None)))


@pytest.mark.parametrize("name", ["tr-s03", "el-s03", "en-s05"])
def test_the_brands_own_words_for_after_the_fix_are_whole_letters_without_a_finding(
    name: str, product: Product, desk: Parts, samples: dict[str, EvaluationCase]
) -> None:
    seen = shown(product, desk, samples[name])
    texts = after(desk, seen)
    assert {one.kind for one in texts} == {"closing", "win_back"}
    private = next(one for one in texts if one.audience is Audience.PRIVATE)
    greeting = seen.texts[Audience.PRIVATE].split("\n")[0]
    assert private.text.startswith(greeting)
    assert "{agent" not in private.text
    assert [finding for one in texts for finding in one.findings] == []


@pytest.mark.parametrize(
    ("name", "language"), [("tr-s03", Language.TR), ("el-s03", Language.EL), ("en-s05", Language.EN)]
)
def test_what_promises_more_than_a_role_may_is_shown_with_its_reason_and_cannot_be_copied(
    name: str, language: Language, product: Product, desk: Parts, samples: dict[str, EvaluationCase]
) -> None:
    seen = shown(product, desk, samples[name])
    pack = seen.stored.pack
    assert pack is not None
    greeting, *rest = (one for one in pack.win_back if one.reply is Audience.PRIVATE)
    said: tuple[Sentence, ...] = (greeting, replace(rest[0], text=PROMISES[language]), *rest)
    bad = replace(seen, stored=replace(seen.stored, pack=replace(pack, closing=(), win_back=said)))
    found = after(desk, bad)
    assert [one.blocked for one in found] == [True]
    html = pack_html(desk, bad, Language.EN)
    assert html.count("data-copy ") < pack_html(desk, seen, Language.EN).count("data-copy ")
    assert 'class="found block"' in html
