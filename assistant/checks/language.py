"""The reply is in the customer's language, with that language's own letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, Severity
from assistant.languages import guess_language, sentences, words

# Addresses are in no language.
ADDRESS = re.compile(r"\S+@\S+|\S+\.(?:\w+/\S*|[a-z]{2,8}\b)(?=[\s.,;:!?)»]|$)|https?://\S+")
# A shorter sentence may be a name, a number or a greeting that several languages share.
ENOUGH_WORDS = 4
WHOLE_REPLY = 8
GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
VOWELS = re.compile("[αεηιουωάέήίόύώϊϋΐΰ]+", re.IGNORECASE)
ACCENTED = re.compile("[άέήίόύώΐΰΆΈΉΊΌΎΏ]")


def language(reviewed: Reviewed) -> Iterator[Finding]:
    """Each sentence of more than three words in another language blocks, and so do missing diacritics."""
    start, end = reviewed.body()
    place = start
    for sentence in sentences(reviewed.text[start:end], reviewed.language):
        at = reviewed.text.find(sentence, place)
        place = at + len(sentence) if at >= 0 else place
        sentence = ADDRESS.sub(" ", sentence)
        if len(words(sentence)) < ENOUGH_WORDS:
            continue
        guess = guess_language(sentence)
        span = (at, place) if at >= 0 else None
        if guess.language is not None and guess.language is not reviewed.language:
            yield reviewed.finding("language", Severity.BLOCK, "language.wrong", span, wanted=reviewed.language)
        elif reviewed.language is Language.EL and (guess.script != "native" or _lacks_letters(sentence, Language.EL)):
            yield reviewed.finding("language", Severity.BLOCK, "language.diacritics", span, wanted=reviewed.language)
    # A Turkish sentence may well do without ç, ğ, ı, ö, ş and ü; a whole reply never does.
    body = reviewed.text[start:end]
    if reviewed.language is Language.TR and len(words(body)) >= WHOLE_REPLY and _lacks_letters(body, Language.TR):
        yield reviewed.finding(
            "language", Severity.BLOCK, "language.diacritics", (start, end), wanted=reviewed.language
        )


def _lacks_letters(text: str, language: Language) -> bool:
    if language is Language.TR:
        return not any(letter in "çğıöşüİ" for letter in text)
    if language is not Language.EL:
        return False
    long = [word for word in words(text) if len(VOWELS.findall(word)) > 1 and GREEK.match(word) and not word.isupper()]
    return bool(long) and 2 * sum(1 for word in long if not ACCENTED.search(word)) > len(long)
