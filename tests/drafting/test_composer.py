"""The composer's promises: the answer to this question, the customer's own facts, nothing that no source says."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import Audience, Category, Language, Market, SentenceKind, Situation, Turn
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.choosing import deciding_entries
from assistant.drafting.composer import compose
from assistant.drafting.notes import noted
from assistant.evaluation.cases import EvaluationCase
from assistant.evaluation.damage.parts import parts
from assistant.evaluation.measures import supported
from assistant.languages.folding import bare
from assistant.workflow.propose import Proposer


@pytest.fixture
def bed(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Case:
    """A complaint with an agent's note that names a new slot."""
    return proposer.understand(samples["en-s19"].complaint)[0]


def text(case: Case, audience: Audience = Audience.PRIVATE) -> str:
    return layout.text(compose(case).sentences, case, audience) or ""


def noting(case: Case, note: str) -> Case:
    return replace(case, complaint=replace(case.complaint, note=note))


def test_the_appointment_of_a_note_is_said_and_promised(bed: Case) -> None:
    draft = compose(bed)
    assert "23 November, 10:00-14:00" in text(bed)
    assert [(promise.source, promise.by and promise.by.day) for promise in draft.commitments] == [("note", 23)]


def test_a_general_period_is_not_given_where_the_note_gives_the_day(bed: Case) -> None:
    assert "working days" not in text(bed)


@pytest.mark.parametrize(
    "note",
    [
        "Internal: the supplier sent the wrong pump, do not mention.",
        "The customer shouted at the driver on the phone.",
        "Daniel has complained about us before.",
        "We missed the agreed slot and did not call.",
    ],
)
def test_what_a_note_means_for_colleagues_never_reaches_the_customer(bed: Case, note: str) -> None:
    case = noting(bed, note)
    assert noted(case).facts == ()
    assert not any(sentence.kind is SentenceKind.AGENT for sentence in compose(case).sentences)


def test_a_note_in_another_language_gives_its_day_in_the_reply_s_own(bed: Case) -> None:
    case = noting(bed, "Yeni teslimat 24 Kasım 2026 Salı 12.00-16.00 olarak planlandı.")
    assert "24 November 2026, 12:00-16:00" in text(case)


def test_a_note_in_another_language_is_never_quoted(bed: Case) -> None:
    assert noted(noting(bed, "Müdür bey dosyaya baktı, onay verdi.")).facts == ()


def test_what_a_note_in_another_language_says_is_told_in_the_reply_s_own(bed: Case) -> None:
    assert noted(noting(bed, "Parça 16 Kasım'da geldi.")).facts == ("The part arrived on 16 November.",)


def test_a_telegram_for_colleagues_becomes_a_sentence_for_the_customer(bed: Case) -> None:
    note = "Pump fitted on 17 November. App team is on it. Team phones Monday before."
    facts = noted(noting(bed, note)).facts
    assert len(facts) == 2
    assert "fitted on 17 November" in facts[0]
    assert "phone call" in facts[1]


@pytest.mark.parametrize("note", ["Refund not sent yet.", "The refund will be sent on Monday.", "Pump not fitted."])
def test_what_has_not_happened_is_never_told_as_if_it_had(bed: Case, note: str) -> None:
    said = " ".join(noted(noting(bed, note)).facts)
    assert "out" not in said.split()
    assert "fitted" not in said.replace("not fitted", "")


@settings(max_examples=60, deadline=None)
@given(note=st.text(max_size=200))
def test_any_note_can_be_read(note: str, proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    case = proposer.understand(samples["en-s19"].complaint)[0]
    assert noted(noting(case, note)).facts is not None


def test_nobody_is_sent_to_the_private_channel_a_third_time(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    complaint = samples["en-s16"].complaint
    asked = Turn("brand", "Please write to us by direct message.")
    once = proposer.understand(replace(complaint, thread=(asked,)))[0]
    twice = proposer.understand(replace(complaint, thread=(asked, asked)))[0]
    assert "help@meltemia.example" in text(once, Audience.PUBLIC)
    assert "help@meltemia.example" not in text(twice, Audience.PUBLIC)
    assert "800 000 0000" in text(twice, Audience.PUBLIC)


def test_one_apology_is_made_however_the_loss_is_said_back(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    for sample in ("en-s15", "en-s05", "en-s01"):
        case = proposer.understand(samples[sample].complaint)[0]
        for audience in Audience:
            assert text(case, audience).count("I'm sorry") <= 1


def test_two_problems_are_answered_one_by_one(proposer: Proposer, samples: dict[str, EvaluationCase]) -> None:
    case = proposer.understand(
        replace(
            samples["en-s04"].complaint,
            text="My table arrived damaged, one leg is cracked. And two screws are missing from the box. I'm in Izmir.",
        )
    )[0]
    cited = {sentence.sources[0] for sentence in compose(case).sentences if sentence.kind is SentenceKind.SOURCE}
    assert {"faq/en/damaged-on-arrival", "faq/en/missing-parts"} <= cited


def test_a_question_whose_answer_differs_by_market_gets_both_answers_each_under_its_country(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    complaint = replace(samples["en-s14"].complaint, text="What does parcel delivery cost?", subject=None, market=None)
    case = proposer.understand(complaint)[0]
    if case.market is None and not case.abstained:
        said = text(case)
        assert said.index("Turkey") < said.index("79.90 TL")
        assert said.index("Greece") < said.index("€3.90")
        assert "Turkey or in Greece" not in said


def test_a_known_size_decides_which_delivery_time_is_given(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    complaint = replace(
        samples["en-s04"].complaint, text="How many days until my sofa is delivered in Izmir? It's late."
    )
    chosen = [pick.entry.slug for pick in deciding_entries(proposer.understand(complaint)[0])]
    assert "delivery-time-parcels" not in chosen


def test_an_answer_of_another_kind_says_nothing_back_that_may_not_have_happened(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case = proposer.understand(samples["tr-s15"].complaint)[0]
    picks = deciding_entries(case)
    if picks[0].strayed:
        assert "Mağaza" not in text(case).split("\n\n")[1]


def test_a_refusal_keeps_its_way_out_however_short_it_has_to_be(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    case = proposer.understand(samples["en-s18"].complaint)[0]
    refusal = replace(case, triage=replace(case.triage, situation=Situation.REFUSAL))
    assert any("complaint-escalation" in source for s in compose(refusal).sentences for source in s.sources)


def test_no_draft_of_the_samples_claims_anything_without_a_source(
    proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    for sample in samples.values():
        proposal, _ = proposer.propose(sample.complaint)
        assert supported(sample, proposal) is not False, sample.id


@pytest.mark.parametrize("language", list(Language))
def test_fifty_complaints_on_one_topic_get_at_least_forty_five_different_replies(
    language: Language, proposer: Proposer, samples: dict[str, EvaluationCase]
) -> None:
    own = [sample.complaint for id_, sample in sorted(samples.items()) if id_.startswith(str(language))]
    cases = [proposer.understand(complaint)[0] for complaint in own]
    late = [
        replace(
            case,
            complaint=replace(case.complaint, id=f"late-{number}", channel="email", public=False, note=None),
            triage=replace(
                case.triage,
                categories=((Category.DELIVERY_LATE, 1.0),),
                situation=Situation.LOOKUP,
                apology=1,
                action=cases[2].triage.action,
                flags=(),
                market=Market.TR,
                language=language,
            ),
        )
        for number, case in enumerate(islice(cycle(cases), 50))
    ]
    assert len({bare(parts(text(case))[1]) for case in late}) >= 45
