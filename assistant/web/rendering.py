"""The one renderer: every piece of HTML the product shows is made here, from templates that escape what is put in.

Customers, models and editors write text; only the files in ``templates/`` write HTML. Every word on the screen comes
from ``texts/<language>.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from unicodedata import category

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.domain import Language
from assistant.web import moments

UNSEEN = Markup('<b class="unseen" title="U+{0:04X}">U+{0:04X}</b>')
LANGUAGE_NAMES = {Language.TR: "Türkçe", Language.EL: "Ελληνικά", Language.EN: "English"}


def render(template: str, language: Language, **values: object) -> str:
    """A template's HTML in the reader's language; everything in ``values`` is escaped where it stands.

    Templates have ``t(key, **values)`` for words, ``word(group, code)`` for a code's name, and the moments of
    ``moments`` in the reader's language.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            t=partial(text, language),
            word=partial(word, language),
            ago=partial(moments.ago, language),
            left=partial(moments.left, language),
            clock=partial(moments.clock, language),
            language=language,
            languages=LANGUAGE_NAMES,
            **values,
        )
    )


def text(language: Language, key: str, /, **values: object) -> str:
    """One text of the interface; raises ``KeyError`` for a key the file does not have."""
    pattern = texts(language)[key]
    return pattern.format_map({name: str(value) for name, value in values.items()}) if values else pattern


def word(language: Language, group: str, code: object) -> str:
    """What a code of a closed set is called; a code nobody named yet is shown readably rather than not at all."""
    return texts(language).get(f"{group}.{code}") or str(code).replace("_", " ")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text of one language by its dotted key."""
    source = files("assistant.web").joinpath("texts", f"{language}.yaml").read_text(encoding="utf-8")
    return dict(_flat(yaml.safe_load(source)))


def _flat(node: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in node.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            found += _flat(value, f"{key}.")
        else:
            found.append((key, str(value)))
    return found


@cache
def _environment() -> Environment:
    folder = str(files("assistant.web").joinpath("templates"))
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["icon"] = _icon
    environment.filters["unhidden"] = unhidden
    return environment


def unhidden(text: str) -> Markup:
    """A text, escaped, in which what nobody would see (zero-width, direction, tag letters) is a small mark."""
    pieces = (UNSEEN.format(ord(c)) if category(c) == "Cf" else escape(c) for c in text)
    return Markup("").join(pieces) if any(category(c) == "Cf" for c in text) else escape(text)


def _icon(name: str, label: str = "") -> Markup:
    """An icon of ``static/icons.svg``; decoration unless it is given a label."""
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon" {}><use href="/static/icons.svg#{}"></use></svg>').format(spoken, name)
