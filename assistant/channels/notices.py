"""Notices to the brand's own people by mail: numbers and deadlines, never a customer's words."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import tzinfo
from email.message import EmailMessage
from email.policy import SMTP

from assistant.channels.smtp import Server, connected
from assistant.domain import Language, Reason
from assistant.errors import ChannelError, RefusedError
from assistant.store import Level
from assistant.store.alarms import Alarm
from assistant.wording import say

MOST_NAMED = 50  # cases that one notice names


def send_notice(server: Server, to: str, subject: str, text: str) -> None:
    """Send one notice; raises ``RefusedError`` if it did not leave, and then it may be tried again.

    A line that breaks at the end counts as not sent: a notice that comes twice does no harm.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = server.sender, to, subject
    mail["Auto-Submitted"] = "auto-generated"  # so that nobody's absence note comes back as a complaint
    mail.set_content(text, cte="base64")
    try:
        with connected(server, ssl.create_default_context()) as line:
            line.send_message(mail)
    except ChannelError:
        raise
    except (OSError, smtplib.SMTPException) as error:
        raise RefusedError(f"{server.host}:{server.port}: {type(error).__name__}", code="notice_refused") from error


def alarm_notice(alarms: Sequence[Alarm], zone: tzinfo, language: Language) -> tuple[str, str]:
    """Subject and text of a notice of deadlines: how many, and each case by its number, the earliest first."""
    counts: dict[str, str | int] = {level.value: sum(alarm.level is level for alarm in alarms) for level in Level}
    named = sorted(alarms, key=lambda alarm: (alarm.due_at, alarm.case_id))[:MOST_NAMED]
    lines = [say(_deadline(alarm, zone), language) for alarm in named]
    if len(alarms) > len(named):
        lines.append(say(Reason("upkeep.more", {"count": len(alarms) - len(named)}), language))
    return say(Reason("upkeep.subject", counts), language), "\n".join(lines) + "\n"


def _deadline(alarm: Alarm, zone: tzinfo) -> Reason:
    code = "upkeep.late" if alarm.level is Level.LATE else "upkeep.soon"
    return Reason(code, {"case": alarm.case_id, "due": f"{alarm.due_at.astimezone(zone):%d.%m. %H:%M}"})
