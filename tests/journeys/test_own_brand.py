"""A newcomer's first ten minutes: a workspace of their own, their FAQ from a spreadsheet, and a reply that rests on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app

FAQ = """\
Soru;Cevap;Dil;Konu
Kargom kaç günde gelir?;Siparişleriniz 2-6 iş günü içinde adresinize ulaşır. Hafta sonu teslimat yapılmaz.;tr;teslimat
How long does delivery take?;Orders reach you within 2-6 working days.;en;teslimat
İade süresi ne kadar?;<p>Ürünü 21 gün içinde iade edebilirsiniz.</p><p>Kargo ücreti bizden.</p>;tr;
İade ettiğim ürünün parası ne zaman yatar?;Ürün depomuza ulaştıktan sonra paranızı 9 gün içinde iade ediyoruz.;Türkçe;
Ürün kırık çıktı, ne yapmalıyım?;Kırık gelen ürünün fotoğrafını 36 saat içinde gönderin, yenisini yolluyoruz.;;
Fatura nerede?;Faturanız e-postayla gelir.;tr;
Fatura nerede?;Faturanız uygulamada.;tr;
;Cevap var, soru yok;tr;
Mağazalar açık mı?;;tr;
Was ist das?;Das ist ein Test.;de;
Mağazalarınız kaçta açılıyor?;Mağazalarımız her gün 09.30-21.30 arasında açıktır.;tr;
Garanti kaç yıl?;"Garanti 3 yıldır.
Fatura yeterlidir.";tr;
Hediye paketi var mı?;Hediye paketi 25 TL'dir.;tr;
Taksit var mı?;6 taksit yapılır.;tr;
Şifremi unuttum, ne yapmalıyım?;Yenileme bağlantısı 45 dakika geçerlidir.;tr;
"""
REFUSED = {8: "stands on line 7", 9: "there is no question", 10: "there is no answer", 11: "('de') is not recognised"}


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ASSISTANT_WORKSPACE", raising=False)
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ASSISTANT_MODEL", "composer")


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def test_a_newcomers_own_faq_answers_a_complaint(tmp_path: Path) -> None:
    brand, table = tmp_path / "my-brand", tmp_path / "faq.csv"
    table.write_bytes(FAQ.encode("cp1254"))

    begun = run("init", str(brand), "--own", "--name", "Akçay Home", "--mail", "destek@akcay.example")
    assert begun.exit_code == 0, begun.output
    assert f"assistant knowledge import faq.csv --into {brand}" in begun.stderr
    checked = run("knowledge", "check", "--workspace", str(brand))
    assert "0 entries (none yet)" in checked.stderr
    assert not any(f"knowledge/{sheet}.yaml:" in checked.stdout for sheet in ("brand", "playbooks", "sla"))

    taken = run("knowledge", "import", str(table), "--into", str(brand))
    assert taken.exit_code == 3
    assert "11 entries written" in taken.stderr
    for line, said in REFUSED.items():
        assert any(row.startswith(f"{table}:{line}: ") and said in row for row in taken.stderr.splitlines()), line
    assert "example questions" in taken.stderr

    complaint = {
        "id": "1",
        "channel": "email",
        "text": "Tencereyi iade ettim, param hala yatmadi. Iki hafta oldu, rezalet!",
        "author": {"name": "Ayşe Yılmaz"},
        "market": "tr",
    }
    drafted = run("draft", "--workspace", str(brand), stdin=json.dumps(complaint))
    (proposal,) = [json.loads(row) for row in drafted.stdout.splitlines()]
    reply = proposal["replies"]["private"]
    assert "paranızı 9 gün içinde iade ediyoruz" in reply
    assert reply.startswith("Merhaba Ayşe Hanım,")
    assert "Akçay Home" in reply
    assert "Meltemia" not in drafted.stdout
    cited = {source for sentence in proposal["sentences"] for source in sentence["sources"]}
    assert "faq/tr/iade-ettigim-urunun-parasi-ne-zaman-yatar" in cited

    again = run("knowledge", "import", str(table), "--into", str(brand))
    assert "0 entries written, 0 replaced, 0 kept, 11 unchanged" in again.stderr


def test_a_table_is_never_imported_into_the_bundled_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "faq.csv"
    table.write_text(FAQ, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    refused = run("knowledge", "import", str(table))
    assert refused.exit_code != 0
    assert "name a workspace with --into" in str(refused.exception)


def test_a_detail_that_cannot_be_right_leaves_nothing_behind(tmp_path: Path) -> None:
    brand = tmp_path / "my-brand"
    assert run("init", str(brand), "--own", "--mail", "nobody").exit_code != 0
    assert not (brand / "knowledge").exists()
    assert run("init", str(brand), "--own", "--mail", "help@akcay.example").exit_code == 0
