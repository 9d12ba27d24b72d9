"""What `assistant doctor` looks at: each part the product needs, whether it is well, and what to do if not."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.errors import AssistantError, SettingError

if TYPE_CHECKING:
    from assistant.bootstrap import Product
    from assistant.settings import Settings
    from assistant.store import Store

MEGABYTE = 1_000_000
LEAST_FREE = 500  # megabytes; a backup and the index have to fit beside the database
LONGEST_SILENCE = timedelta(minutes=15)  # longer than a failed piece of work rests before it is tried again
PATIENCE = 5.0  # seconds a mail server may take to answer
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at."""

    what: str
    good: bool
    says: str


def examine(settings: Settings) -> list[Line]:
    """Look at everything, in the order in which one thing rests on another; nothing is changed and nothing sent."""
    import assistant.bootstrap as bootstrap

    found = [Line("python", sys.version_info >= (3, 11), sys.version.split()[0])]
    try:
        product = bootstrap.product(settings)
    except AssistantError as error:
        return [*found, Line("workspace", False, str(error).split("\n")[0])]
    found.append(Line("workspace", True, f"{product.workspace} ({len(product.knowledge.entries)} entries)"))
    found.extend(_tried(what, look, product) for what, look in LOOKS)
    found.extend(_environment(settings))
    return found


def _data(product: Product) -> str:
    from assistant.bootstrap import data_folder

    folder = data_folder(product.settings)
    if not os.access(folder, os.W_OK):
        raise OSError(f"{folder} cannot be written; set ASSISTANT_DATA")
    return str(folder)


def _secret(product: Product) -> str:
    product.secret()
    return "set by ASSISTANT_SECRET" if product.settings.secret else "kept in the data folder"


def _disk(product: Product) -> str:
    folder = product.settings.data
    if not folder.is_dir():
        return "not looked at: there is no data folder"
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < LEAST_FREE:
        raise OSError(f"{free} MB free in {product.settings.data}; make room, or move ASSISTANT_DATA to another disk")
    return f"{free} MB free in the data folder"


def _store(product: Product) -> str:
    """The database as it stands: nothing is brought up to date, and one that is not there yet is not made."""
    from assistant.store import Store

    where, upgrade = product.settings.database_url.split("@")[-1], product.settings.upgrade
    if not _there(product):
        return f"{where}: made at the first start"
    with closing(Store.as_it_stands(product.settings.database_url, clock=product.clock)) as store:
        now = store.standing()
        if now.behind:
            raise SettingError(
                f"{where} is at {now}; make a backup (`assistant backup FILE`), then start `assistant serve` or "
                f"`assistant worker`{'' if upgrade else ' with ASSISTANT_UPGRADE=true'}, which brings it up to date"
            )
        if now.found is None:
            return f"{where}: empty; its tables are made at the first start"
        fault = store.verify_audit().fault
    if fault is not None:
        raise SettingError(f"{where}: the audit log is broken: {fault}; restore a backup from before")
    return f"{where}, revision {now.found}; audit log unbroken"


def _people(product: Product) -> str:
    from assistant.access import list_accounts

    with _ready(product) as store:
        names = [one for one in list_accounts(store) if one.active] if store else []
    if not names:
        return "no account yet; `assistant serve` prints a link that makes the first, or `assistant user add`"
    return f"{len(names)} open, {sum(one.role == 'admin' for one in names)} of them admin"


def _workers(product: Product) -> str:
    """Nobody signs in as a worker: that one is at work is told from what is due and not done."""
    from assistant.store.status import status

    with _ready(product) as store:
        now = status(store) if store else None
    due = [now.oldest[kind] for kind in ("job", "reply") if kind in now.oldest] if now else []
    if now is None or not due or min(due) >= now.as_of:
        return "nothing is overdue for one"
    waited = now.as_of - min(due)
    says = f"the oldest work has been due for {waited.total_seconds() // 60:.0f} minutes"
    if waited > LONGEST_SILENCE:
        raise SettingError(f"{says}: no worker is at work, or too few are; start `assistant worker`")
    return says


def _mail(product: Product) -> str:
    """The mail server's address, and whether something listens there; nothing is said to it."""
    from assistant.channels.smtp import Server

    if product.settings.smtp is None:
        return "no mail server set; replies by e-mail go to sent.jsonl"
    server = Server.at(product.settings.smtp, product.settings.mail_from)
    try:
        socket.create_connection((server.host, server.port), timeout=PATIENCE).close()
    except OSError as error:
        raise SettingError(
            f"{server.host}:{server.port} cannot be reached ({error}); is ASSISTANT_SMTP right, and the way there open?"
        ) from error
    return f"{server.host}:{server.port} answers"


def _mailbox(product: Product) -> str:
    """Whether the mailbox lets us in, and what was put aside lately that nobody has looked at; nothing is fetched."""
    from assistant.channels.imap import Account, opened

    if product.settings.imap is None:
        return "no mailbox set; complaints by e-mail come in by HTTP or `assistant import`"
    account = replace(Account.at(product.settings.imap), timeout=PATIENCE)
    with opened(account) as line:
        unread = len(line.unseen())
    return f"{account.host}: folder {account.folder} opens, {unread} unread"


def _aside(product: Product) -> str:
    """Deliveries that may be complaints and that only a person can read; newsletters and the like are none."""
    from assistant.store.arrivals import refused
    from assistant.workflow.aside import SETTLED

    with _ready(product) as store:
        if store is None:
            return "nothing was put aside"
        with store.read() as tx:
            found = [one for one in refused(tx) if one.refused not in SETTLED]
    recent = [one for one in found if product.clock() - one.at < LATELY]
    if recent:
        raise SettingError(
            f"{len(recent)} deliveries of the last days could not be read; the desk and `assistant aside` list them"
        )
    return f"{len(found)} older deliveries could not be read" if found else "nothing was put aside"


def _webhook(product: Product) -> str:
    from assistant.channels.webhooks import key_of

    if product.settings.webhook_secret is None:
        return "no secret set; complaints come in with tokens only"
    key_of(product.settings.webhook_secret)
    return "secret set"


def _steps(product: Product) -> str:
    if product.hook() is None:
        return "no address set; confirmed steps stay as tasks"
    return f"handed to {urlsplit(product.settings.steps_url or '').hostname}"


def _search(product: Product) -> str:
    found = product.search().find("iade", language=None, market=None, top=1)
    return f"index answers in {found.language}"


LOOKS: tuple[tuple[str, Callable[[Product], str]], ...] = (
    ("data folder", _data),
    ("disk", _disk),
    ("secret", _secret),
    ("store", _store),
    ("accounts", _people),
    ("workers", _workers),
    ("search", _search),
    ("e-mail", _mail),
    ("mailbox", _mailbox),
    ("put aside", _aside),
    ("webhook", _webhook),
    ("steps", _steps),
)


def _there(product: Product) -> bool:
    """Whether a SQLite file is there to be opened; what a server has only the server knows."""
    kind, _, file = product.settings.database_url.partition(":///")
    return not kind.startswith("sqlite") or Path(file).exists()


@contextmanager
def _ready(product: Product) -> Iterator[Store | None]:
    """The store where it is there and up to date; what is wrong with it otherwise is a finding of its own."""
    from assistant.store import Store

    if not _there(product):
        yield None
        return
    with closing(Store.as_it_stands(product.settings.database_url, clock=product.clock)) as store:
        now = store.standing()
        yield store if now.found == now.needed else None


def _tried(what: str, look: Callable[[Product], str], product: Product) -> Line:
    try:
        return Line(what, True, look(product))
    except (AssistantError, OSError) as error:
        return Line(what, False, str(error))


def _environment(settings: Settings) -> Iterator[Line]:
    model = settings.chosen_model()
    if model == "composer":
        yield Line("model", True, "composer (no language model)")
    else:
        key = bool(os.environ.get("OPENAI_API_KEY")) or not model.startswith("openai:")
        says = model if key else f"{model}, but OPENAI_API_KEY is not set (any text for a local endpoint)"
        yield Line("model", key, says)
    if settings.host not in {"127.0.0.1", "localhost", "::1"}:
        yield Line("address", True, f"{settings.host}: reachable from other machines; put TLS in front")
