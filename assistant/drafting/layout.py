"""Joining sentences into the text a customer reads: greeting, paragraphs and sign-off by the channel's style."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.domain import Audience, Flag, Language, Sentence, SentenceKind, Situation
from assistant.drafting.case import Case
from assistant.knowledge.lengths import measure
from assistant.knowledge.tone import Style

PARAGRAPH_BREAK = {"line": " ", "comment": "\n\n", "chat": "\n\n", "letter": "\n\n"}
GREETING_BREAK = {"line": "\n", "comment": "\n", "chat": "\n", "letter": "\n\n"}
SIGN_OFF_BREAK = {"line": " ", "comment": "\n", "chat": "\n", "letter": "\n\n"}
# What a person's initials or name will take in place of the placeholder, for the channel's limit.
INITIALS, NAME = "{agent_initials}", "{agent_name}"
STAND_IN = {INITIALS: "XX", NAME: "Xxxxxxxx X."}


def greeting(case: Case, audience: Audience, style: Style | None = None) -> str:
    """The brand's greeting with the address form the name allows, in the channel's style unless another is given."""
    style = style or case.profile_for(audience).style
    patterns = case.guideline.card.greeting[style]
    name = case.formal_name if style == "letter" else case.name
    if name and _too_close(name, case):
        name = None
    return patterns.named.replace("{name}", name) if name else patterns.plain


def _too_close(name: str, case: Case) -> bool:
    """A bare first name in front of an approved holding text about law, press or discrimination."""
    close = case.language is Language.EL and name == name.split()[0]
    return close and case.triage.situation is Situation.HOLDING and Flag.SELF_HARM not in case.triage.flags


def sign_off(case: Case, audience: Audience, style: Style | None = None) -> str:
    """The brand's closing line; the name in it belongs to the person who sends and stays a placeholder until then."""
    return case.guideline.card.sign_off[style or case.profile_for(audience).style]


def framed(sentences: Sequence[Sentence], case: Case, audience: Audience) -> tuple[Sentence, ...]:
    """The sentences of one reply with greeting and sign-off around them; nothing for no sentences."""
    own = [sentence for sentence in sentences if sentence.reply is audience]
    if not own:
        return ()
    opening = Sentence(audience, greeting(case, audience), SentenceKind.COURTESY, (), -1)
    last = max(sentence.paragraph for sentence in own)
    closing = Sentence(audience, sign_off(case, audience), SentenceKind.COURTESY, (), last + 1)
    return (opening, *own, closing)


def text(sentences: Sequence[Sentence], case: Case, audience: Audience) -> str | None:
    """The reply as it would be sent, from sentences already framed; ``None`` for no sentences."""
    own = [sentence for sentence in sentences if sentence.reply is audience]
    return joined(own, case.profile_for(audience).style) if own else None


def joined(own: Sequence[Sentence], style: Style) -> str:
    """The sentences of one reply, greeting first and sign-off last, as text in a channel's style."""
    parts = [own[0].text]
    for before, sentence in pairwise(own):
        if before is own[0]:
            parts.append(GREETING_BREAK[style])
        elif sentence is own[-1]:
            parts.append(SIGN_OFF_BREAK[style])
        else:
            parts.append(" " if sentence.paragraph == before.paragraph else PARAGRAPH_BREAK[style])
        parts.append(sentence.text)
    return "".join(parts)


def length(content: str, case: Case, audience: Audience) -> int:
    """How much of the channel's limit a text takes once a person's name stands in it."""
    for placeholder, name in STAND_IN.items():
        content = content.replace(placeholder, name)
    return measure(content, case.profile_for(audience).unit)
