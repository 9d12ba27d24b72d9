"""Where a reply is damaged: its parts, a sentence put in, damage that is a phrase of a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from assistant.domain import Audience, Language
from assistant.evaluation.mutations import Good, Material, Mutant, chosen, with_text

Make = Callable[[Good, Material, Random], Mutant | None]


SIGN_OFF = re.compile(r"\s*(?:\^\{agent_initials\}|- \{agent_name\}[^\n]*|\n[^\n]+,\n\{agent_name\}[^\n]*)\s*$")


def parts(reply: str) -> tuple[str, str, str]:
    """Greeting line, body and sign-off of a reply."""
    greeting, _, rest = reply.partition("\n")
    match = SIGN_OFF.search(rest)
    end = match.start() if match else len(rest)
    return greeting + "\n", rest[:end], rest[end:]


def inserted(good: Good, text: str) -> str:
    """The reply with one more sentence at the end of its body."""
    greeting, body, sign_off = parts(good.reply)
    return f"{greeting}{body} {text}{sign_off}"


def phrase(name: str) -> Make:
    """Damage that is one more sentence of a list."""

    def make(good: Good, material: Material, rng: Random) -> Mutant | None:
        return with_text(good, name, inserted(good, chosen(material.phrases[name], good, rng)))

    return make


def public_only(make: Make) -> Make:
    """Damage that is none in private."""
    return lambda good, material, rng: make(good, material, rng) if good.audience is Audience.PUBLIC else None


def declined(make: Make) -> Make:
    """Damage to endings and cases, which English has none of."""
    return lambda good, material, rng: None if good.language is Language.EN else make(good, material, rng)
