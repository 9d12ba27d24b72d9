"""The same plan in the reviewer's language: a draft they can read beside the customer's, sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.domain import Audience, Draft, Language, Sentence, SentenceKind
from assistant.drafting import layout
from assistant.drafting import page as page_of
from assistant.drafting.case import Case
from assistant.drafting.composer import Options, traced
from assistant.drafting.lines import entry_lines
from assistant.drafting.material import material
from assistant.drafting.page import NOTE, NOWHERE, Page, Step, blank
from assistant.drafting.phrasebook import fill, fits
from assistant.drafting.plan import ReplyPlan
from assistant.drafting.relevance import features
from assistant.drafting.values import owner_and_time
from assistant.drafting.words import cap
from assistant.knowledge import Phrase
from assistant.languages import sentences as split_sentences
from assistant.languages.address import address
from assistant.languages.quantities import quantities

GENERAL = "told_general"  # what stands for a thing told that a language has no sentence for
A_FIGURE, A_MATTER = 3.0, 1.0  # what a figure, and a matter, in common weigh when two languages' sentences are compared


def mirror(case: Case, language: Language, draft: Draft | None = None, options: Options | None = None) -> Draft:
    """The composer's draft in another language, one sentence for each of the draft's, in the same order.

    The same moves, the sibling entries, the same facts; for reading beside the draft, never for sending. ``draft`` is
    what stands on the desk: a sentence in it that is not the composer's own (a model's, a person's) stays as it is and
    is marked ``unsupported``, since nothing here can translate it. ``options`` are those the draft was made with.
    """
    made, steps = traced(case, options)
    shown = draft or made
    other = _in(case, language)
    pages = {audience: blank(other, material(other), ReplyPlan(audience), NOWHERE, lean=False) for audience in Audience}
    known: dict[tuple[Audience, str], Step | None] = {}
    for sentence, step in zip(made.sentences, steps, strict=True):
        known.setdefault((sentence.reply, sentence.text), step)
    mirrored = [
        _mirrored(sentence, place, known, pages[sentence.reply], case, shown)
        for place, sentence in enumerate(shown.sentences)
    ]
    return replace(shown, sentences=tuple(mirrored), slots=material(other).slots)


def _in(case: Case, language: Language) -> Case:
    """The case as if it were answered in another language; the customer's name keeps the form it can have there."""
    form = address(case.complaint.author.name, language)
    return replace(
        case,
        triage=replace(case.triage, language=language),
        passages=(),
        abstained=True,
        name=form.form,
        formal_name=form.formal,
    )


def _mirrored(
    sentence: Sentence,
    place: int,
    known: Mapping[tuple[Audience, str], Step | None],
    page: Page,
    case: Case,
    shown: Draft,
) -> Sentence:
    audience = sentence.reply
    if not any(s.reply is audience for s in shown.sentences[:place]):
        return replace(sentence, text=layout.greeting(page.case, audience))
    if not any(s.reply is audience for s in shown.sentences[place + 1 :]):
        return replace(sentence, text=layout.sign_off(page.case, audience))
    step = known.get((audience, sentence.text))
    if sentence.kind is SentenceKind.AGENT or (step and step.listed == NOTE):
        return sentence  # the agent's own words, in the agent's own language
    text = _text(sentence, step, page, case) if step else None
    if text is None:
        return replace(sentence, kind=SentenceKind.UNSUPPORTED)
    page.used.add(text)
    return replace(
        sentence, text=text, sources=tuple(_sibling(source, page.case.language) for source in sentence.sources)
    )


def _text(sentence: Sentence, step: Step, page: Page, case: Case) -> str | None:
    """The sentence in the page's language; ``None`` where the brand has no words for it there."""
    match step.listed:
        case page_of.ANSWER:
            entry = page.case.knowledge.entry_by_id.get(_sibling(step.source, page.case.language))
            lines = entry_lines(entry, case.market) if entry else ()
            fresh = [line for line in lines if line not in page.used] or lines
            return _nearest(sentence.text, case.language, fresh, page.case.language)
        case page_of.APPROVED:
            return _nearest(sentence.text, case.language, _approved(step.source, page), page.case.language)
        case page_of.MARKET:
            return page.case.phrases.slots["market"].question
        case _:
            return _phrased(step, page)


def _phrased(step: Step, page: Page) -> str | None:
    """A phrase of the same list that fits and uses the same facts; the nearest where none uses just those.

    For a thing told that the language has no sentence for, the general one: that what was written was read.
    """
    own = [phrase for phrase in page.case.listed(step.listed) if bool(phrase.scenes) == bool(step.scenes)]
    found = _nearest_phrase(own, step, page)
    told = bool(step.scenes) or step.listed == "told"
    return found or (_nearest_phrase(page.case.listed(GENERAL), step, page) if told else None)


def _nearest_phrase(listed: Sequence[Phrase], step: Step, page: Page) -> str | None:
    setting = replace(page.setting, scenes=frozenset(step.scenes), category=step.problem or page.setting.category)
    fitting = [phrase for phrase in listed if fits(phrase, setting, page.values)]
    said = [fill(phrase.text, page.values, page.case.language) for phrase in fitting]
    fresh = [pair for pair in zip(fitting, said, strict=True) if pair[1] not in page.used]
    best = max(fresh, key=lambda pair: _alike(pair[0], step), default=None)
    return best[1] if best else None


def _alike(phrase: Phrase, step: Step) -> tuple[int, int, int]:
    """How near a phrase is to the one mirrored: the same facts, the same moves within it, made for the same problem."""
    used = phrase.details
    return -len(used ^ step.variables), -len(set(phrase.also) ^ set(step.also)), bool(phrase.categories)


def _approved(slug: str, page: Page) -> list[str]:
    """The sentences of an approved text as this page would say them."""
    case = page.case
    text = case.knowledge.texts.get((case.language, slug))
    if text is None:
        return []
    name = f"follow-up-{text.card.owner}"
    levels = case.knowledge.service_levels.follow_up
    filled = {**page.values, **owner_and_time(levels.get(name, levels["follow-up-care"]), case)}
    whole = " ".join(" ".join(text.sections.values()).split())
    return [cap(fill(s, filled, case.language), case.language) for s in split_sentences(whole, case.language)]


def _nearest(text: str, language: Language, candidates: Sequence[str], other: Language) -> str | None:
    """The candidate that says most of what ``text`` says: figures first, then the matters both speak of."""
    figures, matters = _figures(text, language), _matters(text, language)
    scored = [
        (
            A_FIGURE * (len(figures & _figures(candidate, other)) - len(figures ^ _figures(candidate, other)) / 2)
            + A_MATTER * len(matters & _matters(candidate, other)),
            -place,
            candidate,
        )
        for place, candidate in enumerate(candidates)
    ]
    return max(scored)[2] if scored else None


def _figures(text: str, language: Language) -> frozenset[tuple[object, ...]]:
    return frozenset(quantity.fact for quantity in quantities(text, language))


def _matters(text: str, language: Language) -> frozenset[str]:
    return frozenset(feature for feature in features(text, language) if feature[:1] == "@")


def _sibling(source: str, language: Language) -> str:
    """The id of the same entry or text in another language; other sources are the same in all."""
    kind, _, slug = source.partition("/")
    return (
        f"{kind}/{language}/{slug.partition('/')[2]}" if kind in {"faq", "policy", "text"} and "/" in slug else source
    )
