"""What a channel's sheet says of emoji, links, hashtags and signatures holds of every reply, of a new channel's too."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain import Audience, Complaint, Finding, Status
from assistant.evaluation.cases import EvaluationCase
from assistant.knowledge import read
from assistant.workflow.propose import Proposer
from tests.conftest import ROOT

ROW = (
    "threads: {public: true, limit: 320, unit: bytes, target: 310, style: line, bridge: instagram_dm, opens: true, "
    "answers: always, emoji: 0, links: 0, hashtags: 1, signature: initials}\n"
)
Check = Callable[..., dict[str, Finding]]


@pytest.fixture
def check(proposer: Proposer, samples: dict[str, EvaluationCase]) -> Check:
    def found(reply: str, channel: str, text: str | None = None, by: Proposer = proposer) -> dict[str, Finding]:
        sample = samples["tr-s01"].complaint
        public = by.knowledge.channels[channel].public
        complaint = replace(sample, channel=channel, public=public, text=text or sample.text)
        audience = Audience.PUBLIC if public else Audience.PRIVATE
        return {finding.check: finding for finding in by.check(complaint, reply, audience)}

    return found


PAGE = "https://meltemia.example/iade"
MANNERS = [
    ("instagram_comment", f"Ayrıntılar {PAGE} sayfasında.", "links", "channel.links"),
    ("x", f"Ayrıntılar {PAGE} ve https://meltemia.example/yardim sayfalarında.", "links", "channel.links"),
    ("x", f"Ayrıntılar {PAGE} sayfasında.", "links", None),
    ("x_dm", f"Ayrıntılar {PAGE} ve https://meltemia.example/yardim sayfalarında.", "links", None),
    ("instagram_comment", "Tek resmî adresimiz meltemia.example.", "links", None),  # names the site, links to nothing
    ("instagram_comment", "Bize destek@meltemia.example adresinden yazın.", "links", None),
    ("forum", f"Ayrıntılar {PAGE} sayfasında.", "links", "channel.link_to"),
    ("forum", "Ayrıntılar https://meltemia.example/yardim sayfasında.", "links", None),
    ("x", "Bakıyoruz #müşterimemnuniyeti", "hashtags", "channel.hashtags"),
    ("x", "Talebiniz #4471 sırasında.", "hashtags", None),  # a number is no hashtag
    ("x", "https://meltemia.example/yardim#iade sayfasında.", "hashtags", None),
]


@pytest.mark.parametrize(("channel", "said", "name", "code"), MANNERS)
def test_a_reply_holds_what_its_channel_takes_and_no_more(
    check: Check, channel: str, said: str, name: str, code: str | None
) -> None:
    found = check(f"Merhaba Elif Hanım,\n{said}\n^EK", channel).get(name)
    assert (found.reason.code if found else None) == code


THANKS = "Dün mağazanızda Selin Hanım çok ilgilendi, teşekkürler, harikasınız!"


@pytest.mark.parametrize(
    ("channel", "theirs", "said", "code"),
    [
        ("whatsapp", THANKS + " 😊", "Çok sevindik 😊", None),
        ("whatsapp", THANKS, "Çok sevindik 😊", "channel.emoji_unasked"),
        ("whatsapp", THANKS + " 😊", "Çok sevindik 😊🙏", "channel.emoji"),
        ("email", THANKS + " 😊", "Çok sevindik 😊", "channel.emoji"),
    ],
)
def test_thanks_may_hold_one_emoji_where_the_channel_takes_it_and_the_customer_used_some(
    check: Check, channel: str, theirs: str, said: str, code: str | None
) -> None:
    found = check(f"Merhaba Elif Hanım,\n{said}\n- Elif", channel, theirs).get("emoji")
    assert (found.reason.code if found else None) == code
    if found:
        assert found.mend == ""


SIGNED = [
    ("x", "^EK", None, None),
    ("x", "^Elif Kaya", "sign_off.form", "EK"),
    ("x", "\n- Elif Kaya", "sign_off.form", "^EK"),
    ("x", "^{agent_name}", "sign_off.form", "{agent_initials}"),
    ("x_dm", "\n- Elif", None, None),
    ("x_dm", "- Elif", None, None),  # behind a full stop, on the same line
    ("x_dm", "\n- EK", "sign_off.name", None),
    ("x_dm", "\n- Elif, Meltemia", "sign_off.person", "Elif"),
    ("x_dm", "\n- Meltemia Ekibi", "sign_off.person", None),
    ("x_dm", "\n^EK", "sign_off.form", None),
    ("x_dm", "", "sign_off.missing", None),
    ("complaint_site", "\n- Elif", "sign_off.form", "- Elif, Meltemia"),
    ("complaint_site", "\n- Elif, Meltemia", None, None),
    ("x", "^EK\nNot: indirimler başladı.", "sign_off.after", None),
]


@pytest.mark.parametrize(("channel", "signed", "code", "mend"), SIGNED)
def test_a_reply_is_signed_as_its_channel_has_it(
    check: Check, channel: str, signed: str, code: str | None, mend: str | None
) -> None:
    found = check(f"Merhaba Elif Hanım,\nBuzdolabınıza bakıyoruz. {signed}", channel).get("sign_off")
    assert (found.reason.code if found else None, found.mend if found else None) == (code, mend)


def test_a_dash_between_words_closes_no_reply(check: Check) -> None:
    found = check("Merhaba Elif Hanım, teslimat süresi 5 - 10 iş günüdür", "live_chat")
    assert found["sign_off"].reason.code == "sign_off.missing"


ONE_LINE = [
    ("Merhaba Elif Hanım, bunu depodan Serhat söyledi. ^EK", "names", "Serhat"),
    ("Merhaba Elif Hanım, we refund you within 14 days of your return. ^EK", "language", None),
    ("Merhaba Elif Hanım, Mehmet Bey sizi arayacak. ^EK", "address", None),
]


@pytest.mark.parametrize("channel", ["sms", "x"])
@pytest.mark.parametrize(("reply", "name", "text"), ONE_LINE)
def test_a_reply_of_one_line_is_checked_behind_its_greeting(
    check: Check, channel: str, reply: str, name: str, text: str | None
) -> None:
    found = check(reply, channel)
    assert "greeting" not in found
    assert (name in found) is (name != "address")  # a colleague named further on is nobody's form of address
    if text:
        assert found[name].reason.values["text"] == text


@pytest.fixture
def widened(proposer: Proposer, tmp_path: Path) -> Callable[[str], Proposer]:
    def with_row(row: str) -> Proposer:
        shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
        with (tmp_path / "knowledge" / "channels.yaml").open("a", encoding="utf-8") as sheet:
            sheet.write(row)
        return replace(proposer, knowledge=read(tmp_path / "knowledge"))

    return with_row


def test_a_row_of_the_sheet_is_a_channel_that_is_drafted_for_and_checked(
    widened: Callable[[str], Proposer], samples: dict[str, EvaluationCase], check: Check
) -> None:
    wider = widened(ROW)
    complaint: Complaint = replace(samples["tr-s01"].complaint, channel="threads", public=True)
    proposal, _ = wider.propose(complaint)
    assert proposal.public is not None
    assert len(proposal.public.replace("{agent_initials}", "XX").encode()) <= 320
    assert proposal.public.endswith("^{agent_initials}")
    said = f"Merhaba Elif Hanım,\nÇok üzgünüz {PAGE} #iade #özür {'a' * 260} ^EK"
    codes = {finding.reason.code for finding in check(said, "threads", by=wider).values()}
    assert {"channel.links", "channel.hashtags", "length.over"} <= codes


def test_a_draft_too_long_for_its_channel_says_so_and_with_nothing_to_fill_asks_for_words(
    widened: Callable[[str], Proposer], samples: dict[str, EvaluationCase]
) -> None:
    narrow = widened(ROW.replace("limit: 320", "limit: 90").replace("target: 310", "target: 90"))
    asked = []
    for id_ in ("tr-s01", "tr-s20", "en-s03"):
        proposal, _ = narrow.propose(replace(samples[id_].complaint, channel="threads", public=True))
        assert proposal.reason.code == "status.too_long"
        assert proposal.reason.values["limit"] == 90
        assert proposal.status is (Status.NEEDS_FILL if proposal.draft.slots else Status.ASK_COLLEAGUE)
        if not proposal.draft.slots:
            assert proposal.ask is not None
            asked.append(proposal.ask.question.code)
    assert set(asked) == {"ask.too_long"}
