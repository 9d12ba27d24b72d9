"""The tables of guards and mistakes still fit the code, and trying one of them tells noticed from unnoticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.broken import Break, faults, noticed
from tests.guards import GUARDS
from tests.mutants import MUTANTS

ACCOUNT = Break(
    "vat is added", "assistant/account.py", "net * 1.2", "net", "tests/test_account.py::test_vat_is_added"
)  # fmt: skip


def test_every_guard_and_every_mistake_stands_where_the_tables_say_and_has_its_test() -> None:
    assert list(faults(GUARDS)) == []
    assert list(faults(MUTANTS)) == []
    assert len(MUTANTS) >= 15


def test_a_row_that_no_longer_fits_is_named() -> None:
    gone = replace(GUARDS[0], old="this stands nowhere")
    untested = replace(GUARDS[1], tests="tests/test_broken.py::test_that_is_not_there")
    assert [fault.split(":")[0] for fault in faults((gone, untested, GUARDS[2], GUARDS[2]))] == [
        GUARDS[2].name,
        gone.name,
        untested.name,
    ]


def test_a_break_is_noticed_by_a_test_that_looks_and_not_by_one_that_does_not(tmp_path: Path) -> None:
    for part in ("assistant", "tests"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    source = "def gross(net: float) -> float:\n    return net * 1.2\n"
    (tmp_path / ACCOUNT.file).write_text(source)
    looks = "from assistant.account import gross\n\n\ndef test_vat_is_added():\n    assert gross(10) == 12\n"
    (tmp_path / "tests" / "test_account.py").write_text(looks)
    assert noticed(ACCOUNT, tmp_path)
    assert (tmp_path / ACCOUNT.file).read_text() == source
    (tmp_path / "tests" / "test_account.py").write_text(looks.replace("== 12", ">= 10"))
    assert not noticed(ACCOUNT, tmp_path)
