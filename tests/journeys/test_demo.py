"""The desk to try: every sample waits in it, one person can sign in, and all of it lies in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from assistant.access import Role, list_accounts, sign_in
from assistant.api.demo import MORNING, NAME, demo_product, furnish
from assistant.evaluation.cases import EvaluationCase
from assistant.settings import Settings
from assistant.store.cases import find_case
from tests.conftest import ROOT


def test_the_demo_holds_the_samples_and_the_one_account_it_prints(
    tmp_path: Path, samples: dict[str, EvaluationCase]
) -> None:
    settings = Settings(workspace=ROOT, model="composer", data=tmp_path / "theirs", database="sqlite:///theirs.sqlite3")
    product = demo_product(settings, tmp_path)
    with product.store() as store:
        password = furnish(product, store)
        assert sign_in(store, NAME, password, "127.0.0.1").person.role is Role.LEAD
        assert len(list_accounts(store)) == 1
        with store.read() as tx:
            assert all(find_case(tx, case.complaint.id) for case in samples.values())
        assert store.clock() >= MORNING
    assert not (tmp_path / "theirs").exists()
