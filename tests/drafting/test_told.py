"""What a customer told is found, in any spelling, said back, and never made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain import Audience, Flag, Language, SentenceKind
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.days import days_named
from assistant.drafting.told import check_scenes, scenes, scenes_in
from assistant.evaluation.cases import EvaluationCase
from assistant.knowledge import Knowledge
from assistant.workflow.propose import Proposer


def understood(proposer: Proposer, samples: dict[str, EvaluationCase], sample: str, text: str) -> Case:
    return proposer.understand(replace(samples[sample].complaint, text=text))[0]


def told(case: Case) -> str:
    return " ".join(s.text for s in compose(case).sentences if s.kind is SentenceKind.THREAD)


@pytest.mark.parametrize(
    ("language", "text", "scene"),
    [
        (Language.EN, "It has started leaking all over the kitchen floor.", "leaks"),
        (Language.TR, "makinenin altindan su akitiyor", "leaks"),
        (Language.EL, "i kafetiera stazei apo kato", "leaks"),
        (Language.TR, "Evde oturuyorduk, zil hiç çalmadı.", "no_bell"),
        (Language.EN, "You charged me twice for one order.", "charged_twice"),
        (Language.EN, "If you read this, my kettle has started leaking.", "leaks"),
        (Language.TR, "Eski makineyi verdim, yeni makine su akıtıyor.", "leaks"),
    ],
)
def test_a_scene_is_known_however_it_is_typed_and_whatever_stands_in_another_clause(
    proposer: Proposer, language: Language, text: str, scene: str
) -> None:
    assert scene in scenes_in(text, proposer.knowledge, language)


@pytest.mark.parametrize(
    ("language", "text", "scene"),
    [
        (Language.EN, "It is not leaking, I checked.", "leaks"),
        (Language.TR, "Ürün çalışıyor, onda sorun yok.", "dead"),
        (Language.EL, "Δεν στάζει, το κοίταξα.", "leaks"),
        (Language.EN, "What can I do if it starts leaking?", "leaks"),
        (Language.EN, "My neighbour's machine started leaking, mine is fine.", "leaks"),
        (Language.EN, "Our old machine started leaking, so we came to you.", "leaks"),
        (Language.TR, "Komşumun makinesi su akıtıyor.", "leaks"),
        (Language.TR, "Üçü eksik geldi, kırık falan yok.", "shattered"),
        (Language.EL, "Αν στάζει, τι κάνω;", "leaks"),
    ],
)
def test_what_is_denied_supposed_or_told_of_others_is_no_scene(
    proposer: Proposer, language: Language, text: str, scene: str
) -> None:
    assert scene not in scenes_in(text, proposer.knowledge, language)


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("Garantisi ne zaman bitiyor bilmiyorum.", "warranty_over"),
        ("Eski yatağı almadan gittiler.", "old_gone"),
        ("Ben de başka şehirdeyim.", "parcel_wanders"),
        ("Müşteri hizmetlerine yazdım, dört gündür tık yok.", "dead"),
        ("Siparişimi onayladınız, 1.890 TL çekildi.", "money_gone"),
        ("Fatura geldi ama kargo gelmedi.", "invoice_absent"),
        ("Kutuda çizik vardı ama ürün tertemiz.", "scratched"),
        ("Fotoğraftaki yeşille gelen yeşilin alakası yok.", "photo_elsewhere"),
        ("Bluetooth çalışmıyor ama ses geliyor.", "dead"),
        ("Değişim istemiyorum, paramı istiyorum.", "keeps_it"),
        ("Uygulamadan iptal ettim, bugün kapıma kurye geldi.", "cancelled_myself"),
    ],
)
def test_a_word_in_common_with_a_scene_does_not_make_it_one(proposer: Proposer, text: str, scene: str) -> None:
    assert scene not in scenes_in(text, proposer.knowledge, Language.TR)


def test_every_phrase_of_the_sample_can_be_read_and_every_sentence_has_its_scene(proposer: Proposer) -> None:
    assert not list(check_scenes(proposer.knowledge))


def test_a_phrase_that_cannot_be_read_is_named_with_its_file(proposer: Proposer) -> None:
    english = proposer.knowledge.told[Language.EN]
    broken = english.model_copy(update={"scenes": {**english.scenes, "leaks": ("(leak",)}})
    knowledge: Knowledge = replace(proposer.knowledge, told={**proposer.knowledge.told, Language.EN: broken})
    found = list(check_scenes(knowledge))
    assert [problem.file for problem in found] == ["knowledge/told/en.yaml"]
    assert "(leak" in found[0].what


@pytest.mark.parametrize(("section", "kind"), [("no_fault", "scene"), ("large", "product")])
def test_a_circumstance_that_nobody_can_tell_is_named_with_its_file(
    proposer: Proposer, section: str, kind: str
) -> None:
    meant = proposer.knowledge.circumstances.model_copy(update={section: frozenset({"flying_carpet"})})
    [problem] = check_scenes(replace(proposer.knowledge, circumstances=meant))
    assert problem.file == "knowledge/circumstances.yaml"
    assert problem.what == f"{section}: no language has a {kind} called flying_carpet"


def test_a_day_is_told_by_what_it_was(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    text = "I ordered a sofa on 3 October. I sent the sofa back on 26 October and have had no refund."
    case = understood(proposer, samples, "en-s03", text)
    assert days_named(case)["sent_back"] == date(2026, 10, 26)
    assert "26 October" in told(replace(case, complaint=replace(case.complaint, thread=())))


def test_condolences_are_said_only_where_triage_heard_them_too(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case = understood(proposer, samples, "en-s01", "My wife passed away last week. Can I send the armchair back?")
    calm = replace(case, triage=replace(case.triage, flags=()))
    grave = replace(case, triage=replace(case.triage, flags=(Flag.VULNERABLE,)))
    assert "bereaved" not in scenes(calm)
    assert "bereaved" in scenes(grave)


def test_an_address_is_named_where_we_cannot_write_first(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    draft = compose(proposer.understand(samples["en-s07"].complaint)[0])
    assert "help@" in (text := " ".join(s.text for s in draft.sentences if s.reply is Audience.PUBLIC)) or (
        "destek@" in text
    )


@pytest.mark.parametrize(("text", "scene"), [("The pan is resting on the hob.", "rust"), ("We went bowling.", "pills")])
def test_a_correct_word_is_no_slip_of_a_scene_s(proposer: Proposer, text: str, scene: str) -> None:
    knowledge = proposer.knowledge
    unlisted = knowledge.told[Language.EN].model_copy(update={"known": ()})
    without = replace(knowledge, told={**knowledge.told, Language.EN: unlisted}, fingerprint="without")
    assert scene in scenes_in(text, without, Language.EN)
    assert scene not in scenes_in(text, knowledge, Language.EN)


def test_a_wish_in_quotation_marks_is_somebody_elses(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    text = "Το είδα σπασμένο μπροστά στον μεταφορέα και μου είπε: {} Από τότε σιωπή."
    quoted = understood(proposer, samples, "el-s03", text.format("«καλέστε με αύριο»."))
    own = understood(proposer, samples, "el-s03", "Ήρθε σπασμένο. Καλέστε με αύριο.")
    assert "wants_call" in scenes(own)
    assert "wants_call" not in scenes(quoted)
