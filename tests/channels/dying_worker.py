"""A worker that takes mail and is gone in the middle of one: ``python -m tests.channels.dying_worker --help``."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import datetime, timedelta
from functools import partial

from assistant.channels.imap import Account, opened
from assistant.domain import Complaint
from assistant.store import Store
from assistant.workflow import letters
from assistant.workflow.collecting import Postbox, collect
from assistant.workflow.correspondence import Office
from assistant.workflow.duties import perform
from tests.workflow.desk_days import sheets

DEAD = 9


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--mailbox", required=True)
    parser.add_argument("--now", required=True, type=datetime.fromisoformat)
    parser.add_argument("--deadly", required=True, help="the word in a mail that ends the program")
    parser.add_argument("--over", choices=("parsing", "taking"), default="parsing")
    told = parser.parse_args()

    def due_at(complaint: Complaint) -> datetime:
        if told.over == "taking" and told.deadly in complaint.text:
            os._exit(DEAD)
        return told.now + timedelta(hours=4)

    if told.over == "parsing":
        parsed = letters.message_from_bytes

        def deadly(raw: bytes, **how: object) -> object:
            if told.deadly.encode() in raw:
                os._exit(DEAD)
            return parsed(raw, **how)  # type: ignore[call-overload]

        letters.message_from_bytes = deadly  # type: ignore[assignment]
    account = Account.at(told.mailbox)
    box = Postbox(account.source, partial(opened, account))
    office = Office(sheets().channels, frozenset(), due_at, lambda complaint: False)
    store = Store.open(told.database, clock=lambda: told.now)
    perform(store, "intake", timedelta(0), lambda duty: collect(store, box, office, duty), f"worker {os.getpid()}")
    store.close()


if __name__ == "__main__":
    main()
