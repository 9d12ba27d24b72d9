"""What stands in ``deploy/`` is read by its own tools, asks for its secrets and names only what the product knows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from assistant.cli import app
from assistant.settings import Settings

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
KNOWN = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}


def test_compose_asks_for_every_secret_and_has_a_default_for_none() -> None:
    told = re.findall(r"\$\{(\w+)(:[?-])?", "\n".join(line for line in COMPOSE.split("\n") if not line.startswith("#")))
    secrets = {name for name, _ in told if "PASSWORD" in name or "SECRET" in name}
    assert secrets == {"POSTGRES_PASSWORD", "ASSISTANT_SECRET"}
    assert all(how == ":?" for name, how in told if name in secrets)


def test_compose_starts_a_desk_workers_and_postgresql_that_hang_together() -> None:
    read = yaml.safe_load(COMPOSE)
    services = read["services"]
    assert set(services) == {"database", "desk", "worker"}
    desk, worker = services["desk"], services["worker"]
    for key in ("image", "environment", "volumes", "env_file", "depends_on"):
        assert desk[key] == worker[key]
    assert "--no-worker" in desk["command"]
    assert worker["command"] == ["assistant", "worker"]
    assert services["database"]["environment"]["POSTGRES_PASSWORD"] in desk["environment"]["ASSISTANT_DATABASE"]
    mounted = {one.split(":")[0] for service in services.values() for one in service["volumes"]}
    assert {one for one in mounted if not one.startswith("$")} == set(read["volumes"])
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


@pytest.mark.parametrize("file", sorted(DEPLOY.iterdir()), ids=lambda file: file.name)
def test_only_settings_that_exist_are_named(file: Path) -> None:
    named = set(re.findall(r"\bASSISTANT_[A-Z_]*[A-Z]\b", file.read_text("utf-8"))) - {"ASSISTANT_NAME"}
    assert named <= KNOWN


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_runs_a_command_that_exists_as_nobody_in_particular(file: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).parent / "assistant"
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(file.read_text("utf-8"))
    service = unit["Service"]
    assert service["User"] == "assistant"
    assert service["ProtectSystem"] == "strict"
    command = service["ExecStart"].split()[1:]
    shown = subprocess.run([program, *command, "--help"], capture_output=True, text=True, check=True)
    assert "Usage: assistant" in shown.stdout
    if shutil.which("systemd-analyze"):  # Debian's own judgement, wherever the tool is there
        copy = tmp_path / file.name
        copy.write_text(file.read_text("utf-8").replace("/opt/assistant/.venv/bin/assistant", str(program)), "utf-8")
        judged = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
        assert (judged.returncode, judged.stderr) == (0, "")


def test_the_image_installs_from_the_lock_and_runs_without_rights() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").split("\n")
    assert any("--require-hashes -r constraints.txt" in line for line in lines)
    assert lines.index("USER assistant") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))
    copied = [line.split()[1] for line in lines if line.startswith("COPY") and len(line.split()) == 3]
    assert all((DEPLOY.parent / one).exists() for one in copied)


def test_every_command_of_the_page_on_scaling_exists_with_its_options() -> None:
    page = " ".join((DEPLOY.parent / "docs" / "scaling.md").read_text("utf-8").split())
    groups = {"audit", "knowledge", "eval", "user", "token", "hold"}
    named = {tuple(one.split()) for one in re.findall(r"`assistant ([a-z][^`]*)`", page)}
    assert len(named) > 10
    for words in named:
        command = words[: 2 if words[0] in groups else 1]
        shown = CliRunner().invoke(app, [*command, "--help"])
        assert shown.exit_code == 0, words
        assert {word for word in words if word.startswith("--") and word not in shown.output} == set(), words
    for module in set(re.findall(r"python -m (tests[.a-z]*)", page)):
        path = DEPLOY.parent / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module
