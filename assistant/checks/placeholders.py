"""Nothing that was meant to be filled in is left in the reply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Severity

# The sign-off's own placeholders are filled with the approving person's name; all others are mistakes.
LEFT_OVER = re.compile(
    r"⟦[^⟧\n]{0,60}⟧?|\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{(?!agent_initials\}|agent_name\})[a-z_]{2,40}\}"
    r"|\[[^\]\n]{0,40}\]|<[a-z_ ]{3,40}>|\bX{3,}\b|_{3,}|\*\*|(?:(?<=\s)|^)#{1,4} "
)


def placeholders(reviewed: Reviewed) -> Iterator[Finding]:
    """Masks, template variables and brackets to fill in block approval."""
    for match in LEFT_OVER.finditer(reviewed.text):
        yield reviewed.finding("placeholder", Severity.BLOCK, "placeholder.left", match.span(), text=match.group())
