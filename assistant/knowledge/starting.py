"""Making the sample brand's folder into the beginning of another brand's: its name and contacts, and no answers yet."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Language
from assistant.errors import InputError
from assistant.languages.turkish import grammar

SAMPLE = "Meltemia"
# Numbers everybody may call; a brand of one's own keeps them.
PUBLIC_LINES = frozenset({"crisis_line", "emergency"})
ENTRY_FOLDERS = ("faq", "policy")
NAMED = ("tone/*.md", "texts/*/*.md", "phrases/*.yaml", "told/*.yaml")
CONTACT = re.compile(r"^  (\w+): \{tr: (.+?), gr: (.+?)\}$", re.MULTILINE)
HEAD = """\
# Who the brand is, and every contact detail a reply may contain. A number or an address that is not here
# is flagged in every reply. Give each contact its own value per market.
"""
TURKISH_CASES = {"nın": "gen", "dan": "abl", "ya": "dat", "yı": "acc", "da": "loc"}


@dataclass(frozen=True, slots=True)
class BrandDetails:
    """What a brand is asked first; ``order_number`` is one as customers see it (``AB-12345``)."""

    name: str
    site: str
    mail: str
    phone: str
    order_number: str


def begin_own_brand(folder: Path, details: BrandDetails) -> None:
    """Change ``knowledge/`` as copied from the sample: the brand's name and contacts stand in it, its answers do not.

    Tone guideline, phrases, approved texts, service levels and the authority table stay, to be read and changed.
    Raises ``InputError`` for a detail that cannot be right.
    """
    _judge(details)
    for kind in ENTRY_FOLDERS:
        shutil.rmtree(folder / kind, ignore_errors=True)
    for language in Language:
        (folder / "faq" / language).mkdir(parents=True)
    contacts = list(CONTACT.finditer((folder / "brand.yaml").read_text(encoding="utf-8")))
    told = {line[n].strip("'"): _told(line, details) for line in contacts for n in (2, 3)}
    for pattern in NAMED:
        for path in folder.glob(pattern):
            _edit(path, lambda text: _renamed(text, details.name, told))
    _edit(folder / "brand.yaml", lambda text: _brand(text, details))
    _edit(folder / "playbooks.yaml", lambda text: re.sub(r"topics: \[[^\]]*\]", "topics: []", text))


def _judge(details: BrandDetails) -> None:
    if not details.name.strip() or re.search(r"[\"'\\{}<>\n]", details.name):
        raise InputError(f"{details.name!r} is no brand name; write it as customers know it, without quotes or braces")
    if not re.fullmatch(r"https?://[\w.-]+\.\w+(?:/[\w./-]*)?", details.site):
        raise InputError(f"{details.site!r} is no address of a site; write it like https://brand.example")
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", details.mail):
        raise InputError(f"{details.mail!r} is no mail address; write it like help@brand.example")
    if not re.fullmatch(r"\+?[\d ()/-]{3,20}", details.phone):
        raise InputError(f"{details.phone!r} is no phone number; write it like 0850 000 00 00")
    if not re.search(r"\d", details.order_number) or re.search(r"[\"'\\\n]", details.order_number):
        raise InputError(f"{details.order_number!r} is no order number; write one like AB-12345")


def _renamed(text: str, name: str, told: Mapping[str, str | None]) -> str:
    """The sample's name and contacts replaced; a Turkish ending behind an apostrophe follows the new name."""
    endings = "|".join(TURKISH_CASES)
    text = re.sub(rf"{SAMPLE}'({endings})\b", lambda m: grammar.suffix(name, TURKISH_CASES[m[1]], proper=True), text)
    for old, new in told.items():
        text = text.replace(old, new or old)
    return text.replace(SAMPLE, name)


def _brand(text: str, details: BrandDetails) -> str:
    """``brand.yaml`` with the contacts replaced by the ones told, and what the sample says of itself left out."""
    text = re.sub(r"\A(?:#.*\n)+", HEAD, text)
    text = re.sub(r"\n*# What the brand has no answer to.*", "\n", text, flags=re.DOTALL)
    text = re.sub(r"^name: .*$", f"name: {details.name}", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:#.*\n)?name_forms: .*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^site: .*$", f"site: {_origin(details.site)}", text, flags=re.MULTILINE)
    shape = _shape(details.order_number)
    text = re.sub(r"^order_number: .*$", lambda _: f"order_number: '{shape}'", text, flags=re.MULTILINE)
    return CONTACT.sub(lambda line: _contact(line, details), text)


def _shape(number: str) -> str:
    """A regular expression for numbers like this one.

    >>> _shape("AB-12345")
    'AB-\\\\d{5}'
    """
    return re.sub(r"\d+", lambda digits: rf"\d{{{len(digits[0])}}}", re.escape(number).replace(r"\-", "-"))


def _contact(line: re.Match[str], details: BrandDetails) -> str:
    told = _told(line, details)
    value = f"'{told}'" if told == details.phone else told
    return line[0] if told is None else f"  {line[1]}: {{tr: {value}, gr: {value}}}"


def _told(line: re.Match[str], details: BrandDetails) -> str | None:
    """What stands in place of a contact of the sample; ``None`` where it stays, or is no contact at all."""
    value = line[2].strip("'")
    if line[1] in PUBLIC_LINES:
        return None
    if "@" in value:
        return details.mail
    if value.startswith("http"):
        return details.site
    return details.phone if re.fullmatch(r"[\d ]+", value) else None


def _origin(site: str) -> str:
    return "/".join(site.split("/")[:3])


def _edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
