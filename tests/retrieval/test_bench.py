"""The benchmark fills up its passages the same way every time and draws what it measured."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from assistant.errors import SettingError
from assistant.retrieval.bench import OURS, Measured, chart, compare, filled, markdown
from tests.retrieval.shop import EN, ENTRIES
from tests.retrieval.test_beir import written

ROWS = [
    Measured(name, size, 0.9, 0.3 * size / 240, 0.5, 1.0, 20.0)
    for size in (240, 10_000)
    for name in (OURS, "plain <tantivy>")
]


def test_passages_are_filled_up_the_same_every_time_and_the_sets_own_stay() -> None:
    own = [one for one in ENTRIES if one.language is EN]
    first = filled(own, 50)
    assert first == filled(own, 50)
    assert first[: len(own)] == own
    assert len({one.id for one in first}) == 50
    assert filled(own, 2) == own


def test_the_chart_is_a_picture_with_a_line_for_each_system() -> None:
    tree = ElementTree.fromstring(chart(ROWS))
    space = "{http://www.w3.org/2000/svg}"
    assert len(tree.findall(f"{space}polyline")) == 2
    assert any("plain <tantivy>" in (text.text or "") for text in tree.iter(f"{space}text"))
    assert chart(ROWS[:2])  # one size alone can be drawn too


def test_the_table_has_a_row_for_each_system_and_size() -> None:
    lines = markdown(ROWS).splitlines()
    assert len(lines) == 2 + len(ROWS)
    assert lines[2] == "| this search | 240 | 0.900 | 0.30 ms | 0.50 ms | 1.00 s | 20 MB |"


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bm25s", None)
    with pytest.raises(SettingError, match=r"bm25s is not installed.*\[bench\]"):
        compare(written(tmp_path), EN, [3], 1)


# The rival's own package says on import that it is no longer developed; it is what people still compare with.
@pytest.mark.filterwarnings("ignore:.langchain-community. is being sunset:DeprecationWarning")
def test_every_system_finds_what_the_textbook_finds(tmp_path: Path) -> None:
    rows = compare(written(tmp_path), EN, [3], 1)
    assert len(rows) == 4
    assert all(row.ndcg >= 0.5 and row.passages == 3 for row in rows)
