"""The first account: only who has the printed link makes it, within the hour, and nobody makes a second one with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant import bootstrap
from assistant.access import add_account, list_accounts, sign_in
from assistant.access.roles import Role
from assistant.access.sessions import TRIES
from assistant.api.first_run import GOOD_FOR, FirstRun, first_link, first_run, first_run_key
from assistant.api.serving import greeting
from assistant.api.signing_in import door
from assistant.settings import Settings
from assistant.store import Store
from assistant.web.visitors import SESSION, visitor
from tests.conftest import ROOT
from tests.store.stores import copied_sqlite
from tests.web.desks import Desk

KEY = b"k" * 32
PASSWORD = "uzun ve güzel bir parola"
BEGIN = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Clock:
    now = BEGIN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store.open(copied_sqlite(tmp_path / "x.sqlite3"), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def browser(store: Store) -> TestClient:
    app = FastAPI()
    app.include_router(door(store, "Brand"))
    app.include_router(first_run(FirstRun(store, "Brand", KEY)))
    return TestClient(app, base_url="http://desk.example", follow_redirects=False)


@pytest.fixture
def link(clock: Clock) -> str:
    return first_link("http://desk.example/", KEY, clock.now)


def form(**fields: str) -> dict[str, str]:
    return {"name": "Elif", "display": "Elif K.", "password": PASSWORD, "again": PASSWORD, **fields}


def test_the_link_makes_one_administrator_who_is_signed_in_at_once(
    browser: TestClient, store: Store, link: str, clock: Clock
) -> None:
    page = browser.get(link)
    assert page.status_code == 200
    assert page.text.count('type="password"') == 2
    assert "script" not in page.headers["content-security-policy"]
    made = browser.post(link, data=form())
    assert (made.status_code, made.headers["location"]) == (303, "/desk/")
    (account,) = list_accounts(store)
    assert (account.name, account.display_name, account.role) == ("elif", "Elif K.", "admin")
    assert visitor(store, {SESSION: made.cookies[SESSION]}).person.name == "elif"
    assert sign_in(store, "elif", PASSWORD, "a")


def test_once_there_is_an_account_every_link_is_useless(
    browser: TestClient, store: Store, link: str, clock: Clock
) -> None:
    add_account(store, "root", PASSWORD, Role.AGENT)
    for address in (link, first_link("http://desk.example", KEY, clock.now)):
        assert browser.get(address).status_code == 404
        late = browser.post(address, data=form())
        assert late.status_code == 404
        assert "There is an account already" in late.text
    assert [one.name for one in list_accounts(store)] == ["root"]


def test_after_an_hour_the_link_is_over(browser: TestClient, store: Store, link: str, clock: Clock) -> None:
    clock.now = BEGIN + GOOD_FOR - timedelta(seconds=1)
    assert browser.get(link).status_code == 200
    clock.now = BEGIN + GOOD_FOR
    for answer in (browser.get(link), browser.post(link, data=form())):
        assert answer.status_code == 410
        assert "This link is over" in answer.text
    assert list_accounts(store) == ()


def test_a_link_that_was_not_made_here_opens_nothing_and_guessing_is_slow(
    browser: TestClient, store: Store, link: str, clock: Clock
) -> None:
    forged = first_link("http://desk.example", b"x" * 32, clock.now)
    assert browser.post(forged, data=form()).status_code == 404
    for _ in range(TRIES - 1):
        browser.get("/first/nonsense")
    assert browser.post(link, data=form()).status_code == 429
    assert list_accounts(store) == ()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"again": "another one altogether"}, "not the same"),
        ({"password": "kısa", "again": "kısa"}, "at least 8"),
        ({"password": "12345678", "again": "12345678"}, "first that would be guessed"),
        ({"password": "elif ve deniz 17", "again": "elif ve deniz 17"}, "must not contain the name"),
        ({"name": " "}, "1 to 64"),
    ],
)
def test_a_choice_that_cannot_be_taken_is_explained_and_the_link_goes_on(
    browser: TestClient, store: Store, link: str, fields: dict[str, str], says: str
) -> None:
    answer = browser.post(link, data=form(**fields))
    assert answer.status_code == 400
    assert says in answer.text
    assert PASSWORD not in answer.text
    assert list_accounts(store) == ()
    assert browser.post(link, data=form()).status_code == 303


def test_what_is_printed_at_the_start_opens_the_page_and_is_not_printed_once_somebody_can_sign_in(
    store: Store, tmp_path: Path
) -> None:
    product = bootstrap.product(Settings(workspace=ROOT, data=tmp_path, secret="s" * 32))  # type: ignore[call-arg]
    app = FastAPI()
    app.include_router(first_run(FirstRun(store, "Brand", first_run_key(product))))
    said = list(greeting(product, store, "http://127.0.0.1:7860/"))
    assert said[0].startswith("the desk is open at http://127.0.0.1:7860/")
    link = said[1].split()[-1]
    assert TestClient(app).get(link).status_code == 200
    add_account(store, "root", PASSWORD, Role.ADMIN)
    assert list(greeting(product, store, "http://127.0.0.1:7860/")) == said[:1]


def test_the_desk_itself_has_the_page_and_opens_it_to_nobody_while_it_has_accounts(desk: Desk) -> None:
    with desk.browser() as client:
        answer = client.get("/first/anything")
    assert answer.status_code == 404
    assert "There is an account already" in answer.text


@pytest.mark.parametrize(("language", "says"), [("en", "Nobody has"), ("tr", "kimsenin hesabı yok"), ("el", "Κανείς")])
def test_the_login_page_says_how_to_get_in_while_nobody_can(
    browser: TestClient, store: Store, language: str, says: str
) -> None:
    page = browser.get("/login", headers={"accept-language": language}).text
    assert says in page
    assert "assistant user add NAME --role admin" in page
    assert not re.search(r'type="password"', page)
    add_account(store, "root", PASSWORD, Role.ADMIN)
    page = browser.get("/login", headers={"accept-language": language}).text
    assert says not in page
    assert re.search(r'type="password"', page)


@pytest.mark.parametrize(
    ("accepted", "says"),
    [
        ("tr-TR,tr;q=0.9,en;q=0.8", "Bu hesap yönetici"),
        ("de, en;q=0.5, el-GR;q=0.9", "Επιλέξτε"),
        ("el;q=0, en", "This account is an administrator"),
        ("", "This account is an administrator"),
        ("q=;;,tr;q=2,*", "This account is an administrator"),
    ],
)
def test_the_first_page_is_in_the_browsers_dearest_language(
    browser: TestClient, link: str, accepted: str, says: str
) -> None:
    assert says in browser.get(link, headers={"accept-language": accepted}).text


@pytest.mark.parametrize("path", ["the link", "/login?next=/desk/%3Fcase%3D3"])
def test_the_language_of_a_page_before_the_door_is_chosen_on_it_and_kept(
    browser: TestClient, store: Store, link: str, path: str
) -> None:
    if path != "the link":
        add_account(store, "root", PASSWORD, Role.ADMIN)
    page = browser.get(link if path == "the link" else path, headers={"accept-language": "tr"})
    form = page.text[page.text.index('action="/language"') :]
    fields = {name: unescape(value) for name, value in re.findall(r'name="(csrf|next)" value="([^"]*)"', form)}
    assert re.findall(r'value="(\w\w)" lang="\1"( aria-pressed="true")?', form) == [
        ("tr", ' aria-pressed="true"'), ("el", ""), ("en", ""),
    ]  # fmt: skip
    chosen = browser.post("/language", data={**fields, "language": "el"})
    assert chosen.status_code == 303
    shown = browser.get(chosen.headers["location"], headers={"accept-language": "tr"})
    assert (shown.status_code, '<html lang="el">' in shown.text) == (200, True)
    if path != "the link":
        assert 'name="next" value="/desk/?case=3"' in shown.text
