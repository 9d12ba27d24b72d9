"""A mail is read as its reader sees it, without what it quotes; what no person wrote is told from what one did."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.workflow.letters import Letter, Nature, read_letter, without_attachments
from assistant.workflow.plain import plain
from assistant.workflow.quoting import without_history

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OWN = ("destek@marka.example",)


def mail(text: str = "Kargom gelmedi!", html: str | None = None, **headers: str) -> bytes:
    """A mail by Ayşe; headers with ``_`` for ``-``, an empty one leaves it out."""
    made = EmailMessage(policy=SMTP)
    told = {
        "From": "Ayşe Yılmaz <ayse@posta.example>", "To": "destek@marka.example", "Subject": "Kargo",
        "Message-ID": "<m1@posta.example>", **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    for name, value in told.items():
        if value:
            made[name] = value
    if text:
        made.set_content(text)
    if html is not None and text:
        made.add_alternative(html, subtype="html")
    elif html is not None:
        made.set_content(html, subtype="html")
    return made.as_bytes()


def read(raw: bytes) -> Letter:
    return read_letter(raw, NOW, OWN)


BOUNCE = b"""From: Mail Delivery System <MAILER-DAEMON@mx.example>
Return-Path: <>
Message-ID: <b1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

Your message could not be delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ayse@posta.example
Action: %s
Status: 5.1.1
--x
Content-Type: message/rfc822

From: destek@marka.example
Message-ID: <our-reply@marka.example>
In-Reply-To: <m1@posta.example>

Merhaba
--x--
"""


def test_a_mail_is_read_with_its_writer_its_words_and_what_it_answers() -> None:
    letter = read(mail(In_Reply_To="<r2@x>", References="<m0@x> <r1@x> <r2@x>"))
    assert (letter.id, letter.name, letter.address) == ("<m1@posta.example>", "Ayşe Yılmaz", "ayse@posta.example")
    assert (letter.subject, letter.text, letter.nature) == ("Kargo", "Kargom gelmedi!", Nature.PERSON)
    assert letter.answers == ("<r2@x>", "<r1@x>", "<m0@x>")
    assert letter.at == NOW


def test_the_time_is_when_our_own_server_took_it_and_never_later_than_it_was_fetched() -> None:
    early = "from a by b; Fri, 20 Nov 2026 11:30:00 +0300"
    assert read(mail(Received=early)).at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert read(mail(Received="from a by b; Fri, 20 Nov 2099 11:30:00 +0300")).at == NOW
    assert read(mail(Received="from a by b; once", Date="Fri, 20 Nov 1999 11:30:00 +0300")).at == NOW


def test_a_form_that_writes_for_a_customer_is_answered_to_the_customer() -> None:
    letter = read(mail(From="Web <destek@marka.example>", Reply_To="Nikos <nikos@posta.example>"))
    assert (letter.name, letter.address, letter.nature) == ("Nikos", "nikos@posta.example", Nature.PERSON)


def test_a_name_in_disguise_becomes_no_address() -> None:
    letter = read(mail(From='"destek@marka.example" <hidden@other.example>'))
    assert letter.address == "hidden@other.example"


def test_a_mail_of_html_alone_is_read_as_text_without_what_it_hides_or_runs() -> None:
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><div style='display:none'>gizli</div>"
        "<p>Kargom&nbsp;gelmedi &amp; param gitti.</p><script>alert(1)</script>Ayşe<br>İzmir</body></html>"
    )
    assert read(mail("", html)).text == "Kargom gelmedi & param gitti.\nAyşe\nİzmir"
    assert read(mail("Düz metin", html)).text == "Düz metin"


@pytest.mark.parametrize(
    "history",
    [
        "On Fri, 20 Nov 2026 at 10:00, Destek <destek@marka.example> wrote:\n\n> Merhaba\n> nasılsınız",
        "Destek <destek@marka.example>, 20 Kas 2026 Cum, 10:00 tarihinde şunu yazdı:\n\n> Merhaba",
        "Destek <destek@marka.example>, 20 Kas 2026 Cum,\n10:00 tarihinde şunu yazdı:\n> Merhaba",
        "Στις Παρ 20 Νοε 2026 στις 10:00 π.μ., ο/η Support\n<s@marka.example> έγραψε:\n\n> Γεια σας",
        "-----Original Message-----\nFrom: Destek\nMerhaba",
        "-----Özgün İleti-----\nMerhaba",
        "-----Αρχικό μήνυμα-----\nΓεια σας",
        "________________________________\nKimden: Destek <destek@marka.example>\nGönderildi: 20 Kasım\nKonu: Kargo\n\nMerhaba",
        "From: Destek\nSent: Friday\nTo: Ayşe\nSubject: Re: Kargo\n\nMerhaba",
        "Από: Support\nΣτάλθηκε: Παρασκευή\nΠρος: Νίκος\nΘέμα: Re\n\nΓεια σας",
        "> Merhaba\n> nasılsınız",
    ],
)
def test_what_an_answer_quotes_is_cut_off(history: str) -> None:
    assert read(mail(f"Hâlâ gelmedi.\nAyşe\n\n{history}\n", In_Reply_To="<r1@x>")).text == "Hâlâ gelmedi.\nAyşe"


def test_what_html_quotes_is_cut_off() -> None:
    html = '<div>Hâlâ gelmedi.</div><div class="gmail_quote">20 Kas 2026 yazdı:<blockquote>Merhaba</blockquote></div>'
    assert read(mail("", html, In_Reply_To="<r1@x>")).text == "Hâlâ gelmedi."


def test_answers_between_quoted_lines_stay() -> None:
    text = "On 20 Nov 2026, Destek <d@x.example> wrote:\n> Where do you live?\nİzmir\n> Which order?\nTR-1"
    assert without_history(text) == "İzmir\nTR-1"


@pytest.mark.parametrize(
    "text",
    [
        "Temsilciniz 15.11.2026 tarihinde bana yazdı:\nürün yolda. Nerede?",
        "Your agent wrote on 15 Nov:\nit is on its way.",
        "> nothing but what was quoted",
        "Kimden: aldım bilmiyorum\nÜrün bozuk.",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text: str) -> None:
    assert without_history(text) == text


def test_what_somebody_forwards_stays() -> None:
    text = "Buyurun:\n\n---------- Forwarded message ---------\n\n> Kargonuz yolda"
    assert read(mail(text)).text == text


def test_attachments_are_named_and_not_kept_and_no_picture_looks_like_an_order_number() -> None:
    made = EmailMessage(policy=SMTP)
    made["From"], made["Message-ID"] = "ayse@posta.example", "<m2@posta.example>"
    made.set_content("Ekte.")
    made.add_attachment(b"\x89PNG" * 5000, maintype="image", subtype="png", filename="IMG_20261120_0935.png")
    made.add_attachment("fiş".encode(), maintype="application", subtype="pdf", filename="fatura ğ.pdf")
    raw = made.as_bytes()
    kept = without_attachments(raw)
    assert len(kept) < 2000 < len(raw)
    assert read(kept).text == read(raw).text == "Ekte.\n\n[IMG_…_….png, fatura ğ.pdf]"
    assert read(kept).id == "<m2@posta.example>"


def test_a_picture_without_words_is_a_complaint_by_its_subject_and_its_name() -> None:
    made = EmailMessage(policy=SMTP)
    made["From"], made["Subject"] = "ayse@posta.example", "Kırık geldi"
    made.add_attachment(b"x", maintype="image", subtype="jpeg", filename="a.jpg")
    assert read(made.as_bytes()).text == "Kırık geldi\n\n[a.jpg]"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-9", "windows-1254"])
def test_letters_come_whole_in_every_charset_mail_programs_write(charset: str) -> None:
    made = EmailMessage(policy=SMTP)
    made["From"] = "ayse@posta.example"
    made.set_content("Şikâyetim var: ğüşiöç", charset=charset)
    assert read(made.as_bytes()).text == "Şikâyetim var: ğüşiöç"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Siparişim hâlâ gelmedi, paramı geri istiyorum, çok üzgünüm.", "cp1254"),
        ("Η παραγγελία μου δεν ήρθε ακόμα και θέλω τα χρήματά μου πίσω.", "cp1253"),
        ("Siparişim gelmedi, teşekkürler", "utf-8"),
    ],
)
def test_eight_bit_text_without_a_charset_is_read_by_its_language(text: str, codec: str) -> None:
    assert read(b"From: a@b.example\r\nSubject: x\r\n\r\n" + text.encode(codec)).text == text
    unknown = b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\n" + text.encode(codec)
    assert read(unknown).text == text


def test_lines_a_mail_program_broke_are_whole_again() -> None:
    raw = b"From: a@b.example\r\nContent-Type: text/plain; format=flowed\r\n\r\nIt leaks \r\nand smells.\r\nBye\r\n"
    assert read(raw).text == "It leaks and smells.\nBye"


@pytest.mark.parametrize(
    ("headers", "nature"),
    [
        ({}, Nature.PERSON),
        ({"Auto_Submitted": "no"}, Nature.PERSON),
        ({"Auto_Submitted": "auto-replied (vacation)"}, Nature.AUTOMATIC),
        ({"Precedence": "bulk"}, Nature.AUTOMATIC),
        ({"List_Id": "News <news.shop.example>", "List_Unsubscribe": "<https://shop.example/u>"}, Nature.AUTOMATIC),
        ({"List_Id": "Destek <destek.marka.example>", "Precedence": "list"}, Nature.PERSON),  # our own group address
        ({"Return_Path": "<>"}, Nature.AUTOMATIC),
        ({"X_Autoreply": "yes"}, Nature.AUTOMATIC),
        ({"From": "Destek <destek@marka.example>"}, Nature.AUTOMATIC),  # our own words come back
        ({"From": "MAILER-DAEMON@mx.example"}, Nature.BOUNCE),
    ],
)
def test_what_no_person_wrote_is_told_by_its_headers(headers: dict[str, str], nature: Nature) -> None:
    assert read(mail(**headers)).nature is nature


def test_a_bounce_names_what_came_back_and_a_delay_is_none() -> None:
    letter = read(BOUNCE % b"failed")
    assert letter.nature is Nature.BOUNCE
    assert "<our-reply@marka.example>" in letter.returned
    assert read(BOUNCE % b"delayed").nature is Nature.AUTOMATIC


@pytest.mark.parametrize("wrong", ["", "no brackets", f"<{'x' * 300}@y>"])
def test_a_mail_without_a_usable_id_is_known_by_its_bytes(wrong: str) -> None:
    one, other = read(mail("bir", Message_ID=wrong)), read(mail("iki", Message_ID=wrong))
    assert one.id.startswith("mail-")
    assert one.id == read(mail("bir", Message_ID=wrong)).id != other.id


@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from(
                [b"Content-Type: multipart/mixed; boundary=x\r\n", b"\r\n", b"--x\r\n", b"--x--", b"From: a@b\r\n",
                 b"Subject: =?utf-8?b?/////?=\r\n", b"=?x?q?=ff?=", b"Content-Transfer-Encoding: base64\r\n", b"\xff\xfe",
                 b"Content-Type: text/html; charset=idna\r\n", b"<p><b>&#x110000;", b"Content-Type: message/rfc822\r\n",
                 b"Content-Disposition: attachment; filename*=utf-8''%ff\r\n", b"Received: x; Fri, 99 Foo 26\r\n", b":"]
            )
        ).map(b"".join),
    )
)  # fmt: skip
def test_no_bytes_whatever_stop_the_reader(raw: bytes) -> None:
    with suppress(InputError):  # put aside, with the reason
        read(without_attachments(raw))


@given(st.text(max_size=300))
def test_no_text_whatever_stops_the_reading_of_html_or_quotations(text: str) -> None:
    assert "alert(1)" not in plain(f"<p>{text}</p><script>alert(1)</script>") or "<" in text or "alert(1)" in text
    assert bool(without_history(text).strip()) is bool(text.strip())
