"""Each problem a message tells has an answer or an owner and a time; what a look-up needs is asked for, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain import Audience, Category, Market, SentenceKind, Situation
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.composer import compose, traced
from assistant.drafting.material import material
from assistant.drafting.matters import further
from assistant.drafting.mirror import mirror
from assistant.evaluation.cases import EvaluationCase
from assistant.languages import words
from assistant.workflow.propose import Proposer

Samples = dict[str, EvaluationCase]
FEELING = frozenset({"restate", "restate_also", "told", "empathy", "apology_1", "apology_2"})
TWO = [
    ("tr-s03", "Kutudan çıkan avizenin camı kırık. Ayrıca faturayı yanlış isme kesmişsiniz.", "warehouse", "finance"),
    ("en-s03", "The sofa arrived with a broken leg. I was also charged twice for it.", "warehouse", "finance"),
    ("el-s03", "Το πλυντήριο στάζει νερά. Επίσης στο τιμολόγιο γράψατε λάθος όνομα.", "service", "finance"),
]


def asked(proposer: Proposer, sample: EvaluationCase, text: str, channel: str = "email") -> Case:
    public = channel in {"trustpilot", "google_review", "complaint_site"}
    complaint = replace(
        sample.complaint, text=text, subject=None, note=None, thread=(), market=None, channel=channel, public=public
    )
    return proposer.understand(complaint)[0]


def said(case: Case, audience: Audience = Audience.PRIVATE) -> str:
    return layout.text(compose(case).sentences, case, audience) or ""


def slots(case: Case) -> list[str]:
    return [slot.name for slot in material(case).slots]


@pytest.mark.parametrize(("sample", "text", "first", "second"), TWO)
def test_each_of_two_problems_has_its_own_owner_and_time(
    proposer: Proposer, samples: Samples, sample: str, text: str, first: str, second: str
) -> None:
    case = asked(proposer, samples[sample], text)
    promised = compose(case).commitments
    assert {first, second} <= {promise.owner for promise in promised}
    assert all(promise.by is not None and promise.source.startswith("brand/sla/") for promise in promised)
    teams = case.knowledge.brand.teams
    assert all(teams[owner][case.language].lower() in said(case).lower() for owner in (first, second))


@pytest.mark.parametrize(("sample", "text", "first", "second"), TWO)
def test_the_second_owner_is_the_same_in_the_readers_language(
    proposer: Proposer, samples: Samples, sample: str, text: str, first: str, second: str
) -> None:
    case = asked(proposer, samples[sample], text)
    for language in set(case.knowledge.phrases) - {case.language}:
        shown = [one.text or " ".join(one.values.values()) for one in mirror(case, language)]
        assert any(case.knowledge.brand.teams[second][language].lower() in text.lower() for text in shown)


def test_one_team_for_two_problems_is_named_for_both(proposer: Proposer, samples: Samples) -> None:
    text = "One bedside table arrived with a broken corner. The other came without its shelf: please send me the missing part."
    case = asked(proposer, samples["en-s03"], text)
    assert len(further(case)) == 1
    assert {promise.owner for promise in compose(case).commitments} == {"warehouse"}
    assert len(compose(case).commitments) == 2


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        (
            "en-s03",
            "Two things. My refund for the chairs hasn't come back since October. And then the blue gizmo, you know.",
        ),
        ("tr-s03", "İki konu var. İade ettiğim koltuğun parası beş haftadır yatmadı. Bir de şu zımbırtı var."),
        (
            "el-s03",
            "2 θέματα. Τα χρήματα από την επιστροφή δεν ήρθαν εδώ και πέντε εβδομάδες. Και το άλλο με το μαραφέτι.",
        ),
    ],
)
def test_a_second_thing_announced_and_not_understood_has_an_owner_too(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert further(case) == (Category.OTHER,)
    assert {"finance", "care"} <= {promise.owner for promise in compose(case).commitments}


@pytest.mark.parametrize(
    "text",
    [
        "My refund hasn't come back in five weeks, and I still have the courier's receipt.",
        "The sofa came a week late and one leg is broken.",
        "My washing machine stopped. I took it in for repair on 2 October and it is still there.",
    ],
)
def test_what_is_over_or_the_same_matter_is_no_second_problem(proposer: Proposer, samples: Samples, text: str) -> None:
    assert further(asked(proposer, samples["en-s03"], text)) == ()


@pytest.mark.parametrize(
    ("sample", "text", "call"),
    [
        ("en-s03", "My sofa is two weeks late. Please call me.", "call"),
        ("tr-s03", "Koltuğum iki haftadır gelmedi. Lütfen beni arayın.", "ara"),
        ("el-s03", "Ο καναπές μου άργησε δύο εβδομάδες. Πάρτε με τηλέφωνο.", "καλ"),
    ],
)
def test_who_asks_to_be_called_is_promised_a_call_and_asked_for_a_number(
    proposer: Proposer, samples: Samples, sample: str, text: str, call: str
) -> None:
    case = asked(proposer, samples[sample], text)
    promise = " ".join(one.text for one in compose(case).sentences if one.kind is SentenceKind.COMMITMENT)
    assert any(word.startswith(call) or "τηλεφων" in word for word in words(promise))
    assert slots(case) == ["order_number", "phone"] or slots(case) == ["market", "order_number", "phone"]
    assert "phone" not in slots(asked(proposer, samples[sample], text, "whatsapp"))  # it came from the number


def test_a_call_before_the_delivery_is_another_wish(proposer: Proposer, samples: Samples) -> None:
    case = asked(proposer, samples["en-s03"], "My sofa is two weeks late. Please call me before the driver comes.")
    assert "phone" not in slots(case)


@pytest.mark.parametrize("number", ["MLT-48213", "7741902"])
def test_a_number_told_in_any_form_is_neither_asked_for_nor_is_the_country(
    proposer: Proposer, samples: Samples, number: str
) -> None:
    case = asked(
        proposer, samples["en-s03"], f"I've waited nine days for my washing machine. My order number is {number}."
    )
    assert "order_number" not in slots(case)
    assert not any(one.kind is SentenceKind.QUESTION for one in compose(case).sentences)


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("tr-s03", "Çamaşır makinemi dokuz gündür bekliyorum."),
        ("el-s03", "Περιμένω το πλυντήριό μου εννέα μέρες."),
    ],
)
def test_the_country_is_the_agents_to_fill_for_who_writes_its_language(
    proposer: Proposer, samples: Samples, sample: str, text: str
) -> None:
    case = asked(proposer, samples[sample], text)
    assert "market" in slots(case)
    question = case.phrases.slots["market"]
    assert question.question not in said(case)
    assert question.ask not in said(case)
    assert question.ask in said(
        asked(proposer, samples["en-s03"], "I've waited nine days for my washing machine.")
    ) or (case.phrases.slots["order_number"].ask in said(case))


def test_a_coupon_is_looked_up_by_its_code_where_there_is_no_order_yet(proposer: Proposer, samples: Samples) -> None:
    text = "The coupon code from your newsletter says invalid at the checkout although it runs to 30 November."
    case = asked(proposer, samples["en-s03"], text, "live_chat")
    assert slots(case) == ["coupon_code"]
    assert case.phrases.slots["coupon_code"].ask in said(case)


def test_a_public_promise_names_the_way_to_us_where_we_cannot_write_first(proposer: Proposer, samples: Samples) -> None:
    text = "The shelf said 12.50 and the till said 14.20. They told me the label was old."
    case = asked(proposer, samples["en-s03"], text, "google_review")
    assert case.knowledge.brand.contact("help_mail", Market.TR) in said(case, Audience.PUBLIC)


def test_no_reply_stands_still_in_words_of_feeling(proposer: Proposer, samples: Samples) -> None:
    for sample in samples.values():
        case = proposer.understand(sample.complaint)[0]
        draft, steps = traced(case)
        for audience in Audience:
            felt = [s for one, s in zip(draft.sentences, steps, strict=True) if s and one.reply is audience]
            count = sum(step.listed in FEELING for step in felt)
            assert count <= 4, (sample.id, audience, [step.listed for step in felt])


def test_silence_is_said_once_to_who_writes_again(proposer: Proposer, samples: Samples) -> None:
    text = "I'm writing for the fourth time and you still haven't replied. The screws of my bed were missing."
    case = asked(proposer, samples["en-s03"], text)
    assert case.triage.situation is Situation.REPEAT
    told = [step for step in traced(case)[1] if step and {"no_reply"} & set(step.scenes)]
    assert len(told) <= 1
