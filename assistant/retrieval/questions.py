"""How well labelled questions are answered: the right entry first or in the first three, silence where none does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from assistant.domain import Language, Market
from assistant.retrieval.passages import Indexable
from assistant.retrieval.search import Found

FIRST = 3
Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A masked text with the slugs of the entries that answer it; none where nothing the brand knows does."""

    text: str
    language: Language
    topics: frozenset[str]
    market: Market | None = None

    @property
    def in_latin_letters(self) -> bool:
        """Typed without the language's own letters: Greek in Latin ones, Turkish without diacritics."""
        letters = filter(str.isalpha, self.text)
        return self.language is not Language.EN and all(letter.isascii() for letter in letters)


class Row(TypedDict):
    """Shares of the questions of a group: answered by the right entry, and said to be answered by none."""

    questions: int
    first: float
    first_three: float
    abstained: float


Ask = Callable[[Question], Found]


def measured(questions: Iterable[Question], ask: Ask, step: Step = lambda: None) -> dict[str, Row]:
    """A row for all questions, for each language, and for those of a language typed in plain Latin letters."""
    results: dict[str, list[tuple[bool, bool, bool]]] = {"all": []}
    for question in questions:
        found = ask(question)
        slugs = [passage.id.rpartition("/")[2] for passage in found.passages[:FIRST]]
        result = (
            bool(slugs) and slugs[0] in question.topics,
            any(slug in question.topics for slug in slugs),
            found.abstained,
        )
        groups = ["all", str(question.language)]
        if question.in_latin_letters:
            groups.append(f"{question.language} in Latin letters")
        for group in groups:
            results.setdefault(group, []).append(result)
        step()
    return {group: _row(rows) for group, rows in results.items() if rows}


def joined(parts: Sequence[dict[str, Row]]) -> dict[str, Row]:
    """The rows of several runs as one, each weighed by its questions."""
    found: dict[str, Row] = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        rows = [part[name] for part in parts if name in part]
        total = sum(row["questions"] for row in rows)
        first, three, abstained = (
            round(sum(share * row["questions"] for share, row in zip(shares, rows, strict=True)) / total, 4)
            for shares in (
                [row["first"] for row in rows],
                [row["first_three"] for row in rows],
                [row["abstained"] for row in rows],
            )
        )
        found[name] = Row(questions=total, first=first, first_three=three, abstained=abstained)
    return found


def left_out(entries: Sequence[Indexable]) -> Iterator[tuple[list[Indexable], list[Question]]]:
    """The entries without the first example question of each, and these as questions; then the second of each, ...

    So every question is asked of cards that hold none like it, and every card keeps all its others.
    """
    most = max((len(entry.examples) for entry in entries), default=0)
    for place in range(most):
        without = [replace(entry, examples=_without(entry.examples, place)) for entry in entries]
        yield without, [_question(entry, place) for entry in entries if place < len(entry.examples)]


def included(entries: Sequence[Indexable]) -> list[Question]:
    """Every example question, to be asked of cards that hold it."""
    return [_question(entry, place) for entry in entries for place in range(len(entry.examples))]


def _question(entry: Indexable, place: int) -> Question:
    return Question(entry.examples[place], entry.language, frozenset({entry.slug}))


def _without(examples: tuple[str, ...], place: int) -> tuple[str, ...]:
    return examples[:place] + examples[place + 1 :]


def _row(results: Sequence[tuple[bool, bool, bool]]) -> Row:
    shares = [round(sum(column) / len(results), 4) for column in zip(*results, strict=True)]
    return Row(questions=len(results), first=shares[0], first_three=shares[1], abstained=shares[2])
