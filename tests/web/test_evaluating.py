"""The pages of editors and evaluators: who may see them, and what they make of what nobody's page sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.access import Person, Role
from assistant.bootstrap import Product
from assistant.domain import Language
from assistant.evaluation.blind import lay_out, open_layout, read_pair_labels
from assistant.evaluation.previews import Previews
from assistant.evaluation.runs import open_run
from assistant.knowledge import Knowledge
from assistant.store import Store
from assistant.web.blind import answer_blind
from assistant.web.previewing import answer_preview, form_html
from tests.conftest import ROOT
from tests.evaluation.test_blind import a_run
from tests.web.test_tools import parts


def somebody(role: Role) -> Person:
    return Person(1, "x", "X", role)


@pytest.fixture
def previews(tmp_path: Path, knowledge: Knowledge) -> Previews:
    return Previews(ROOT, lambda: ROOT, "composer", knowledge.channels, tmp_path)


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    first, second = a_run(tmp_path / "a", "", 6), a_run(tmp_path / "b", " <b>more</b>", 6)
    return lay_out(open_run(first), open_run(second), tmp_path / "blind", "week").folder


@pytest.mark.parametrize("role", Role)
def test_only_who_edits_the_folder_previews_a_change(
    knowledge: Knowledge, store: Store, product: Product, previews: Previews, tmp_path: Path, role: Role
) -> None:
    person = somebody(role)
    allowed = role in (Role.EDITOR, Role.LEAD, Role.ADMIN)
    screen = answer_preview(previews, tmp_path, parts(knowledge, store, product), person, Language.EN, {"do": "look"})
    assert ("result" in screen.html) is allowed
    assert ("tone/tr.md" in form_html(previews, Language.EN, allowed=allowed)) is allowed


@pytest.mark.parametrize(
    "node",
    [
        {"do": "open", "fields": {"file": "../../etc/passwd"}}, {"do": "open"}, {"do": "blind"},
        {"do": "draft", "fields": {"file": "knowledge/tone/xx.md", "text": "a"}},
        {"do": "draft", "fields": {"file": "knowledge/tone/tr.md", "text": "a", "most": "much"}},
        {"do": "draft", "fields": {"file": "knowledge/tone/tr.md", "text": "a", "language": "xx"}},
        {"do": "draft", "fields": "x"},
    ],
)  # fmt: skip
def test_what_no_page_sends_is_answered_with_a_sentence_and_starts_nothing(
    knowledge: Knowledge, store: Store, product: Product, previews: Previews, tmp_path: Path, node: dict[str, object]
) -> None:
    if node == {"do": "draft", "fields": "x"}:
        node = {
            "do": "draft",
            "fields": {"file": "knowledge/tone/tr.md", "text": previews.text_of("knowledge/tone/tr.md")},
        }
    answered = answer_preview(
        previews, tmp_path, parts(knowledge, store, product), somebody(Role.EDITOR), Language.EN, node
    )
    assert answered.answer["error"]
    assert not (tmp_path / "previews").exists() or list((tmp_path / "previews").iterdir()) == []


@pytest.mark.parametrize("role", Role)
def test_who_answers_or_evaluates_compares_blind_and_sees_the_texts_as_text(
    knowledge: Knowledge, store: Store, product: Product, laid: Path, role: Role
) -> None:
    screen = answer_blind(laid.parent, parts(knowledge, store, product), somebody(role), Language.EL, {"do": "look"})
    html = screen.html["result"]
    assert "&lt;b&gt;more" in html
    assert "<b>more" not in html


def test_a_choice_is_kept_under_the_persons_name_and_can_be_taken_back(
    knowledge: Knowledge, store: Store, product: Product, laid: Path
) -> None:
    def send(do: str, **fields: str) -> dict[str, object]:
        node = {"do": do, "fields": {"which": "week", **fields}}
        return answer_blind(
            laid.parent, parts(knowledge, store, product), somebody(Role.AGENT), Language.EN, node
        ).answer

    layout = open_layout(laid)
    for side in layout.order("x"):
        assert "error" not in send("choose", pair=side.pair.id, choice="left")
    assert [(label.rater, label.choice) for label in read_pair_labels(layout)] == [("x", "left")] * 3
    assert "error" not in send("back")
    assert len(read_pair_labels(layout)) == 2
    for fields in ({"pair": "nowhere", "choice": "left"}, {"pair": layout.pairs[0].id, "choice": "best"}):
        assert send("choose", **fields)["error"]
    assert send("choose", which="../a", pair="0", choice="left")["error"]
    assert len(read_pair_labels(layout)) == 2
