"""A reply keeps to what its channel's sheet allows of emoji, links and hashtags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.contacts import links
from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity, Situation
from assistant.knowledge.lengths import EMOJI

# As X and Instagram read one: a word after the sign, not a number («#1»), not part of a link or of another word.
HASHTAG = re.compile(r"(?<![\w/&#.?=-])#(?=\w*[^\W\d_])(\w+)")
# A page; «our only site is brand.example» names the site and links to nothing.
LEADS = re.compile(r"/|^www\.", re.IGNORECASE)


def channel(reviewed: Reviewed) -> Iterator[Finding]:
    """More emoji, links or hashtags than the channel takes, and links to where it does not lead, warn."""
    yield from _emoji(reviewed)
    yield from _links(reviewed)
    most = reviewed.profile.hashtags
    for place, match in enumerate(HASHTAG.finditer(reviewed.text)):
        if most is not None and place >= most:
            yield reviewed.finding(
                "hashtags", Severity.WARN, "channel.hashtags", match.span(), match[1], text=match.group(), most=most
            )


def _emoji(reviewed: Reviewed) -> Iterator[Finding]:
    """Of what the guideline's own rules let pass, no more than the channel takes, and none to whom used none."""
    most = reviewed.profile.emoji
    counted = (rule.check for rule in reviewed.rules)
    bounds = [check.most or 0 for check in counted if check.kind == "count" and check.what == "emoji"]
    body = reviewed.text[slice(*reviewed.body())]
    if most is None or len(EMOJI.findall(body)) > min(bounds, default=len(body)):
        return  # any number, or the rule's own finding says it
    most = min(most, *bounds) if bounds else most
    unasked = reviewed.triage.situation is Situation.PRAISE and not EMOJI.search(reviewed.complaint.text)
    for match in list(EMOJI.finditer(reviewed.text))[0 if unasked else most :]:
        start = match.start() - reviewed.text[: match.start()].endswith((" ", "\u00a0"))
        code = "channel.emoji_unasked" if unasked and most else "channel.emoji"
        yield reviewed.finding("emoji", Severity.WARN, code, (start, match.end()), "", text=match.group(), most=most)


def _links(reviewed: Reviewed) -> Iterator[Finding]:
    profile, brand = reviewed.profile, reviewed.brand
    allowed = {value for name in profile.link_to for value in brand.contacts.get(name, {}).values()}
    found = [span for span in links(reviewed.text) if LEADS.search(reviewed.text, *span)]
    for place, (start, end) in enumerate(found):
        text = reviewed.text[start:end]
        if profile.links is not None and place >= profile.links:
            yield reviewed.finding("links", Severity.WARN, "channel.links", (start, end), text=text, most=profile.links)
        elif allowed and text not in allowed:
            wanted = ", ".join(sorted(allowed))
            yield reviewed.finding("links", Severity.WARN, "channel.link_to", (start, end), text=text, wanted=wanted)
