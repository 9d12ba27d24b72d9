"""A real Chromium for tests, and people in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.desks import PASSWORD, Desk

Person = Callable[..., Page]
PATIENCE = 40_000  # milliseconds: a busy machine is given time


def chromium_path() -> str:
    """Where Chromium is; a machine without one is told how to get it, never let off."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("these tests need a browser: install it with `apt-get install chromium`", pytrace=False)
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a session."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass(frozen=True)
class People:
    """Who sits before a desk: one browser profile a name, signed in once; a page's files are fetched once as well."""

    browser: Browser
    desk: Desk
    profiles: dict[str, BrowserContext] = field(default_factory=dict)

    def profile(self, name: str) -> BrowserContext:
        """Somebody's browser, signed in through the login page."""
        if name not in self.profiles:
            page = self.sign_in(name, "/healthz")
            page.wait_for_url("**/healthz")
            page.close()
            self.profiles[name] = page.context
        return self.profiles[name]

    def sign_in(self, name: str, wanted: str) -> Page:
        """A page in another browser profile, in which somebody just came through the login page."""
        context = self.browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{self.desk.url}login?next={wanted}")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        return page


@pytest.fixture(scope="session")
def people(chromium: Browser, desk: Desk) -> Iterator[People]:
    """The people of the session's desk."""
    those = People(chromium, desk)
    yield those
    for context in those.profiles.values():
        context.close()


@pytest.fixture
def person(people: People) -> Iterator[Person]:
    """A fresh page before somebody who is signed in, ready for their first key; it is closed when the test ends."""
    pages: list[Page] = []

    def sits_down(name: str = "elif", path: str = "/desk/") -> Page:
        page = people.profile(name).new_page()
        pages.append(page)
        page.goto(people.desk.url.rstrip("/") + path)
        page.wait_for_selector(".top")
        if page.url.startswith(f"{people.desk.url}desk/?"):
            page.wait_for_selector("#actions .bar")
        return page

    yield sits_down
    for page in pages:
        page.close()


def refreshed(page: Page) -> None:
    """The desk's page has asked twice what changed, and shows it."""
    for _ in range(2):
        page.evaluate("window.desk.send('pulse', window.desk.pulseFacts())")
        page.wait_for_function("!window.desk.pulsing")
