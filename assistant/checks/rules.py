"""The guideline's own rules that need no code: words, patterns and counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.checks.grounding import granted
from assistant.checks.reading import folded_with_places
from assistant.checks.review import Reviewed
from assistant.checks.senses import sense
from assistant.domain import Finding, Language
from assistant.knowledge import Rule
from assistant.knowledge.lengths import EMOJI
from assistant.languages import fold, sentences, words

# What an entry, an approved text or the agent's note may say, and a reply after it.
GRANTABLE = frozenset({"promises", "completed_action", "liability", "legal_opinion"})


def rules(reviewed: Reviewed) -> Iterator[Finding]:
    """Each rule in scope, with the severity its owner gave it."""
    for rule in reviewed.rules:
        if rule.check.sense:
            yield from _sense(rule, rule.check.sense, reviewed)
        if rule.check.kind == "words":
            yield from _words(rule, reviewed)
        elif rule.check.kind == "pattern" and rule.check.pattern:
            yield from _pattern(rule, rule.check.pattern, reviewed)
        elif rule.check.kind == "count" and rule.check.what and rule.check.most is not None:
            yield from _count(rule, rule.check.what, rule.check.most, reviewed)


def _sense(rule: Rule, name: str, reviewed: Reviewed) -> Iterator[Finding]:
    """What a sentence does; a promise or a step that a source states in these words is the source's own."""
    for span, sentence in sense(name, reviewed.text, reviewed.language):
        if name in GRANTABLE and granted(reviewed, sentence, span):
            continue
        text = reviewed.text[slice(*span)]
        yield reviewed.finding(rule.id, rule.severity, f"sense.{name}", span, text=text, statement=rule.statement)


def _words(rule: Rule, reviewed: Reviewed) -> Iterator[Finding]:
    folded, places = folded_with_places(reviewed.text, reviewed.language)
    for phrase in possible(rule.check.words, folded, reviewed.language):
        for match in phrase_pattern(phrase, reviewed.language).finditer(folded):
            span = (places[match.start()], places[match.end() - 1] + 1)
            yield reviewed.finding(
                rule.id, rule.severity, "words.found", span, text=reviewed.text[slice(*span)], statement=rule.statement
            )


def _pattern(rule: Rule, pattern: str, reviewed: Reviewed) -> Iterator[Finding]:
    text = unicodedata.normalize("NFC", reviewed.text)
    for match in re.finditer(pattern, text, re.IGNORECASE):
        if match.group().strip():
            yield reviewed.finding(
                rule.id, rule.severity, "pattern.found", match.span(), text=match.group(), statement=rule.statement
            )


def _count(rule: Rule, what: str, most: int, reviewed: Reviewed) -> Iterator[Finding]:
    start, end = reviewed.body()
    text = reviewed.text[start:end]
    count = counted(text, what, reviewed.language)
    if count > most:
        yield reviewed.finding(
            rule.id, rule.severity, "count.over", what=what, count=count, most=most, statement=rule.statement
        )


def spots(rule: Rule, text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Each place where a text breaks a rule of words, pattern or sense."""
    if rule.check.sense:
        yield from (span for span, _ in sense(rule.check.sense, text, language))
    if rule.check.kind == "words":
        folded, origin = folded_with_places(text, language)
        for phrase in possible(rule.check.words, folded, language):
            for match in phrase_pattern(phrase, language).finditer(folded):
                yield origin[match.start()], origin[match.end() - 1] + 1
    elif rule.check.kind == "pattern" and rule.check.pattern:
        for match in re.finditer(rule.check.pattern, unicodedata.normalize("NFC", text), re.IGNORECASE):
            if match.group().strip():
                yield match.span()


def breaks(rule: Rule, text: str, language: Language) -> bool:
    """Whether a text breaks a rule of words, pattern, count or sense, whatever its scope."""
    if rule.check.sense and sense(rule.check.sense, text, language):
        return True
    if rule.check.kind == "words":
        folded, _ = folded_with_places(text, language)
        return any(
            phrase_pattern(phrase, language).search(folded) for phrase in possible(rule.check.words, folded, language)
        )
    if rule.check.kind == "pattern":
        return bool(re.search(rule.check.pattern or "(?!)", unicodedata.normalize("NFC", text), re.IGNORECASE))
    return (
        rule.check.what is not None
        and rule.check.kind == "count"
        and counted(text, rule.check.what, language) > (rule.check.most or 0)
    )


def counted(text: str, what: str, language: Language) -> int:
    """How many exclamation marks, emoji, questions, words in capitals … a text has.

    >>> counted("Olmaz! Hayır!", "exclamation", Language.TR)
    2
    """
    if what == "exclamation":
        return text.count("!")
    if what == "emoji":
        return len(EMOJI.findall(text))
    if what == "question":
        return text.count(";" if language is Language.EL else "?")
    if what == "ellipsis":
        return text.count("...") + text.count("…")
    if what == "capitals_words":
        return sum(1 for word in words(text) if len(word) > 3 and word.isalpha() and word.isupper())
    lengths = [len(words(sentence)) for line in text.split("\n") for sentence in sentences(line, language)] or [0]
    return max(lengths) if what == "words_in_longest_sentence" else round(sum(lengths) / len(lengths))


def possible(phrases: Iterable[str], folded: str, language: Language) -> list[str]:
    """The phrases whose longest word stands in a folded text; hardly any other has to be sought."""
    return [phrase for phrase, anchor in _anchored(tuple(phrases), language) if anchor in folded]


@lru_cache(maxsize=256)  # lists of the checks and of the guideline
def _anchored(phrases: tuple[str, ...], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((phrase, _anchor(phrase, language)) for phrase in phrases)


def _anchor(phrase: str, language: Language) -> str:
    return max((fold(word.rstrip("*"), language) for word in phrase.split()), key=len, default="")


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str, language: Language) -> re.Pattern[str]:
    """A phrase as whole words; ``*`` at a word's end lets suffixes follow."""
    parts = [
        re.escape(fold(word.rstrip("*"), language)) + (r"\w*" if word.endswith("*") else "") for word in phrase.split()
    ]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)")
