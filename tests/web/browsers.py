"""A real Chromium for tests, and a person in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.desks import PASSWORD, Desk

Person = Callable[..., Page]


def chromium_path() -> str:
    """Where Chromium is; a machine without one is told how to get it, never let off."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("these tests need a browser: install it with `apt-get install chromium`", pytrace=False)
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a session; a busy machine is given time."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def person(chromium: Browser, desk: Desk) -> Iterator[Person]:
    """Somebody who signs in through the login page, with a browser profile of their own."""
    contexts: list[BrowserContext] = []

    def sign_in(name: str = "elif", path: str = "/desk/") -> Page:
        context = chromium.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(desk.url.rstrip("/") + path)
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.wait_for_selector(".top")
        return page

    yield sign_in
    for context in contexts:
        context.close()
