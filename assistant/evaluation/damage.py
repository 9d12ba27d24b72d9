"""The ways a good reply is damaged, one function a way, with the checks that should find it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from assistant.domain import Audience, Language, Market, Sentence, SentenceKind, Turn
from assistant.evaluation.mutations import Good, Material, Mutant, chosen, with_more, with_text
from assistant.knowledge.lengths import measure
from assistant.languages import sentences
from assistant.languages.quantities import Kind, quantities

Make = Callable[[Good, Material, Random], Mutant | None]
NUMBERS = frozenset({Kind.DURATION, Kind.MONEY, Kind.PERCENT})
SIGN_OFF = re.compile(r"\s*(?:\^\{agent_initials\}|- \{agent_name\}[^\n]*|\n[^\n]+,\n\{agent_name\}[^\n]*)\s*$")
PLAIN = str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU")


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage; ``found_by`` are the checks and rules whose finding counts as having caught it."""

    kind: str
    make: Make
    found_by: frozenset[str]


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


def number_changed(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A figure of the reply by another that no source has."""
    return _figure(good, rng, "number_changed", NUMBERS)


def date_moved(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A date or a time of day by another."""
    return _figure(good, rng, "date_moved", frozenset({Kind.DATE, Kind.TIME}))


def _figure(good: Good, rng: Random, kind: str, kinds: frozenset[Kind]) -> Mutant | None:
    text = good.reply
    places = sorted({(q.start, q.end) for q in quantities(text, good.language) if q.kind in kinds})
    places = [place for place in places if re.search(r"\d", text[slice(*place)])]
    if not places:
        return None
    start, end = rng.choice(places)
    figure = re.search(r"\d+", text[start:end])
    assert figure is not None
    digit = rng.choice([d for d in "3468" if d not in figure[0]])
    if kinds & NUMBERS and len(figure[0]) == 1:
        digit = rng.choice([d for d in "689" if d != figure[0]])
    at = start + figure.end() - 1
    return with_text(good, kind, text[:at] + digit + text[at + 1 :])


def currency_swapped(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Lira by euro and the other way."""
    swapped = re.sub(r"(\d) ?(?:TL|lira\w*)", r"\1 €", good.reply)
    if swapped == good.reply:
        swapped = re.sub(r"(\d) ?€", r"\1 TL", re.sub(r"€(\d[\d.,]*\d|\d)", r"\1 TL", good.reply))
    return with_text(good, "currency_swapped", swapped)


FLIPS = {
    Language.TR: (
        (r"(?<=[aeıiouü])m[ıiuü]yor", "yor"),
        (r"\bgerekmez\b", "gerekir"),
        (r"\bgerekmiyor\b", "gerekiyor"),
        (r"\bistemeyiz\b", "isteriz"),
        (r"\balıyoruz\b", "almıyoruz"),
        (r"\bediyoruz\b", "etmiyoruz"),
        (r"\bdeğiştiriyoruz\b", "değiştirmiyoruz"),
        (r"\bgönderiyoruz\b", "göndermiyoruz"),
        (r"\bveriyoruz\b", "vermiyoruz"),
        (r"\bdüşer\b", "düşmez"),
        (r"\bkapsar\b", "kapsamaz"),
        (r"\byansıtır\b", "yansıtmaz"),
        (r"\bücretsizdir\b", "ücretsiz değildir"),
    ),
    Language.EL: (
        (r"\b[Δδ]εν (?=\w)", ""),
        (r"\b(?=(?:επιστρέφουμε|αλλάζουμε|παίρνουμε|διαρκεί|ισχύει|φεύγει|φυλάσσεται|επιστρέφεται)\b)", "δεν "),
        (r"\bΕπιστρέφουμε\b", "Δεν επιστρέφουμε"),
    ),
    Language.EN: (
        (r"\bcan't\b", "can"),
        (r"\bdon't need\b", "need"),
        (r"\bnever\b", "always"),
        (r"\bdo not\b", "do"),
        (r"\b[Ww]e (?=exchange|collect|refund|open|match)", "We do not "),
        (r"\byou can (?=return|try)", "you can't "),
        (r"\bYou can (?=return|try)", "You can't "),
        (r"\bis free\b", "is not free"),
        (r"\bdrops off\b", "doesn't drop off"),
        (r"\blasts\b", "doesn't last"),
    ),
}


def polarity_flipped(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A negation dropped or added in a sentence that an entry states."""
    from rapidfuzz import fuzz

    texts = [
        e.text(m) for id_ in good.sources if (e := material.knowledge.entry_by_id.get(id_)) for m in (None, *Market)
    ]
    stated = [s for text in texts for s in sentences(text, good.language)]
    for sentence in sentences(parts(good.reply)[1], good.language):
        if max((fuzz.token_set_ratio(sentence, other) for other in stated), default=0) < 80:
            continue
        for pattern, other in FLIPS[good.language]:
            flipped = re.sub(pattern, other, sentence, count=1)
            if flipped != sentence:
                return with_text(good, "polarity_flipped", good.reply.replace(sentence, flipped, 1))
    return None


def wrong_source(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A sentence of one entry that cites another."""
    from rapidfuzz import fuzz

    for id_ in good.sources:
        entry = material.knowledge.entry_by_id.get(id_)
        texts = list(entry.sections.values()) if entry else []
        stated = [s for text in texts for s in sentences(text, good.language)]
        for sentence in sentences(parts(good.reply)[1], good.language):
            if sentence in good.reply and max((fuzz.token_sort_ratio(sentence, s) for s in stated), default=0) >= 80:
                others = [
                    e.id for e in material.knowledge.entries if e.language is good.language and e.id not in good.sources
                ]
                cited = Sentence(good.audience, sentence, SentenceKind.SOURCE, (rng.choice(others),))
                true = Sentence(good.audience, "\u00a0", SentenceKind.SOURCE, (id_,))
                return Mutant("wrong_source", good.complaint, good.reply, (cited, true))
    return None


def other_language(good: Good, material: Material, rng: Random) -> Mutant | None:
    """A sentence of a reply in another language."""
    other = parts(rng.choice(material.others))[1]
    found = [s for s in re.split(r"(?<=[.!?])\s+", other.replace("\n", " ")) if len(s.split()) >= 6]
    return with_text(good, "other_language", inserted(good, rng.choice(found))) if found else None


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


def left_over(good: Good, material: Material, rng: Random) -> Mutant | None:
    """Something that was to be filled in."""
    marks = [
        "{customer_name}",
        "[ORDER NUMBER]",
        "⟦PHONE_1⟧",
        "{{ help_mail }}",
        "<name>",
        "[AD SOYAD]",
        "XXXX",
        "[...]",
    ]
    return with_text(good, "left_over", inserted(good, f"({rng.choice(marks)})"))


def contradicts_thread(good: Good, material: Material, rng: Random) -> Mutant | None:
    """The opposite of what the brand wrote before in the same thread."""
    before, now = rng.choice(list(material.pairs))
    turn = Turn("brand", str(before))
    complaint = replace(good.complaint, thread=(*good.complaint.thread, turn))
    return with_text(good, "contradicts_thread", inserted(good, str(now)), complaint)


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


def foreign_format(good: Good, material: Material, rng: Random) -> Mutant | None:
    """An amount written another country's way."""
    text = good.reply
    if good.language is Language.EN:
        changed = re.sub(r"€(\d+)\.(\d\d)", r"\1,\2 €", text)
    else:
        changed = re.sub(r"(\d{1,3})(?:\.(\d{3}))?,(\d\d) ?€", r"€\1\2.\3", text)
        changed = re.sub(r"(\d{1,3})\.(\d{3}),(\d\d) TL", r"\1,\2.\3 TL", changed)
    return with_text(good, "foreign_format", changed)


FACTS = frozenset({"facts", "thread", "support", "commitment", "forbidden-promise"})
ADDRESS = frozenset({"address", "greeting", "names"})
STOCK = frozenset({"no-cliche", "empty-forwarding", "internal-words", "no-excuse"})
PROMISES = frozenset(
    {"forbidden-promise", "commitment", "no-marketing", "facts", "no-liability", "no-completed-action"}
)
DATA = frozenset({"public_data_request", "secret_request"})

DAMAGES: tuple[Damage, ...] = (
    Damage("number_changed", number_changed, FACTS),
    Damage("date_moved", date_moved, FACTS),
    Damage("currency_swapped", currency_swapped, FACTS),
    Damage("polarity_flipped", polarity_flipped, FACTS),
    Damage("wrong_source", wrong_source, FACTS),
    Damage("other_language", other_language, frozenset({"language"})),
    Damage("familiar", familiar, frozenset({"polite-plural"})),
    Damage("wrong_vocative", wrong_vocative, ADDRESS),
    Damage("name_misspelt", name_misspelt, ADDRESS),
    Damage("apology_removed", apology_removed, frozenset({"apology_level"})),
    Damage("conditional_apology", phrase("conditional_apology"), frozenset({"conditional-apology", "no-cliche"})),
    Damage("blame", phrase("no_blame"), frozenset({"no-blame"})),
    Damage("promise_added", phrase("promises"), PROMISES),
    Damage("completed_action", phrase("completed_action"), frozenset({"no-completed-action", "empty-forwarding"})),
    Damage("liability", phrase("liability"), frozenset({"no-liability", "no-blame", "commitment"})),
    Damage("legal_opinion", phrase("legal_opinion"), frozenset({"no-legal-opinion"})),
    Damage("public_data", public_only(phrase("public_data_request")), DATA),
    Damage("secret_asked", phrase("secret_asked"), DATA),
    Damage("echo", public_only(echo), frozenset({"public_data_echo"})),
    Damage("foreign_phone", phrase("foreign_phone"), frozenset({"contact"})),
    Damage("foreign_link", phrase("foreign_link"), frozenset({"contact"})),
    Damage("left_over", left_over, frozenset({"placeholder"})),
    Damage("over_limit", over_limit, frozenset({"length"})),
    Damage("owner_removed", owner_removed, frozenset({"owner_and_time"})),
    Damage("three_asks", phrase("three_asks"), frozenset({"most_asks"})),
    Damage("marketing", phrase("marketing"), frozenset({"no-marketing"})),
    Damage("cliche", phrase("cliche"), STOCK),
    Damage("forwarding", phrase("forwarding"), STOCK | {"no-completed-action"}),
    Damage("internal_words", phrase("internal_words"), STOCK),
    Damage("volume_excuse", phrase("volume_excuse"), STOCK),
    Damage("accusation", phrase("accusation"), frozenset({"no-accusation", "no-blame"})),
    Damage("but_after_empathy", phrase("but_after_empathy"), frozenset({"no-but-after-empathy"})),
    Damage("review_removal", phrase("review_removal"), frozenset({"review-removal"})),
    Damage("staff_named", phrase("staff_named"), frozenset({"names"})),
    Damage("machine_talk", phrase("machine_talk"), frozenset({"no-machine-talk", "placeholder"})),
    Damage("obeyed", phrase("obeyed"), PROMISES | {"no-machine-talk", "review-removal"}),
    Damage("contradicts_thread", contradicts_thread, FACTS),
    Damage("pasted", pasted, frozenset({"duplicate"})),
    Damage("capitals", capitals, frozenset({"calm-punctuation"})),
    Damage("exclamations", exclamations, frozenset({"calm-punctuation"})),
    Damage("ellipsis", ellipsis, frozenset({"calm-punctuation"})),
    Damage("emoji", emoji, frozenset({"emoji"})),
    Damage("accents_lost", accents_lost, frozenset({"language"})),
    Damage("long_sentence", phrase("long_sentence"), frozenset({"longest-sentence", "sentence-length"})),
    Damage("greeting_lost", greeting_lost, frozenset({"greeting"})),
    Damage("sign_off_lost", sign_off_lost, frozenset({"sign_off"})),
    Damage("after_sign_off", after_sign_off, frozenset({"sign_off"})),
    Damage("foreign_format", foreign_format, frozenset({"number_format"})),
)
