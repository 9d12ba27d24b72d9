"""From a case to a colleague and back: asked at the desk, answered by a link, and a draft that rests on the answer."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from assistant.store import State
from tests.web.browsers import Person, refreshed
from tests.web.desks import Desk

TURKISH = "Drone ile teslimat yapıyor musunuz? Ben Fatma Özdemir, telefonum 0532 123 45 67."
ANSWER = "Drone ile teslimat yapmıyoruz."


def test_a_colleague_is_asked_by_a_link_and_the_answer_becomes_a_source_of_the_next_draft(
    desk: Desk, person: Person
) -> None:
    case = desk.take(TURKISH, author={"name": "Fatma Özdemir"}, market="tr")
    page = person("elif", f"/desk/?case={case}")
    page.click('[data-open="ask"]')
    expect(page.locator("#ask textarea")).not_to_have_value("")  # what the draft itself wants to know
    page.select_option("#ask select", "service")
    page.fill("#ask textarea", "Fatma Özdemir drone ile teslimat var mı diye soruyor, var mı?")
    page.click("#ask .primary")
    expect(page.locator("#case .asked.open")).to_be_visible()
    link = page.locator("[data-link]").input_value()
    assert re.match(r"http://127\.0\.0\.1:\d+/ask/[0-9a-f]{32}\.", link)

    colleague = page.context.browser.new_context(locale="tr-TR").new_page()  # type: ignore[union-attr]
    colleague.goto(link)
    said = colleague.locator("main").inner_text()
    assert "var mı diye soruyor" in said
    assert "Drone ile teslimat yapıyor musunuz?" in said
    assert "Fatma" not in said
    assert "0532" not in said
    colleague.fill("[name=answer]", ANSWER)
    colleague.fill("[name=name]", "Kerem")
    colleague.click("button.primary")
    expect(colleague.locator("h1")).to_have_text("Teşekkürler.")
    colleague.context.close()

    refreshed(page)
    expect(page.locator("#case .asked .answer")).to_have_text(ANSWER)
    desk.until(lambda: desk.file(case).row.state is State.REVIEW, 90)
    file = desk.file(case)
    assert file.draft is not None
    cited = {source for one in json.loads(file.draft.proposal or "{}")["sentences"] for source in one["sources"]}
    assert "note" in cited
    expect(page.locator("#private textarea")).to_have_value(re.compile("Drone ile teslimat yapmıyoruz"))
