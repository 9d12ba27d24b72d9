"""Whether a message is about large goods or a parcel: the two are brought, carried and charged for differently."""

from __future__ import annotations

from assistant.domain import Language
from assistant.drafting.case import Case
from assistant.drafting.relevance import features
from assistant.drafting.things import subject
from assistant.knowledge import Entry

LARGE, BRANCH = "@large_item", "@branch"
# Entries whose titles speak of these tell large goods from parcels, where one of their sentences names large goods.
CARRIED = frozenset({"@delivery", "@courier", "@not_at_home"})


def is_large(case: Case) -> bool:
    """Whether the goods are large: by the product in question, else by any large thing that is named."""
    return case.once("large", lambda: _is_large(case))


def _is_large(case: Case) -> bool:
    product = subject(case)
    return product in case.knowledge.circumstances.large if product else LARGE in case.asked.weights


def of_another_size(sentence: str, entry: Entry, case: Case) -> bool:
    """Whether a sentence holds for goods of another size than the customer's.

    Where an entry on delivery has a sentence on large goods, all else that its countries' own parts say is on parcels.
    """
    title = features(entry.card.title, entry.language)
    if LARGE in title or entry.card.size is not None:
        return False
    of_large = _of_large(sentence, entry.language)
    if not is_large(case):
        return of_large
    return not of_large and bool(title & CARRIED) and _tells_sizes(entry) and sentence[:-1] not in _shared(entry)


def _of_large(sentence: str, language: Language) -> bool:
    said = features(sentence, language)
    return LARGE in said and BRANCH not in said  # a parcel locker is no wardrobe


def _tells_sizes(entry: Entry) -> bool:
    return any(LARGE in features(text, entry.language) for text in entry.sections.values())


def _shared(entry: Entry) -> str:
    return " ".join(entry.sections.get(None, "").split())
