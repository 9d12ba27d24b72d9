"""The word lists of this room, and patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib.resources import files

import yaml

from assistant.errors import KnowledgeError
from assistant.privacy.surface import fold


class Pattern:
    """A pattern made of word lists, read and compiled when it is first used and not at import."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._make())

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As ``re.Pattern.match``."""
        return self._compiled.match(text, start)

    def fullmatch(self, text: str, start: int = 0, end: int = 1 << 62) -> re.Match[str] | None:
        """As ``re.Pattern.fullmatch``."""
        return self._compiled.fullmatch(text, start, min(end, len(text)))

    def search(self, text: str, start: int = 0, end: int = 1 << 62) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        return self._compiled.search(text, start, min(end, len(text)))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        return self._compiled.finditer(text)


def load_yaml(text: str) -> dict[str, object]:
    """A mapping from YAML, with libyaml where it is there: the lists are long and the pure reader is slow."""
    content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {str(key): value for key, value in content.items()}


@lru_cache(maxsize=16)
def _content(name: str) -> dict[str, object]:
    try:
        text = files("assistant").joinpath("privacy", "words", f"{name}.yaml").read_text(encoding="utf-8")
        return load_yaml(text)
    except (OSError, yaml.YAMLError, AttributeError) as error:
        kind = type(error).__name__
        raise KnowledgeError(f"privacy/words/{name}.yaml: cannot be read ({kind}); restore the file") from error


@cache
def listed(name: str, key: str, part: str | None = None) -> tuple[str, ...]:
    """The folded words under ``key`` (and ``part`` of it) in ``words/<name>.yaml``; none where the part is missing."""
    value = _content(name)[key]
    if part is not None:
        value = value.get(part, "") if isinstance(value, dict) else ""
    return tuple(word for word in (fold(w).strip() for w in str(value).split(",")) if word)


@cache
def rows(name: str, key: str) -> tuple[str, ...]:
    """The folded lines of a list in ``words/<name>.yaml``."""
    value = _content(name)[key]
    return tuple(fold(str(row)) for row in value) if isinstance(value, list) else ()


def either(words: Iterable[str]) -> str:
    r"""A pattern for any of ``words``, the longest first; ``*`` takes any ending.

    >>> either(["tel*", "cep", "cep telefonu"])
    'cep telefonu|tel\\w*|cep'
    """
    ordered = sorted(dict.fromkeys(words), key=len, reverse=True)
    return "|".join(re.escape(w.rstrip("*")).replace(r"\ ", " ") + (r"\w*" if w.endswith("*") else "") for w in ordered)


def hints(words: Iterable[str]) -> tuple[str, ...]:
    """Pieces of ``words`` one of which stands in every text that holds one of them."""
    return tuple(dict.fromkeys(w.rstrip("*").split("*")[0] for w in words))
