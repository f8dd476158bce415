"""What we say to a third party beside a ticket: forward what somebody ticked, and answer them within the same conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from tickets.actions.files import MOST_BYTES, MOST_FILES
from tickets.actions.inputs import Explicit, RowId, Text
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.macros.gaps import no_gaps
from tickets.actions.outbox.copies import written_to
from tickets.actions.record import Entry, Invalid
from tickets.actions.verbs.verb import Found, Verb
from tickets.events.side import Forwarded
from tickets.events.status import StatusSet
from tickets.models import Attachment, Identity, Message, SideConversation, Ticket
from tickets.models.message import Delivery, Direction
from tickets.rules.access import Actor, person_id
from tickets.rules.forwarding import ForwardedMessage, forwarded
from tickets.rules.lifecycle import Channel, Status
from tickets.rules.showing import SPOKEN
from tickets.rules.subjects import answering, one_line

MOST_MESSAGES = 50
LONGEST_SUBJECT = 300


@dataclass(frozen=True)
class Parcel:
    """What leaves, as it is looked at before: to whom, under which subject, our words, what goes along, and the files."""

    to: str
    subject: str
    words: str
    below: str
    files: Sequence[Attachment]

    @property
    def mark(self) -> str:
        """The same for the same parcel, so that what was looked at is what is sent."""
        said = [self.to, self.subject, self.words, self.below, *(f"{file.pk} {file.sha256}" for file in self.files)]
        return sha256("\0".join(said).encode()).hexdigest()


class Forward(Verb):
    """Forward messages of a ticket to a third party, or write to them again. Their answers come back beside the ticket."""

    name = permission = "forward"
    on_desk = False  # the desk shows what leaves before it does
    sends = True
    example = {"to": "vendor@example.net", "text": "Can you look into it?", "messages": [1], "hold": True}

    class Input(Explicit):
        """To whom, and what goes along: nothing but what is named here. The customer is never shown any of it."""

        form_only = ("key",)

        to = serializers.EmailField(
            required=False,
            max_length=320,
            error_messages={"invalid": gettext_lazy("This is no email address.")},
            help_text=gettext_lazy("Who gets it; not needed with a conversation."),
        )
        side = RowId(
            required=False, help_text=gettext_lazy("The side conversation in which they are written to again.")
        )
        subject = Text(max_length=LONGEST_SUBJECT, required=False, allow_blank=True)
        text = Text(error_messages={"blank": gettext_lazy("Say what you want of them.")})
        messages = serializers.ListField(
            child=RowId(), required=False, max_length=MOST_MESSAGES, help_text=gettext_lazy("Messages that go along.")
        )
        files = serializers.ListField(
            child=RowId(), required=False, max_length=MOST_FILES, help_text=gettext_lazy("Files that go along.")
        )
        addresses = serializers.BooleanField(
            required=False, help_text=gettext_lazy("Addresses of the customer and of whoever was in copy go along too.")
        )
        quotes = serializers.BooleanField(
            required=False, help_text=gettext_lazy("What the messages quote goes along too.")
        )
        hold = serializers.BooleanField(
            required=False, help_text=gettext_lazy("On hold until they answer: the ticket waits on them.")
        )
        key = serializers.UUIDField(required=False)

    def parcel(self, ticket: Ticket) -> Parcel:
        """What would leave. Errors: Invalid."""
        side = self._side(ticket)
        to = side.address if side else self._address(ticket)
        wanted = self.given.get("messages", ())
        messages = list(forwardable(ticket).filter(pk__in=wanted))
        if len(messages) < len(set(wanted)):
            raise Invalid("messages", _("There is no such message that could be forwarded."))
        typed = one_line(self.given.get("subject", ""))
        subject = answering(side.subject) if side else typed or _("Fwd: %(subject)s") % {"subject": ticket.subject}
        return Parcel(
            to, subject[:LONGEST_SUBJECT], self.given["text"], self._below(ticket, messages), self._files(ticket)
        )

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The mail, and the hold; nothing if the same form was sent before. Errors: Invalid, Forbidden."""
        no_gaps(self.given["text"])
        cause = f"forwarded {self.given['key']}" if self.given.get("key") else None
        if cause and Message.objects.filter(cause=cause).exists():
            return []
        parcel = self.parcel(found.ticket)
        side = self._side(found.ticket) or SideConversation.objects.create(
            ticket=found.ticket,
            address=parcel.to,
            subject=parcel.subject,
            begun_by_id=int(actor.actor_id),  # none but a person is permitted
            begun_at=at,
        )
        message = Message(
            direction=Direction.INTERNAL,
            channel=Channel.EMAIL,
            author_id=person_id(actor),
            subject=parcel.subject,
            text=parcel.words,
            quoted_below=parcel.below,
            recipient=parcel.to,
            side=side,
            occurred_at=at,
            recorded_at=at,
            delivery=Delivery.WAITING,
            next_attempt_at=at,
            cause=cause,
        )
        files = [InboundFile(file.name, file.content_type, _content(file)) for file in parcel.files]
        entries = [Entry(Forwarded, actor=actor, message=message, files=files)]
        if self.given.get("hold") and found.ticket.status != Status.ON_HOLD:
            entries.append(Entry(StatusSet, {"to": Status.ON_HOLD.value}, actor=actor))
        return entries

    def _side(self, ticket: Ticket) -> SideConversation | None:
        wanted = self.given.get("side")
        if not wanted:
            return None
        side = SideConversation.objects.filter(ticket__in=_story(ticket), pk=wanted).first()
        if side is None:
            raise Invalid("side", _("There is no such conversation beside this ticket."))
        return side

    def _address(self, ticket: Ticket) -> str:
        if not self.given.get("to"):
            raise Invalid("to", _("Say who gets it."))
        (address,) = written_to([self.given["to"]], "to")
        if Identity.objects.filter(customer=ticket.customer_id, kind="email", value=address).exists():
            raise Invalid("to", _("This is the customer's own address: answer them instead."))
        return address

    def _below(self, ticket: Ticket, messages: Sequence[Message]) -> str:
        with_addresses = bool(self.given.get("addresses"))
        return forwarded(
            [_as_forwarded(message) for message in messages],
            quotes=bool(self.given.get("quotes")),
            addresses=with_addresses,
            others=() if with_addresses else _others(ticket),
        )

    def _files(self, ticket: Ticket) -> list[Attachment]:
        wanted = self.given.get("files", ())
        files = list(Attachment.objects.filter(message__in=forwardable(ticket), pk__in=wanted))
        if len(files) < len(set(wanted)):
            raise Invalid("files", _("There is no such file on this ticket."))
        if sum(file.size for file in files) > MOST_BYTES:
            raise Invalid("files", _("These files are more than 25 MB together."))
        return files

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """Who sees it."""
        return _("Forwarded. Their answer comes back here, and the customer sees none of it.")


def forwardable(ticket: Ticket) -> QuerySet[Message]:
    """What may go along: what was written to us and by us. What we noted for ourselves, of calls too, stays here."""
    said = Message.objects.of(ticket).exclude(direction=Direction.INTERNAL)
    return said.exclude(channel__in=SPOKEN).filter(automatic=False)


def _story(ticket: Ticket) -> QuerySet[Any]:
    return Ticket.objects.of_one_story(ticket).values("pk")


def _as_forwarded(message: Message) -> ForwardedMessage:
    theirs = message.direction == Direction.IN
    name = message.sender.get("name", "") if theirs else str(message.author or _("The desk"))
    named = name if name and "@" not in name else _("the customer")
    on = date_format(message.occurred_at.astimezone(timezone.get_default_timezone()), _("j F Y, H:i"))
    wrote = [message.sender.get("email", "")] if theirs else []
    got = message.copied if theirs else [message.recipient, *message.cc]
    lines = [(_("From: %s"), wrote), (_("To: %s"), got)]
    addresses = [words % ", ".join(filter(None, some)) for words, some in lines if any(some)]
    head = _("On %(date)s, %(name)s wrote:") % {"date": on, "name": " ".join(named.split())[:80]}
    return ForwardedMessage(head, message.readable, message.quoted_above, message.quoted_below, addresses)


def _others(ticket: Ticket) -> set[str]:
    """Everybody's addresses that the ticket's mails name."""
    rows = Message.objects.of(ticket).values_list("copied", "cc", "bcc", "recipient", "sender__email")
    return {
        str(address)
        for copied, cc, bcc, *own in rows
        for address in (*copied, *cc, *bcc, *own)
        if address and "@" in str(address)
    }


def _content(file: Attachment) -> bytes:
    with file.file.open("rb") as content:
        return bytes(content.read())
