"""A token does what it was made for and nothing else, until it or what it rests on is over."""

from __future__ import annotations

import pytest

from assistant.access import (
    Scope,
    create_token,
    list_tokens,
    remove_token,
    set_active,
    set_password,
    token_holder,
)
from assistant.access.tokens import token_id
from assistant.errors import AccessError, ConflictError, InputError
from assistant.store import Store
from tests.access.test_signing_in import admin, code_of, people, quick
from tests.store.stores import Clock

__all__ = ["people", "quick"]


def test_a_token_does_what_it_was_made_for_until_it_is_over(people: Store, clock: Clock) -> None:
    root = admin(people)
    until = clock.now.replace(hour=12)
    token = create_token(people, root, "ayşe", "shop", [Scope.SUBMIT, Scope.READ], until)
    assert token_holder(people, token, Scope.SUBMIT).name == "ayşe"
    with pytest.raises(AccessError) as caught:
        token_holder(people, token, Scope.DECIDE)
    assert code_of(caught) == "token_scope"
    with pytest.raises(AccessError):
        token_holder(people, token + "x", Scope.SUBMIT)
    with pytest.raises(ConflictError):
        create_token(people, root, "ayşe", "shop", [Scope.READ])
    with pytest.raises(InputError):
        create_token(people, root, "ayşe", "none", [])
    with pytest.raises(InputError):
        create_token(people, root, "nobody", "x", [Scope.READ])
    clock.now = until
    with pytest.raises(AccessError) as caught:
        token_holder(people, token, Scope.SUBMIT)
    assert code_of(caught) == "bad_token"


@pytest.mark.parametrize("change", ["close", "password", "remove"])
def test_a_token_ends_for_good_with_its_account_with_its_password_and_when_it_is_removed(
    people: Store, change: str
) -> None:
    token = create_token(people, None, "ayşe", "shop", [Scope.READ])
    kept = create_token(people, None, "root", "mine", [Scope.READ])
    if change == "close":
        set_active(people, "ayşe", False)
        with pytest.raises(InputError, match="closed"):
            create_token(people, None, "ayşe", "late", [Scope.READ])
        set_active(people, "ayşe", True)
    elif change == "password":
        set_password(people, "ayşe", "bambaşka bir parola")
    else:
        remove_token(people, token_id(token))
    with pytest.raises(AccessError):
        token_holder(people, token, Scope.READ)
    assert token_holder(people, kept, Scope.READ)
    with pytest.raises(InputError, match="no token"):
        remove_token(people, token_id(token))


def test_a_list_of_tokens_tells_when_each_was_used_and_gives_none_of_them_away(people: Store, clock: Clock) -> None:
    token = create_token(people, None, "ayşe", "", [Scope.SUBMIT, Scope.READ])
    (before,) = list_tokens(people)
    assert (before.id, before.account, before.scopes) == (token_id(token), "ayşe", ("read", "submit"))
    assert (before.name, before.made_at, before.used_at) == (before.id, clock.now, None)
    assert token not in repr(before)
    assert token.removeprefix("cat_")[:6] not in repr(before)
    clock.forward(3600)
    with pytest.raises(AccessError):
        token_holder(people, token, Scope.METRICS)
    assert list_tokens(people)[0].used_at is None
    token_holder(people, token, Scope.READ)
    used = clock.now
    clock.forward(59)
    token_holder(people, token, Scope.READ)
    assert list_tokens(people)[0].used_at == used
    clock.forward(1)
    token_holder(people, token, Scope.READ)
    assert list_tokens(people)[0].used_at == clock.now
