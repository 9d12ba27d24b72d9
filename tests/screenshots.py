"""The README's pictures, made from a demo desk: ``python -m tests.screenshots OUT``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.web.browsers import chromium_path

WIDE, PHONE = (1440, 900), (390, 844)
# What is pictured: file name, interface language, colours, size, and words that pick the case (none: the queue).
PICTURES: tuple[tuple[str, str, str, tuple[int, int], str], ...] = (
    ("case-light", "en", "light", WIDE, "ΠΑΠΑΔΑΚΗΣ"),
    ("case-dark", "tr", "dark", WIDE, "MLT-48213"),
    ("case-greek", "el", "light", WIDE, "ΠΑΠΑΔΑΚΗΣ"),
    ("queue-light", "en", "light", WIDE, ""),
    ("queue-dark", "el", "dark", WIDE, ""),
    ("queue-phone", "tr", "light", PHONE, ""),
    ("case-phone", "el", "light", PHONE, "ΠΑΠΑΔΑΚΗΣ"),
    ("case-phone-dark", "en", "dark", PHONE, "MLT-48213"),
)

# The plain pages beside the desk, after some replies were approved.
PLAIN: tuple[tuple[str, str, str, tuple[int, int], str], ...] = (
    ("tasks-light", "en", "light", WIDE, "tasks"),
    ("tasks-phone", "el", "dark", PHONE, "tasks"),
    ("offers-light", "tr", "light", WIDE, "offers"),
)


def main(folder: Path) -> None:
    """Make every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as (url, name, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for file, language, colours, (width, height), words in PICTURES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)  # type: ignore[arg-type]
            context.add_cookies([{"name": "desk_language", "value": language, "url": url}])
            page = context.new_page()
            sign_in(page, url, name, password)
            if words:
                open_case(page, words)
            page.screenshot(path=folder / f"{file}.png")
            print(folder / f"{file}.png")
            context.close()
        for file, language, colours, (width, height), path in PLAIN:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours)  # type: ignore[arg-type]
            context.add_cookies([{"name": "desk_language", "value": language, "url": url}])
            page = context.new_page()
            sign_in(page, url, name, password)
            if file == PLAIN[0][0]:
                approve_some(page)
            page.goto(f"{url}{path}")
            page.screenshot(path=folder / f"{file}.png")
            print(folder / f"{file}.png")
            context.close()
        browser.close()


@contextmanager
def demo() -> Iterator[tuple[str, str, str]]:
    """A demo desk in a process of its own; its address, name and password as it prints them."""
    command = [sys.executable, "-m", "assistant", "serve", "--demo", "--port", "0", "--model", "composer"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = "".join(process.stderr.readline() for _ in range(4))
            found = re.search(r"(http://\S+).*?name: (\S+).*?password: (\S+)", said, re.DOTALL)
            if found is None:
                raise SystemExit(f"the demo did not say where it is: {json.dumps(said)}")
            yield found[1], found[2], found[3]
        finally:
            process.terminate()


def sign_in(page: Page, url: str, name: str, password: str) -> None:
    """Through the login page, until every draft is there."""
    page.goto(f"{url}desk/")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.click("button.primary")
    page.wait_for_selector("#queue [data-case]", timeout=60_000)
    page.wait_for_function("!document.querySelector('#queue .state.drafting')", timeout=60_000)
    page.wait_for_timeout(800)


def approve_some(page: Page, times: int = 6) -> None:
    """Approve what stands on top of the queue, as a person at the keyboard does; what a check forbids stays."""
    page.locator("#queue [data-case]").first.click()
    page.wait_for_selector("#actions .bar")
    for _ in range(times):
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(1500)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_timeout(1000)


def open_case(page: Page, words: str) -> None:
    """Open the case whose row holds these words, found through the search like a person would."""
    page.fill("#find", words)
    row = page.locator("#queue [data-case]").first
    page.wait_for_timeout(900)
    row.click()
    page.wait_for_selector("#actions .bar")
    if page.locator("#find").is_visible():
        page.fill("#find", "")
    if page.locator('.panes [data-pane="case"]').is_visible():
        page.click('.panes [data-pane="case"]')
    page.wait_for_timeout(1200)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
