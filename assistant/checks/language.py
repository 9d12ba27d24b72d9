"""The reply is in the customer's language, with that language's own letters."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, Severity
from assistant.languages import guess_language, sentences, words

# A shorter sentence may be a name, a number or a greeting that several languages share.
ENOUGH_WORDS = 4
WHOLE_REPLY = 8


def language(reviewed: Reviewed) -> Iterator[Finding]:
    """Each sentence of more than three words in another language blocks, and so do missing diacritics."""
    start, end = reviewed.body()
    place = start
    for sentence in sentences(reviewed.text[start:end], reviewed.language):
        at = reviewed.text.find(sentence, place)
        place = at + len(sentence) if at >= 0 else place
        if len(words(sentence)) < ENOUGH_WORDS:
            continue
        guess = guess_language(sentence)
        span = (at, place) if at >= 0 else None
        if guess.language is not None and guess.language is not reviewed.language:
            yield reviewed.finding("language", Severity.BLOCK, "language.wrong", span, wanted=reviewed.language)
        elif reviewed.language is Language.EL and guess.script != "native" and _lacks_letters(sentence, Language.EL):
            yield reviewed.finding("language", Severity.BLOCK, "language.diacritics", span, wanted=reviewed.language)
    # A Turkish sentence may well do without ç, ğ, ı, ö, ş and ü; a whole reply never does.
    body = reviewed.text[start:end]
    if reviewed.language is Language.TR and len(words(body)) >= WHOLE_REPLY and _lacks_letters(body, Language.TR):
        yield reviewed.finding(
            "language", Severity.BLOCK, "language.diacritics", (start, end), wanted=reviewed.language
        )


def _lacks_letters(text: str, language: Language) -> bool:
    own = {Language.TR: "çğıöşüâîûİ", Language.EL: "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ"}
    return language in own and not any(letter in own[language] for letter in text.lower())
