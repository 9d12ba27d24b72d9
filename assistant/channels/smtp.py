"""The ``email`` channel over SMTP: one approved reply is one message, and a broken line is never taken for a refusal.

SMTP cannot say whether it saw a message before. Until ``DATA`` is granted nothing has been handed over and everything
may be tried again; from then on only the server's own answer counts, and without one nobody knows.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from urllib.parse import unquote, urlsplit

from assistant.channels.files import FilesChannel
from assistant.domain import Receipt, Reply
from assistant.errors import ChannelError, RefusedError, SettingError, UncertainError

# RFC 5321 lets a server take ten minutes over the end of DATA; a sender's lease is five.
TIMEOUT = 60.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_MESSAGE_ID = re.compile(r"<[^\s<>@]+@[^\s<>@]+>")
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in; ``tls`` from the first byte (``smtps``), else by STARTTLS, except on loopback."""

    host: str
    port: int
    sender: str
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = TIMEOUT

    @classmethod
    def at(cls, url: str, sender: str | None) -> Server:
        """The server at ``smtp://USER:PASSWORD@HOST:587`` or ``smtps://…:465``; raises ``SettingError``."""
        try:
            parts = urlsplit(url)
            port, host = parts.port, parts.hostname
        except ValueError:
            host = None
        if host is None or parts.scheme not in ("smtp", "smtps"):
            raise SettingError("ASSISTANT_SMTP is no address; write smtp://USER:PASSWORD@HOST:587 or smtps://…:465")
        if sender is None or not _ADDRESS.fullmatch(sender):
            raise SettingError("ASSISTANT_MAIL_FROM is no e-mail address; write the one that replies come from")
        tls = parts.scheme == "smtps"
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        return cls(host, port or (465 if tls else 587), sender, tls, user, password)


class SmtpChannel:
    """Hands replies to a mail server; ``journal`` keeps what it took, so that a crash afterwards leaves no doubt."""

    def __init__(
        self, server: Server, journal: FilesChannel, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._server = server
        self._journal = journal
        self._clock = clock

    def send(self, reply: Reply) -> Receipt:
        """Hand over one reply; one the journal knows is not handed over again.

        Raises ``RefusedError`` if the server certainly did not take it or its id was used for other words,
        ``UncertainError`` if the line broke after the server had begun to take it.
        """
        known = self._journal.check(reply)
        if known is not None:
            return known
        content = message(reply, self._server.sender, self._clock()).as_bytes()
        mail = self._opened(reply)
        try:
            self._hand_over(mail, content)
        finally:
            mail.close()
        receipt = Receipt(reply.id, reply.message_id, self._clock())
        try:
            return self._journal.send(reply)
        except ChannelError as error:
            log.warning("reply %s was sent but not noted: %s", reply.id, error.code)
            return receipt

    def find(self, reply: Reply) -> Receipt | None:
        """The receipt of a reply this machine handed over; ``None`` proves nothing."""
        return self._journal.find(reply)

    def complaints(self) -> frozenset[str]:
        """The ids of the complaints whose words stand in the journal."""
        return self._journal.complaints()

    def forget(self, complaints: Collection[str]) -> int:
        """Take every word to and about these complaints out of the journal."""
        return self._journal.forget(complaints)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # Reading the system's certificates takes a tenth of a second of computing: once a channel, not once a mail.
        return ssl.create_default_context()

    def _opened(self, reply: Reply) -> smtplib.SMTP:
        """A line to the server on which it has granted ``DATA``; everything that fails here may be tried again."""
        server, mail = self._server, None
        try:
            mail = connected(server, self._trust)
            _agreed(*mail.mail(server.sender), "sender_refused")
            _agreed(*mail.rcpt(str(reply.recipient)), "recipient_refused")
            code, answer = mail.docmd("data")
            if code != 354:
                _agreed(code, answer, "data_refused")
            return mail
        except (OSError, smtplib.SMTPException, ChannelError) as error:
            if mail is not None:
                mail.close()
            if isinstance(error, ChannelError):
                raise
            raise RefusedError(f"{server.host}:{server.port}: {type(error).__name__}", code="mail_refused") from error

    def _hand_over(self, mail: smtplib.SMTP, content: bytes) -> None:
        """Everything from the first byte of the message to the server's word on it."""
        try:
            mail.send(_stuffed(content) + b".\r\n")
            code, answer = mail.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise UncertainError(f"the line to {self._server.host} broke in DATA", code="broken_in_data") from error
        if code < 0 or (200 <= code < 400 and code != 250):
            raise UncertainError(f"{self._server.host} gave no answer to DATA", code="no_answer")
        _agreed(code, answer, "content_refused")
        try:
            mail.quit()
        except (OSError, smtplib.SMTPException):
            return  # it has the message; how it hangs up says nothing


def connected(server: Server, trust: ssl.SSLContext) -> smtplib.SMTP:
    """A line to a mail server, encrypted and signed in; raises ``RefusedError``, ``OSError`` or ``SMTPException``."""
    if server.tls:
        mail: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=trust)
    else:
        mail = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        mail.ehlo()
        if not server.tls and server.host not in LOOPBACK:
            if not mail.has_extn("starttls"):
                raise RefusedError(f"{server.host} offers no encryption; nothing was sent", code="no_encryption")
            mail.starttls(context=trust)
            mail.ehlo()
        if server.user is not None:
            mail.login(server.user, server.password or "")
    except BaseException:
        mail.close()
        raise
    return mail


def message(reply: Reply, sender: str, now: datetime) -> EmailMessage:
    """The reply as a mail; raises ``RefusedError`` if it has no address or something could become a header."""
    recipient = reply.recipient or ""
    if not recipient.isascii() or not _ADDRESS.fullmatch(recipient):
        raise RefusedError(f"reply {reply.id} has no e-mail address to go to", code="no_address")
    for value in (recipient, sender, reply.subject or "", reply.message_id):
        if _CONTROL.search(value):
            raise RefusedError(f"reply {reply.id}: a header would hold a line break", code="bad_header")
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Date"], mail["Message-ID"] = sender, recipient, now, reply.message_id
    if reply.subject:
        mail["Subject"] = reply.subject
    if _MESSAGE_ID.fullmatch(reply.complaint):
        mail["In-Reply-To"] = mail["References"] = reply.complaint
    mail.set_content(reply.text, cte="base64")
    return mail


def _agreed(code: int, answer: bytes, otherwise: str) -> None:
    if not 200 <= code < 300:
        raise RefusedError(f"the mail server said {code}", code=otherwise)


def _stuffed(content: bytes) -> bytes:
    """The message as it travels: a line that is a dot does not end it."""
    lines = re.sub(rb"(?m)^\.", b"..", content)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
