"""What ties mails together: our signed marks in what comes in, the other side's Message-IDs in what goes out."""

from __future__ import annotations

from collections.abc import Iterable

from tickets.channels.email.parse import Mail
from tickets.models import Message, Ticket, tokens
from tickets.models.message import Direction
from tickets.rules.lifecycle import Channel

LONGEST_ID = 180
LONGEST_CHAIN = 10


def external_id(fingerprint: str, message_id: str) -> str:
    """What makes a mail one of its kind: its content, never the Message-ID alone, which its sender chooses.

    The Message-ID stands behind it, for answers refer to it.
    """
    return f"{fingerprint} {message_id}" if 0 < len(message_id) <= LONGEST_ID else fingerprint


def named_ticket(mail: Mail) -> Ticket | None:
    """The ticket that a signed mark of ours names: a Message-ID that is answered, or an address with our plus."""
    for message_id in dict.fromkeys([mail.in_reply_to, *reversed(mail.references)]):
        found = tokens.ticket_from_message_id(message_id) if message_id.startswith("ft.") else None
        if found:
            return found
    for address in mail.mailboxes:
        found = tokens.ticket_from_reply_address(address) if "+" in address else None
        if found:
            return found
    return None


def returned(mail: Mail) -> Message | None:
    """The mail of ours that this delivery report says did not arrive, by our signed Message-ID; delays do not count."""
    bounce = mail.bounce
    if bounce is None or not (bounce.action == "failed" or bounce.status.startswith("5")):
        return None
    ticket = tokens.ticket_from_message_id(bounce.original_id)
    if ticket is None:
        return None
    ours = Message.objects.filter(ticket=ticket, channel=Channel.EMAIL, direction=Direction.OUT)
    named = f"<{bounce.original_id.lower()}>"
    return next((message for message in ours if tokens.message_id_for(message).lower() == named), None)


def chain(message: Message) -> list[str]:
    """The Message-IDs, oldest first, of the mails between us and the recipient that came before `message`."""
    mails = Message.objects.filter(ticket=message.ticket_id, channel=Channel.EMAIL, pk__lt=message.pk).order_by("-pk")
    found = [_message_id(mail) for mail in mails[:50] if _other_side(mail) == message.recipient.lower()]
    return list(_some(found))[:LONGEST_CHAIN][::-1]


def _message_id(mail: Message) -> str:
    if mail.direction == Direction.OUT:
        return tokens.message_id_for(mail)
    message_id = (mail.external_id or "").partition(" ")[2]
    return f"<{message_id}>" if message_id else ""


def _other_side(mail: Message) -> str:
    return str(mail.recipient or mail.sender.get("email", "")).lower()


def _some(values: Iterable[str]) -> Iterable[str]:
    return (value for value in values if value)
