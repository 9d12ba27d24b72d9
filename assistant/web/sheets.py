"""The plain pages beside the desk as HTML: one question to a colleague, and answers that may be worth an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from assistant.access import Person
from assistant.domain import Language
from assistant.errors import AssistantError
from assistant.knowledge.importing import entry_of
from assistant.languages import guess_language
from assistant.store import QuestionRow
from assistant.web.calls import sentence
from assistant.web.page import top_html
from assistant.web.parts import Parts
from assistant.web.rendering import render
from assistant.web.visitors import Visitor
from assistant.workflow.asking import LONGEST_ANSWER


@dataclass(frozen=True, slots=True)
class Answered:
    """What a colleague wrote, to be shown again where it could not be taken."""

    answer: str = ""
    name: str = ""
    problem: AssistantError | None = None


def question_html(
    parts: Parts,
    language: Language,
    question: QuestionRow | None,
    given: Answered = Answered(),
    *,
    who: Visitor | None = None,
    done: bool = False,
) -> str:
    """One question with its masked excerpt and a box for the answer; nothing else of the case stands there.

    Without a question it says why there is none, or thanks for the answer.
    """
    names = parts.knowledge.brand.teams.get(question.unit, {}) if question else {}
    person: Person | None = who.person if who else None
    return render(
        "ask.html",
        language,
        brand=parts.knowledge.brand.name,
        top="",
        question=question,
        unit=names.get(language, question.unit if question else ""),
        answer=given.answer,
        name=given.name,
        problem=sentence(given.problem, language) if given.problem else "",
        person=person,
        csrf=who.csrf if who else "",
        longest=LONGEST_ANSWER,
        done=done,
    )


def offers_html(
    parts: Parts,
    who: Visitor,
    found: tuple[QuestionRow, ...],
    now: datetime,
    *,
    accepted: QuestionRow | None = None,
    problem: AssistantError | None = None,
) -> str:
    """Answers waiting for an editor; ``accepted`` is shown as the text of an entry to go on with."""
    brand = parts.knowledge.brand
    return render(
        "offers.html",
        who.language,
        brand=brand.name,
        top=Markup(top_html(brand.name, who, "offers")),
        found=found,
        now=now,
        csrf=who.csrf,
        teams={key: names[who.language] for key, names in brand.teams.items()},
        entry=_entry(parts, accepted, now) if accepted else None,
        problem=sentence(problem, who.language) if problem else "",
    )


def _entry(parts: Parts, row: QuestionRow, now: datetime) -> tuple[str, str]:
    """File and text of an entry from a colleague's answer, masked as the question is."""
    answer = parts.hide(row.answer or "")
    language = guess_language(answer).language or row.language or Language.EN
    teams = parts.knowledge.brand.teams
    source = f"{row.answered_by}, {now.date().isoformat()}"
    return entry_of(
        row.question, answer, language=language, owner=row.unit if row.unit in teams else next(iter(teams)),
        source=source, knowledge=parts.knowledge, today=now.date(),
    )  # fmt: skip
