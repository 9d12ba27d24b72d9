"""Names and things stand in the form their sentence needs: Turkish endings, the Greek vocative, the brand's article."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.checks.review import Reviewed
from assistant.domain import Finding, Language, Severity
from assistant.languages.greek import slips as greek
from assistant.languages.turkish import slips as turkish

SAME_NAME = 5  # letters by which a woman's and a man's form of one family name are known


def forms(reviewed: Reviewed) -> Iterator[Finding]:
    """A form that stands wrong warns, with the right one as its mend where that is sure."""
    for start, end, wanted in _slips(reviewed):
        text = reviewed.text[start:end]
        if wanted is not None:
            yield reviewed.finding(
                "word_form", Severity.WARN, "form.wrong", (start, end), wanted, text=text, wanted=wanted
            )
        else:
            mend = _as_given(text, reviewed)
            yield reviewed.finding("word_form", Severity.WARN, "form.called", (start, end), mend, text=text)


def _slips(reviewed: Reviewed) -> Iterator[tuple[int, int, str | None]]:
    brand, forms = reviewed.brand.name, reviewed.brand.name_forms
    if reviewed.language is Language.TR:
        first = [name.rsplit(" ", 1)[0] for name in (reviewed.name,) if name and " " in name]
        yield from turkish.slips(reviewed.text, (brand, *first), reviewed.things, forms.read)
    elif reviewed.language is Language.EL:
        begin = len(reviewed.greeting_found())  # how the greeting calls somebody is weighed against the name given
        yield from (slip for slip in greek.slips(reviewed.text, brand, forms.gender) if slip.start >= begin)


def _as_given(text: str, reviewed: Reviewed) -> str | None:
    """The form of address the customer's name allows, where the reply means that name."""
    name = reviewed.name or reviewed.formal_name or ""
    return name if name.split()[-1:] and name.split()[-1][:SAME_NAME] == text.split()[-1][:SAME_NAME] else None
