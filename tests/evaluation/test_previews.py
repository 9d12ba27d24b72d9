"""A change is weighed in a process of its own: watched, stopped, refused with its mistakes, and told in words."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain import Language
from assistant.errors import ConflictError, InputError, KnowledgeError
from assistant.evaluation.previews import Edit, Phase, Previews, changed_texts, told_of
from assistant.knowledge import Knowledge
from tests.conftest import ROOT

PHRASES = "knowledge/phrases/en.yaml"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample brand with a golden suite of a few English cases."""
    home = tmp_path_factory.mktemp("workspace")
    for part in ("knowledge", "prompts"):
        shutil.copytree(ROOT / part, home / part)
    (home / "evals" / "suites").mkdir(parents=True)
    for name in ("scorecard.yaml", "gate.yaml"):
        shutil.copy(ROOT / "evals" / name, home / "evals" / name)
    lines = (ROOT / "evals" / "samples" / "en.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    (home / "evals" / "few.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    suite = "name: golden\ncases: [few.jsonl]\nnow: 2026-11-20T10:00:00+03:00\n"
    (home / "evals" / "suites" / "golden.yaml").write_text(suite, encoding="utf-8")
    return home


@pytest.fixture
def previews(workspace: Path, tmp_path: Path, knowledge: Knowledge) -> Previews:
    return Previews(workspace, lambda: workspace, "composer", knowledge.channels, tmp_path)


def edit(previews: Previews, change: Callable[[str], str]) -> Edit:
    return Edit(PHRASES, change(previews.text_of(PHRASES)), Language.EN, None, "Elif K.")


def until(previews: Previews, *phases: Phase) -> Phase:
    deadline = time.monotonic() + 120
    while (phase := previews.watch().phase) not in phases:
        assert time.monotonic() < deadline, "this did not come about in time"
        threading.Event().wait(0.05)
    return phase


def test_a_changed_phrase_is_weighed_and_the_folder_stays_as_it_was(previews: Previews, workspace: Path) -> None:
    before = (workspace / PHRASES).read_bytes()
    assert previews.watch().phase is Phase.NONE
    previews.start(edit(previews, lambda text: text.replace("Thank you for", "Many thanks for")))
    with pytest.raises(ConflictError, match="running"):
        previews.start(edit(previews, lambda text: text + "\n# more\n"))
    assert until(previews, Phase.DONE, Phase.FAILED) is Phase.DONE, previews.watch().said
    watched = previews.watch()
    assert watched.done == watched.total == 6
    assert watched.folder is not None
    told = told_of(watched.folder)
    assert set(json.loads(json.dumps(told["said"]))) == set(Language)
    for _, language, old, new in changed_texts(watched.folder):
        assert language == "en"
        assert old != new
    assert (workspace / PHRASES).read_bytes() == before


def test_a_preview_can_be_stopped(previews: Previews) -> None:
    previews.start(edit(previews, lambda text: text + "\n# one line more\n"))
    previews.cancel()
    assert previews.watch().phase is Phase.CANCELLED


def test_mistakes_are_named_before_anything_is_drafted(previews: Previews, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"knowledge/phrases/en\.yaml:"):
        previews.start(edit(previews, lambda text: text + "\n}{\n"))
    assert list((tmp_path / "previews").iterdir()) == []
    assert previews.watch().phase is Phase.NONE


@pytest.mark.parametrize("file", ["", "../secret", "evals/gate.yaml", "knowledge/none.yaml", "/etc/hostname"])
def test_only_files_of_the_brands_folder_are_opened(previews: Previews, file: str) -> None:
    with pytest.raises(InputError, match="no file of the brand"):
        previews.text_of(file)
    assert PHRASES in previews.files()


def test_a_text_that_is_the_files_own_is_no_change(previews: Previews) -> None:
    with pytest.raises(InputError, match="as before"):
        previews.start(edit(previews, lambda text: text))
