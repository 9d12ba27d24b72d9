"""What stands around a draft at the desk: the pack, the controls, the mends, the mirror, and trying the rules."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Page, expect

from assistant.knowledge.lengths import measure
from assistant.store import MadeBy
from tests.web.browsers import Person
from tests.web.desks import Desk

GREEK = "Παρήγγειλα πλυντήριο πριν από 12 μέρες και δεν έχει έρθει ακόμη. Παραγγελία MLT-40117. Πότε θα το παραλάβω;"
TURKISH = "Çamaşır makinemi 9 gündür bekliyorum, kargo hâlâ gelmedi. Sipariş numaram MLT-48213."
MINE = "Bunu ben yazdım."
# What a channel counts in a way of its own: links with and without a scheme, keycaps, flags, families, letters of two.
PIECES = (
    "a", "ş", "Ω", "ἀ", "é", "e\u0301", "ſ", "\u212a", "€", "^", "[", "\f", "\n", " ", "\u00a0", "\ufeff", "…", "₺", "_", "//",
    "👍🏽", "👨‍👩‍👧", "1\ufe0f\u20e3", "#\u20e3", "🇹🇷", "🇬", "\U0001f3f4\U000e0067\U000e0062\U000e007f", "©", "©\ufe0f", "↗", "❤",
    "meltemia.example", "https://a.gr/x)", "www.x.com.", "a@b.com", "ör.com", "x.gr/é\u00a0b", "x.tr,", "HTTPS://X", "1.gr",
)  # fmt: skip


@pytest.fixture
def case(desk: Desk) -> int:
    return desk.take(TURKISH, author={"name": "Fatma Özdemir"}, market="tr")


def opened(person: Person, case_id: int, name: str = "elif") -> Page:
    page = person(name, f"/desk/?case={case_id}")
    expect(page.locator("#private textarea")).to_have_value(re.compile(".+", re.DOTALL))
    return page


def private(page: Page) -> str:
    return page.locator("#private textarea").input_value()


def test_one_click_makes_a_shorter_version_and_the_one_before_is_in_the_history(
    desk: Desk, person: Person, case: int
) -> None:
    page = opened(person, case)
    before = private(page)
    page.click('[data-control="shorter"]')
    expect(page.locator('#controls [data-control="shorter"]')).to_have_attribute("aria-pressed", "true")
    assert len(private(page)) < len(before)
    page.click('[data-side="history"]')
    expect(page.locator(".version")).to_have_count(2)
    expect(page.locator(".version .n").first).to_have_text("v2")
    assert desk.file(case).drafts[0].private is not None


def test_a_control_never_takes_a_persons_words_without_asking(desk: Desk, person: Person, case: int) -> None:
    page = opened(person, case)
    mine = private(page).replace("\n\n", f"\n\n{MINE} ", 1)
    page.locator("#private textarea").fill(mine)
    page.click('[data-control="warmer"]')
    expect(page.locator("#replace")).to_be_visible()
    assert private(page) == mine
    page.click("#replace [data-close]")
    assert private(page) == mine
    page.click('[data-control="warmer"]')
    page.click("#replace .primary")
    expect(page.locator("#private textarea")).not_to_have_value(re.compile(MINE))
    kept = [draft.private for draft in desk.file(case).drafts if draft.made_by is MadeBy.PERSON]
    assert mine in kept


def test_a_finding_that_can_be_mended_is_mended_by_one_click_and_ctrl_z_takes_it_back(
    person: Person, case: int
) -> None:
    page = opened(person, case)
    wrong = private(page).replace("\n\n", "\n\nTutar 1,250.00 TL. ", 1)
    page.locator("#private textarea").fill(wrong)
    button = page.locator("#checks [data-mend]").first
    mend = button.get_attribute("data-mend") or ""
    was = button.get_attribute("data-was") or ""
    button.click()
    expect(page.locator("#private textarea")).to_have_value(wrong.replace(was, mend, 1))
    page.keyboard.press("Control+z")
    expect(page.locator("#private textarea")).to_have_value(wrong)


def test_a_reply_can_be_read_in_ones_own_language_and_stays_on_for_the_next_case(
    desk: Desk, person: Person, case: int
) -> None:
    page = opened(person, case)
    before = private(page)
    page.click('[data-mirror="private"]')
    expect(page.locator("#private_mirror li").first).to_contain_text(re.compile("Dear|Hello"))
    assert private(page) == before
    other = desk.take(GREEK, author={"name": "Αθηνά Παπαγεωργίου"}, market="gr")
    page.fill("#find", "MLT-40117")
    page.locator(f'#queue [data-case="{other}"]').click()
    page.wait_for_selector(f'.case[data-case="{other}"]')
    expect(page.locator("#private_mirror li").first).to_contain_text(re.compile("Dear|Hello"))
    page.click('[data-mirror="private"]')
    expect(page.locator("#private_mirror li")).to_have_count(0)


def test_the_counter_under_a_box_counts_as_the_checks_do(person: Person, case: int) -> None:
    page, units = opened(person, case), ("characters", "bytes", "x_weighted", "sms_parts", "of a newer sheet")
    chance = random.Random(2026)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 90))) for _ in range(400)]
    texts += ["a" * 152 + "€" + "b" * 200, "a😀" * 60, "€" * 80 + "a"]
    counted = page.evaluate(
        "([texts, units]) => texts.map((one) => units.map((unit) => boxes.measure(one, unit)))", [texts, units]
    )
    for text, row in zip(texts, counted, strict=True):
        assert row == [measure(text, unit) for unit in units], text


def test_the_pack_waits_folded_and_copies_what_is_asked_for(person: Person, case: int) -> None:
    page = opened(person, case)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note = page.locator(".pack .inner [data-copied]")
    expect(note).to_be_hidden()
    page.locator(".fold summary").first.click()
    expect(note).to_be_visible()
    page.locator(".pack .inner [data-copy]").click()
    expect(page.locator("#toasts")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines() == [line.strip() for line in note.locator("li").all_inner_texts()]


def test_money_an_agent_may_not_promise_blocks_the_agent_and_not_the_lead(person: Person, case: int) -> None:
    promise = "Size 100 TL hediye çeki veriyorum."
    agent, lead = opened(person, case, "nikos"), opened(person, case, "elif")
    for page in (agent, lead):
        text = private(page).replace("\n\n", f"\n\n{promise} ", 1)
        page.locator("#private textarea").fill(text)
    expect(agent.locator('#checks .block[data-key^="commitment:"]')).to_have_count(1)
    expect(lead.locator('#checks .block[data-key^="facts:"]')).to_have_count(1)  # checked, and still to be signed off
    expect(lead.locator('#checks [data-key^="commitment:"]')).to_have_count(0)


def test_an_editor_tries_the_rules_on_their_own_words_and_an_agent_may_not(person: Person) -> None:
    page = person("elif", "/desk/try/")
    page.wait_for_selector("#paste-form")
    page.select_option("#paste-form [name=language]", "en")
    page.fill("[name=proud-1]", "Hello Maria, I am sorry your parcel is late. I will write to you by Friday.")
    page.fill("[name=regretted-1]", "We apologise for any inconvenience caused. <script>window.pwned=1</script>")
    page.click("#paste-form .primary")
    regretted = page.locator(".tried section").nth(1)
    expect(regretted.locator("mark").first).to_be_visible()
    expect(regretted.locator(".finding").first).to_be_visible()
    expect(regretted).to_contain_text("<script>")
    assert page.evaluate("window.pwned") is None
    other = person("nikos", "/desk/try/")
    expect(other.locator("#form")).to_contain_text("for those who edit the guideline")
    expect(other.locator('.top nav [href="/desk/try/"]')).to_have_count(0)
