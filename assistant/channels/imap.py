"""The mailbox complaints come to, over IMAP: numbered messages fetched as they are, and marked as seen afterwards."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, urlsplit

from assistant.errors import ChannelError, SettingError

TIMEOUT = 60.0
LARGEST = 30_000_000  # bytes of one mail that are fetched; what is cut off is an attachment's, and those are not kept
LOOPBACK = ("localhost", "127.0.0.1", "::1")
WANTED = "write imaps://USER:PASSWORD@HOST/FOLDER, or imap://…:143 for STARTTLS"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Account:
    """Where mail is fetched; ``tls`` from the first byte (``imaps``), else by STARTTLS, except on loopback."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: bool = True
    timeout: float = TIMEOUT

    @classmethod
    def at(cls, url: str) -> Account:
        """The account at ``imaps://USER:PASSWORD@HOST:993/FOLDER``; raises ``SettingError``."""
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname
        except ValueError:
            host = None
        if host is None or parts.scheme not in ("imap", "imaps"):
            raise SettingError(f"ASSISTANT_IMAP is no address; {WANTED}")
        if not parts.username or not parts.password:
            raise SettingError(f"ASSISTANT_IMAP names no user or no password; {WANTED}")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if not (folder.isascii() and folder.isprintable()):
            raise SettingError("ASSISTANT_IMAP names a folder with other than ASCII letters; rename it on the server")
        tls = parts.scheme == "imaps"
        user, password = unquote(parts.username), unquote(parts.password)
        return cls(host, port or (993 if tls else 143), user, password, folder, tls)

    @property
    def source(self) -> str:
        """What deliveries of this account are kept under."""
        return f"imap:{self.user}@{self.host}/{self.folder}"


@contextmanager
def opened(account: Account) -> Iterator[Mailbox]:
    """The mailbox, signed in and open; raises ``ChannelError`` (``mailbox_unreachable``, ``mailbox_refused``)."""
    try:
        client = _connected(account)
    except (OSError, imaplib.IMAP4.error) as error:
        raise _broken(account, error) from error
    try:
        yield _entered(account, client)
    except (OSError, imaplib.IMAP4.error) as error:
        raise _broken(account, error) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            client.logout()


class Mailbox:
    """An open mailbox; see ``workflow.collecting.Line``."""

    def __init__(self, client: imaplib.IMAP4, validity: int) -> None:
        self._client = client
        self.validity = validity

    @property
    def newest(self) -> int:
        """The highest number in the mailbox, 0 where it is empty."""
        return max(self._search("UID", "*"), default=0)

    def after(self, number: int) -> Sequence[int]:
        """The messages with a higher number."""
        # "7:*" names the newest message too where it is older than 7.
        return [one for one in self._search("UID", f"{number + 1}:*") if one > number]

    def unseen(self) -> Sequence[int]:
        """The messages nobody has read."""
        return self._search("UNSEEN")

    def since(self, day: date) -> Sequence[int]:
        """The messages the server took on a day or later."""
        return self._search("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def fetch(self, number: int) -> bytes | None:
        """A message as it is, unread as before; nothing if it is gone, ``None`` if the server does not give it out."""
        status, answer = self._client.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)")
        if status != "OK":
            return None
        return next((part[1] for part in answer if isinstance(part, tuple)), b"")

    def seen(self, number: int) -> None:
        """Mark a message as read."""
        self._client.uid("STORE", str(number), "+FLAGS.SILENT", r"(\Seen)")

    def _search(self, *asked: str) -> list[int]:
        status, answer = self._client.uid("SEARCH", *asked)
        if status != "OK":
            raise imaplib.IMAP4.error("the server does not search")
        return [int(one) for one in (answer[0] or b"").split()]


def _connected(account: Account) -> imaplib.IMAP4:
    if account.tls:
        trust = ssl.create_default_context()
        return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=trust, timeout=account.timeout)
    client = imaplib.IMAP4(account.host, account.port, timeout=account.timeout)
    if account.host not in LOOPBACK:
        if "STARTTLS" not in client.capabilities:
            client.shutdown()
            raise ChannelError(f"{account.host} offers no encryption; nothing was said to it", code="no_encryption")
        client.starttls(ssl.create_default_context())
    return client


def _entered(account: Account, client: imaplib.IMAP4) -> Mailbox:
    try:
        if "AUTH=PLAIN" in client.capabilities:  # takes any letter in a password, LOGIN takes ASCII only
            client.authenticate("PLAIN", lambda _: f"\0{account.user}\0{account.password}".encode())
        else:
            client.login(account.user, account.password)
    except UnicodeEncodeError as error:
        raise SettingError(
            f"{account.host} takes ASCII letters only in a password; ASSISTANT_IMAP has others"
        ) from error
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise ChannelError(f"{account.host} refuses the user or the password", code="mailbox_refused") from error
    quoted = re.sub(r'(["\\])', r"\\\1", account.folder)
    status, _ = client.select(f'"{quoted}"')
    if status != "OK":
        raise ChannelError(f"{account.host} has no folder {account.folder!r} for this user", code="mailbox_refused")
    validity = client.response("UIDVALIDITY")[1]
    return Mailbox(client, int(validity[0]) if validity and validity[0] else 0)


def _broken(account: Account, error: Exception) -> ChannelError:
    what = f"{account.host}:{account.port} cannot be read ({type(error).__name__})"
    return ChannelError(f"{what}; is ASSISTANT_IMAP right, and the way there open?", code="mailbox_unreachable")
