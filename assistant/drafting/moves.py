"""Writing the moves of one reply: each from the brand's phrases, the entries, the note or an approved text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from assistant.domain import Audience, Category, Commitment, Emotion, SentenceKind, Situation
from assistant.drafting.answers import Answer, answers
from assistant.drafting.approved import approved, where
from assistant.drafting.belief import category, doubted
from assistant.drafting.bridging import sent_away
from assistant.drafting.case import Case
from assistant.drafting.choosing import open_questions
from assistant.drafting.material import Material
from assistant.drafting.matters import further
from assistant.drafting.page import (
    MARKET,
    NOTE,
    Page,
    Said,
    Step,
    asked_for,
    blank,
    of_further,
    pick,
    put,
    say,
)
from assistant.drafting.phrasebook import TOLD_DETAILS
from assistant.drafting.plan import BRIEF, RETOLD, ReplyPlan
from assistant.drafting.relevance import features
from assistant.drafting.saying_back import also, full, restate, restate_own, told
from assistant.drafting.suiting import timed
from assistant.drafting.told import settled
from assistant.drafting.values import due
from assistant.drafting.words import lowered, says

ESCALATION = "complaint-escalation"
MET = frozenset({Category.STAFF_BEHAVIOUR, Category.STORE_EXPERIENCE})  # the manager calls, so we have to reach them
WHEN = "q_when"  # the scene in which somebody asks for the day
ANSWERED = 3  # features a sentence shares with a question's own words when it has answered it
COUNTED = frozenset({"days", *TOLD_DETAILS})  # details that say how it was for this customer
MOST_ANSWERS = {"line": 1, "comment": 2, "chat": 2, "letter": 3}


def write(
    case: Case, material: Material, reply: ReplyPlan, said: Said, *, lean: bool, short: Collection[str] = ()
) -> Page:
    """The reply's moves in order; ``said`` is what stands in the other reply.

    ``lean`` takes the shortest words for everything. ``short`` has ``BRIEF`` for one sentence of each entry, ``RETOLD``
    for nothing in the customer's own words.
    """
    page = blank(case, material, reply, said, lean=lean)
    page.brief, page.retells = BRIEF in short, not lean and RETOLD not in short
    for move in reply.moves:
        if move not in page.done or reply.moves.count(move) > 1:
            _WRITERS.get(move, _phrase)(page, move)
    if reply.text:
        approved(page, reply.text)
        where(page)
    return page


def _phrase(page: Page, move: str) -> None:
    """A move that is a phrase of the brand's own."""
    say(page, move, move)


def _apology(page: Page, move: str) -> None:
    level = page.case.triage.apology or int(doubted(page.case) is Category.PRAISE)  # thanks that were meant as irony
    if level:
        _phrase(page, f"apology_{level}")
        page.done.add(move)


def _apology_before(page: Page, move: str) -> None:
    """Regret for what was just said back; nobody regrets what they have not shown to have read."""
    if page.sentences and "apology" not in page.done:
        _apology(page, "apology")


def _empathy(page: Page, move: str) -> None:
    """What it means for the customer; nothing where the kind is doubted, or for somebody who writes without feeling.

    Nor where enough was said back, or after a sentence that has said it back and regretted it in one breath.
    """
    calm = page.setting.emotion is Emotion.NONE and not page.setting.intensity and bool(page.told)
    breath = any("apology" in step.also and (step.scenes or COUNTED & step.variables) for step in page.steps)
    if not (calm or breath or doubted(page.case) or full(page)):
        _phrase(page, move)


def _answer(page: Page, move: str) -> None:
    """What the note says of this very case, then what the entries say; several problems each by itself."""
    _note(page)
    style = page.setting.style
    chosen = page.material.chosen[: MOST_ANSWERS[style]]
    question = page.setting.situation is Situation.QUESTION
    if page.lean or (page.plan.audience is Audience.PUBLIC and not question):
        chosen = chosen[:1]
    asking = not question  # what a reply needs it asks for itself, once
    stance = page.material.stance
    found = answers(page.case, chosen, "line" if page.lean or page.brief else style, asking=asking, stance=stance)
    several = len(found) > 1 and style in {"letter", "comment", "chat"}
    if len(found) == 1 and len(found[0].sentences) > 1 and not found[0].everywhere:
        _lead(page)
    for number, answer in enumerate(found):
        _one_answer(page, answer, number, several)


def _lead(page: Page) -> None:
    """A word of introduction, where a procedure of several sentences follows in a letter and nobody is hurt by it."""
    plain = page.setting.situation in {Situation.ANSWER, Situation.LOOKUP, Situation.REFUSAL}
    if page.lean or page.setting.style != "letter" or not plain or page.material.noted.said:
        return
    if page.setting.category in {Category.STAFF_BEHAVIOUR, Category.STORE_EXPERIENCE, Category.UNAUTHORISED_TX}:
        return
    say(page, "answer_lead", "answer_lead")


def _one_answer(page: Page, answer: Answer, number: int, several: bool) -> None:
    start = len(page.sentences)
    headed = several and answer.problem not in {Category.QUESTION, Category.OTHER} and _head(page, answer)
    for place, sentence in enumerate(settled(sentence, page.case) for sentence in answer.sentences):
        text = lowered(sentence, page.case.language) if headed and not place else sentence
        page.add("answer", text, SentenceKind.SOURCE, (answer.source,))
    if answer.overdue and page.setting.style != "line" and not page.lean:
        say(page, "overdue", "overdue", SentenceKind.SOURCE, (answer.source, "thread"))
    if several and number:  # each further answer is a paragraph of its own
        page.sentences[start:] = [replace(s, paragraph=s.paragraph + number) for s in page.sentences[start:]]


def _head(page: Page, answer: Answer) -> bool:
    """A word on which problem comes now, unless the answer opens with it."""
    chosen = pick(page, "answer_about", "answer_about", answer.problem)
    language = page.case.language
    if chosen is None or features(chosen.text, language) & features(answer.sentences[0], language):
        return False
    return say(page, "answer_about", "answer_about", problem=answer.problem) is not None


def _note(page: Page) -> None:
    """The agent's own facts, and the appointment as a promise that rests on the note."""
    note = page.material.noted
    facts = note.for_audience(page.plan.audience)
    if page.setting.style == "line":
        facts = facts[-2:] if not note.appointment else ()
    if not (facts or note.appointment):
        return
    if page.setting.style != "line" and len(facts) > 1:
        say(page, "note_lead", "note_lead")
    owner = page.case.knowledge.playbooks[category(page.case)].team
    for fact in facts:
        promised = fact in note.promises
        page.add(NOTE, fact, SentenceKind.COMMITMENT if promised else SentenceKind.AGENT, ("note",))
        page.commitments += [Commitment(fact, None, owner, "note")] if promised else []
    page.done |= note.makes if facts else set()
    said = say(page, "appointment", "appointment", SentenceKind.COMMITMENT, ("note",)) if note.appointment else None
    if said:
        page.commitments.append(Commitment(said.text, note.at, owner, "note"))
        page.done |= {"next_step", "ask"}


def _ask(page: Page, move: str) -> None:
    """What is missing; in public, and where nothing else is, the country alone, which is no personal fact."""
    names = asked_for(page.case, page.material)
    if names == ("market",) or (names and page.plan.audience is Audience.PUBLIC):
        if names[0] == "market" and not any(s.kind is SentenceKind.SOURCE for s in page.sentences):
            page.add(move, page.case.phrases.slots["market"].question, SentenceKind.QUESTION, step=Step(MARKET))
    elif "items" in page.values:
        _phrase(page, move)


def _next_step(page: Page, move: str) -> None:
    """Owner and time: always, when something stays open; cites the SLA line that allows it.

    Not where the answer has just said who does what within which time.
    """
    case = page.case
    name = case.knowledge.playbooks[category(case)].follow_up
    source = f"brand/sla/{name}"
    if page.setting.category in MET and (answered := _owned(page)):  # said already, and kept like any promise
        line = case.knowledge.service_levels.follow_up[name]
        page.commitments.append(Commitment(answered, due(line, case), line.team or "care", source))
        return
    short = page.setting.style == "line" or page.lean
    again = source in page.elsewhere.promises  # named as what was promised
    lists = ("next_step_again", move) if again else ("next_step_line", move) if short else (move,)
    for listed in lists:
        if _promise(page, move, listed, name):  # one of its own, since either reply may go out without the other
            return


def _promise(page: Page, move: str, listed: str, name: str, told_of: Category | None = None) -> bool:
    """Say a phrase that promises what an SLA line allows, and keep the promise with its owner and time."""
    source, line = f"brand/sla/{name}", page.case.knowledge.service_levels.follow_up[name]
    chosen = say(page, move, listed, SentenceKind.COMMITMENT, (source,), told_of=told_of)
    if chosen:
        page.commitments.append(Commitment(chosen.text, due(line, page.case), line.team or "care", source))
    return chosen is not None


def _further(page: Page, move: str) -> None:
    """Who looks into each further problem the message tells, and by when: an answer to the first settles no second."""
    if page.material.noted.said:
        return
    playbooks = page.case.knowledge.playbooks
    for code in further(page.case):
        own, kept = playbooks[code].follow_up, page.values
        page.values = of_further(page, code)
        if "matter" in page.values:
            listed = "further_same" if own == playbooks[category(page.case)].follow_up else "further"
            _promise(page, move, listed, own, told_of=code)
        page.values = kept


def _open_question(page: Page, move: str) -> None:
    """A further thing the customer asked, named as part of what is being found out, where no sentence answers it.

    It rests on the line that promises the next message, and so comes only after that promise.
    """
    promise = next((s for s in page.sentences if s.kind is SentenceKind.COMMITMENT and s.sources != ("note",)), None)
    if promise is None or page.lean or page.setting.style == "line":
        return
    language = page.case.language
    answered = [s.text for s in page.sentences if s.kind in {SentenceKind.SOURCE, SentenceKind.AGENT}]
    dated = any(timed(text, language) for text in answered) and "overdue" not in page.done
    for _ in range(2 if page.setting.style == "letter" else 1):
        chosen = pick(page, move, move)
        if chosen is None or (dated and WHEN in chosen.phrase.scenes):
            return
        if "further" in page.done and set(chosen.phrase.categories) & set(further(page.case)):
            return  # its owner and time were just given
        if any(len(features(chosen.text, language) & features(text, language)) >= ANSWERED for text in answered):
            return
        put(page, move, move, chosen, SentenceKind.COMMITMENT, promise.sources)


def _praise(page: Page, move: str) -> None:
    """What was praised, and thanks in front of it where its own words hold none and there is room."""
    chosen = pick(page, move, move)
    if chosen is None:
        return
    own_words = {page.case.language: page.case.phrases}
    if not says(chosen.text, "thanks", own_words) and page.setting.style != "line":
        say(page, "thanks", "thanks")
    put(page, move, move, chosen)


def _other_question(page: Page, move: str) -> None:
    """Who finds out what else was asked, and by when: an answer to the first question settles no second."""
    if page.lean or not any(sentence.kind is SentenceKind.SOURCE for sentence in page.sentences):
        return
    if open_questions(page.case, {source for sentence in page.sentences for source in sentence.sources}):
        _promise(page, move, move, page.case.knowledge.playbooks[Category.QUESTION].follow_up)


def _owned(page: Page) -> str | None:
    """The sentence of the answer that names the owner of the next step together with a time."""
    language = page.case.language
    team = features(str(page.values.get("team", "")), language)
    sources = (sentence.text for sentence in page.sentences if sentence.kind is SentenceKind.SOURCE)
    owned = (s for s in sources if len(team & features(s, language)) * 2 >= max(len(team), 1) and timed(s, language))
    return next(owned, None)


def _way_out(page: Page, move: str) -> None:
    source = f"faq/{page.case.language}/{ESCALATION}"
    if any(source in sentence.sources for sentence in page.sentences):
        return  # the answer said it already
    if source in page.case.knowledge.entry_by_id:
        say(page, move, move, SentenceKind.SOURCE, (source,))


def _invite(page: Page, move: str) -> None:
    """In public: how to reach us privately, where something is left to settle and we cannot write first.

    Where we have asked for that twice, our telephone number instead: the third time is never written.
    """
    promised = any(promise.source != "note" for promise in page.commitments)
    left = page.material.slots or promised or page.setting.situation is not Situation.ANSWER
    if "channel" not in page.values or not left:
        return
    if sent_away(page.case):
        _phrase(page, "phone_offer")
    else:
        say(page, move, "bridge_invite", SentenceKind.QUESTION)


def _abstain(page: Page, move: str) -> None:
    approved(page, "abstain")


def _personal_data(page: Page, move: str) -> None:
    """In public: asks the customer to take their own data down, before anything else is said."""
    approved(page, "pii-public")


_WRITERS = {
    "apology": _apology, "apology_before": _apology_before, "answer": _answer, "ask": _ask, "next_step": _next_step,
    "restate": restate, "restate_own": restate_own, "restate_also": also, "told": told, "further": _further,
    "empathy": _empathy, "open_question": _open_question, "other_question": _other_question, "way_out": _way_out,
    "invite": _invite, "abstain": _abstain, "pii": _personal_data, "praise": _praise,
}  # fmt: skip
