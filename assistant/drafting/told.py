"""What a customer told of their own case: the things that happened to them, as far as they happened at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.domain import Category, Flag, Language, Situation
from assistant.drafting.case import Case
from assistant.drafting.turned import ends_supposed, reported
from assistant.drafting.words import cap
from assistant.errors import KnowledgeError
from assistant.knowledge import Knowledge, Problem, Products, Told
from assistant.triage.judging import QUOTED
from assistant.triage.lexicon import lexicon
from assistant.triage.matching import Hit, Matcher, Phrase
from assistant.triage.patterns import parse
from assistant.triage.reading import Reading, plain_key, read
from assistant.triage.understand import SIGNATURE

# What is said back only where triage too has heard somebody in trouble: condolences by mistake cannot be taken back.
GRAVE = frozenset({"bereaved"})
WISH = "wants_"  # scenes of something asked of us: in quotation marks somebody else asks it
UNSURE = 0.6  # how sure triage is of a problem at least
READ = 6_000  # characters in which scenes and days are looked for
SCENES, TURNS = "scenes", "turns"
FINE = "fine"  # the turn that is no news of a fault; it turns nothing else that stands beside it
OVERDUE = "overdue"  # under ``met``: what is said otherwise to whoever has waited longer than an entry says
OPENING = 3  # words in which a sentence begins to suppose
ENDINGS = ("endings", "light", "denials")  # turns that are no phrases, but ends of words and single words


def message(case: Case) -> str:
    """The customer's own text without their signature, personal data masked."""
    return SIGNATURE.split(case.masked.text, maxsplit=1)[0][:READ]


def written(case: Case) -> Language:
    """The language the message is read in: its own where it is one of ours, else the reply's."""
    return Language(case.triage.written) if case.triage.written in set(Language) else case.language


def scenes(case: Case) -> frozenset[str]:
    """The scenes the brand knows that stand in the message, or in what the customer wrote before it."""
    return case.once("scenes", lambda: _scenes(case))


def _scenes(case: Case) -> frozenset[str]:
    before = [turn.text for turn in case.complaint.thread if turn.sender == "customer"]
    whole = "\n".join((message(case), *before))
    found = scenes_in(whole, case.knowledge, written(case))
    if any(scene.startswith(WISH) for scene in found) and (own := QUOTED.sub(" … ", whole)) != whole:
        wished = scenes_in(own, case.knowledge, written(case))
        found = frozenset(scene for scene in found if not scene.startswith(WISH) or scene in wished)
    return found if Flag.VULNERABLE in case.triage.flags else found - GRAVE


def scenes_in(text: str, knowledge: Knowledge, language: Language) -> frozenset[str]:
    """The scenes of a language that stand in a text; none where the brand's folder names none."""
    if language not in knowledge.told:
        return frozenset()
    return frozenset(hit.phrase.code for hit in hits_in(read(text), knowledge, language))


def hits_in(reading: Reading, knowledge: Knowledge, language: Language) -> list[Hit]:
    """Where the scenes stand that the customer reports of their own case; of two in the same words the longer."""
    told = knowledge.told[language]
    products = knowledge.products.get(language)
    named = _matcher(_Goods(knowledge.fingerprint, language, products)).find(reading) if products else []
    goods = frozenset(position for hit in named for position in hit.tokens)
    found = _matcher(_Book(knowledge.fingerprint, language, told)).find(reading, goods)
    turns = [hit for hit in found if hit.phrase.topic == TURNS and hit.phrase.code != FINE]
    scenes = [hit for hit in found if hit.phrase.topic == SCENES]
    kept = [hit for hit in scenes if reported(hit, reading, language, turns, told)]
    whole = [set(hit.tokens) for hit in kept if len(hit.phrase.pattern.parts) == 1]  # words in a row, no «a & b»
    return [hit for hit in kept if not any(set(hit.tokens) < other for other in whole)]


def supposes(text: str, case: Case) -> bool:
    """Whether a text speaks of what has not happened yet («if I buy one today»), by the brand's turning words."""
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return False
    return _turns(text, "supposed", case) or any(ends_supposed(word, language, told) for word in read(text).words)


def supposed(text: str, case: Case) -> str:
    """What a sentence supposes first («if nobody came»); empty where it begins with something that holds."""
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return ""
    spelled = read(text).words
    last = max((at for at, word in enumerate(spelled) if ends_supposed(word, language, told)), default=None)
    if last is not None:
        return " ".join(spelled[: last + 1])
    first = " ".join(text.split()[:OPENING])
    return text.split(",", 1)[0] if _turns(first, "supposed", case) else ""


def settled(sentence: str, case: Case) -> str:
    """A sentence without the condition it begins with, where the customer has told that it is met."""
    told = case.knowledge.told.get(case.language)
    for scene, conditions in told.met.items() if told else ():
        for condition in conditions if scene in scenes(case) else ():
            if sentence.startswith(condition):
                return cap(sentence[len(condition) :].lstrip(" ,"), case.language)
    return sentence


def goes_well(text: str, case: Case) -> bool:
    """Whether a text says that something is as it should be («it has been fine since»)."""
    return _turns(text, FINE, case)


def asks_others(text: str, case: Case) -> bool:
    """Whether a question is put to other readers («has anyone …?»)."""
    return _turns(text, "others", case)


def _turns(text: str, code: str, case: Case) -> bool:
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None or code not in told.turns:
        return False
    return any(_matcher(_Book(case.knowledge.fingerprint, language, told, code)).find(read(text)))


def check_scenes(knowledge: Knowledge) -> Iterator[Problem]:
    """Every phrase of a scene that cannot be read, and every sentence whose scene is named nowhere."""
    for language, told in knowledge.told.items():
        file = f"knowledge/told/{language}.yaml"
        for section in (SCENES, TURNS, "wants"):
            for name, sources in getattr(told, section).items():
                for source in () if section == TURNS and name.endswith(ENDINGS) else sources:
                    try:
                        parse(source, {}, language)
                    except KnowledgeError as error:
                        yield Problem(file, knowledge.line(file, section, name), str(error), "correct the phrase")
        for move, phrases in told.moves.items():
            for number, phrase in enumerate(phrases):
                for scene in sorted(set(phrase.scenes) - set(told.scenes)):
                    line = knowledge.line(file, move, number, "text")
                    what = f"{move}: «{phrase.text}» names the scene {scene}, which scenes: does not have"
                    yield Problem(file, line, what, "add the scene with the phrases it is known by")
        yield from _conditions(told, knowledge, language)
    yield from _circumstances(knowledge)


def _conditions(told: Told, knowledge: Knowledge, language: Language) -> Iterator[Problem]:
    """Every condition under ``met`` of a scene that is none, or with which no entry's sentence begins."""
    file, texts = (
        f"knowledge/told/{language}.yaml",
        [text for entry in knowledge.entries if entry.language is language for text in entry.sections.values()],
    )
    for scene, conditions in told.met.items():
        line = knowledge.line(file, "met", scene)
        if scene not in told.scenes and scene != OVERDUE:
            yield Problem(file, line, f"met: there is no scene {scene}", "add the scene, or take the condition out")
        for condition in conditions:
            if not any(condition in text for text in texts):
                yield Problem(
                    file, line, f"met: «{condition}» begins no sentence of an entry", "copy it from the entry"
                )


def _circumstances(knowledge: Knowledge) -> Iterator[Problem]:
    """Every name in ``circumstances.yaml`` that stands in no language's file of scenes or of products."""
    file = "knowledge/circumstances.yaml"
    told = frozenset[str]().union(*(own.scenes for own in knowledge.told.values()))
    products = frozenset[str]().union(*(own.root for own in knowledge.products.values()))
    for section, names in knowledge.circumstances:
        kind, known = ("product", products) if section == "large" else ("scene", told)
        for name in sorted(names - known) if known else ():
            what = f"{section}: no language has a {kind} called {name}"
            yield Problem(file, knowledge.line(file, section), what, f"add the {kind}, or take the name out")


def asks_only(case: Case) -> bool:
    """Whether a message asks something we have no entry for and hardly tells of a problem."""
    code, score = next(iter(case.triage.categories), (Category.OTHER, 1.0))
    asking = {scene for phrase in case.listed("asked") for scene in phrase.scenes} & scenes(case)
    return bool(asking) and (code in {Category.OTHER, Category.QUESTION} or score < UNSURE)


def only_calls(case: Case) -> bool:
    """Whether a message says only our name, or «help» (``calm.settled``): then the reply asks what it is about."""
    return case.triage.category is Category.OTHER and case.triage.situation is Situation.QUESTION


@dataclass(frozen=True, slots=True)
class _Book:
    """A language's file, known by the brand's fingerprint."""

    fingerprint: str
    language: Language
    told: Told = field(compare=False)
    turn: str | None = None

    def phrases(self) -> Iterator[Phrase]:
        """What happens, and what turns it into no news; or only the words of one ``turn``."""
        groups = ((SCENES, self.told.scenes), (TURNS, self.told.turns))
        alone = ((TURNS, {self.turn: self.told.turns.get(self.turn, ())}),) if self.turn else groups
        for topic, group in alone:
            for code, sources in group.items():
                if topic == SCENES or not code.endswith(ENDINGS):
                    for source in sources:
                        yield Phrase(topic, code, 0, parse(source, {}, self.language))


@dataclass(frozen=True, slots=True)
class _Goods:
    """The products of a language, which a scene may ask for as ``PRODUCT``, known by the brand's fingerprint."""

    fingerprint: str
    language: Language
    products: Products = field(compare=False)

    def phrases(self) -> Iterator[Phrase]:
        """Every word for a product."""
        for code, product in self.products.root.items():
            for word in product.words:
                yield Phrase("products", code, 0, parse(word, {}, self.language))


@lru_cache(maxsize=24)  # bounded, so that the customers' words a matcher remembers are let go of with all others
def _matcher(book: _Book | _Goods) -> Matcher:
    own = book.told.known if isinstance(book, _Book) else ()
    known = lexicon(book.language).known | {plain_key(word, book.language) for word in own}
    return Matcher(list(book.phrases()), book.language, known)
