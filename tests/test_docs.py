"""Docs cannot lie: tables are made from the product, commands exist, public names are what they are said to be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import assistant
from assistant.cli import app
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUNNER = CliRunner()


def test_the_settings_table_of_the_readme_is_the_programs_own() -> None:
    made = RUNNER.invoke(app, ["settings", "--markdown"]).output.strip()
    assert made in README


def test_every_assistant_command_in_the_readme_exists_with_its_options() -> None:
    lines = [line.strip() for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
    named = {
        (found.group(1), tuple(re.findall(r"--[a-z-]+", line[found.end() :].split("#")[0])))
        for line in lines
        for found in re.finditer(r"(?:^|[|&] |/)assistant ((?:eval |knowledge |user |token )?[a-z]+)", line)
    }
    assert len(named) > 6
    for command, options in named:
        help_text = RUNNER.invoke(app, [*command.split(), "--help"]).output
        assert "Usage" in help_text, command
        for option in options:
            assert option in help_text, f"{command} has no {option}"


def test_every_command_shows_an_example_in_its_help() -> None:
    import typer

    def walk(command: object, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], object]]:
        children = getattr(command, "commands", None)
        if not children:
            return [(path, command)]
        return [leaf for name, child in children.items() for leaf in walk(child, (*path, name))]

    for path, command in walk(typer.main.get_command(app), ()):
        assert "Example:" in (getattr(command, "help", "") or ""), " ".join(path)


def test_help_answers_in_well_under_a_second_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, assistant.cli\n"
        "heavy = {'gradio', 'chromadb', 'langchain', 'openai', 'tantivy', 'sqlalchemy', 'pydantic', 'fastapi'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_the_public_names_are_these_and_each_can_be_imported() -> None:
    assert sorted(assistant.__all__) == sorted(assistant._PLACES)
    for name in assistant.__all__:
        assert getattr(assistant, name) is not None


def test_a_setting_nobody_knows_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.errors import SettingError
    from assistant.settings import load

    monkeypatch.setenv("ASSISTANT_MODLE", "composer")
    with pytest.raises(SettingError, match="ASSISTANT_MODLE is no setting"):
        load()


def test_a_setting_with_a_wrong_value_is_named_with_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.errors import SettingError
    from assistant.settings import load

    monkeypatch.setenv("ASSISTANT_PORT", "many")
    with pytest.raises(SettingError, match=r"ASSISTANT_PORT: .*port of the desk"):
        load()


@pytest.mark.parametrize(
    ("environment", "model"),
    [
        ({}, "composer"),
        ({"OPENAI_API_KEY": "k"}, "openai:gpt-5-mini"),
        ({"OPENAI_BASE_URL": "http://x"}, "openai:gpt-5-mini"),
    ],
)
def test_without_a_key_or_an_endpoint_the_composer_drafts(environment: dict[str, str], model: str) -> None:
    assert Settings(model=None).chosen_model(environment) == model
