"""What a check is given: one reply as it would be sent, with everything it is compared against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assistant.checks.framing import closing_start, greeting_end
from assistant.domain import (
    Audience,
    Complaint,
    Finding,
    Language,
    Passage,
    Reason,
    Sentence,
    Severity,
    Triage,
)
from assistant.knowledge import Brand, ChannelProfile, Guideline, Rule
from assistant.knowledge.brand import Grant


@dataclass(frozen=True)
class Reviewed:
    """One reply under review.

    ``passages`` are what the reply may rest on; ``grounds`` is every other text a fact may come from (SLA lines,
    approved texts); ``sentences`` carry kinds and sources while the text is as drafted, and are empty for a person's
    own words; ``known_values`` are the customer's personal data, for what must not be echoed in public. ``authority``
    says what each role may promise, ``role`` whose words these are; ``recent`` are other replies of the same page;
    ``things`` are what the brand's products are called in this language.
    """

    text: str
    audience: Audience
    language: Language
    profile: ChannelProfile
    guideline: Guideline
    brand: Brand
    complaint: Complaint
    triage: Triage
    name: str | None = None
    formal_name: str | None = None
    passages: tuple[Passage, ...] = ()
    grounds: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    known_values: tuple[str, ...] = ()
    authority: Mapping[str, Grant] = field(default_factory=dict)
    role: str = "agent"
    recent: tuple[str, ...] = ()
    things: tuple[str, ...] = ()

    def finding(
        self,
        check: str,
        severity: Severity,
        code: str,
        span: tuple[int, int] | None = None,
        mend: str | None = None,
        **values: str | int,
    ) -> Finding:
        """A finding of this reply; ``mend`` is what may stand in place of the span."""
        return Finding(check, severity, self.audience, Reason(code, values), span, mend)

    def rule(self, name: str) -> Rule | None:
        """The guideline's rule that a built-in check serves, if the brand has one that applies here."""
        return next((r for r in self.rules if r.check.kind == "builtin" and r.check.name == name), None)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The guideline's rules that apply here, in order."""
        return tuple(rule for rule in self.guideline.card.rules if self.in_scope(rule))

    def in_scope(self, rule: Rule) -> bool:
        """Whether a rule applies to this channel, style, situation and audience."""
        here: Mapping[str, str] = {
            "channels": self.complaint.channel,
            "styles": self.profile.style,
            "situations": self.triage.situation,
            "audience": self.audience,
        }
        return all(
            name not in here or here[name] in ((wanted,) if isinstance(wanted, str) else wanted)
            for name, wanted in rule.scope.items()
        )

    def body(self) -> tuple[int, int]:
        """Where the text stands between the greeting and the sign-off."""
        start = greeting_end(self.text, self.guideline)
        return start, max(start, closing_start(self.text, self.guideline.card.sign_off[self.profile.style]))

    def greeting_found(self) -> str:
        """The opening of the reply, if it is one of the brand's greetings (with or without a name)."""
        return self.text[: greeting_end(self.text, self.guideline)]


Check = Callable[[Reviewed], Iterator[Finding]]
