"""The reply ends with the brand's closing line as its channel has it, signed by a person, and nothing after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.framing import PLACE, closing, closing_start, lead_of
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity
from assistant.knowledge import Rule

# «^EK», «Ε.Κ.»; whoever has one name has one initial, whoever has none signs with what there is.
MOST_INITIALS = 3
LETTER = re.compile(r"[^\W_]")


def sign_off(reviewed: Reviewed) -> Iterator[Finding]:
    """The closing stands at the end, whoever signs it; a placeholder for the name counts as one."""
    rule = reviewed.rule("sign_off")
    if rule is None:
        return
    template, text = reviewed.guideline.card.sign_off[reviewed.profile.style], reviewed.text
    found = closing(template).search(text)
    if found is not None:
        name = "named" if found.groupdict().get("named") else "signer"
        yield from _signed(reviewed, found.span(name), template)
        return
    start, end = closing_start(text, template), len(text)
    other = _of_another_channel(reviewed, rule, template)
    if other is not None:
        yield other
    elif start == end:
        yield reviewed.finding("sign_off", rule.severity, "sign_off.missing", (max(0, end - 20), end))
    else:
        yield reviewed.finding("sign_off", rule.severity, "sign_off.after", (start, end))


def _signed(reviewed: Reviewed, span: tuple[int, int], template: str) -> Iterator[Finding]:
    """Whether the person signs as the channel sheet says: initials or a name, and no brand in a name's place.

    What an account is called may be all a person has, so this only warns.
    """
    signer, wanted = reviewed.text[slice(*span)], reviewed.profile.signature
    letters = len(LETTER.findall(signer))
    is_initials = letters <= MOST_INITIALS and len(signer.split()) == 1
    if PLACE.search(signer):
        if signer not in template:
            yield _otherwise(reviewed, Severity.WARN, span, PLACE.findall(template)[0], template)
    elif wanted == "initials" and not is_initials:
        yield _otherwise(reviewed, Severity.WARN, span, _initials(signer), template)
    elif wanted not in (None, "initials") and is_initials and signer.isupper() and letters > 1:
        yield reviewed.finding("sign_off", Severity.WARN, "sign_off.name", span, text=signer)
    elif wanted and reviewed.brand.name in signer:
        own = signer.partition(",")[0].strip()
        mend = None if reviewed.brand.name in own else own
        yield reviewed.finding("sign_off", Severity.WARN, "sign_off.person", span, mend, text=signer)


def _of_another_channel(reviewed: Reviewed, rule: Rule, template: str) -> Finding | None:
    """The finding on a reply that ends as another channel's do; the same person signs the mend."""
    for other in sorted(set(reviewed.guideline.card.sign_off.values()), key=len, reverse=True):
        found = closing(other).search(reviewed.text)
        if other == template or not lead_of(other) or found is None:
            continue
        start, end = found.start() + len(found[0]) - len(found[0].lstrip()), found.start() + len(found[0].rstrip())
        signer = found.groupdict().get("named") or found["signer"]
        if PLACE.search(signer):
            mine = PLACE.findall(template)[0]
        else:
            mine = _initials(signer) if "{agent_initials}" in template else _name(signer)
        mend = PLACE.sub(mine, template) if mine else None
        return _otherwise(reviewed, rule.severity, (start, end), mend, template)
    return None


def _otherwise(
    reviewed: Reviewed, severity: Severity, span: tuple[int, int], mend: str | None, template: str
) -> Finding:
    text = reviewed.text[slice(*span)]
    return reviewed.finding("sign_off", severity, "sign_off.form", span, mend, text=text, wanted=mend or template)


def _initials(signer: str) -> str | None:
    return "".join(part[0] for part in signer.split()[:2] if LETTER.match(part)).upper() or None


def _name(signer: str) -> str | None:
    """The name somebody signs with; initials give none."""
    return None if signer.isupper() else signer.partition(",")[0].strip()
