"""Texts made to keep a program busy, and how long each takes from arrival to draft: ``python -m tests.naughty``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import assistant.bootstrap as bootstrap
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.workflow.message import read_message

ROOT = Path(__file__).parents[1]
PIECES = {
    "digits": "0532 123 45 67 ", "one digit": "1", "ats": "a@", "mails": "a@b.co ", "lines": "x\n",
    "right to left": "\u202eabc\u202c ", "brackets": "([", "addresses of pages": "http://a.b/",
    "Turkish": "kargom gelmedi iade istiyorum param nerede ", "capitals": "KARGOM GELMEDİ ",
    "Greek": "η παραγγελία μου δεν ήρθε ", "Greeklish": "i paraggelia mou den irthe ", "one word": "a",
    "pictures": "😡👨‍👩‍👧 ", "nothing seen": "a\u200b", "placeholders": "⟦NAME_1⟧ ", "names": "Ayşe Yılmaz ",
    "streets": "Atatürk Cad. No:5 D:3 Kadıköy İstanbul ", "accounts": "TR33 0006 1005 1978 6457 8413 26 ",
    "dots": ". ", "markup": "<script>alert(1)</script>", "quotes": "> ", "JSON": '{"a":[', "ellipsis": "...",
    "questions": "??? ", "full width": "０５３２", "another script": "我的包裹在哪里", "dates": "12.11.2026 ",
    "numbers in words": "on dört gün ", "tabs": "a\t", "everything": "ΠΟΥ ΕΙΝΑΙ η παραγγελία mou 123,45€ TRY 5.000 TL?! ",
}  # fmt: skip


def texts(size: int) -> Mapping[str, str]:
    """Each piece over and over, up to ``size`` bytes; what only works once is put in front."""
    found = {name: piece * max(1, size // len(piece.encode())) for name, piece in PIECES.items()}
    found["marks on one letter"] = "a" + "\u0301" * (size // 2)
    found["blank lines"] = "a" + "\n" * (size - 2) + "b"
    found["blanks"] = "a" + " " * (size - 2) + "b"
    return found


def main() -> None:
    """Read, mask, triage, search, draft and check each; exit code 1 if one took longer than the goal."""
    parser = argparse.ArgumentParser(prog="python -m tests.naughty", description=__doc__)
    parser.add_argument("--bytes", type=int, default=195_000, help="size of each; more than 200,000 is refused")
    parser.add_argument("--goal", type=float, default=5.0, help="seconds of computing")
    told = parser.parse_args()
    slow = 0
    with tempfile.TemporaryDirectory() as folder:
        product = bootstrap.product(Settings(workspace=ROOT, data=Path(folder), model="composer"))
        proposer, now = product.proposer(), product.clock()
        for name, text in {"warming up": "merhaba", **texts(told.bytes)}.items():
            began = time.process_time()
            try:
                read = read_message(
                    {"id": "n", "channel": "email", "text": text}, product.knowledge.channels, now
                )  # fmt: skip
                outcome = proposer.propose(read)[0].action.value
            except InputError as refused:
                outcome = f"refused: {refused}"
            took = time.process_time() - began
            slow += took > told.goal and name != "warming up"
            print(f"{took:6.2f} s  {name:20} {outcome[:70]}", flush=True)
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
