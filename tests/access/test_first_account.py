"""The first account is made once, by whoever is first."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from assistant.access import add_first_account, has_accounts, list_accounts
from assistant.errors import AccessError, InputError
from assistant.store import Store
from tests.access.test_signing_in import PASSWORD, code_of, events, quick
from tests.store.stores import Clock

__all__ = ["quick"]


def test_the_first_account_is_an_administrators_and_there_is_only_one_first(store: Store, clock: Clock) -> None:
    assert not has_accounts(store)
    with pytest.raises(InputError):
        add_first_account(store, "elif", "12345678")
    made: list[str] = []

    def make(name: str) -> None:
        with suppress(AccessError):
            add_first_account(store, name, PASSWORD)
            made.append(name)

    threads = [threading.Thread(target=make, args=(f"person{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(one.name, one.role) for one in list_accounts(store)] == [(made[0], "admin")]
    assert len(made) == 1
    with pytest.raises(AccessError) as caught:
        add_first_account(store, "late", PASSWORD)
    assert code_of(caught) == "not_first"
    assert events(store, clock) == ["account_added"]
