"""Mistakes sown into states, claims, drafts and the outbox; the state machine has to notice each of them.

``python -m tests.mutants`` tries all of them in a scratch copy; the test suite tries a few.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.broken import Break, judge

MACHINE = "tests/workflow/test_life_of_cases.py::test_no_history_breaks_a_promise"
STATES, DECIDE, DELIVER = (f"assistant/workflow/{name}.py" for name in ("states", "decide", "deliver"))
DRAFTS, DESK, INTAKE = (f"assistant/workflow/{name}.py" for name in ("drafts", "desk", "intake"))
OUTBOX = "assistant/store/outbox.py"
# On SQLite, as many histories as it takes, and no time lost on finding the shortest.
ENVIRONMENT = {"LIVES": "250", "STEPS": "40", "QUICK": "1", "PYTEST_ADDOPTS": "-k sqlite"}


def _mutant(name: str, file: str, old: str, new: str) -> Break:
    return Break(name, file, old, new, MACHINE)


MUTANTS = (
    _mutant("a sent case may be approved again", STATES,
            "(Event.APPROVED,       (D, R, S, E), ", "(Event.APPROVED,       (D, R, S, E, T), "),
    _mutant("an approved case may be approved again", STATES,
            "(Event.APPROVED,       (D, R, S, E), ", "(Event.APPROVED,       (D, R, S, E, A), "),
    _mutant("a decision on an old version counts", DECIDE, "    refuse_stale(tx, row, seen.version)\n", ""),
    _mutant("a decision without the customer's last message counts", DECIDE,
            "    if seen.thread != row.thread:\n", "    if False:\n"),
    _mutant("an undone text stays in the outbox", DECIDE,
            "            save_posting(tx, replace(posting, state=Posting.WITHDRAWN))\n", ""),
    _mutant("a text that has begun to leave can be taken back", DECIDE,
            "if any(posting.state is not Posting.WAITING for posting in live):", "if False:"),
    _mutant("there is no time to take a text back", DECIDE, "not_before=tx.now + policy.undo", "not_before=tx.now"),
    _mutant("a reopened case is still in its last round", DECIDE,
            "changed = replace(changed, round=row.round + 1, ", "changed = replace(changed, "),
    _mutant("an edit of an old version counts", DRAFTS,
            "        refuse_stale(tx, row, seen_version)\n        row = keep_text", "        row = keep_text"),
    _mutant("a model writes over what a person wrote", DRAFTS,
            "taken = row.touched or row.holder(tx.now) is not None", "taken = row.holder(tx.now) is not None"),
    _mutant("a model writes over what a person has in hand", DRAFTS,
            "taken = row.touched or row.holder(tx.now) is not None", "taken = row.touched"),
    _mutant("a draft of an old version is shown", DRAFTS,
            "based_on == row.head and (replace_edited or not taken)", "(replace_edited or not taken)"),
    _mutant("a draft that answers something older is shown", DRAFTS, "if thread != row.thread or not may", "if not may"),
    _mutant("what a person holds can be taken without asking", DESK,
            "    if holder not in (None, person.name):\n", "    if False:\n"),
    _mutant("a customer's next message withdraws nothing", INTAKE,
            "    withdrawn = _withdraw(tx, row)\n", "    withdrawn = 0\n"),
    _mutant("a customer's next message begins no new round", INTAKE,
            "            round=row.round + 1,\n", ""),
    _mutant("a text is not marked before it is handed over", OUTBOX,
            "            state=Posting.SENDING,\n", ""),
    _mutant("whoever slept through the lease sends all the same", DELIVER,
            "if posting.lease_until is None or store.clock() >= posting.lease_until:", "if False:"),
    _mutant("a silent sender's text is sent again", DELIVER,
            'sum(_close(store, posting, Posting.UNKNOWN, "sender_silent")',
            'sum(_close(store, posting, Posting.WAITING, "sender_silent")'),
    _mutant("an uncertain text is tried again", DELIVER,
            '        return _close(store, posting, Posting.UNKNOWN, error.code or "uncertain")',
            '        return _refused(store, posting, error.code or "uncertain")'),
    _mutant("bytes nobody approved are sent", DELIVER, " or text_hash(decision.text) != decision.text_hash", ""),
    _mutant("a refused text is tried again though the customer wrote", DELIVER,
            "        if now.round != row.round:\n", "        if False:\n"),
    _mutant("a stuck text is sent again though the customer wrote", DELIVER,
            "if fate is Fate.AGAIN and posting.round != row.round:", "if False:"),
    _mutant("a case is sent when only half of it is", DELIVER,
            "if live and all(state is Posting.SENT", "if live and any(state is Posting.SENT"),
    _mutant("nobody is told of an unknown fate", DELIVER,
            "lost = any(posting.state is Posting.UNKNOWN for posting in everything)", "lost = False"),
)  # fmt: skip


def main() -> None:
    """Sow each mistake and run the state machine; exit code 1 if one went unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="the name of one mistake; may be given again")
    told = parser.parse_args()
    os.environ.pop("PYTEST_CURRENT_TEST", None)
    sys.exit(1 if judge(MUTANTS, ENVIRONMENT, told.only) else 0)


if __name__ == "__main__":
    main()
