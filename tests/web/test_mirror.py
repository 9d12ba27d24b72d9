"""How a case is read in another language on the desk: differences are marked, what has no counterpart says so."""

from __future__ import annotations

from assistant.domain import Audience, Language, Reason
from assistant.web.regions import mirror_html
from assistant.workflow.mirroring import InOtherWords, Mirrored

LINE = Mirrored("14 gün", ((True, "14 gün"),), ((True, "30 days"), (False, " at <most>")))
PROMISE = Mirrored("Söz", ((False, "Söz"),), None, "next_step", {"team": "our returns team", "within": "2 days"})
FACT = Mirrored("Bilgi", ((False, "Bilgi"),), None, "answer", {"title": "Returns", "whole": "You can return it."})
OWN = Mirrored("Bunu <ben> yazdım.", ((False, "Bunu <ben> yazdım."),), None)
LINES = {Audience.PRIVATE: (LINE, PROMISE, FACT, OWN)}


def shown(read: InOtherWords, *, message: bool = True, may_ask: bool = True) -> str:
    return mirror_html(Audience.PRIVATE, read, Language.EN, message=message, may_ask=may_ask)


def test_both_sides_of_a_difference_are_marked_and_escaped() -> None:
    html = shown(InOtherWords(LINES))
    assert "<mark>30 days</mark> at &lt;most&gt;" in html
    assert "<mark>14 gün</mark>" in html
    assert "Bunu &lt;ben&gt; yazdım." in html


def test_a_sentence_without_a_counterpart_says_what_it_does_and_gives_its_text_to_unfold() -> None:
    html = shown(InOtherWords(LINES))
    assert "A promise: our returns team, within 2 days" in html
    assert "<summary>Returns</summary>You can return it." in html
    assert html.count('class="gist"') == 2
    assert html.count('class="own"') == 1


def test_the_message_is_read_beside_one_reply_only() -> None:
    read = InOtherWords(LINES, (LINE,), translated=True)
    assert "What the customer wrote" in shown(read)
    assert "What the customer wrote" not in shown(read, message=False)


def test_the_model_can_be_asked_for_what_is_left_by_whoever_may_and_its_failure_is_said() -> None:
    left = InOtherWords(LINES, more=True, failed=Reason("model.timeout"))
    assert "data-translate" in shown(left)
    assert "data-translate" not in shown(left, may_ask=False)
    assert "data-translate" not in shown(InOtherWords(LINES, translated=True))
    assert "did not answer in time" in shown(left)


def test_nothing_is_shown_for_a_reply_that_is_not_there() -> None:
    assert mirror_html(Audience.PUBLIC, InOtherWords(LINES), Language.EN, message=True, may_ask=True) == ""
