"""Postal addresses: a street with what stands around it, in the order each language writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.names.lists import NameLists, name_lists
from assistant.privacy.reading import Reading

# A word that says «street» behind its name: Turkish, and English behind a name or a name and before a number.
_BEHIND = re.compile(
    r"(?<![a-zα-ω])(?P<word>mahalle(?:si(?:nde(?:ki)?|nin|ne)?|miz)?|mah|mh|cadde(?:si(?:nde(?:ki)?|nin|ne)?)?|cad|cd|sokak(?:ta|lari)?|sokag(?:i(?:nda(?:ki)?|nin|na)?)|sok|sk|bulvari?(?:nda)?|blv|bulv"
    r"|sitesi(?:nde(?:ki)?|nin|ne)?|apartmani(?:nda|nin|na)?|apt|koyu|konutlari|evleri|bloklari|rezidans|meydani"
    r"|street|str|st|road|rd|avenue|ave|lane|drive|terrace|crescent|boulevard|blvd|gardens|grove|mews|square|court|close|walk|quay|parade|place|row|odos)(?![a-zα-ω])"
)
_ENGLISH = frozenset(
    "street str st road rd avenue ave lane drive terrace crescent boulevard blvd gardens grove mews square court close walk quay parade place row".split()
)
_WEAK_ENGLISH = frozenset("st drive court close walk place row square gardens grove parade lane".split())
_WEAK_TURKISH = frozenset("cd sk koyu evleri bloklari meydani rezidans mh apt sok".split())
# A word that says «street» before its name: Greek, also in Latin letters.
_BEFORE = re.compile(
    r"(?<![a-zα-ωά-ώ])(?P<word>οδοσ|οδου|οδο|οδ|λεωφοροσ|λεωφορου|λεωφορο|λεωφ|λ|πλατεια[σν]?|πλ|παροδοσ|παροδο|περιφερειακ\w{1,3}|odos|odo|odou|leoforos|leoforo|leoforou|lewforos|leof|plateia|platia)(?P<dot>\.?)(?=[ .])"
)
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[0-9]{1,5}(?=\. )|[0-9]{3,5}(?= )|[0-9]{1,3}(?:ησ|η|ου|th|st|nd|rd|inci|nci|uncu|ncu)")
_NUMBER = r"[1-9][0-9]{0,3}(?:[/\-–][0-9]{1,4})?(?: ?[a-zα-ω](?![a-zα-ω]))?"
_POSTAL = r"(?:[0-9]{5}|[0-9]{3} [0-9]{2})(?! ?[0-9])"
_SEP = r"[\s,;.:/()\-]{0,4}"
_UNIT = re.compile(
    r"(?:no|numara|nu|n|num|kapi no|dis kapi(?: no)?|ic kapi(?: no)?|bina(?: no)?|daire(?: no)?|da|d|kat|k|blok|apt|ap|flat|apartment|unit|floor|floors|suite|door|building"
    r"|αριθμοσ|αριθμο|αρ|αριθ|διαμ|διαμερισμα|οροφοσ|οροφο|ορ|τ\.? ?κ|tk|t\.k|postcode|posta kodu|zip|po box|p\.? ?o\.? box|τ\.θ|τθ)\.?[\s:.\-#]{0,3}[0-9]{1,5}(?:[/\-][0-9]{1,4})?(?: ?[0-9]{2}(?![0-9]))?(?:[ /]?[a-zα-ω](?![a-zα-ω]))?"
)
_BLOCK = re.compile(r"[a-z0-9]{1,2}[ \-]?(?:blok|block)(?:u)?\b|(?:blok|block)[ :]{1,2}[a-z0-9]{1,2}(?![a-z0-9])|(?:giris|zemin|bodrum|cati|ust|alt|asma) ?kat\b|kat[ :.]{0,2}[a-z0-9]{1,2}(?![a-z])")
_FLOOR = re.compile(
    r"[0-9]{1,2}(?:οσ|ο|ησ|η|os|o|th|st|nd|rd|\.)? ?(?:οροφ\w{0,3}|orof\w{0,3}|floor|kat\b|κουδουνι)|(?:ισογειο|ημιοροφοσ|υπογειο|isogeio|ground floor|first floor|second floor|third floor|top floor)"
)
_POSTCODE = re.compile(rf"{_POSTAL}|[a-z]{{1,2}}[0-9][a-z0-9]? [0-9][a-z]{{2}}(?![a-z0-9])")
_BARE_NUMBER = re.compile(rf"{_NUMBER}(?![0-9.]*[0-9])")
_QUANTITY = re.compile(
    r" ?(?:€|₺|%|\$|tl|try|eur|euro|ευρω|lira|adet|gun\w*|saat|dakika|ay|yil|kez|kere|defa|hafta|kisi|parca|taksit|ημερ\w*|μερ\w*|ωρ\w*|λεπτ\w*|φορ\w*|τεμαχ\w*|μην\w*|χρον\w*|εβδομ\w*|ατομ\w*|days?|hours?|minutes?|times|weeks?|months?|years?|pieces?|people|pm|am|items?|κιλ\w*|kg|cm|mm|gb|νοεμβρ\w*|οκτωβρ\w*|δεκεμβρ\w*|ιαν\w*|φεβ\w*|μαρτ\w*|απριλ\w*|μαι\w*|ιουν\w*|ιουλ\w*|αυγ\w*|σεπτ\w*|ocak|subat|mart|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik|jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|[:/][0-9])"
)
_HOME = re.compile(
    r"\badres\w*|\bev(?:im|imiz|ime|e|de)?\b|\boturu\w*|\bikamet\w*|\bteslimat\w*|\bkonut\w*|διευθυνσ\w*|\bμεν\w{1,5}\b|κατοικ\w*|παραδ\w*|αποστολ\w*|στειλ\w*|σπιτι\w*|παραλαβ\w*"
    r"|\bmenw\b|\bmeno\b|\bdie?[fu]th[iy]ns\w*|\bspiti\b|\baddress\w*|\blive at\b|\bliving at\b|\bdeliver\w*|\bshipp?\w*|\bhome\b|\bmoved to\b|\bsend\b|\bi'?m at\b|\bresid\w*|\bparad\w*|\bsteil\w*"
)
# Streets and quarters named after a day: 19 Mayıs, 23 Nisan, 15 Temmuz …
_HOLIDAY = re.compile(r"(?<![0-9])(?P<day>[0-9]{1,2}) (?:mayis|nisan|ekim|agustos|temmuz|mart|eylul|haziran|kasim|subat|ocak|aralik)\Z")
_NEXT_STREET = re.compile(
    r"(?P<names>(?:(?:[0-9]{1,5}|[^\W\d_]+)\.? ){1,3}?)"
    r"(?:mahalle\w*|mah|mh|cadde\w*|cad|cd|sokak\w*|sokag\w*|sok|sk|bulvar\w*|blv|bulv|sitesi\w*|apartmani\w*|apt|konutlari|evleri|rezidans|koyu)(?![a-z])\.?"
)
_SHOP = re.compile(r".{0,3}(?:'?[a-z]{0,6}\W{1,2})?(?:magaza|sube|avm|market|kasa|reyon|bayi|store|shop|branch|καταστημα|υποκαταστημα|εκθεση|showroom)")
_LABEL = re.compile(
    r"(?<![a-zα-ω])(?:(?:teslimat|fatura|ev|is|acik|kargo|gonderim|yeni|eski|delivery|shipping|billing|home|new|old|my|the)\s)?(?:adres(?:im|imiz|i|iniz|ler|leri)?|διευθυνση(?: (?:παραδοσησ|αποστολησ|μου|κατοικιασ|μασ))?|address|die?[fu]th[iy]nsi|dieuthynsi)\s{0,2}(?:is|su|einai|ειναι|:)?\s{0,2}[:=\-]\s{0,3}(?=\S)"
)
_LABEL_HINTS = ("adres", "address", "διευθυνση", "hinsi", "thinsi", "thynsi")
_STOP = re.compile(
    r"\s(?:tel|telefon\w*|gsm|cep|mail|e-?mail|e-?posta|eposta|siparis\w*|order\w*|phone\w*|mobile|παραγγελι\w*|τηλ\w*|κιν\w*|email|ad soyad|isim|name|ονομα\w*|tc|iban|afm|αφμ|not|sikayet|konu)\b|[.!?] (?=[^\W\d_]{3,} )|;|\n|\s{3,}|$"
)
_MOST = 220  # characters an address runs on


def find(reading: Reading, known: Sequence[str] = ()) -> Iterator[Found]:
    """Addresses; a street alone counts unless it names where a shop is."""
    lists = name_lists()
    covered = -1
    starts = [*_streets_behind(reading, lists), *_streets_before(reading, lists)]
    if reading.has_digits:
        starts += _numbered(reading, lists)
    for start, end, firm in sorted(set(starts)):
        if end <= covered:
            continue
        start = _leading(reading, start)
        stop, parts = _extended(reading, end, lists)
        alone = not firm and parts == 0
        if alone and (_SHOP.match(reading.folded, stop) or not _home(reading, start, stop)):
            continue
        covered = stop
        yield _found(reading, start, stop)
    if reading.has_digits and any(hint in reading.folded for hint in _LABEL_HINTS):
        yield from _labelled(reading)


def _found(reading: Reading, start: int, end: int) -> Found:
    text = reading.folded[start:end].rstrip(" ,;:-/(\n")
    return Found(start, start + len(text), Kind.ADDRESS, " ".join(re.findall(r"\w+", text)), Weight.CONTEXT)


def _home(reading: Reading, start: int, end: int) -> bool:
    near = reading.folded[max(0, start - 60) : start], reading.folded[end : end + 40]
    return any(_HOME.search(text) for text in near)


def _word_before(reading: Reading, end: int) -> tuple[int, int] | None:
    """The word (or street number) that ends just before ``end``, on the same line."""
    low = max(0, end - 40)
    match = None
    for match in _WORD.finditer(reading.folded, low, end):
        pass
    if match is None or (match.start() == low and low > 0) or (match.start() and reading.plain[match.start() - 1].isalnum()):
        return None
    gap = reading.plain[match.end() : end]
    return match.span() if gap in (" ", "  ", ". ", ".", "-", "") else None


def _name_before(reading: Reading, end: int, lists: NameLists, *, numbers: bool) -> int:
    """Where the street's name begins that stands before ``end``; ``end`` if there is none. ``numbers`` may be names."""
    start, small = end, 0
    for _ in range(4):
        span = _word_before(reading, start)
        if span is None:
            break
        word = reading.folded[slice(*span)]
        number = word[0].isdigit()
        capital = reading.plain[span[0]].isupper()
        everyday = lists.is_everyday(word) and word not in lists.places
        if (number and not numbers) or _BEHIND.fullmatch(word) or _HOME.fullmatch(word):
            break
        near = start == end and word not in lists.common and word not in lists.function
        if not number and not capital and everyday and not near:
            break
        opening = capital and (span[0] == 0 or reading.plain[span[0] - 2 : span[0]].strip() in ("", ".", "!", "?", ","))
        if not number and capital and start < end and everyday and (opening or word in lists.common):
            break
        small += not capital and not number
        if small > 3 or (len(word) == 1 and not capital and not number):
            break
        start = span[0]
        holiday = _HOLIDAY.search(reading.folded[max(0, start - 4) : start + len(word)])
        if holiday and not number:
            start -= holiday.end("day") - holiday.start("day") + 1
        if number and not reading.plain[span[1] : span[1] + 1] == ".":
            break
    return start


def _streets_behind(reading: Reading, lists: NameLists) -> Iterator[tuple[int, int, bool]]:
    for match in _BEHIND.finditer(reading.folded):
        word = match["word"]
        end = match.end() + (reading.plain[match.end() : match.end() + 1] == ".")
        start = _name_before(reading, match.start(), lists, numbers=word not in _ENGLISH)
        if start == match.start():
            continue
        if word in _ENGLISH:
            house = re.search(r"(?:(?<![\w.,])[0-9]{1,5}[a-z]?,? )\Z", reading.folded[max(0, start - 8) : start])
            behind = re.match(r" (?:no\.? ?)?[0-9]{1,4}[a-z]?(?![0-9])", reading.folded[end : end + 12])
            capital = reading.plain[match.start()].isupper()
            if house:
                yield start - len(house.group()), end, True
            elif reading.plain[start].isdigit() and capital:
                yield start, end, True
            elif behind and capital and not _QUANTITY.match(reading.folded, end + behind.end()):
                yield start, end + behind.end(), True
            elif word not in _WEAK_ENGLISH and capital and reading.plain[start].isupper():
                yield start, end, False
        else:
            yield start, end, False


def _streets_before(reading: Reading, lists: NameLists) -> Iterator[tuple[int, int, bool]]:
    for match in _BEFORE.finditer(reading.folded):
        if len(match["word"]) < 4 and not match["dot"] and match["word"] not in ("οδο", "odo"):
            continue
        end, count = match.end(), 0
        while count < 4:
            word = re.compile(r"[ .]{1,2}((?:[0-9]{1,2}(?:ησ|η|ου|is|hs|os|i) )?[^\W\d_]{2,}\.?|[^\W\d_]\.)").match(reading.folded, end)
            if not word or "\n" in reading.plain[end : word.end()]:
                break
            capital = reading.plain[word.start(1)].isupper() or reading.plain[word.start(1)].isdigit()
            if not capital and (count >= 2 or lists.is_common(word.group(1)) or reading.plain[match.start()].isupper()):
                break
            end, count = word.end(), count + 1
        number = re.compile(rf"[ ,]{{1,2}}(?:αρ\.? ?|no\.? ?)?{_NUMBER}(?![0-9])").match(reading.folded, end)
        if count and number and not _QUANTITY.match(reading.folded, number.end()):
            yield match.start(), number.end(), True
        elif count and reading.plain[match.start() : end].lower() != reading.plain[match.start() : end]:
            yield match.start(), end, False


_NUMBERED = re.compile(
    rf"(?<![\w.])(?P<street>(?:[0-9]{{1,2}}(?:ησ|η|ου|is|hs|os|i) )?[^\W\d_]{{3,}}(?:[ .]{{1,2}}[^\W\d_]{{2,}}){{0,3}}) (?P<number>{_NUMBER})(?![0-9:%€₺]|[.,][0-9]|(?:ησ|η|ου|is|hs|os|th|st)(?![^\W\d_]))"
)
_CITY_FOLLOWS = re.compile(rf"[ ,\-\n]{{1,3}}(?:τ\.? ?κ\.?|t\.?k\.?)?[ :.]{{0,2}}{_POSTAL}|[ ,\-]{{1,3}}(?P<city>[^\W\d_]{{3,}})")


def _numbered(reading: Reading, lists: NameLists) -> Iterator[tuple[int, int, bool]]:
    """«Πατησίων 210, Αθήνα», "Ermou 42, Athens 105 63": a name and a number with a city or a postal code behind."""
    for match in _NUMBERED.finditer(reading.folded):
        words = list(re.finditer(r"[^\W\d_]+", reading.plain[match.start("street") : match.end("street")]))
        kept: list[re.Match[str]] = []
        dated = reading.plain[match.start()].isdigit()  # «28ης Οκτωβρίου»
        for word in reversed(words):
            folded = reading.folded[match.start() + word.start() : match.start() + word.end()]
            if not word.group()[0].isupper() or folded in lists.function:
                break
            if lists.is_everyday(folded) and folded not in lists.places and not (kept or dated):
                break
            if _HOME.fullmatch(folded):
                break
            kept.append(word)
        if not kept or _QUANTITY.match(reading.folded, match.end()):
            continue
        start = match.start() if dated else match.start() + kept[-1].start()
        city = _CITY_FOLLOWS.match(reading.folded, match.end())
        placed = city is not None and (city["city"] is None or city["city"] in lists.places)
        if placed or _home_leads(reading, start):
            yield start, match.end(), True


def _home_leads(reading: Reading, start: int) -> bool:
    """«μένω», «διεύθυνση», "address" just before, with nothing but small words between."""
    window = reading.folded[max(0, start - 40) : start]
    return any(
        re.fullmatch(r"(?:\W|\b(?:μου|ειναι|το|τα|την|τη|στην|στη|στο|στον|οδο|εδω|mou|einai|stin|sti|sto|is|at|the|to|my|παραδοσησ|αποστολησ|su|olarak)\b)*", window[m.end() :])
        for m in _HOME.finditer(window)
    )


def _leading(reading: Reading, start: int) -> int:
    """«Flat 3B, », «Apt 12, 8 », «35220 » and «D Blok » before the street belong to it."""
    window = reading.folded[max(0, start - 50) : start]
    match = re.search(
        r"(?:(?<![\w.,])[0-9]{1,4}[a-z]? (?=\Z)|(?<![\w])(?:flat|apt|apartment|unit|suite|floor|po box|daire|no|kat|blok)\.?[ :]{0,2}[0-9]{1,4}[a-z]?[, ]{1,3}(?:[0-9]{1,4}[a-z]? )?|(?<![\w.])[0-9]{5}[, ]{1,2})\Z",
        window,
    )
    return start - len(match.group()) if match else start


def _extended(reading: Reading, end: int, lists: NameLists) -> tuple[int, int]:
    """How far the address runs on behind its street, and over how many parts."""
    first, parts, posted = end, 0, False
    while end - first < _MOST:
        gap = re.compile(_SEP).match(reading.folded, end)
        at = gap.end() if gap else end
        if "\n\n" in reading.plain[end:at]:
            break
        step = _part(reading, at, lists, reading.plain[end:at])
        if step is None and posted:
            step = _city(reading, at, lists, reading.plain[end:at])
        if step is None:
            break
        posted = _POSTCODE.fullmatch(reading.folded, at, step) is not None
        end, parts = step, parts + 1
    return end, parts


def _part(reading: Reading, at: int, lists: NameLists, gap: str) -> int | None:
    """The end of the next part of an address at ``at``, if there is one."""
    folded = reading.folded
    for pattern in (_FLOOR, _UNIT, _BLOCK, _POSTCODE):
        match = pattern.match(folded, at)
        if match and (pattern is not _UNIT or match.group()[0].isalpha()) and not (at and folded[at - 1].isalnum()):
            if not folded[match.end() : match.end() + 1].isdigit():
                return match.end()
    street = _NEXT_STREET.match(folded, at)
    if street and "\n" not in street.group() and _names_street(reading, at, street["names"], lists):
        return street.end()
    number = _BARE_NUMBER.match(folded, at)
    if number and "." not in gap.strip(". ") and at and not folded[at - 1].isalnum() and not _QUANTITY.match(folded, number.end()):
        if "\n" not in gap and len(number.group()) <= 9 and folded[number.end() : number.end() + 1] not in ("-", "€"):
            return number.end()
    return _place(reading, at, lists, gap)


def _names_street(reading: Reading, at: int, names: str, lists: NameLists) -> bool:
    """No everyday word in small letters among the words before «Cad.»."""
    words = [(at + m.start(), m.group()) for m in re.finditer(r"[^\W\d_]+", names)]
    return all(reading.plain[start].isupper() or not lists.is_common(word) for start, word in words)


def _place(reading: Reading, at: int, lists: NameLists, gap: str) -> int | None:
    """A district or city: a listed one in any letters, another only with a capital and a comma or slash before it."""
    match = re.compile(r"[^\W\d_]{2,}").match(reading.folded, at)
    if not match or (at and reading.folded[at - 1].isalnum()):
        return None
    word = match.group()
    if word in lists.places:
        return match.end()
    sentence = "." in gap and " " in gap
    capital = reading.plain[at].isupper() and not reading.plain[at:].startswith(match.group().upper() + " ")
    if not capital or sentence or lists.is_common(word) or lists.is_role(word) or "\n" in gap:
        return None
    joined = any(c in gap for c in ",/(-") or word in lists.places
    follows = re.compile(r"[ ,/\-]{1,3}([^\W\d_]{3,})").match(reading.folded, match.end())
    before_city = follows is not None and follows.group(1) in lists.places
    return match.end() if joined or before_city else None


def _city(reading: Reading, at: int, lists: NameLists, gap: str) -> int | None:
    """Any capitalised word right behind a postal code."""
    match = re.compile(r"[^\W\d_]{3,}").match(reading.folded, at)
    if match is None or gap not in (" ", ", ") or not reading.plain[at].isupper() or lists.is_everyday(match.group()):
        return None
    return match.end()


def _labelled(reading: Reading) -> Iterator[Found]:
    """What stands behind «Adres:» up to the end of the thought, if there is a number in it."""
    for match in _LABEL.finditer(reading.folded):
        stop = _STOP.search(reading.folded, match.end(), match.end() + _MOST)
        end = stop.start() if stop else min(len(reading.folded), match.end() + _MOST)
        text = reading.folded[match.end() : end]
        if re.search(r"\d", text) and len(text.split()) >= 2 and "@" not in text and "http" not in text:
            yield _found(reading, match.end(), end)
