"""What must survive masking: order numbers, tracking codes, amounts, dates, times, stock codes.

A number that a recogniser only thinks it knows gives way to these; one it is sure of does not.
"""

from __future__ import annotations

import re

from assistant.privacy.kinds import Found, Kind, Weight
from assistant.privacy.reading import Reading

_NOUNS = (
    r"siparis\w*|urun\w*|takip\w*|kargo\w*|gonderi\w*|fatura\w*|fis\w*|irsaliye\w*|referans\w*|ref|talep\w*|basvuru\w*|kupon\w*|kampanya\w*|barkod\w*|seri"
    r"|model\w*|stok|musteri|uye\w*|uyelik\w*|abone\w*|police\w*|dosya\w*|vaka\w*|kayit\w*|islem\w*|dekont\w*|provizyon\w*|onay|servis\w*|iade\w*|paket\w*|koli\w*|parti|lot|imei|kod\w*"
    r"|destek|sikayet|bilet\w*|rezervasyon\w*|sozlesme\w*|order\w*|tracking\w*|track|parcel\w*|package\w*|shipment\w*|consignment|waybill|invoice\w*|receipt\w*|reference\w*"
    r"|ticket\w*|case|claim|sku|serial|product\w*|item|batch|barcode|coupon\w*|voucher\w*|booking|contract\w*|transaction\w*|code\w*|customer|member\w*|return|rma|ean|gtin|upc|asin"
    r"|παραγγελι\w*|παραγγελια\w*|αποστολη\w*|δεμα\w*|τιμολογι\w*|αποδειξ\w*|κωδικ\w*|σειριακ\w*|αιτημα\w*|αναφορα\w*|υποθεση\w*|προιον\w*|μοντελ\w*|κουπονι\w*|βαουτσερ\w*"
    r"|πελατη|συμβολαι\w*|συναλλαγ\w*|επιστροφ\w*|παρτιδα\w*|πρωτοκολλ\w*|ραντεβου|paraggeli\w*|paragelia\w*|apostol\w*|kwdik\w*|kodik\w*|timologi\w*|apodei\w*|demat\w*"
)
_LINKS = (
    r"no|nosu|nom|num|numara\w*|nr|kodu\w*|kod|code|id|number|seri|takip|no\.|n|is|was|ise|olan|olarak|su|sudur|benim|my|the|ref|reference|serial|order|tracking|parcel|barcode"
    r"|αριθμο\w*|αρ|κωδικο\w*|μου|μασ|ειναι|του|τησ|το|η|ο|παραγγελι\w*|αποστολη\w*|arithmos|einai|mou|ar|paraggel\w*|apostol\w*|link\w*|referans\w*|hata|sorgu|islem|barkod\w*"
)
_LABELLED = re.compile(
    rf"\b(?:{_NOUNS})(?:[\s:#.=\-'\"(]{{1,3}}(?:{_LINKS})\b){{0,4}}[\s:#.=\-'\"(]{{0,4}}(?P<value>[0-9]{{2,6}}(?: [0-9]{{2,6}}(?![0-9])){{1,5}}|[a-z]{{0,5}}[-_/]?[0-9][a-z0-9\-_/]{{2,34}})"
)
_LABELLED_AFTER = re.compile(
    rf"(?<![a-z0-9])(?P<value>[a-z]{{0,5}}-?[0-9][a-z0-9\-_]{{3,34}})(?:'?[a-z]{{1,4}})? "
    rf"(?:(?:numarali|nolu|no'?lu|kodlu) (?:{_NOUNS})|(?:{_NOUNS})(?: (?:takip|referans|seri))? (?:no|numara\w*|kodu)\b)"
)
_CODE = re.compile(
    r"(?<![a-z0-9@/])(?=[a-z0-9\-_]{0,20}[a-z])"
    r"(?:[a-zα-ω]{2,6}[-_][0-9][a-z0-9\-_]*|[a-z]{1,4}-[0-9]{4,}|[0-9][a-z][a-z0-9]{7,}|[a-z]{2}[0-9]{9}[a-z]{2})(?![a-z0-9])"
)
_DATE = re.compile(
    r"(?<![0-9])(?:(?:[0-3]?[0-9])[./-](?:[01]?[0-9])[./-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}[-./](?:0[1-9]|1[0-2])[-./][0-3][0-9])(?![0-9])"
)
_TIME = re.compile(r"(?<![0-9])(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![0-9])")
_HOURS = re.compile(r"(?<![0-9])(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9] ?- ?(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9](?![0-9]|[ .\-][0-9])")
_CURRENCY = r"tl|try|eur|euro?|usd|gbp|lira\w{0,4}|kurus|ευρω|evrw|dolar|dollars?|pounds?"
_MONEY = re.compile(
    rf"(?:[₺€$£] ?[0-9][0-9.,' ]{{0,14}}[0-9]|[₺€$£] ?[0-9]|[0-9][0-9.,]{{0,14}} ?(?:[₺€$£]|(?:{_CURRENCY})\b)|\b(?:tl|try|eur|usd|gbp) ?[0-9][0-9.,]{{0,14}}|%[0-9]+|[0-9]+ ?%)"
)


def outweighed(reading: Reading, found: Found) -> bool:
    """``found`` is rather an order number, a code, a date, a time or an amount than what it was taken for."""
    if found.weight is Weight.SURE or found.kind in _NEVER or not reading.patient():
        return False
    low, high = max(0, found.start - _REACH), min(len(reading.folded), found.end + _REACH)
    window = reading.folded[low:high]
    return any(
        found.weight <= beats and _covers(match, low, found)
        for pattern, beats in _RULES
        if found.weight <= beats
        for match in pattern.finditer(window)
    )


def _covers(match: re.Match[str], low: int, found: Found) -> bool:
    """The survivor stands over at least half of the finding."""
    start, end = match.span("value") if "value" in match.re.groupindex else match.span()
    shared = min(low + end, found.end) - max(low + start, found.start)
    return 2 * shared >= found.end - found.start


_NEVER = frozenset({Kind.NAME, Kind.ADDRESS, Kind.EMAIL})  # words are never taken for numbers
_REACH = 80
_RULES: tuple[tuple[re.Pattern[str], Weight], ...] = (
    (_LABELLED, Weight.CONTEXT),
    (_HOURS, Weight.CONTEXT),
    (_LABELLED_AFTER, Weight.CHECKED),
    (_CODE, Weight.CHECKED),
    (_DATE, Weight.SHAPE),
    (_TIME, Weight.SHAPE),
    (_MONEY, Weight.SHAPE),
)
