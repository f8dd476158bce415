"""From a provider's stored webhook to the desk: its mails become arrivals of their own, its bounces find our messages."""

from __future__ import annotations

import atexit
import json
from datetime import datetime
from typing import Any

from tickets.actions.inbox import arrivals
from tickets.actions.outbox import delivery
from tickets.channels.email import incoming
from tickets.channels.email.mail_parser.parent import ParserProcess
from tickets.channels.email.parse import Unreadable
from tickets.models import Mailbox, Message, RawInbound, tokens
from tickets.models.mailbox import Provider
from tickets.models.message import Direction
from tickets.models.words import worded

# Anymail's words for a mail that will not arrive. What is delayed, opened or called spam has arrived or may.
RETURNED = {"bounced", "rejected", "failed"}


class HookReader(ParserProcess):
    """A child that reads webhooks."""

    module = "tickets.channels.email.hook_parser.child"

    def open(self, raw: RawInbound, key: str) -> tuple[list[dict[str, Any]], list[bytes]]:
        """What became of mails, and mails. Error: Unreadable."""
        head = {"provider": raw.provider, "key": key, "content_type": raw.content_type}
        answer, mails = self._answered(json.dumps(head).encode() + b"\n" + bytes(raw.body))
        return answer["told"], mails


reader = HookReader()
atexit.register(reader.stop)


def process(raw: RawInbound, *, at: datetime) -> None:
    """Read a stored webhook and hand over what is in it. A second reading of the same one stores nothing twice."""
    try:
        told, mails = reader.open(raw, _key(raw))
    except Unreadable as error:
        arrivals.unreadable(raw, worded(error))
        return
    for mail in mails:
        incoming.store(raw.account, mail, at=raw.received_at)
    for event in told:
        _tell(event, at)
    arrivals.mark_done(raw, None)


def _key(raw: RawInbound) -> str:
    """Only Brevo needs a key for reading: attachments are had by it."""
    if raw.provider != Provider.BREVO:
        return ""
    mailbox = Mailbox.objects.filter(pk=raw.account_id).first()
    return mailbox.webhook_key if mailbox else ""


def _tell(event: dict[str, Any], at: datetime) -> None:
    if event["event"] not in RETURNED:
        return
    message = _ours(event["source"])
    if message is not None:
        delivery.bounced(message, at, event["reason"] or event["event"])


def _ours(source: str) -> Message | None:
    """The message of ours that an event is about, by the signed Message-ID, wherever its provider puts that."""
    for found in tokens.MESSAGE_ID.finditer(source):
        ticket = tokens.ticket_from_message_id(found[0])
        ours = Message.objects.mails().filter(pk=int(found[1]), ticket=ticket, direction=Direction.OUT)
        if ticket is not None and (message := ours.first()):
            return message
    return None
