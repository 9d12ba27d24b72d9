"""Whether a customer reports a thing of their own case: not denied, supposed, asked, told of others or of before."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain import Language
from assistant.knowledge import Told
from assistant.triage.lexicon import lexicon
from assistant.triage.matching import Hit
from assistant.triage.reading import Reading, plain_key

ASKS = ("asks_", "q_", "note_", "on_", "wants_")  # scenes that are no events, and so may be asked for or supposed
REACH = {"supposed": 6, "others": 6, "former": 4, "asked": 6}  # words between a turn and what it turns
AFTER = {"supposed_after": 2, "asked_after": 0}  # the same, for turns that stand behind
NO_NEWS = frozenset({"asked", "asked_after"})  # turns only in a sentence that ends with a question mark
SUPPOSING = 5  # letters of a word whose ending may suppose
COMMAS = ',–—()«»"'


def reported(hit: Hit, reading: Reading, language: Language, turns: Sequence[Hit], told: Told) -> bool:
    """Whether what a phrase says is reported as having happened to the customer."""
    asks = hit.phrase.code.startswith(ASKS)
    if asks and reading.sentences[hit.tokens[0]] in reading.asked:
        return True  # «isn't there one you could lend us?»
    if denied(hit, reading, language, told):
        return False
    if asks:
        return True
    return not (_supposed_by_ending(hit, reading, language, told) or any(_turns(turn, hit, reading) for turn in turns))


def denied(hit: Hit, reading: Reading, language: Language, told: Told) -> bool:
    """Whether a «not» stands right before what is said, or after it in Turkish, that is no part of the phrase.

    Words that carry no weight of their own («falan», «da») may stand between.
    """
    book, first, last = lexicon(language), min(hit.tokens), max(hit.tokens)
    before = [place for place in (first - 1, first - 2) if place >= 0]
    turned = [(place, book.before) for place in before]
    light = {plain_key(word, language) for word in told.turns.get("light", ())}
    place = last + 1
    while place < len(reading.words) - 1 and plain_key(reading.words[place], language) in light:
        place += 1
    happened = plain_key(reading.words[last], language).endswith(tuple(told.turns.get("verb_endings", ("\0",))))
    nouns = () if happened else told.turns.get("denials", ())  # «kırık yok», but «sordum, yok» denies nothing
    after = book.after | {plain_key(word, language) for word in nouns}
    turned += [(place, after)] if place < len(reading.words) else []
    own = {plain_key(reading.words[place], language) for place in hit.tokens} & (book.before | after)
    return not own and any(
        reading.sentences[place] == reading.sentences[first] and plain_key(reading.words[place], language) in words
        for place, words in turned
    )


def _turns(turn: Hit, hit: Hit, reading: Reading) -> bool:
    """Whether one of the brand's turning words stands in front of a thing told, or behind it, in the same clause."""
    if set(turn.tokens) & set(hit.tokens):
        return False  # the phrase itself has the word, and means it
    sentence = reading.sentences[hit.tokens[0]]
    code = turn.phrase.code
    if reading.sentences[turn.tokens[0]] != sentence or (code in NO_NEWS and sentence not in reading.asked):
        return False
    if code in AFTER:
        gap, start, end = min(turn.tokens) - max(hit.tokens) - 1, max(hit.tokens), min(turn.tokens)
        return 0 <= gap <= AFTER[code]
    gap, start, end = min(hit.tokens) - max(turn.tokens) - 1, max(turn.tokens), min(hit.tokens)
    return 0 <= gap <= REACH.get(code, 0) and not _parted(reading, start, end)


def _parted(reading: Reading, start: int, end: int) -> bool:
    """Whether a comma or the like stands between two words."""
    at = 0
    for place in range(end + 1):
        found = reading.text.find(reading.texts[place], at)
        if found < 0:
            return False
        if place > start and any(sign in COMMAS for sign in reading.text[at:found]):
            return True
        at = found + len(reading.texts[place])
    return False


def _supposed_by_ending(hit: Hit, reading: Reading, language: Language, told: Told) -> bool:
    """Whether the verb itself supposes («bozulursa») or, in a question, wonders («bozulur mu»)."""
    last = max(hit.tokens)
    near = [place for place in {*hit.said, last, last + 1} if place < len(reading.words)]
    return any(
        reading.sentences[place] == reading.sentences[hit.tokens[0]]
        and ends_supposed(reading.words[place], language, told)
        for place in near
    )


def ends_supposed(word: str, language: Language, told: Told) -> bool:
    """Whether the ending of a verb supposes («bozulursa»)."""
    endings = tuple(told.turns.get("supposed_endings", ()))
    return bool(endings) and len(word) >= SUPPOSING and plain_key(word, language).endswith(endings)
