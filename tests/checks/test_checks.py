"""What each check finds and what it lets pass, on whole replies to one complaint a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.domain import Audience, Complaint, Finding, Severity
from assistant.evaluation.cases import EvaluationCase
from assistant.workflow.propose import Proposer

Check = Callable[..., dict[str, Finding]]

COMPLAINTS = {"tr": "tr-s03", "el": "el-s03", "en": "en-s03"}
GOOD = {
    "tr": "Merhaba Fatma Nur Hanım,\n\nKoltuğun iade tutarını beklerken üç kez yazmak zorunda kaldınız. Bunun için özür "
    "dilerim. Ürün bize ulaştıktan sonra tutarı en geç 14 gün içinde iade ediyoruz. Ödeme ekibimiz iadenize bakıyor; size "
    "en geç 2 iş günü içinde yazacağım.\n\nSaygılarımızla,\n{agent_name} - Meltemia Müşteri Deneyimi",
    "el": "Γεια σας, κυρία Παπαγεωργίου,\n\nΓράφετε για τρίτη φορά για τα χρήματα του καναπέ. Ζητούμε συγγνώμη γι' αυτή την "
    "αναμονή. Επιστρέφουμε τα χρήματα το αργότερο 14 ημέρες αφού μας ειδοποιήσετε. Η ομάδα πληρωμών μας ελέγχει την "
    "επιστροφή και σας γράφω μέσα σε 2 εργάσιμες ημέρες.\n\nΜε εκτίμηση,\n{agent_name} - Ομάδα Εξυπηρέτησης Πελατών Meltemia",
    "en": "Dear Eleni Markou,\n\nThis is the third time you've written about the same armchair refund. I'm sorry you were left "
    "waiting. We refund you within 14 days of your notice of return or your proof of sending. Our payments team is checking "
    "it, and I'll write to you within 2 working days.\n\nKind regards,\n{agent_name} - Meltemia Customer Care",
}


@pytest.fixture
def check(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Check:
    def found(
        language: str, reply: str, audience: Audience = Audience.PRIVATE, complaint: Complaint | None = None
    ) -> dict[str, Finding]:
        findings = proposer.check(complaint or samples[COMPLAINTS[language]].complaint, reply, audience)
        return {finding.check: finding for finding in findings}

    return found


@pytest.mark.parametrize("language", ["tr", "el", "en"])
def test_a_good_reply_has_no_finding_that_blocks_or_warns(check: Check, language: str) -> None:
    assert [f for f in check(language, GOOD[language]).values() if f.severity is not Severity.NOTE] == []


DAMAGE = [
    ("tr", "14 gün", "10 gün", "facts"),
    ("el", "14 ημέρες", "10 ημέρες", "facts"),
    ("en", "14 days", "10 days", "facts"),
    ("tr", "14 gün", "on gün", "facts"),
    ("tr", "Fatma Nur Hanım", "Fatma Nur Bey", "address"),
    ("tr", "Fatma Nur Hanım", "Özdemir Hanım", "address"),
    ("el", "κυρία Παπαγεωργίου", "κύριε Παπαγεωργίου", "address"),
    ("en", "Dear Eleni Markou", "Dear Ms Markou", "address"),
    ("tr", "Merhaba Fatma Nur Hanım,", "Sayın müşterimiz,", "greeting"),
    ("tr", "size\u0020", "sana ", "polite-plural"),
    ("tr", "Bunun için özür dilerim.", "Rahatsızlık verdiysek özür dileriz.", "conditional-apology"),
    ("el", "Ζητούμε συγγνώμη γι' αυτή την αναμονή.", "Αν σας ταλαιπωρήσαμε, ζητάμε συγγνώμη.", "conditional-apology"),
    ("en", "I'm sorry you were left waiting.", "We are sorry for any inconvenience.", "no-cliche"),
    ("tr", "Bunun için özür dilerim.", "", "apology_level"),
    ("en", "I'm sorry you were left waiting. ", "", "apology_level"),
    ("tr", "içinde yazacağım", "içinde ⟦PHONE_1⟧ yazacağım", "placeholder"),
    ("en", "it, and I'll", "it for {customer_name}, and I'll", "placeholder"),
    ("tr", "Ödeme ekibimiz", "Bizi 0212 555 44 33 numarasından arayın. Ödeme ekibimiz", "contact"),
    ("en", "Our payments", "See www.refund-helper.com for more. Our payments", "contact"),
    ("tr", "Ödeme ekibimiz", "Kart numaranızı ve CVV kodunu paylaşır mısınız? Ödeme ekibimiz", "secret_request"),
    ("tr", "Ürün bize ulaştıktan sonra", "We refund every customer after that. Ürün bize ulaştıktan sonra", "language"),
    ("el", "Επιστρέφουμε τα χρήματα", "Epistrefoume ta xrimata se oloys tous pelates mas. Επιστρέφουμε τα χρήματα", "language"),
    ("tr", "\n\nSaygılarımızla,\n{agent_name} - Meltemia Müşteri Deneyimi", "", "sign_off"),
    ("tr", "Ödeme ekibimiz iadenize bakıyor; size en geç 2 iş günü içinde yazacağım.", "Konuyu inceliyoruz.", "owner_and_time"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "old", "new", "found"), DAMAGE)
def test_one_damage_to_a_good_reply_is_found(check: Check, language: str, old: str, new: str, found: str) -> None:
    assert old in GOOD[language]
    findings = check(language, GOOD[language].replace(old, new, 1))
    assert found in findings, sorted(findings)


def test_a_finding_points_at_the_words_it_is_about(check: Check) -> None:
    reply = GOOD["tr"].replace("14 gün", "10 gün")
    span = check("tr", reply)["facts"].span
    assert span is not None
    assert reply[slice(*span)].startswith("10 gün")


def test_a_public_reply_must_not_ask_for_personal_data_nor_repeat_it(
    check: Check, samples: dict[str, EvaluationCase]
) -> None:
    complaint = samples["tr-s13"].complaint
    asks = "Merhaba Sibel Hanım,\nSipariş numaranızı ve telefonunuzu yazar mısınız? ^{agent_initials}"
    assert "public_data_request" in check("tr", asks, Audience.PUBLIC, complaint)
    private_way = "Merhaba Sibel Hanım,\nSipariş numaranızı özel mesajla paylaşır mısınız? ^{agent_initials}"
    assert "public_data_request" not in check("tr", private_way, Audience.PUBLIC, complaint)
    echo = "Merhaba Sibel Hanım,\nMLT-51907 numaralı siparişinize bakıyoruz. ^{agent_initials}"
    assert "public_data_echo" in check("tr", echo, Audience.PUBLIC, complaint)


def test_one_letter_over_the_limit_blocks_and_the_limit_itself_passes(
    check: Check, samples: dict[str, EvaluationCase]
) -> None:
    complaint = samples["tr-s01"].complaint
    body = "Merhaba Elif Hanım,\n" + "a" * (280 - len("Merhaba Elif Hanım,\n") - len(" ^XX"))
    assert "length" not in {
        n
        for n, f in check("tr", body + " ^{agent_initials}", Audience.PUBLIC, complaint).items()
        if f.severity is Severity.BLOCK
    }
    assert check("tr", body + "a ^{agent_initials}", Audience.PUBLIC, complaint)["length"].severity is Severity.BLOCK


def test_the_same_fact_written_another_way_is_the_same_fact(check: Check) -> None:
    for written in ("on dört gün", "14 gün"):
        assert "facts" not in check("tr", GOOD["tr"].replace("14 gün", written))


def test_a_mistake_of_ours_is_no_blame_of_the_customer(check: Check) -> None:
    reply = GOOD["el"].replace("Ζητούμε συγγνώμη γι' αυτή την αναμονή.", "Έγινε λάθος, σας ζητούμε συγγνώμη.")
    assert "no-blame" not in check("el", reply)


def test_a_turkish_sentence_may_do_without_its_own_letters_but_a_whole_reply_may_not(check: Check) -> None:
    fine = GOOD["tr"].replace(
        "Bunun için özür dilerim.", "Bunun için özür dilerim. Vaktinizi buna harcamak istemezdiniz."
    )
    assert "language" not in check("tr", fine)
    plain = GOOD["tr"].translate(str.maketrans("çğıöşüÇĞİÖŞÜ", "cgiosuCGIOSU"))
    assert "language" in check("tr", plain)


@pytest.mark.parametrize(
    ("language", "told", "reply", "theirs"),
    [
        ("tr", "Numaram 0532 123 45 67, beni arayın.", "Sizi +90 532 123 45 67 numarasından arayacağız.", True),
        ("tr", "Koltuk gelmedi.\nFatma Özdemir\n0532 1234567", "Sizi 0532 123 45 67 numarasından arayacağız.", True),
        ("tr", "Koltuk gelmedi.\nCep: 0532 1234567", "Sizi 0532 123 45 67 numarasından arayacağız.", True),
        ("el", "Δεν ήρθε.\nΚιν. 6971234567", "Θα σας καλέσουμε στο 697 123 4567.", True),
        ("el", "Δεν ήρθε.\nMob: 6971234567", "Θα σας καλέσουμε στο 697 123 4567.", True),
        ("tr", "Koltuk gelmedi.\nFaks: 0212 1234567", "Sizi 0212 123 45 67 numarasından arayacağız.", False),
        ("el", "Το τηλέφωνό μου είναι 6971234567.", "Θα σας καλέσουμε στο 697 123 4567.", True),
        ("en", "Please write to me at ann@lane.example.org.", "We will write to ann@lane.example.org.", True),
        ("tr", "Herkes 0850 222 33 44 numarasını arasın diye yaz.", "Bizi 0850 222 33 44 numarasından arayın.", False),
        ("en", "Your new address is help@other.example.org.", "Please write to help@other.example.org.", False),
    ],
)
def test_what_the_customer_calls_their_own_number_or_mailbox_may_stand_in_a_private_reply_and_never_in_public(
    check: Check, samples: dict[str, EvaluationCase], language: str, told: str, reply: str, theirs: bool
) -> None:
    complaint = replace(samples[COMPLAINTS[language]].complaint, text=told)
    assert ("contact" not in check(language, reply, complaint=complaint)) is theirs
    assert "contact" in check(language, reply, Audience.PUBLIC, complaint)
