"""Damage to how a reply is written: language, length, punctuation, what it leaves out or gives away."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from random import Random

from assistant.domain import Audience, Language, Turn
from assistant.evaluation.damage.parts import inserted, parts
from assistant.evaluation.mutations import Good, Material, Mutant, with_more, with_text
from assistant.knowledge.lengths import measure
from assistant.languages import sentences

PLAIN = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")


def other_language(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A sentence of a reply in another language."""
    other = parts(rng.choice(material.others))[1]
    found = [s for s in re.split(r"(?<=[.!?])\s+", other.replace("\n", " ")) if len(s.split()) >= 6]
    return with_text(good, "other_language", inserted(good, rng.choice(found))) if found else None


def apology_removed(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Every sentence of regret taken out, where something is left."""
    kept = _without(good, material.patterns["apology"])
    return with_text(good, "apology_removed", kept) if kept else None


def owner_removed(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Every time cut out of what the reply promises: somebody writes again, nobody knows when."""
    if not re.search(r"yazacağım|döneceğim|yazıyorum|σας γράφω|σας απαντώ|I'll write|hear from me", good.reply):
        return None
    greeting, body, sign_off = parts(good.reply)
    return with_text(good, "owner_removed", greeting + re.sub(material.patterns["time_phrase"], "", body) + sign_off)


def _without(good: Good, pattern: str) -> str | None:
    greeting, body, sign_off = parts(good.reply)
    kept = body
    for sentence in sentences(body, good.language):
        if re.search(pattern, sentence, re.IGNORECASE):
            kept = kept.replace(sentence, "", 1)
    enough = len(kept.split()) >= 8
    return greeting + re.sub(r"\n{3,}", "\n\n", kept).strip() + sign_off if enough and kept != body else None


def over_limit(good: Good, material: Material, rng: Random) -> Mutant | None:
    """One over the channel's limit, in the channel's unit."""
    profile = material.knowledge.channels[good.complaint.channel]
    if good.audience is Audience.PRIVATE and profile.public and profile.bridge:
        profile = material.knowledge.channels[profile.bridge]
    if profile.limit is None or profile.limit > 1200 or profile.unit == "sms_parts":
        return None
    greeting, body, sign_off = parts(good.reply)
    signed = sign_off.replace("{agent_initials}", "XX").replace("{agent_name}", "Xxxxxxxx X.")
    filler = material.patterns["filler"]
    body = body + " " + filler * 60
    while measure(greeting + body + signed, profile.unit) > profile.limit + 1:
        body = body[:-1]
    return with_text(good, "over_limit", greeting + body + sign_off)


def echo(good: Good, material: Material, rng: Random) -> Mutant | None:
    """The customer's own number repeated in public."""
    number, phone = (
        f"MLT-{rng.randint(10000, 99999)}",
        f"0532 {rng.randint(100, 999)} {rng.randint(10, 99)} {rng.randint(10, 99)}",
    )
    value = rng.choice([number, phone, phone.replace(" ", "")])
    complaint = with_more(good.complaint, f"{number}, tel {phone}")
    said = {
        Language.TR: f"{value} kaydınıza bakıyoruz.",
        Language.EL: f"Ελέγχουμε το {value}.",
        Language.EN: f"We're looking at {value}.",
    }
    return with_text(good, "echo", inserted(good, said[good.language]), complaint)


def pasted(good: Good, material: Material, rng: Random) -> Mutant | None:
    """The words the customer already got from us, with a word more."""
    body = parts(good.reply)[1].strip()
    complaint = replace(good.complaint, thread=(*good.complaint.thread, Turn("brand", body)))
    return Mutant("pasted", complaint, inserted(good, "."))


def capitals(good: Good, material: Material, rng: Random) -> Mutant | None:
    """One word shouted."""
    greeting, body, sign_off = parts(good.reply)
    words = sorted({w for w in re.findall(r"[^\W\d_]{5,}", body) if w.islower()})
    word = rng.choice(words)
    upper = word.replace("i", "İ").upper() if good.language is Language.TR else _bare(word).upper()
    return with_text(good, "capitals", greeting + re.sub(rf"\b{word}\b", upper, body, count=1) + sign_off)


def exclamations(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Two exclamation marks for full stops."""
    greeting, body, sign_off = parts(good.reply)
    return with_text(good, "exclamations", greeting + re.sub(r"\.(?=\s|$)", "!!", body, count=1) + sign_off)


def ellipsis(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A sentence that trails off."""
    greeting, body, sign_off = parts(good.reply)
    return with_text(
        good, "ellipsis", greeting + re.sub(r"\.(?=\s|$)", rng.choice(["...", "…"]), body, count=1) + sign_off
    )


def emoji(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A face where something went wrong."""
    return with_text(good, "emoji", inserted(good, rng.choice(["😔", "🙏", "😊", "💔🙏"])))


def accents_lost(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Turkish on an English keyboard, Greek without accents; English has none to lose."""
    greeting, body, sign_off = parts(good.reply)
    if good.language is Language.EN:
        return None
    plain = body.translate(PLAIN) if good.language is Language.TR else _bare(body)
    return with_text(good, "accents_lost", greeting + plain + sign_off)


def _bare(text: str) -> str:
    return unicodedata.normalize(
        "NFC", "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    )
