"""A person at the desk, in a real browser: what they see is what leaves, and nothing leaves that nobody approved."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, Route, expect

from assistant.domain import Action, Audience, Language, Status, Turn
from assistant.store import MadeBy, State, Summary
from assistant.store.rows import Posting
from assistant.workflow.drafts import save_proposal
from assistant.workflow.intake import follow_up
from tests.web.browsers import Person, refreshed
from tests.web.desks import UNDO_SECONDS, Desk

GREEK = "Παρήγγειλα πλυντήριο πριν από 12 μέρες και δεν έχει έρθει ακόμη. Παραγγελία MLT-40117. Πότε θα το παραλάβω;"
TURKISH = "Çamaşır makinemi 9 gündür bekliyorum, kargo hâlâ gelmedi. Sipariş numaram MLT-48213."
HOSTILE = '<script>window.pwned=1</script><img src=x onerror="window.pwned=2">${window.pwned=3}{{7*7}}</textarea><b>'


def opened(person: Person, case_id: int, name: str = "elif") -> Page:
    """The case before somebody, its draft in the boxes."""
    page = person(name, f"/desk/?case={case_id}")
    expect(page.locator("#private textarea")).to_have_value(re.compile(".+", re.DOTALL))
    return page


def private(page: Page) -> str:
    return page.locator("#private textarea").input_value()


def test_an_edited_greek_reply_leaves_byte_for_byte_as_it_was_approved_and_one_nobody_approved_never_does(
    desk: Desk, person: Person
) -> None:
    unapproved = desk.take(TURKISH, author={"name": "Fatma Özdemir"}, market="tr")
    other = opened(person, unapproved)
    other.locator("#private textarea").fill("Merhaba, henüz onaylamadım.")
    other.evaluate("window.desk.save()")
    desk.until(lambda: desk.file(unapproved).row.touched)

    case_id = desk.take(GREEK, author={"name": "Αθηνά Παπαγεωργίου"}, market="gr")
    page = opened(person, case_id)
    text = private(page).replace("\n\n", "\n\nΣας γράφω προσωπικά, ΰ Ϊ ς 👍🏽.\n\n", 1)
    page.locator("#private textarea").fill(text)
    button = page.locator('[data-do="approve"]')
    expect(button).to_have_text("Approve edit")
    button.click()
    expect(page.locator("#toasts")).to_contain_text("Approved")
    desk.forward(UNDO_SECONDS)
    desk.until(lambda: bool(desk.sent(case_id)))
    (sent,) = desk.sent(case_id)
    assert sent["text"] == text
    assert sent["approved_by"] == "elif"
    assert "Elif K." in text  # the sign-off was the person's own before they approved it
    assert (desk.sent(unapproved), desk.file(unapproved).outbox) == ([], ())


def test_the_keyboard_alone_approves_and_goes_on_to_the_next_case(desk: Desk, person: Person) -> None:
    for number in (1, 2):
        desk.take(f"{TURKISH} ({number})", author={"name": "Zeynep Kılıç"}, market="tr")
    page = person()
    page.wait_for_selector("#queue [data-case]")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("zeynep kilic")
    expect(page.locator("#queue [data-case]")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#queue [data-case]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("#actions .bar")
    first = page.locator(".case").get_attribute("data-case")
    page.keyboard.press("e")
    expect(page.locator("#private textarea")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator("#checks")).not_to_contain_text("blocking")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f'.case[data-case="{first}"]')).to_have_count(0)
    page.wait_for_selector(".case")
    assert desk.file(int(first or 0)).row.state in (State.APPROVED, State.SENT)


def test_an_answer_that_comes_late_does_not_turn_the_page_back_to_the_case_just_approved(
    desk: Desk, person: Person
) -> None:
    first, second = (
        desk.take(f"{TURKISH} ({number})", author={"name": "Nermin Aksoy"}, market="tr") for number in (1, 2)
    )
    page = opened(person, first)
    held: list[Route] = []
    page.route("**/run/**", lambda route: held.append(route) if '\\"pulse\\"' in post(route) else route.continue_())
    page.evaluate(f"window.desk.next = () => {second}")
    page.evaluate("window.desk.approve(true); window.desk.send('pulse', window.desk.pulseFacts())")
    expect(page.locator(f'.case[data-case="{second}"]')).to_be_visible()
    assert held
    for route in held:
        route.continue_()
    page.unroute_all()
    page.wait_for_function("!window.desk.pulsing")
    refreshed(page)
    assert page.locator(".case").get_attribute("data-case") == str(second)


def post(route: Route) -> str:
    """What a page sent with a request."""
    return route.request.post_data or ""


def test_an_approval_taken_back_in_time_brings_its_text_back_and_sends_nothing(desk: Desk, person: Person) -> None:
    case_id = desk.take(TURKISH, author={"name": "Fatma Özdemir"}, market="tr")
    page = opened(person, case_id)
    text = private(page).replace("\n\n", "\n\nBunu ben ekledim. ", 1)
    page.locator("#private textarea").fill(text)
    page.keyboard.press("Alt+Enter")
    page.click("#toasts [data-undo]")
    desk.until(lambda: desk.file(case_id).row.state is State.REVIEW)
    expect(page.locator("#actions .bar")).to_be_visible()
    assert private(page) == text
    assert {posting.state for posting in desk.file(case_id).outbox} == {Posting.WITHDRAWN}


def test_two_people_on_one_case_see_each_other_and_neither_loses_a_word(desk: Desk, person: Person) -> None:
    case_id = desk.take(TURKISH, author={"name": "Fatma Özdemir"}, market="tr")
    elif_, nikos = opened(person, case_id), opened(person, case_id, "nikos")
    refreshed(elif_)
    expect(elif_.locator("#live")).to_contain_text("nikos")
    mine = private(elif_).replace("\n\n", "\n\nBunu ben yazdım, kaybolmamalı. ", 1)
    theirs = private(nikos).replace("\n\n", "\n\nBunu da ben yazdım. ", 1)
    nikos.locator("#private textarea").fill(theirs)
    desk.until(lambda: desk.file(case_id).row.claimed_by == "nikos")
    elif_.locator("#private textarea").fill(mine)
    nikos.evaluate("window.desk.save()")
    desk.until(lambda: desk.file(case_id).row.touched)
    refreshed(elif_)
    expect(elif_.locator(".conflict")).to_contain_text("nikos")
    elif_.click('[data-do="approve"]')
    expect(elif_.locator(".toast.bad")).to_contain_text("nikos")
    assert private(elif_) == mine
    assert desk.file(case_id).outbox == ()
    elif_.click('[data-do="take"]')
    elif_.click('[data-do="mine"]')
    expect(elif_.locator(".conflict")).to_have_count(0)
    assert private(elif_) == mine


def test_a_message_that_arrives_while_somebody_writes_stops_the_approval_and_keeps_the_text(
    desk: Desk, person: Person
) -> None:
    case_id = desk.take(TURKISH, author={"name": "Fatma Özdemir"}, market="tr")
    page = opened(person, case_id)
    text = private(page).replace("\n\n", "\n\nBunu ben yazdım. ", 1)
    page.locator("#private textarea").fill(text)
    follow_up(desk.store, case_id, Turn("customer", "Vazgeçtim, iptal edin!", desk.store.clock()))
    page.click('[data-do="approve"]')
    expect(page.locator(".conflict, .toast.bad").first).to_contain_text("The customer wrote again")
    assert private(page) == text
    assert desk.file(case_id).outbox == ()


def test_markup_from_customers_editors_and_models_is_shown_as_text_and_runs_nothing(desk: Desk, person: Person) -> None:
    case_id = desk.take(HOSTILE, author={"name": HOSTILE[:60], "handle": HOSTILE[:60]}, subject=HOSTILE, note=HOSTILE)
    proposal = {
        "status": "send_ready", "action": "reply_private", "model": HOSTILE, "fallback": HOSTILE,
        "reason_code": {"code": HOSTILE, "values": {"x": HOSTILE}},
        "triage": {"categories": [{"code": HOSTILE, "score": 1}], "why_codes": [{"code": HOSTILE, "values": {}}]},
        "sentences": [{"reply": "private", "text": HOSTILE, "kind": "source", "sources": ["faq/en/x"]}],
        "sources": [{"id": "faq/en/x", "title": HOSTILE, "excerpt": HOSTILE, "version": HOSTILE, "score": 1}],
        "slots": [{"name": HOSTILE, "question": HOSTILE}],
        "commitments": [{"what": HOSTILE, "by": None, "owner": HOSTILE, "source": HOSTILE}],
    }  # fmt: skip
    row = desk.file(case_id).row
    save_proposal(
        desk.store, case_id, json.dumps(proposal), {Audience.PRIVATE: HOSTILE}, based_on=row.head, thread=0,
        made_by=MadeBy.MODEL, author=HOSTILE,
        summary=Summary(Language.EN, None, Status.SEND_READY, Action.REPLY_PRIVATE, 1, ()),
    )  # fmt: skip
    page = person(path=f"/desk/?case={case_id}")
    for side in ("sources", "rules", "customer", "history"):
        page.click(f'[data-side="{side}"]')
    page.click('[data-side="sources"]')
    page.hover("#side .source")
    page.click("#side [data-sentence]")
    refreshed(page)
    expect(page.locator(".turn.now .text")).to_have_text(HOSTILE)
    assert private(page) == HOSTILE
    assert page.evaluate("window.pwned") is None
    assert page.locator("#middle img, #right img, #left img, .region script").count() == 0


def test_the_paste_box_drafts_what_is_pasted_and_puts_it_into_the_queue(desk: Desk, person: Person) -> None:
    page = person(path="/paste/")
    page.wait_for_selector("#paste-form")
    page.fill("#paste-form [name=text]", TURKISH)
    page.fill("#paste-form [name=name]", "Fatma Özdemir")
    page.select_option("#paste-form [name=market]", "tr")
    page.click('[data-paste="draft"]')
    expect(page.locator('[data-text="private"]')).to_contain_text("Fatma Hanım")
    expect(page.locator(".pasted .source").first).to_be_visible()
    page.click('[data-paste="queue"]')
    page.wait_for_selector(".case")
    expect(page.locator(".turn.now .text")).to_have_text(TURKISH)


def test_the_desk_speaks_the_language_that_was_chosen(person: Person) -> None:
    page = person("nikos")
    for language, words in (("tr", "İncelenecek"), ("el", "Για έλεγχο"), ("en", "Review")):
        page.click(f'.languages [value="{language}"]')
        expect(page.locator("#tabs")).to_contain_text(words)
        expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_phone_shows_one_pane_at_a_time_and_nothing_is_wider_than_it(desk: Desk, person: Person) -> None:
    case_id = desk.take("Ω" * 400 + " https://meltemia.example/" + "x" * 300, author={"name": "Ν" * 120})
    page = person(path=f"/desk/?case={case_id}")
    page.set_viewport_size({"width": 390, "height": 844})
    columns = {"queue": "#left", "case": "#middle", "side": "#right"}
    for pane in columns:
        page.click(f'.panes [data-pane="{pane}"]')
        for other, column in columns.items():
            expect(page.locator(column)).to_be_visible(visible=other == pane)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_request_leaves_this_machine_and_no_script_fails(desk: Desk, person: Person) -> None:
    faults: list[str] = []
    page = person()
    page.on("pageerror", lambda error: faults.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("#queue .rows, #queue .empty")
    foreign = [url for url in asked if not url.startswith((desk.url, "data:"))]
    assert (faults, foreign) == ([], [])
