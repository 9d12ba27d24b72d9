"""The words the composer writes with: phrases by move, and the names of products and other objects."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import ConfigDict, Field, RootModel

from assistant.domain import Audience, Category, Emotion, Market, Situation
from assistant.knowledge.documents import Card
from assistant.knowledge.tone import Style

VARIABLE = re.compile(r"\{\{-?\s*([a-z_]+(?:\.[a-z_]+)?)")


class Phrase(Card):
    """One sentence of the brand's own, a Jinja2 template; usable when each variable in it has a value.

    ``weight`` puts it before sentences whose filters and details are as particular as its own.
    """

    text: str = Field(min_length=2)
    categories: tuple[Category, ...] = ()
    emotions: tuple[Emotion, ...] = ()
    styles: tuple[Style, ...] = ()
    situations: tuple[Situation, ...] = ()
    occasions: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    audience: Audience | None = None
    intensity: int | None = None
    apology: int | None = None
    also: tuple[str, ...] = ()
    weight: int = 0

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables the phrase needs: ``product.acc``, ``days``."""
        return frozenset(VARIABLE.findall(self.text))

    @cached_property
    def details(self) -> frozenset[str]:
        """The same without their forms: ``product``, ``days``."""
        return frozenset(name.split(".")[0] for name in self.variables)


@dataclass(frozen=True, slots=True)
class Listed:
    """The phrases of one move, in order; ``plain`` are the places of those for anybody, ``told`` of others by scene."""

    phrases: tuple[Phrase, ...]
    plain: frozenset[int]
    told: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, phrases: Sequence[Phrase]) -> Listed:
        """The list of these phrases."""
        told: dict[str, tuple[int, ...]] = {}
        for at, phrase in enumerate(phrases):
            for scene in dict.fromkeys(phrase.scenes):
                told[scene] = (*told.get(scene, ()), at)
        plain = frozenset(at for at, phrase in enumerate(phrases) if not phrase.scenes)
        return cls(tuple(phrases), plain, told)

    def possible(self, scenes: Collection[str]) -> Iterator[Phrase]:
        """The phrases for anybody and those for any of these scenes, in order: a long list is mostly for others."""
        places = self.plain.union(*(self.told.get(scene, ()) for scene in scenes))
        return (self.phrases[at] for at in sorted(places))


class SlotWords(Card):
    """How one missing fact is named: inside a request, on a form, as a question."""

    ask: str
    label: str
    question: str


Forms = Mapping[str, str]
DURATIONS = ("minute", "hour", "day", "working_day")


class Phrases(Card):
    """``phrases/<language>.yaml``: moves with their phrases, and the small words they are built with.

    ``markets`` put the country in front of what holds there only, ``numbers`` are two, three … as prose writes them.
    ``reads`` are words by which texts are read: an
    agent's note (``internal``, ``customer``, ``appointment``), our own earlier answers (``private``), a sentence of an
    entry that asks for something (``request``), grants it (``grant``), sets a limit (``limit``), says what a thing
    costs (``price``), and one that follows another (``link``); a message that announces more than one thing
    (``several``). A star at the end stands for any ending.
    """

    moves: Mapping[str, tuple[Phrase, ...]]
    slots: Mapping[str, SlotWords]
    bridges: Mapping[str, str]
    join: Mapping[str, str]
    durations: Mapping[str, tuple[str, str]]
    about: Mapping[str, Forms]
    markets: Mapping[Market, str] = {}
    numbers: tuple[str, ...] = ()
    reads: Mapping[str, tuple[str, ...]] = {}


class Told(Card):
    """``told/<language>.yaml``: what customers tell of their own case, and the sentences that say it back.

    ``scenes`` are things that happen (a leak, a day at home for nothing), each with the phrases by which it is known in
    a message (the small language of ``triage/patterns``); their names are the same in every language. ``dates`` are
    words that say what a day was: ordered, sent back, promised. ``spans`` are the units of time beside those of
    ``phrases``. ``entries`` are the slugs of what answers a scene, ``spares`` the words an answer must not be about
    after it: advice that has just failed; ``begins`` the words of advice on how to begin a thing, for nobody who waits
    for its end. ``known`` are correct words that look like a slip of a scene's. ``places`` are words of an answer that
    hold for whoever names the place, and with the scene ``on_island`` the words under ``islands``. ``moves`` are
    further phrases, most with ``scenes``.

    ``turns`` are the words that turn what follows into no news of the customer's own: something supposed, asked,
    another person's, or of a thing they had before; ``fine`` says that something is as it should be. ``wants`` are
    the words by which a question wants a time, an amount, a way. ``things`` are the words that say which thing was
    ``wanted`` and which one was ``got``, ``instead`` those between two counts; ``colours`` are the colours as a
    reply names them, each with the words customers use. ``spoken`` are words beside a length of time by which it is
    a delay (``late``) or was only said (``promised``). ``met`` are, by scene, the beginnings of an entry's
    sentences («If nobody came») that the scene meets.
    """

    scenes: Mapping[str, tuple[str, ...]] = {}
    dates: Mapping[str, tuple[str, ...]] = {}
    spans: Mapping[str, tuple[str, str]] = {}
    entries: Mapping[str, str] = {}
    spares: Mapping[str, tuple[str, ...]] = {}
    begins: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    islands: tuple[str, ...] = ()
    turns: Mapping[str, tuple[str, ...]] = {}
    wants: Mapping[str, tuple[str, ...]] = {}
    things: Mapping[str, tuple[str, ...]] = {}
    colours: Mapping[str, tuple[str, ...]] = {}
    spoken: Mapping[str, tuple[str, ...]] = {}
    met: Mapping[str, tuple[str, ...]] = {}
    moves: Mapping[str, tuple[Phrase, ...]] = {}

    @classmethod
    def sections(cls) -> frozenset[str]:
        """The keys of the file that are no moves."""
        return frozenset(cls.model_fields) - {"moves"}

    @cached_property
    def lists(self) -> Mapping[str, Listed]:
        """The phrases of each move, found by what is told."""
        return {move: Listed.of(phrases) for move, phrases in self.moves.items()}


class Circumstances(Card):
    """``circumstances.yaml``: what things told (by their scenes) and products (by their codes) mean for a reply.

    ``no_fault`` are told by somebody who only wants to know what applies; so are ``disliked`` beside ``tried``.
    ``asked_beforehand`` is asked of what is still to be bought. Of ``not_to_be_seen`` there is no picture, of
    ``spoilt`` there is. ``large`` are furniture and big appliances. ``silence`` is told by whoever writes again;
    ``owed`` is what we left undone when somebody called or wrote. ``requests`` are asked for and have to be done.
    ``at_home`` is damage done by whoever came to deliver or to fit: the goods did not arrive with it.
    """

    no_fault: frozenset[str] = frozenset()
    tried: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    asked_beforehand: frozenset[str] = frozenset()
    not_to_be_seen: frozenset[str] = frozenset()
    spoilt: frozenset[str] = frozenset()
    large: frozenset[str] = frozenset()
    silence: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()
    requests: frozenset[str] = frozenset()
    at_home: frozenset[str] = frozenset()


class ProductWords(Card):
    """A product in one language: the words customers use, and the forms sentences need."""

    words: tuple[str, ...] = Field(min_length=1)
    model_config = ConfigDict(extra="allow", frozen=True)

    @cached_property
    def forms(self) -> dict[str, str]:
        """The named forms (``bare``, ``yours``, ``nom`` …) as written."""
        return {key: str(value) for key, value in (self.model_extra or {}).items()}


class Products(RootModel[Mapping[str, ProductWords]]):
    """``products/<language>.yaml``."""
