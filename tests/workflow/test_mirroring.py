"""Reading a case in one's own language: line by line, what differs marked; a model only when asked, masked and counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Audience, Author, Language, Usage
from assistant.drafting.writer import Writer
from assistant.errors import ModelError
from assistant.knowledge import Knowledge
from assistant.llm import ChatMessage, ScriptedModel
from assistant.llm.scripted import Answer
from assistant.privacy.memory import let_go
from assistant.store import Store, case_file
from assistant.store.spending import uses
from assistant.triage import History
from assistant.web.rendering import texts
from assistant.workflow.comparing import Pieces, Side, marked
from assistant.workflow.disclosure import left_machine
from assistant.workflow.drafts import save_edit
from assistant.workflow.intake import take_in
from assistant.workflow.mirroring import InOtherWords, mirrored
from assistant.workflow.produce import Producer
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT
from tests.workflow.desk_days import AYSE, complaint

LATE = "Kargom 9 gündür gelmedi, sipariş MLT-48213. Bana 0532 555 12 34 numarasından ulaşabilirsiniz."
MINE = "Şubeyi de aradım, yarın 14.00'te dönecekler."
NUMBERED = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    let_go()
    yield
    let_go()


@pytest.fixture
def producer(store: Store, proposer: Proposer) -> Producer:
    return Producer(store, proposer, b"k" * 32, lambda _: History())


@pytest.fixture
def case_id(store: Store, producer: Producer) -> int:
    written = replace(complaint(channel="email", public=False, text=LATE), author=Author("Ayşe Yılmaz"))
    taken = take_in(store, written).case_id
    producer.draft(taken)
    return taken


def with_model(
    producer: Producer, *answers: Answer, prompts: Path = ROOT / "prompts"
) -> tuple[Producer, ScriptedModel]:
    model = ScriptedModel(answers, "test:model")
    writer = Writer(model, prompts, b"secret")
    return replace(producer, proposer=replace(producer.proposer, writer=writer)), model


def echo(messages: Sequence[ChatMessage]) -> str:
    """Every line said after an «EN», as a model that translates well would keep its figures."""
    lines = [{"number": int(n), "text": f"EN {line}"} for n, line in NUMBERED.findall(messages[-1].content)]
    return json.dumps({"lines": lines}, ensure_ascii=False)


def draft_of(producer: Producer, case_id: int) -> str:
    draft = case_file(producer.store, case_id).draft
    assert draft is not None
    return draft.private or ""


def edited(producer: Producer, case_id: int) -> str:
    mine = draft_of(producer, case_id).replace("\n\n", f"\n\n{MINE} ", 1)
    save_edit(producer.store, case_id, AYSE, case_file(producer.store, case_id).row.head, {Audience.PRIVATE: mine})
    return mine


def read(producer: Producer, case_id: int, text: str, *, ask: bool = False) -> InOtherWords:
    return mirrored(producer, case_id, {Audience.PRIVATE: text}, Language.EN, lambda said: said, ask=ask)


def plain(pieces: Pieces | None) -> str:
    return "".join(piece for _, piece in pieces or ())


def test_without_a_model_each_sentence_has_a_line_and_a_person_s_own_stay_as_they_are(
    producer: Producer, case_id: int
) -> None:
    mine = edited(producer, case_id)
    found = read(producer, case_id, mine, ask=True)
    lines = found.replies[Audience.PRIVATE]
    assert MINE in [line.text for line in lines if line.other is None and not line.does]
    assert all(line.text in mine for line in lines)
    assert plain(lines[0].other).startswith(("Dear", "Hello"))
    assert all(plain(line.said) == line.text for line in lines)
    assert (found.message, found.translated, found.more) == ((), False, False)


def test_with_a_model_a_person_s_own_words_and_the_complaint_are_read_too(producer: Producer, case_id: int) -> None:
    mine = edited(producer, case_id)
    asking, _ = with_model(producer, echo)
    found = read(asking, case_id, mine, ask=True)
    lines = found.replies[Audience.PRIVATE]
    assert next(plain(line.other) for line in lines if line.text == MINE) == f"EN {MINE}"
    assert plain(lines[0].other).startswith(("Dear", "Hello"))  # greetings are each language's own
    assert " ".join(line.text for line in found.message) == LATE
    assert "0532 555 12 34" in "".join(plain(line.other) for line in found.message)  # put back for the reader
    assert found.translated
    assert not found.more


def test_what_goes_to_the_model_is_masked_fenced_and_on_record(producer: Producer, case_id: int) -> None:
    asking, model = with_model(producer, echo)
    read(asking, case_id, draft_of(producer, case_id), ask=True)
    (messages,) = model.asked
    sent = " ".join(message.content for message in messages)
    assert not {"0532", "Ayşe", "Yılmaz"} & set(re.findall(r"\w+", sent))
    assert "<<draft " in sent
    assert "<<message " in sent
    (noted,) = left_machine(producer.store, "A-1")
    assert json.loads(noted.kept or "") == [{"role": "user", "content": messages[-1].content}]


def test_the_model_is_asked_only_on_demand_and_only_for_what_is_new(producer: Producer, case_id: int) -> None:
    before = draft_of(producer, case_id)
    asking, model = with_model(producer, echo, echo)
    assert read(asking, case_id, before).more
    assert model.asked == []
    read(asking, case_id, before, ask=True)
    read(asking, case_id, before, ask=True)
    assert len(model.asked) == 1
    mine = edited(producer, case_id)
    assert read(asking, case_id, mine).more
    read(asking, case_id, mine, ask=True)
    assert [line for _, line in NUMBERED.findall(model.asked[1][-1].content)] == [MINE]


def test_what_it_cost_is_counted_whether_the_answer_was_of_use_or_not(producer: Producer, case_id: int) -> None:
    before = draft_of(producer, case_id)
    asking, _ = with_model(producer, '{"lines": [{"number": 1, "text": "one"}]}', echo)
    failed = read(asking, case_id, before, ask=True)
    assert failed.failed is not None
    assert failed.failed.code == "model.bad_json"
    read(asking, case_id, before, ask=True)
    with producer.store.read() as tx:
        used = {use.outcome: use.usage for use in uses(tx)}
    assert set(used) == {"translation_failed", "translated"}
    assert Usage() not in used.values()


def test_with_the_budget_spent_no_model_is_asked_and_the_composer_s_lines_stay(
    producer: Producer, case_id: int
) -> None:
    before = draft_of(producer, case_id)
    asking, model = with_model(replace(producer, budget=0.0), echo)
    found = read(asking, case_id, before, ask=True)
    assert model.asked == []
    assert found.failed is not None
    assert found.failed.code == "model.budget_spent"
    assert found.replies == read(producer, case_id, before).replies
    assert found.message == ()


def test_a_model_that_fails_or_a_folder_without_the_prompt_leaves_the_composer_s_lines(
    producer: Producer, case_id: int, tmp_path: Path
) -> None:
    before = draft_of(producer, case_id)
    composed = read(producer, case_id, before).replies
    failing, _ = with_model(producer, ModelError("late", code="timeout"))
    promptless, _ = with_model(producer, echo, prompts=tmp_path)
    for asking, code in ((failing, "model.timeout"), (promptless, "model.prompt")):
        found = read(asking, case_id, before, ask=True)
        assert found.failed is not None
        assert (found.failed.code, found.replies, found.message) == (code, composed, ())


def test_a_figure_the_model_changes_is_marked_on_both_sides(producer: Producer, case_id: int) -> None:
    def wrong(messages: Sequence[ChatMessage]) -> str:
        return echo(messages).replace("9 g", "7 g")

    asking, _ = with_model(producer, wrong)
    line = read(asking, case_id, draft_of(producer, case_id), ask=True).message[0]
    assert any(is_marked and "9" in piece for is_marked, piece in line.said)
    assert line.other is not None
    assert any(is_marked and "7" in piece for is_marked, piece in line.other)


def test_what_was_translated_is_let_go_of_with_all_that_passes_through(producer: Producer, case_id: int) -> None:
    asking, _ = with_model(producer, echo)
    before = draft_of(producer, case_id)
    assert read(asking, case_id, before, ask=True).translated
    let_go()
    assert not read(asking, case_id, before).translated


@pytest.mark.parametrize(
    ("said", "other", "marks"),
    [
        ("İade ekibimiz 2 iş günü içinde yazacak.", "Our returns team will write within 2 working days.", []),
        (
            "İade ekibimiz 2 iş günü içinde yazacak.",
            "Our returns team will write within 3 working days.",
            ["2 iş günü"],
        ),
        ("İade ekibimiz inceleyecek.", "Our payments team will look into it.", ["İade ekibimiz"]),
        ("İade ekibimiz inceleyecek.", "We will look into it.", ["İade ekibimiz"]),
        ("Ürünü iade edemezsiniz.", "You can return the item.", ["edemezsiniz"]),
        ("Ürünü iade edemezsiniz.", "You cannot return the item.", []),
        ("Size 200 TL kupon tanımlayacağım.", "I'll look at your 200 TL.", ["kupon tanımlayacağım"]),
        ("Bunu Serhat söyledi.", "Serhat said so.", []),
        ("Bunu Serhat söyledi.", "Somebody said so.", ["Serhat"]),
        ("⟦NAME_1⟧ aradı.", "Somebody called.", ["⟦NAME_1⟧"]),
        ("Sizi kimse aramadı.", "Nobody called you.", []),
        ("Sizi kimse aramadı.", "Somebody called you.", ["aramadı"]),
        ("Kartınızdan iki kez çekildi.", "Your card was charged twice.", []),
    ],
)
def test_what_one_side_says_and_the_other_does_not_is_marked(
    said: str, other: str, marks: list[str], knowledge: Knowledge
) -> None:
    found = marked(Side(said, Language.TR), Side(other, Language.EN), knowledge.brand.teams)
    assert plain(found) == said
    assert [piece for is_marked, piece in found if is_marked] == marks


@pytest.mark.parametrize("language", list(Language))
def test_there_are_words_for_what_any_sentence_of_the_brand_does(language: Language, knowledge: Knowledge) -> None:
    lists = {name for own in knowledge.phrases.values() for name in own.moves}
    lists |= {name for own in knowledge.told.values() for name in own.moves} | {"answer", "approved", "part"}
    assert [name for name in sorted(lists) if f"mirror.does.{name}" not in texts(language)] == []
