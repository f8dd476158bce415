"""What ties mails together: our signed marks and known Message-IDs in what comes in, the same in what goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tickets.actions.intake.participants import TicketClaim
from tickets.channels.email.parse import Mail
from tickets.models import Message, SideConversation, Ticket, User, tokens
from tickets.rules.identity import JoinHint
from tickets.rules.lifecycle import Channel

LONGEST_ID = 250
LONGEST_CHAIN = 10
MOST_REFERENCES = 30
MOST_NUMBERS = 3
REFERENCE = re.compile(r"(?<![A-Z0-9-])FT-[A-Z0-9]{4}-[A-Z0-9]{4}(?![A-Z0-9-])", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w#])#(\d{1,9})(?!\w)")
SIGNED_ID = re.compile(rb"ft\.\d{1,18}\.[a-z2-7]{24}@[a-z0-9.-]{1,255}", re.IGNORECASE)


def claims(mail: Mail, side: SideConversation | None = None) -> list[TicketClaim]:
    """The tickets that a mail names, the strongest reason first: our signed marks, mails that we hold, numbers.

    `side`: the conversation beside a ticket that it answers, which is in the ticket's thread.
    """
    answered = _answered(mail)
    found = [(ticket, JoinHint.TOKEN) for ticket in _signed(mail, answered)]
    found += [(side.ticket, JoinHint.THREAD)] if side else []
    found += [(ticket, JoinHint.THREAD) for ticket in _held(answered)]
    found += [(ticket, JoinHint.NUMBER) for ticket in _numbered(mail.subject)]
    return list(dict.fromkeys(found))


def _answered(mail: Mail) -> list[str]:
    """The Message-IDs that a mail refers to, the nearest first."""
    ids = dict.fromkeys([mail.in_reply_to, *reversed(mail.references)])
    return [message_id for message_id in ids if message_id][:MOST_REFERENCES]


def _signed(mail: Mail, answered: list[str]) -> Iterator[Ticket]:
    for message_id in answered:
        message = tokens.message_from_message_id(message_id)
        if message and not message.side_id:  # a third party has that mark: it vouches for nobody in the ticket
            yield message.ticket
    for address in mail.mailboxes:
        ticket = tokens.ticket_from_reply_address(address) if "+" in address else None
        if ticket:
            yield ticket


def _held(answered: list[str]) -> list[Ticket]:
    """The tickets of mails that we hold. Two senders may have chosen one Message-ID, so one id may name several."""
    wanted = [message_id for message_id in answered if len(message_id) <= LONGEST_ID]
    if not wanted:
        return []
    mails = Message.objects.filter(mail_id__in=wanted, channel=Channel.EMAIL).exclude(mail_id="")
    rows = list(mails.select_related("ticket").order_by("-pk")[:MOST_REFERENCES])
    return [row.ticket for row in sorted(rows, key=lambda row: wanted.index(row.mail_id))]


def side_of(mail: Mail) -> SideConversation | None:
    """The conversation with a third party that a mail goes on with: by the address that it was sent to, else by the nearest mail
    that it answers and that we know.
    """
    for address in mail.mailboxes:
        side = tokens.side_from_address(address) if "+" in address else None
        if side:
            return side
    for message_id in _answered(mail):
        message = tokens.message_from_message_id(message_id) or _held_message(message_id)
        if message:
            return message.side
    return None


def _held_message(message_id: str) -> Message | None:
    if len(message_id) > LONGEST_ID:
        return None
    held = Message.objects.filter(mail_id=message_id, channel=Channel.EMAIL).exclude(mail_id="")
    return held.select_related("side__ticket").order_by("-pk").first()


def _numbered(subject: str) -> list[Ticket]:
    references = [reference.upper() for reference in REFERENCE.findall(subject)[:MOST_NUMBERS]]
    numbers = [int(number) for number in NUMBER.findall(subject)[:MOST_NUMBERS]]
    if not references and not numbers:
        return []
    by_reference, by_number = Ticket.objects.filter(reference__in=references), Ticket.objects.filter(pk__in=numbers)
    return list((by_reference | by_number).order_by("pk"))


def is_of_a_person(address: str) -> bool:
    """Whether it is the address of one of our people."""
    return User.objects.filter(email__iexact=address, is_active=True).exists()


def returned(mail: Mail, raw: bytes) -> Message | None:
    """The mail of ours that a delivery report is about, by our signed Message-ID: any other could be invented.

    Old reports quote the mail in their text, so the mark is looked for there too.
    """
    if mail.bounce is None:
        return None
    quoted = (found.decode("ascii") for found in SIGNED_ID.findall(raw[:1_000_000])[:5])
    for message_id in dict.fromkeys([mail.bounce.original_id, *quoted]):
        message = tokens.message_from_message_id(message_id)
        if message and message.is_mail and message.recipient:
            return message
    return None


def chain(message: Message, recipient: str) -> list[str]:
    """The Message-IDs, oldest first, of the mails between us and a recipient that came before `message`.

    A long thread keeps its first one, by which mail programs find its beginning, and its last ones.
    """
    story = Message.objects.of(message.ticket).mails().filter(side=message.side_id).exclude(pk=message.pk)
    columns = story.order_by("-pk").only("direction", "channel", "recipient", "sender", "mail_id", "pk", "ticket")
    mails = [mail for mail in columns.filter(pk__lt=message.pk)[:200] if _other_side(mail) == recipient.lower()]
    found = [own for own in map(_message_id, reversed(mails)) if own]
    return found if len(found) <= LONGEST_CHAIN else [found[0], *found[1 - LONGEST_CHAIN :]]


def _message_id(mail: Message) -> str:
    if mail.recipient:
        return tokens.message_id_for(mail)
    return f"<{mail.mail_id}>" if mail.mail_id else ""


def _other_side(mail: Message) -> str:
    return str(mail.recipient or mail.sender.get("email", "")).lower()
