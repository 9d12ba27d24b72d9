"""Changing a draft at a reviewer's wish: shorter, warmer, more formal, plainer, mended, or with another stance."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import combinations
from pathlib import Path

import yaml

from assistant.domain import Audience, Draft, Language, Reason, Sentence, SentenceKind
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.composer import Options, compose, traced
from assistant.drafting.material import material
from assistant.drafting.plan import plan
from assistant.drafting.relevance import features
from assistant.drafting.stances import SITUATIONS, Stance
from assistant.drafting.words import cap

SHORTER_BY = 0.8  # a shorter draft is at most this part of what it was
CLOSER = 1  # how much stronger the feeling is taken for a warmer draft
# What a warmer draft says more, the most first; thanks at the beginning and at the end are one too many.
WARMER = tuple(
    Options(more=more)
    for more in (("receipt", "empathy", "close"), ("receipt", "empathy"), ("empathy", "close"), ("empathy",))
)
PARTICLE = 3  # letters of a word that two sentences may share and still say different things
FRAMING = frozenset({"receipt", "close", "close_question"})  # the lists that may thank
MARKS = (
    (re.compile(r"[ \t]{2,}"), " "), (re.compile(r"!{2,}"), "!"), (re.compile(r"\?{2,}"), "?"),
    (re.compile(r"…|\.{3,}"), "."), (re.compile(r"\s+(?=[,.!?;:](?:\s|$))"), ""),
)  # fmt: skip


class Control(StrEnum):
    """What a reviewer can ask of a draft; the last four are stances."""

    SHORTER = "shorter"
    WARMER = "warmer"
    MORE_FORMAL = "more_formal"
    PLAINER = "plainer"
    FIX_LANGUAGE = "fix_language"
    ACCEPT = "accept"
    PARTIAL = "partial"
    DECLINE = "decline"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The draft after a control, and what is to be said about it; unchanged where the control could do nothing."""

    draft: Draft
    changed: bool
    said: tuple[Reason, ...] = ()


def rewrite(
    case: Case, draft: Draft, control: Control, instruction: str | None = None, selection: Collection[int] = ()
) -> Rewritten:
    """A draft changed by one control, without a language model; never beyond what the sources grant.

    ``selection`` are positions in ``draft.sentences``: only those are changed, by the controls that work on single
    sentences. A draft that is not the composer's own is changed sentence by sentence only, so that nobody's words are
    replaced unasked. An ``instruction`` in free words takes a model; that it was not followed is said.
    """
    said = (Reason("rewrite.instruction"),) if instruction and instruction.strip() else ()
    if any(reply.text for reply in plan(case)):
        return Rewritten(draft, False, (*said, Reason("rewrite.approved")))
    if selection or draft.sentences != compose(case).sentences:
        found = _by_sentence(case, draft, control, frozenset(selection))
    else:
        found = _composed(case, draft, control)
    if isinstance(found, Reason):
        return Rewritten(draft, False, (*said, found))
    if found.sentences == draft.sentences:
        return Rewritten(draft, False, (*said, Reason(f"rewrite.{control}_already")))
    return Rewritten(found, True, said)


def _composed(case: Case, draft: Draft, control: Control) -> Draft | Reason:
    if control.value in {stance.value for stance in Stance}:
        return _taking(case, Stance(control.value))
    if control not in (Control.SHORTER, Control.PLAINER, Control.WARMER):
        return _by_sentence(case, draft, control, frozenset())
    found = compose(*setting(case, control, draft))
    return draft if control is Control.SHORTER and _total(found, case) >= _total(draft, case) else found


def setting(case: Case, control: Control, draft: Draft) -> tuple[Case, Options]:
    """What a control composes a whole draft from; the case as it is for a control that changes single sentences."""
    match control:
        case Control.SHORTER:
            most = {audience: round(SHORTER_BY * _length(draft, case, audience)) for audience in Audience}
            return case, Options(most=most)
        case Control.PLAINER:
            return case, Options(lean=True)
        case Control.WARMER:
            felt = replace(case.triage, intensity=min(3, case.triage.intensity + CLOSER))
            warm = replace(case, triage=felt)
            return warm, next((one for one in WARMER if not _thanks_twice(warm, one)), WARMER[-1])
        case Control.MORE_FORMAL | Control.FIX_LANGUAGE:
            return case, Options()
        case _:
            stance = Stance(control.value)
            other = replace(case, triage=replace(case.triage, situation=SITUATIONS[stance]))
            return other, Options(stance=stance)


def _thanks_twice(case: Case, options: Options) -> bool:
    """Whether a reply opens and closes with the same words, which are those of thanks."""
    draft, steps = traced(case, options)
    said = [(s.reply, features(s.text, case.language)) for s, step in zip(draft.sentences, steps, strict=True)
            if step is not None and step.listed in FRAMING]  # fmt: skip
    return any(
        reply is other and any(len(word) > PARTICLE for word in first & last)
        for (reply, first), (other, last) in combinations(said, 2)
    )


def _taking(case: Case, stance: Stance) -> Draft | Reason:
    """The reply with another stance, or why nothing carries it."""
    found = compose(*setting(case, Control(stance.value), Draft(())))
    if stance is Stance.ASK:
        return found if material(case).slots else Reason("rewrite.ask_nothing")
    rests = any(s.kind is SentenceKind.SOURCE and s.sources[0] in case.knowledge.entry_by_id for s in _own(found))
    return found if rests else Reason(f"rewrite.{stance}_nothing")


def _own(draft: Draft) -> list[Sentence]:
    """The sentences that carry the answer; the way out that a refusal ends with is none."""
    return [s for s in draft.sentences if s.sources and not s.sources[0].endswith("/complaint-escalation")]


def _by_sentence(case: Case, draft: Draft, control: Control, selection: frozenset[int]) -> Draft | Reason:
    """The draft with single sentences changed, the rest as it is; greeting and sign-off only by a formal tone."""
    frame = {n for n, s in enumerate(draft.sentences) if s.paragraph < 0 or _closing(draft, n)}
    chosen = (selection or frozenset(range(len(draft.sentences)))) - frame
    if control is Control.FIX_LANGUAGE:
        after_colon = {n for n, s in enumerate(draft.sentences[1:], 1) if draft.sentences[n - 1].text.endswith(":")}
        return _mapped(draft, chosen - after_colon, lambda text: mended(text, case.language))
    if control is Control.MORE_FORMAL:
        formal = _mapped(draft, chosen, lambda text: formally(text, case.language))
        return formal if selection else _formal_frame(formal, case)
    if control is Control.SHORTER:
        kept = [s for n, s in enumerate(draft.sentences) if n not in chosen or not _spare(s, case)]
        return replace(draft, sentences=tuple(kept))
    return Reason("rewrite.whole_only") if selection else Reason("rewrite.edited")


def mended(text: str, language: Language) -> str:
    """A sentence with its marks and its first letter put right; words are left to the checks and to people.

    >>> mended("kargonuz  yolda ...", Language.TR), mended("Συγγνώμη !!", Language.EL)
    ('Kargonuz yolda.', 'Συγγνώμη!')
    """
    for pattern, mark in MARKS:
        text = pattern.sub(mark, text)
    return cap(text.strip(), language)


def formally(text: str, language: Language) -> str:
    """A sentence with its contractions written out; what stands between quotation marks is the customer's own.

    >>> formally("I'm sorry we didn't call.", Language.EN)
    'I am sorry we did not call.'
    """
    if "“" in text or '"' in text:
        return text
    for short, full in _contractions(language).items():
        text = re.sub(rf"\b{re.escape(short)}\b", full, text)
        text = re.sub(rf"\b{re.escape(cap(short, language))}\b", cap(full, language), text)
    return text


def has_contractions(language: Language) -> bool:
    """Whether a language has short forms a formal reply writes out."""
    return bool(_contractions(language))


def _formal_frame(draft: Draft, case: Case) -> Draft:
    """Greeting and sign-off of a letter, where the channel's own are less formal and there is room."""
    sentences = list(draft.sentences)
    for audience in Audience:
        places = [n for n, s in enumerate(sentences) if s.reply is audience]
        if not places or case.profile_for(audience).style == "line":
            continue
        first, last = places[0], places[-1]
        sentences[first] = replace(sentences[first], text=layout.greeting(case, audience, "letter"))
        sentences[last] = replace(sentences[last], text=layout.sign_off(case, audience, "letter"))
    return replace(draft, sentences=tuple(sentences))


def _mapped(draft: Draft, chosen: Collection[int], change: Callable[[str], str]) -> Draft:
    sentences = [replace(s, text=change(s.text)) if n in chosen else s for n, s in enumerate(draft.sentences)]
    return replace(draft, sentences=tuple(sentences))


def _spare(sentence: Sentence, case: Case) -> bool:
    """Whether a sentence can go without loss: courtesy, as long as it is none of the brand's apologies."""
    said = features(sentence.text, case.language)
    owed = (p.text for level in ("apology_1", "apology_2") for p in case.phrases.moves.get(level, ()))
    return sentence.kind is SentenceKind.COURTESY and not any(features(text, case.language) == said for text in owed)


def _closing(draft: Draft, place: int) -> bool:
    audience = draft.sentences[place].reply
    return not any(s.reply is audience for s in draft.sentences[place + 1 :])


def _length(draft: Draft, case: Case, audience: Audience) -> int:
    text = layout.text(draft.sentences, case, audience)
    return layout.length(text, case, audience) if text else 0


def _total(draft: Draft, case: Case) -> int:
    return sum(_length(draft, case, audience) for audience in Audience)


@cache
def _contractions(language: Language) -> Mapping[str, str]:
    path = Path(__file__).with_name("contractions.yaml")
    return dict((yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get(str(language), {}))
