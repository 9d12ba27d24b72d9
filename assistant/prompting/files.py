"""One prompt file: Jinja2 with front matter, rendered in a strict sandbox into messages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import PromptError
from assistant.llm import ChatMessage

ROLES = ("system", "user")
LONGEST_SOURCE = 20_000
LONGEST_PROMPT = 200_000
FILTERS = frozenset(
    {"join", "length", "trim", "lower", "upper", "first", "last", "default", "list", "indent", "replace"}
)


@dataclass(frozen=True)
class Prompt:
    """A prompt file read and checked; ``id`` is ``name@version``, the version six hex digits of the file."""

    name: str
    id: str
    inputs: tuple[str, ...]
    file: str
    template: Template
    offset: int

    def messages(self, values: Mapping[str, object]) -> tuple[ChatMessage, ...]:
        """The messages, one for each block of the file; raises ``PromptError`` that names file and line."""
        missing = [name for name in self.inputs if name not in values]
        if missing:
            raise PromptError(f"{self.file}:1: input {missing[0]} was not given; take it out of inputs or supply it")
        context = self.template.new_context(dict(values))
        messages = []
        for role in ROLES:
            block = self.template.blocks.get(role)
            if block is None:
                continue
            try:
                text = "".join(block(context)).strip()
            except (TemplateError, UndefinedError) as error:
                raise PromptError(f"{self.file}: {error}; correct the block {role}") from error
            if len(text) > LONGEST_PROMPT:
                raise PromptError(
                    f"{self.file}: the block {role} renders to {len(text)} characters; keep it under {LONGEST_PROMPT}"
                )
            messages.append(ChatMessage(role, text))
        return tuple(messages)


@lru_cache(maxsize=64)
def _read(path: Path, stamp: tuple[int, int]) -> Prompt:
    source = path.read_text(encoding="utf-8")
    file = f"{path.parent.name}/{path.name}"
    if len(source) > LONGEST_SOURCE:
        raise PromptError(f"{file}:1: the file has {len(source)} characters; keep it under {LONGEST_SOURCE}")
    front, body, offset = _split(source, file)
    declared = front.get("inputs")
    inputs = tuple(str(name) for name in declared) if isinstance(declared, list) else ()
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        loader=FileSystemLoader(path.parent / "partials"),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters = {name: function for name, function in environment.filters.items() if name in FILTERS}
    environment.globals = {}
    try:
        used = meta.find_undeclared_variables(environment.parse(body))
        template = environment.from_string(body)
    except TemplateSyntaxError as error:
        raise PromptError(f"{file}:{(error.lineno or 1) + offset}: {error.message}; correct the template") from error
    undeclared = sorted(used - set(inputs))
    if undeclared:
        raise PromptError(f"{file}:1: {undeclared[0]} is used but not declared; add it to inputs in the front matter")
    if not set(template.blocks) & set(ROLES):
        raise PromptError(f"{file}:1: there is neither a block system nor a block user; add one")
    version = hashlib.sha256(source.encode("utf-8")).hexdigest()[:6]
    return Prompt(path.stem, f"{path.stem}@{version}", inputs, file, template, offset)


def read_prompt(folder: Path, name: str) -> Prompt:
    """Read ``prompts/<name>.j2`` (again when it changed); raises ``PromptError`` an editor can act on."""
    path = folder / f"{name}.j2"
    try:
        state = path.stat()
    except FileNotFoundError:
        raise PromptError(
            f"{folder.name}/{path.name}:1: the file is missing; copy it from a folder made by `assistant init`"
        ) from None
    return _read(path, (state.st_mtime_ns, state.st_size))


def _split(source: str, file: str) -> tuple[Mapping[str, object], str, int]:
    lines = source.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        raise PromptError(f"{file}:1: there is no front matter; start the file with inputs between two --- lines")
    try:
        front = yaml.safe_load("\n".join(lines[1 : ends[1]])) or {}
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 2
        raise PromptError(f"{file}:{line}: the front matter is not YAML ({error.problem}); correct it") from error
    return front, "\n".join(lines[ends[1] + 1 :]), ends[1] + 1
