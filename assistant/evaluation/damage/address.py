"""Damage to whom a reply speaks to and who signs it."""

from __future__ import annotations

import re
from random import Random

from assistant.domain import Language
from assistant.evaluation.damage.parts import parts, phrase
from assistant.evaluation.mutations import Good, Material, Mutant, chosen, with_text

FAMILIAR = {
    Language.TR: (
        (r"([ae]bilir)siniz\b", r"\1sin"),
        (r"\b(m[ıiuü]s[ıiuü]n)[ıiuü]z\b", r"\1"),
        (r"\b([Ss])ize\b", r"\1ana"),
        (r"\b([Ss])izi\b", r"\1eni"),
        (r"\b([Ss])izden\b", r"\1enden"),
        (r"(\w[ıiuü]n)[ıiuü]z([ıiuü])?\b", r"\1\2"),
    ),
    Language.EL: (
        (r"\bσας (?=\w)", "σου "),
        (r"(\w)είτε\b", r"\1είς"),
        (r"\bΣτείλτε\b", "Στείλε"),
        (r"\bΓράψτε\b", "Γράψε"),
    ),
}


def familiar(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Polite plural by the familiar singular once; in English a matey sentence."""
    if good.language not in FAMILIAR:
        return phrase("register")(good, material, rng)
    greeting, body, sign_off = parts(good.reply)
    for pattern, other in rng.sample(FAMILIAR[good.language], len(FAMILIAR[good.language])):
        changed = re.sub(pattern, other, body, count=1)
        if changed != body:
            return with_text(good, "familiar", greeting + changed + sign_off)
    return None


def wrong_vocative(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Another gender, a nominative for a vocative, a title in English."""
    greeting, body, sign_off = parts(good.reply)
    changed = greeting
    if good.language is Language.TR:
        changed = greeting.replace("Hanım,", "Bey,") if "Hanım" in greeting else greeting.replace("Bey,", "Hanım,")
    elif good.language is Language.EL and "κύριε" in greeting:
        changed = re.sub(
            r"(\w+)([εηάα]),\n", lambda m: m[1] + {"ε": "ος", "η": "ης", "ά": "άς", "α": "ας"}[m[2]] + ",\n", greeting
        )
    elif good.language is Language.EL:
        changed = greeting.replace("κυρία", "κύριε")
    elif (name := re.match(r"(Hi|Dear) (\w+)", greeting)) is not None:
        changed = greeting.replace(name[0], f"{name[1]} {rng.choice(['Mr', 'Ms', 'Mrs'])} {name[2]}")
    return with_text(good, "wrong_vocative", changed + body + sign_off)


def name_misspelt(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Two letters of the name change places."""
    greeting, body, sign_off = parts(good.reply)
    names = [w for w in re.findall(r"[^\W\d_]{4,}", greeting) if w[0].isupper()][1:]
    names = [name for name in names if name not in ("Hanım",)]
    if not names:
        return None
    name = rng.choice(names)
    at = next((i for i in range(1, len(name) - 1) if name[i] != name[i + 1]), None)
    if at is None:
        return None
    return with_text(
        good,
        "name_misspelt",
        greeting.replace(name, name[:at] + name[at + 1] + name[at] + name[at + 2 :], 1) + body + sign_off,
    )


def greeting_lost(good: Good, material: Material, rng: Random) -> Mutant | None:
    """The reply begins in the middle."""
    _, body, sign_off = parts(good.reply)
    return with_text(good, "greeting_lost", body.strip() + sign_off)


def sign_off_lost(good: Good, material: Material, rng: Random) -> Mutant | None:
    """The reply ends without a name."""
    greeting, body, _ = parts(good.reply)
    return with_text(good, "sign_off_lost", greeting + body)


def after_sign_off(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Something more below the name."""
    return with_text(good, "after_sign_off", f"{good.reply}\n{chosen(material.phrases['after_sign_off'], good, rng)}")
