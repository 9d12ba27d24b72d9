"""The same draft in the reviewer's language: what each of its sentences says, in the brand's own words there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from assistant.domain import Audience, Draft, Language, Sentence, SentenceKind
from assistant.drafting import layout
from assistant.drafting import page as page_of
from assistant.drafting import plan as plan_of
from assistant.drafting.case import Case
from assistant.drafting.composer import Options, traced
from assistant.drafting.lines import entry_lines
from assistant.drafting.material import material
from assistant.drafting.page import NOTE, NOWHERE, Page, Step, blank, of_further
from assistant.drafting.phrasebook import TOLD_DETAILS, Setting, Values, fill, fits
from assistant.drafting.plan import ReplyPlan
from assistant.drafting.siblings import Pair, figures, matters
from assistant.drafting.told import settled
from assistant.drafting.values import owner_and_time
from assistant.knowledge import ApprovedText, Phrase
from assistant.languages.address import address

# Lists in which every phrase made for the same case does the same thing: a request for one fact, thanks. Phrases of
# any other list (words of feeling, a farewell) each say a thing of their own.
ONE_ACT = frozenset({
    "receipt", "ask", "bridge", "bridge_invite", "repeat", "way_out", "answer_lead", "answer_about", "note_lead",
    "note_fact", "overdue", "where", "appointment", "phone_offer", "how_help", "call_open", "restate", "restate_also",
    "open_question", "asked", "thanks",
})  # fmt: skip
LEVELS = frozenset({"apology_1", "apology_2"})  # regret of one level, whatever it is for
FURTHER = frozenset({"further", "further_same"})  # the same of a further problem, with an owner of its own
# That a team looks into it, and when we write.
PROMISES = frozenset({"next_step", "next_step_line", "next_step_again", "other_question"}) | FURTHER
NAMING = frozenset({"about", "product", "order", "brand", "channel"})  # what a thing is called, not what happened
REGRET = "apology"  # the move of a phrase that says back and regrets in one
A_GENERAL_ONE = 0.3  # how near a phrase made for no kind of case is, where one made for the same kinds is 1
PART = "part"  # what a further sentence of an approved text is


@dataclass(frozen=True, slots=True)
class Reflection:
    """What one sentence of a draft says in another language.

    ``text`` is the brand's own sentence that says the same, ``None`` where there is none. Then ``does`` names what the
    sentence does (its list of phrases; ``answer``, ``approved``, ``part``), with ``values`` for the words about it:
    ``team`` and ``within`` of a promise, ``title`` and ``whole`` of the text it stands in. Without either it is a
    person's or a model's own, which nothing here can translate.
    """

    sentence: Sentence
    text: str | None = None
    does: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def mirror(
    case: Case, language: Language, draft: Draft | None = None, options: Options | None = None
) -> tuple[Reflection, ...]:
    """What each sentence of the composer's draft says in another language, in its order.

    The same moves, the sibling entries, the same facts; for reading beside the draft, never for sending. Nothing that
    merely comes near is shown: a phrase tells the same things, a fact has the same figures, an apology is of the same
    level, a promise names the same team and time. ``draft`` is what stands on the desk, ``options`` those it was made
    with.
    """
    made, steps = traced(case, options)
    shown = draft or made
    reader = _Reader(case, language)
    plain, plain_steps = traced(case, replace(options or Options(), retells=False))
    known: dict[tuple[Audience, str], Step | None] = {}
    for sentence, step in zip((*made.sentences, *plain.sentences), (*steps, *plain_steps), strict=True):
        known.setdefault((sentence.reply, sentence.text), step)
    found = []
    for place, sentence in enumerate(shown.sentences):
        before, after = shown.sentences[:place], shown.sentences[place + 1 :]
        if not any(one.reply is sentence.reply for one in before):
            found.append(Reflection(sentence, layout.greeting(reader.other, sentence.reply)))
        elif not any(one.reply is sentence.reply for one in after):
            found.append(Reflection(sentence, layout.sign_off(reader.other, sentence.reply)))
        else:
            found.append(reader.read(sentence, known.get((sentence.reply, sentence.text))))
    return tuple(found)


class _Reader:
    """A case beside itself as it would be answered in another language; remembers what it has said already."""

    def __init__(self, case: Case, language: Language) -> None:
        self.case, self.other = case, _in(case, language)
        self.shown: set[tuple[Audience, str]] = set()  # approved texts that stand above
        self.pair = Pair(case.knowledge, case.language, language)
        self.own = {audience: _page(case, audience) for audience in Audience}
        self.pages = {audience: _page(self.other, audience) for audience in Audience}
        for audience, page in self.pages.items():  # whose team it is was told from words in the case's own language
            page.values = {**page.values, **_team(self.own[audience].values, case, language)}

    def read(self, sentence: Sentence, step: Step | None) -> Reflection:
        """What one sentence says, by the step of the composer's that it came from."""
        if step is None or sentence.kind is SentenceKind.AGENT or step.listed == NOTE:
            return Reflection(sentence)  # a person's own words, in their own language
        page = self.pages[sentence.reply]
        match step.listed:
            case page_of.ANSWER:
                return self._of_entry(sentence, step)
            case page_of.APPROVED:
                return self._of_text(sentence, step.source, page)
            case plan_of.RETOLD:
                return Reflection(sentence, does=step.listed, values=self._gist(step, page))
            case page_of.MARKET:
                return Reflection(sentence, self.other.phrases.slots["market"].question)
        pages = (page, self.own[sentence.reply])
        kept = [one.values for one in pages]
        if step.listed in FURTHER and step.problem:
            for one in pages:
                one.values = of_further(one, step.problem)
        text = self._phrase(sentence, step, page)
        values = {name: str(page.values[name]) for name in ("team", "within") if step.listed in PROMISES}
        for one, before in zip(pages, kept, strict=True):
            one.values = before
        return Reflection(sentence, text) if text else Reflection(sentence, does=step.listed, values=values)

    def _of_entry(self, sentence: Sentence, step: Step) -> Reflection:
        entries = self.case.knowledge.entry_by_id
        entry, sibling = entries.get(step.source), entries.get(_sibling(step.source, self.other.language))
        if entry is None or sibling is None:
            return Reflection(sentence, does=step.listed)
        lines = [*entry_lines(entry, self.case.market), *entry.card.short.values()]
        others = [*entry_lines(sibling, self.case.market), *sibling.card.short.values()]
        for market in entry.sections if self.case.market is None else ():  # what holds in one country stands there
            if market is not None:
                lines += entry_lines(entry, market)
                others += entry_lines(sibling, market)
        text = self.pair.counterpart(sentence.text, lines, others)
        text = settled(text, self.other) if text and sentence.text not in lines else text
        whole = " ".join(entry_lines(sibling, self.case.market))
        values = {"title": sibling.card.title, "whole": whole}
        return Reflection(sentence, text) if text else Reflection(sentence, does=step.listed, values=values)

    def _of_text(self, sentence: Sentence, slug: str, page: Page) -> Reflection:
        """An approved text was weighed as a whole, in each language by itself: it is shown as one, at its beginning."""
        text = self.case.knowledge.texts.get((self.other.language, slug))
        if text is None or (sentence.reply, slug) in self.shown:
            return Reflection(sentence, does=PART if text else page_of.APPROVED)
        self.shown.add((sentence.reply, slug))
        values = {"title": text.card.title, "whole": _approved(text, page)}
        return Reflection(sentence, does=page_of.APPROVED, values=values)

    def _gist(self, step: Step, page: Page) -> dict[str, str]:
        """What the brand says of the things told in a clause of the customer's, which nothing here can translate."""
        said: dict[str, str] = {}
        for phrase in self._listed(plan_of.RETOLD):
            here = set(phrase.scenes) & set(step.scenes)
            if here - said.keys() and not phrase.also and fits(phrase, _reading(page, phrase, step), page.values):
                said |= dict.fromkeys(here, fill(phrase.text, page.values, self.other.language))
        return {"gist": " ".join(dict.fromkeys(said.values()))} if said else {}

    def _phrase(self, sentence: Sentence, step: Step, page: Page) -> str | None:
        """A phrase that tells the same; the one whose words are nearest where several do."""
        said = self._source(sentence, step)
        if said is None:
            return None
        language, stated = self.other.language, figures(sentence.text, self.case.language)
        spoken = matters(sentence.text, self.case.language)
        found: list[tuple[tuple[bool, bool, float], str]] = []
        for phrase in self._listed(step.listed):
            setting = _reading(page, phrase, step)
            if not (_tells_the_same(said, phrase, setting.scenes, step.listed) and fits(phrase, setting, page.values)):
                continue
            text = fill(phrase.text, page.values, language)
            if text in page.used or figures(text, language) != stated:
                continue
            alike = _overlap(said.scenes, phrase.scenes) + _overlap(said.categories, phrase.categories)
            nearest = (alike or A_GENERAL_ONE) + _overlap(spoken, matters(text, language))
            found.append(((said.details == phrase.details, phrase in self.other.listed(step.listed), nearest), text))
        if not found:
            return None
        text = max(found, key=lambda one: one[0])[1]
        page.used.add(text)
        return text

    def _listed(self, name: str) -> tuple[Phrase, ...]:
        """The phrases that do what those of a list do: whichever list says a thing back, it says the same thing."""
        names = (name, *sorted(page_of.SAYING_BACK - {name})) if name in page_of.SAYING_BACK else (name,)
        return tuple(phrase for one in names for phrase in self.other.listed(one))

    def _source(self, sentence: Sentence, step: Step) -> Phrase | None:
        """The phrase a sentence was made of."""
        page = self.own[sentence.reply]
        return next(
            (
                phrase
                for phrase in self.case.listed(step.listed)
                if phrase.scenes == step.scenes
                and fits(phrase, _reading(page, phrase, step), page.values)
                and fill(phrase.text, page.values, self.case.language) == sentence.text
            ),
            None,
        )


def _reading(page: Page, phrase: Phrase, step: Step) -> Setting:
    """The setting in which a phrase is read: of whatever style it is, of a thing told wherever it was told."""
    setting = page.setting
    return replace(
        setting,
        scenes=setting.scenes | set(step.scenes),
        category=step.problem or setting.category,
        style=phrase.styles[0] if phrase.styles else setting.style,
        emotion=phrase.emotions[0] if phrase.emotions else setting.emotion,
        intensity=max(setting.intensity, phrase.intensity or 0),
    )


def _tells_the_same(said: Phrase, other: Phrase, here: frozenset[str], listed: str) -> bool:
    """Whether two phrases, in two languages, tell the same of a case in which ``here`` are the things told."""
    if said.details - NAMING != other.details - NAMING or (REGRET in said.also) != (REGRET in other.also):
        return False
    if listed in PROMISES | LEVELS and not (other.scenes or other.categories or other.occasions):
        return True  # said of anything, it is true of this as well
    told = here & set(said.scenes)
    particular = bool(told or said.occasions or said.details & TOLD_DETAILS)
    return (
        (particular or listed in ONE_ACT | PROMISES | LEVELS)
        and told == here & set(other.scenes)
        and set(said.occasions) == set(other.occasions)
        and (bool(told) or bool(said.categories) == bool(other.categories))
    )


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


def _page(case: Case, audience: Audience) -> Page:
    return blank(case, material(case), ReplyPlan(audience), NOWHERE, lean=False)


def _team(values: Values, case: Case, language: Language) -> dict[str, str]:
    """The team of these values by its name in another language."""
    teams = case.knowledge.brand.teams.values()
    same = next((names[language] for names in teams if names[case.language] == values.get("team")), None)
    return {"team": same} if same else {}


def _approved(text: ApprovedText, page: Page) -> str:
    """An approved text as this page would say it."""
    case, levels = page.case, page.case.knowledge.service_levels.follow_up
    line = levels.get(f"follow-up-{text.card.owner}", levels["follow-up-care"])
    whole = text.sections.get(page.plan.audience) or text.sections.get(Audience.PUBLIC) or ""
    return fill(" ".join(whole.split()), {**page.values, **owner_and_time(line, case)}, case.language)


def _overlap(some: Iterable[str], others: Iterable[str]) -> float:
    one, other = set(some), set(others)
    return len(one & other) / max(len(one | other), 1)


def _sibling(source: str, language: Language) -> str:
    """The id of the same entry or text in another language; other sources are the same in all."""
    kind, _, slug = source.partition("/")
    return (
        f"{kind}/{language}/{slug.partition('/')[2]}" if kind in {"faq", "policy", "text"} and "/" in slug else source
    )
