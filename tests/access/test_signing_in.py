"""Only who has the password gets in, for as long as they are there, and nobody can lock anybody else out."""

from __future__ import annotations

import threading
import unicodedata

import pytest
from argon2 import extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from assistant.access import (
    MAY,
    Permission,
    Person,
    Role,
    Scope,
    add_account,
    check_csrf,
    create_token,
    csrf_token,
    list_accounts,
    passwords,
    remove_token,
    require,
    resume,
    set_active,
    set_password,
    set_role,
    sign_in,
    sign_out,
)
from assistant.access import sessions as sessions_module
from assistant.access.sessions import IDLE, LONGEST, TRIES, WINDOW
from assistant.access.tokens import token_id
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Store
from assistant.store.audit import lines_between
from assistant.store.tables import accounts, login_attempts, sessions, tokens
from tests.store.stores import BEGIN, Clock

PASSWORD = "Üç küçük ördek yüzer"
WRONG = "not this one at all"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest argon2id there is; that the real parameters are strong enough is a test of its own."""
    from argon2 import PasswordHasher

    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture
def people(store: Store) -> Store:
    add_account(store, "Ayşe", PASSWORD, Role.AGENT, display_name="Ayşe Y.")
    add_account(store, "root", PASSWORD, Role.ADMIN)
    return store


def admin(store: Store) -> Person:
    return sign_in(store, "root", PASSWORD, "10.0.0.9").person


def code_of(caught: pytest.ExceptionInfo[AccessError]) -> str:
    return caught.value.code


def events(store: Store, clock: Clock) -> list[str]:
    with store.read() as tx:
        return [line.event for line in lines_between(tx.connection, BEGIN, clock.now.replace(year=2030))]


def refused(store: Store, name: str = "ayşe", address: str = "10.0.0.1") -> str:
    with pytest.raises(AccessError) as caught:
        sign_in(store, name, WRONG, address)
    return code_of(caught)


def test_the_right_password_signs_in_and_the_session_says_who_it_is(people: Store) -> None:
    signed = sign_in(people, " AYŞE ", PASSWORD, "10.0.0.1")
    person = resume(people, signed.session)
    assert (person.name, person.display_name, person.role) == ("ayşe", "Ayşe Y.", Role.AGENT)
    assert person == signed.person


def test_composed_and_decomposed_letters_are_the_same_name_and_password(people: Store) -> None:
    assert sign_in(people, unicodedata.normalize("NFD", "ayşe"), unicodedata.normalize("NFD", PASSWORD), "a").person


def test_a_wrong_password_an_unknown_name_and_a_closed_account_look_the_same(people: Store) -> None:
    set_active(people, "ayşe", False)
    with pytest.raises(AccessError) as closed:
        sign_in(people, "ayşe", PASSWORD, "10.0.0.1")
    assert {code_of(closed), refused(people), refused(people, "nobody")} == {"wrong_credentials"}


def test_an_unknown_name_costs_the_same_work_as_a_known_one(people: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []
    fits = passwords.fits

    def noted(stored: str | None, password: str) -> bool:
        asked.append(stored)
        return fits(stored, password)

    monkeypatch.setattr(passwords, "fits", noted)
    refused(people, "nobody")
    assert asked == [None]
    assert extract_parameters(passwords.NOBODY).memory_cost == passwords.MEMORY_KIB
    assert extract_parameters(passwords.NOBODY).time_cost == passwords.ROUNDS


def test_passwords_are_kept_as_strong_argon2id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = extract_parameters(passwords.keep(PASSWORD))
    assert found.type.name == "ID"
    assert found.memory_cost >= 19 * 1024
    assert found.time_cost >= 2
    assert passwords.fits(passwords.NOBODY, "") is False


@given(password=st.text(max_size=20))
@settings(max_examples=30, deadline=None)
def test_a_password_fits_its_own_stored_form_and_no_other(password: str) -> None:
    stored = passwords.keep(password)
    assert passwords.fits(stored, password)
    assert not passwords.fits(stored, password + "x")


def test_the_eleventh_try_is_turned_away_whatever_the_password_and_the_right_one_works_again_later(
    people: Store, clock: Clock
) -> None:
    assert [refused(people) for _ in range(TRIES)] == ["wrong_credentials"] * TRIES
    with pytest.raises(AccessError) as caught:
        sign_in(people, "ayşe", PASSWORD, "10.0.0.1")
    assert (code_of(caught), caught.value.values) == ("too_many_attempts", {"minutes": 15})
    assert refused(people) == "too_many_attempts"
    clock.forward(WINDOW.total_seconds())
    assert sign_in(people, "ayşe", PASSWORD, "10.0.0.1")


def test_a_stranger_cannot_lock_anybody_out(people: Store) -> None:
    for _ in range(TRIES + 5):
        refused(people, address="203.0.113.7")
    assert sign_in(people, "ayşe", PASSWORD, "10.0.0.1")


def test_one_address_cannot_try_every_account(people: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sessions_module.TRIES_OF_ADDRESS == 100
    monkeypatch.setattr(sessions_module, "TRIES_OF_ADDRESS", 12)
    codes = [refused(people, f"name{number}", "203.0.113.7") for number in range(13)]
    assert codes[-2:] == ["wrong_credentials", "too_many_attempts"]


def test_signing_in_forgets_the_failed_tries(people: Store) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            refused(people)
        sign_in(people, "ayşe", PASSWORD, "10.0.0.1")


def test_tries_side_by_side_are_all_counted(people: Store) -> None:
    codes: list[str] = []
    threads = [threading.Thread(target=lambda: codes.append(refused(people))) for _ in range(TRIES + 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count("wrong_credentials") <= TRIES


def test_turned_away_tries_fill_neither_the_log_nor_the_table(people: Store, clock: Clock) -> None:
    for _ in range(TRIES + 20):
        refused(people)
    assert events(people, clock).count("login_refused") == TRIES
    with people.read() as tx:
        assert len(tx.connection.execute(select(login_attempts)).all()) == TRIES


def test_what_was_typed_as_an_unknown_name_is_not_written_down(people: Store, clock: Clock) -> None:
    refused(people, "my-password-by-mistake")
    with people.read() as tx:
        lines = str(list(lines_between(tx.connection, BEGIN, clock.now.replace(year=2030))))
    assert "by-mistake" not in lines


def test_an_idle_session_ends_and_one_in_use_does_not(people: Store, clock: Clock) -> None:
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    for _ in range(5):
        clock.forward(IDLE.total_seconds() - 1)
        resume(people, session)
    clock.forward(IDLE.total_seconds())
    with pytest.raises(AccessError) as caught:
        resume(people, session)
    assert code_of(caught) == "not_signed_in"


def test_a_page_that_refreshes_itself_does_not_keep_a_session_alive(people: Store, clock: Clock) -> None:
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    for _ in range(29):
        clock.forward(60)
        resume(people, session, active=False)
    clock.forward(60)
    with pytest.raises(AccessError):
        resume(people, session, active=False)


def test_a_session_in_use_ends_after_twelve_hours_all_the_same(people: Store, clock: Clock) -> None:
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    for _ in range(int(LONGEST.total_seconds()) // 1200 - 1):
        clock.forward(1200)
        resume(people, session)
    clock.forward(1200)
    with pytest.raises(AccessError):
        resume(people, session)


@pytest.mark.parametrize("change", ["role", "active", "password", "sign_out"])
def test_a_session_ends_at_once_when_what_it_rests_on_changes(people: Store, change: str) -> None:
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    other = sign_in(people, "ayşe", PASSWORD, "a").session
    assert session != other
    if change == "role":
        set_role(people, "ayşe", Role.EVALUATOR)
    elif change == "active":
        set_active(people, "ayşe", False)
    elif change == "password":
        set_password(people, "ayşe", "bambaşka bir parola")
    else:
        sign_out(people, session)
        sign_out(people, session)
        assert resume(people, other)
    with pytest.raises(AccessError):
        resume(people, session)


@pytest.mark.parametrize("session", ["", "x", "\ud83d", "ş" * 1000])
def test_a_made_up_session_is_nobodys(people: Store, session: str) -> None:
    with pytest.raises(AccessError):
        resume(people, session)


def test_neither_passwords_nor_sessions_nor_tokens_stand_in_the_store(people: Store) -> None:
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    token = create_token(people, admin(people), "ayşe", "shop", [Scope.SUBMIT])
    with people.read() as tx:
        stored = "".join(str(tx.connection.execute(select(table)).all()) for table in (accounts, sessions, tokens))
    assert PASSWORD not in stored
    assert session not in stored
    assert token not in stored


def test_a_form_is_only_taken_from_its_own_session(people: Store) -> None:
    first, second = (sign_in(people, "ayşe", PASSWORD, "a").session for _ in range(2))
    check_csrf(first, csrf_token(first))
    assert csrf_token(first) not in (first, csrf_token(second))
    for given_ in (csrf_token(second), "", "\ud83d", first):
        with pytest.raises(AccessError) as caught:
            check_csrf(first, given_)
        assert code_of(caught) == "bad_form"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kısa", "password_short"),
        ("x" * 1025, "password_long"),
        ("Password123", "password_common"),
        ("aaaaabbbbb", "password_repeats"),
        ("987654321", "password_common"),
        ("my-elif-secret", "password_named"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(store: Store, password: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        add_account(store, "elif", password, Role.AGENT)
    assert caught.value.code == code
    assert list_accounts(store) == ()


def test_a_long_plain_sentence_is_a_good_password(store: Store) -> None:
    add_account(store, "elif", "correct horse battery staple " * 4, Role.AGENT)


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb"])
def test_an_account_needs_a_printable_name(store: Store, name: str) -> None:
    with pytest.raises(InputError):
        add_account(store, name, PASSWORD, Role.AGENT)


def test_a_name_is_taken_once(people: Store) -> None:
    with pytest.raises(ConflictError):
        add_account(people, "AYŞE", PASSWORD, Role.AGENT)


def test_only_an_administrator_changes_accounts_and_everybody_their_own_password(people: Store) -> None:
    ayse = sign_in(people, "ayşe", PASSWORD, "a").person
    for change in (
        lambda: add_account(people, "x1", PASSWORD, Role.ADMIN, by=ayse),
        lambda: set_role(people, "ayşe", Role.ADMIN, by=ayse),
        lambda: set_active(people, "root", False, by=ayse),
        lambda: set_password(people, "root", "bambaşka bir parola", by=ayse),
        lambda: create_token(people, ayse, "ayşe", "mine", [Scope.DECIDE]),
        lambda: remove_token(people, "mine", by=ayse),
    ):
        with pytest.raises(AccessError):
            change()
    set_password(people, "ayşe", "bambaşka bir parola", by=ayse)
    assert sign_in(people, "ayşe", "bambaşka bir parola", "a")
    with pytest.raises(InputError):
        set_role(people, "nobody", Role.AGENT, by=admin(people))


def test_every_event_of_an_account_stands_in_the_log(people: Store, clock: Clock) -> None:
    root = admin(people)
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    refused(people)
    remove_token(people, token_id(create_token(people, root, "ayşe", "shop", [Scope.SUBMIT])), by=root)
    set_role(people, "root", Role.ADMIN, by=root)
    set_password(people, "root", PASSWORD, by=root)
    set_active(people, "root", True, by=root)
    sign_out(people, session)
    assert events(people, clock) == [
        "account_added",
        "account_added",
        "login",
        "login",
        "login_refused",
        "token_made",
        "token_removed",
        "role_changed",
        "password_changed",
        "account_opened",
        "logout",
    ]


def test_a_stored_password_is_renewed_when_the_parameters_grow(people: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: stronger)
    session = sign_in(people, "ayşe", PASSWORD, "a").session
    with people.read() as tx:
        stored = tx.connection.execute(select(accounts.c.password_hash).where(accounts.c.name == "ayşe")).scalar_one()
    assert extract_parameters(stored).memory_cost == 16
    assert resume(people, session)


def test_a_password_changed_while_it_was_being_checked_does_not_sign_in(
    people: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = passwords.fits

    def slowly(stored: str | None, password: str) -> bool:
        with people.write() as tx:
            tx.connection.execute(update(accounts).values(password_hash="changed"))
        return fits(stored, password)

    monkeypatch.setattr(passwords, "fits", slowly)
    with pytest.raises(AccessError):
        sign_in(people, "ayşe", PASSWORD, "a")


def test_the_table_of_roles_gives_what_each_needs_and_not_more() -> None:
    assert set(MAY) == set(Role)
    deciders = {role for role in Role if Permission.DECIDE in MAY[role]}
    assert deciders == {Role.AGENT, Role.LEAD, Role.ADMIN}
    assert {role for role in Role if Permission.SETTLE in MAY[role]} == {Role.LEAD, Role.ADMIN}
    assert {role for role in Role if Permission.ADMINISTER in MAY[role]} == {Role.ADMIN}
    assert Permission.READ not in MAY[Role.EVALUATOR]  # evaluators work on masked cases
    assert MAY[Role.ADMIN] == set(Permission)
    with pytest.raises(AccessError) as caught:
        require(Person(1, "e", "E", Role.EDITOR), Permission.DECIDE)
    assert caught.value.values == {"role": "editor", "permission": "decide"}
