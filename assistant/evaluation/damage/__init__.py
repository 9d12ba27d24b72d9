"""The ways a good reply is damaged, with the checks that should find each."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.evaluation.damage.address import (
    after_sign_off,
    familiar,
    greeting_lost,
    name_misspelt,
    sign_off_lost,
    wrong_vocative,
)
from assistant.evaluation.damage.facts import (
    contradicts_thread,
    currency_swapped,
    date_moved,
    foreign_format,
    number_changed,
    polarity_flipped,
    wrong_source,
)
from assistant.evaluation.damage.form import (
    accents_lost,
    apology_removed,
    capitals,
    echo,
    ellipsis,
    emoji,
    exclamations,
    other_language,
    over_limit,
    owner_removed,
    pasted,
)
from assistant.evaluation.damage.parts import Make, declined, phrase, public_only


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage; ``found_by`` are the checks and rules whose finding counts as having caught it."""

    kind: str
    make: Make
    found_by: frozenset[str]


FACTS = frozenset({"facts", "thread", "support", "commitment", "forbidden-promise"})
ADDRESS = frozenset({"address", "greeting", "names"})
STOCK = frozenset({"no-cliche", "empty-forwarding", "internal-words", "no-excuse"})
PROMISES = frozenset(
    {"forbidden-promise", "commitment", "no-marketing", "facts", "no-liability", "no-completed-action"}
)
DATA = frozenset({"public_data_request", "secret_request"})

DAMAGES: tuple[Damage, ...] = (
    Damage("number_changed", number_changed, FACTS),
    Damage("date_moved", date_moved, FACTS),
    Damage("currency_swapped", currency_swapped, FACTS),
    Damage("polarity_flipped", polarity_flipped, FACTS),
    Damage("wrong_source", wrong_source, FACTS),
    Damage("other_language", other_language, frozenset({"language"})),
    Damage("familiar", familiar, frozenset({"polite-plural"})),
    Damage("wrong_vocative", wrong_vocative, ADDRESS),
    Damage("name_misspelt", name_misspelt, ADDRESS),
    Damage("apology_removed", apology_removed, frozenset({"apology_level"})),
    Damage("conditional_apology", phrase("conditional_apology"), frozenset({"conditional-apology", "no-cliche"})),
    Damage("blame", phrase("no_blame"), frozenset({"no-blame"})),
    Damage("promise_added", phrase("promises"), PROMISES),
    Damage("completed_action", phrase("completed_action"), frozenset({"no-completed-action", "empty-forwarding"})),
    Damage("liability", phrase("liability"), frozenset({"no-liability", "no-blame", "commitment"})),
    Damage("legal_opinion", phrase("legal_opinion"), frozenset({"no-legal-opinion"})),
    Damage("public_data", public_only(phrase("public_data_request")), DATA),
    Damage("secret_asked", phrase("secret_asked"), DATA),
    Damage("echo", public_only(echo), frozenset({"public_data_echo"})),
    Damage("foreign_phone", phrase("foreign_phone"), frozenset({"contact"})),
    Damage("foreign_link", phrase("foreign_link"), frozenset({"contact"})),
    Damage("left_over", phrase("left_over"), frozenset({"placeholder"})),
    Damage("over_limit", over_limit, frozenset({"length"})),
    Damage("owner_removed", owner_removed, frozenset({"owner_and_time"})),
    Damage("three_asks", phrase("three_asks"), frozenset({"most_asks"})),
    Damage("marketing", phrase("marketing"), frozenset({"no-marketing"})),
    Damage("cliche", phrase("cliche"), STOCK),
    Damage("forwarding", phrase("forwarding"), STOCK | {"no-completed-action"}),
    Damage("internal_words", phrase("internal_words"), STOCK),
    Damage("volume_excuse", phrase("volume_excuse"), STOCK),
    Damage("accusation", phrase("accusation"), frozenset({"no-accusation", "no-blame"})),
    Damage("but_after_empathy", phrase("but_after_empathy"), frozenset({"no-but-after-empathy"})),
    Damage("review_removal", phrase("review_removal"), frozenset({"review-removal"})),
    Damage("staff_named", phrase("staff_named"), frozenset({"names"})),
    Damage("machine_talk", phrase("machine_talk"), frozenset({"no-machine-talk", "placeholder"})),
    Damage("obeyed", phrase("obeyed"), PROMISES | {"no-machine-talk", "review-removal"}),
    Damage("contradicts_thread", contradicts_thread, FACTS),
    Damage("pasted", pasted, frozenset({"duplicate"})),
    Damage("capitals", capitals, frozenset({"calm-punctuation"})),
    Damage("exclamations", exclamations, frozenset({"calm-punctuation"})),
    Damage("ellipsis", ellipsis, frozenset({"calm-punctuation"})),
    Damage("emoji", emoji, frozenset({"emoji"})),
    Damage("hashtag", phrase("hashtag"), frozenset({"hashtags"})),
    Damage("wrong_form", declined(phrase("wrong_form")), frozenset({"word_form"})),
    Damage("accents_lost", accents_lost, frozenset({"language"})),
    Damage("long_sentence", phrase("long_sentence"), frozenset({"longest-sentence", "sentence-length"})),
    Damage("greeting_lost", greeting_lost, frozenset({"greeting"})),
    Damage("sign_off_lost", sign_off_lost, frozenset({"sign_off"})),
    Damage("after_sign_off", after_sign_off, frozenset({"sign_off"})),
    Damage("foreign_format", foreign_format, frozenset({"number_format"})),
)
