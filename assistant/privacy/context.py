"""What the words beside a number say it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.privacy.digits import Number
from assistant.privacy.reading import Reading



@dataclass(frozen=True, eq=False)
class Label:
    """Words that say what a number is. ``hints`` are parts of them: where none stands in a text, none is looked for."""

    pattern: re.Pattern[str]
    hints: tuple[str, ...]


_BEFORE = 70
_AFTER = 48
# Words that may stand between a label and its number: "TC kimlik numaram şudur: …", «το ΑΦΜ μου είναι …».
_FILLER = re.compile(
    r"(?:[\s:=#.,;\-'\"()\[\]/*>|_]"
    r"|\b(?:no|nom|nosu|num|numara|numarasi|numaram|numarami|numaramiz|numarasini|nr|number|id|is|was|ise|olan|olarak|benim|bu|su|sudur"
    r"|my|mine|the|kimlik|kimligi|kimligim|hesap|ειναι|μου|μασ|του|τησ|ο|η|το|τον|την|αριθμοσ|αριθμο|αρ|einai|mou|arithmos|ar|o|h|to"
    r"|da|de|ve|nin|in|mi|m|im|lu|li|a|ya|e|also|new|yeni|nea|νεο)\b)*"
)
_LINK = re.compile(
    r"'?[a-zα-ω]{0,5}[\s)\]:,\-]{0,3}(?:\b(?:numarali|nolu|no|lu|olan|benim|is|my|the|was|ειναι|το|ο|μου|einai|to|o|mou|as)\b[\s'\-:]{0,3}){0,4}"
)

TCKN = Label(
    re.compile(
    r"\bt\.? ?c\.?(?:'?(?:m|si|ni|mi|nin|niz|niz[ie]))?(?: ?kimlik\w*)?(?![a-zα-ω])|\btckn\w*|(?<!vergi )\bkimlik\w*|\bvatandaslik\b"
    r"|\b(?:national|turkish|personal) (?:id|identity)\b|\bid(?: card)?(?: number| no)?\b|\bidentity (?:number|no)\b|\bταυτοτητα\w*|\btaftotita\w*"
),
    ("tc", "t.c", "t. c", "kimlik", "vatandas", "id", "ταυτοτητα", "taftotita"),
)
VKN = Label(
    re.compile(r"\bvkn\w*|\bvergi\w*(?: (?:kimlik|dairesi))?|\bv\. ?d\b|\bv\.?d\.|\btax (?:id|no|number)\b|\btaxpayer\b"),
    ("vkn", "vergi", "v.d", "vd", "v. d", "tax"),
)
AFM = Label(
    re.compile(
    r"(?<![a-zα-ω])[aα]\.? ?[φf]\.? ?[mμ](?![a-zα-ω])|φορολογικ\w* μητρω\w*|\bvat\b|\btax (?:id|no|number|registration)\b|\bel(?=\W*\Z)"
),
    ("φμ", "φ.μ", "φ. μ", "fm", "f.m", "f. m", "φm", "fμ", "φορολογικ", "vat", "tax", "el"),
)
AMKA = Label(
    re.compile(r"(?<![a-zα-ω])[aα]\.? ?[mμ]\.? ?[kκ]\.? ?[aα](?![a-zα-ω])|\bsocial security\b|κοινωνικησ? ασφαλ\w*"),
    ("κα", "κ.α", "κ. α", "ka", "k.a", "k. a", "kα", "κa", "social security", "κοινωνικη"),
)
CARD = Label(
    re.compile(
    r"\bkart\w*|\bcards?\b|\bvisa\b|\bmaster ?card\b|\btroy\b|\bamex\b|καρτα\w*|\bkarta\w*|\bcredit\b|\bdebit\b|πιστωτικ\w*|χρεωστικ\w*|\bpan\b"
),
    ("kart", "card", "visa", "troy", "amex", "καρτα", "karta", "credit", "debit", "πιστωτικ", "χρεωστικ", "pan"),
)
IBAN = Label(
    re.compile(r"(?<![a-zα-ω])[iι][bβ][aα][nν]\w{0,6}|\bhesap (?:no|numara)\w*|\baccount (?:no|number)\b|\bλογαριασμ\w*"),
    ("iban", "ιβαν", "ban", "βαν", "hesap", "account", "λογαριασμ"),
)
PHONE = Label(
    re.compile(
    r"\btel\w{0,12}|\bcep\w{0,8}|\bgsm\w{0,4}|\bwhats ?app\w{0,6}|\bwp\b|\bfaks?\b|\bfax\b|\bhat\w{0,4}\b|\bara(?:yin\w*|yabilir\w*|rsaniz|manizi|masini|niz|sin|sinlar)?\b"
    r"|\bulas\w*|\biletisim\w*|\bnumara\w*|\bphones?\b|\bmobile\w*|\bcell\w*|\bcall\b|\breach\b|\btext me\b|\bcontact\b|\blandline\b|\bnumber\b|\bring\b"
    r"|τηλ\w*|κινητ\w*|\bκιν\b|σταθερ\w*|καλεσ\w*|επικοινων\w*|\bαριθμο\w*|\btil\w{0,6}|\bthl\w{0,6}|\bkin(?:ito|hto)?\w{0,3}\b|\bstathero\b|\bviber\b|\bsms\b|\bm\."
),
    ("tel", "cep", "gsm", "what", "wp", "fa", "hat", "ara", "ulas", "iletisim", "numara", "phone", "mobile", "cell", "call", "reach", "text", "contact", "land", "number", "ring", "τηλ", "κιν", "σταθερ", "καλεσ", "επικοιν", "αριθμο", "til", "thl", "kin", "stathero", "viber", "sms", "m."),
)
PLATE = Label(
    re.compile(
    r"\bplaka\w*|\bplaki\w*|\barac\w*|\baraba\w*|\bkamyon\w*|\bkamyonet\w*|\bminibus\w*|\bmotor\w*|\btaksi\w*|\bcekici\w*|\bpark\w*|\botopark\w*|\bkurye\w*"
    r"|\bvans?\b|\bcars?\b|\btruck\w*|\blorry\b|\bvehicle\w*|\bplates?\b|\bregistration\b|\breg\b|\bdriver\w*|\bscooter\b|\btaxi\b"
    r"|πινακιδ\w*|αυτοκινητ\w*|οχημα\w*|φορτηγ\w*|μηχαν\w*|ταξι\w*|\bpinakid\w*|\bamaxi\w*|αμαξι\w*|\bautokinit\w*|\bfortig\w*|οδηγ\w*|παρκ\w*"
),
    ("pla", "arac", "araba", "kamyon", "minibus", "motor", "taksi", "cekici", "park", "kurye", "van", "car", "truck", "lorry", "vehicle", "reg", "driver", "scooter", "taxi", "πινακιδ", "αυτοκινητ", "οχημα", "φορτηγ", "μηχαν", "ταξι", "pinakid", "amaxi", "αμαξι", "autokinit", "fortig", "οδηγ", "παρκ"),
)
PASSPORT = Label(
    re.compile(r"\bpasaport\w*|\bpassport\w*|διαβατηρι\w*|\bdiavatiri\w*|\bdiabathri\w*"),
    ("pasaport", "passport", "διαβατηρι", "diavatiri", "diabathri"),
)
IDENTITY_CARD = Label(
    re.compile(
    r"(?<![a-zα-ω])[aα]\.? ?[δd]\.? ?[tτ](?![a-zα-ω])|ταυτοτητα\w*|\btaftotita\w*|\btautothta\w*|\bkimlik (?:seri|kart)\w*|\bseri no\w*|\bid card\b|\bidentity card\b"
),
    ("τ", "t", "seri", "id card"),
)


def mentioned(reading: Reading, label: Label) -> bool:
    """Whether ``label`` can stand anywhere in the text."""
    return reading.remembered(("hint", label), lambda: any(hint in reading.folded for hint in label.hints))


def led(reading: Reading, start: int, label: Label) -> bool:
    """The number at ``start`` is what ``label`` names: nothing but filler stands between them."""
    return mentioned(reading, label) and reading.remembered((start, label), lambda: _led(reading, start, label.pattern))


def _led(reading: Reading, start: int, pattern: re.Pattern[str]) -> bool:
    if not reading.patient():
        return True
    window = reading.folded[max(0, start - _BEFORE) : start]
    return any(_FILLER.fullmatch(window, match.end()) for match in pattern.finditer(window))


def followed(reading: Reading, end: int, label: Label) -> bool:
    """``label`` comes right after the number: «… numaralı telefon», "… is my AFM"."""
    if not mentioned(reading, label):
        return False
    window = reading.folded[end : end + _AFTER]
    link = _LINK.match(window)
    return link is not None and label.pattern.match(window, link.end()) is not None


def named(reading: Reading, start: int, end: int, label: Label) -> bool:
    """``led`` or ``followed``."""
    return led(reading, start, label) or followed(reading, end, label)


def near(reading: Reading, start: int, end: int, label: Label, reach: int = 60) -> bool:
    """``label`` stands within ``reach`` characters before or after, whatever is between."""
    if not mentioned(reading, label):
        return False
    if not reading.patient():
        return True
    window = reading.folded[max(0, start - reach) : start]
    return label.pattern.search(window) is not None or label.pattern.search(reading.folded[end : end + reach]) is not None


def labelled(reading: Reading, label: Label, lengths: tuple[int, ...]) -> Iterator[Number]:
    """Numbers that ``label`` names. Of those that begin (or end) alike, the one whose length comes first in ``lengths``."""
    if not mentioned(reading, label):
        return
    best: dict[tuple[str, int], Number] = {}
    for number in reading.numbers:
        if len(number.digits) not in lengths or not number.tidy:
            continue
        if led(reading, number.start, label):
            place = ("led", number.start)
        elif followed(reading, number.end, label):
            place = ("followed", number.end)
        else:
            continue
        rival = best.get(place)
        if rival is None or lengths.index(len(number.digits)) < lengths.index(len(rival.digits)):
            best[place] = number
    yield from best.values()
