"""How a ticket ends, comes back, and what the customer says of it."""

from __future__ import annotations

from datetime import datetime

from tickets.actions import belonging, conversation
from tickets.actions.ledger import Entry, Invalid, permit, record
from tickets.events import Thanked
from tickets.models import Event, Message, Ticket, User
from tickets.models.message import Direction
from tickets.rules.lifecycle import Channel

merge, unmerge, split, link = belonging.merge, belonging.unmerge, belonging.split, belonging.link


def resolve(
    ticket: Ticket | int,
    *,
    by: User,
    at: datetime,
    text: str = "",
    delivered: bool | None = None,
    expected_version: int | None = None,
) -> Ticket:
    """Done. With `text` the customer is told by an answer and asked to confirm; without, `delivered` says whether a
    person told them some other way (default: no), and then the loop stays open.
    """
    permit(by, "resolve")
    if text.strip():
        return conversation.reply(ticket, by=by, at=at, text=text, then="resolve", expected_version=expected_version)
    entry = Entry("resolve", {"delivered": bool(delivered)}, by=by)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def reopen(ticket: Ticket | int, *, by: User, at: datetime, expected_version: int | None = None) -> Ticket:
    """A person of ours opens it again; not counted as a reopen, which only customers cause."""
    permit(by, "reopen")
    return record(ticket, [Entry("status", {"to": "open"}, by=by)], at=at, expected_version=expected_version)


def not_thanks(
    ticket: Ticket | int, *, by: User, at: datetime, message: int, reason: str, expected_version: int | None = None
) -> Ticket:
    """What was taken for a mere thank-you asks for more: it counts as a contact from its own time on, and so reopens what
    was resolved (definitions 2, Reopens). Errors: Invalid for any other message, and without a reason, which is kept.
    """
    permit(by, "not-thanks")
    if not reason.strip():
        raise Invalid("reason", "Say what they still need.")
    thanks = Event.objects.filter(ticket__in=Ticket.objects.of_one_story(ticket), kind=Thanked.name, message=message)
    line = thanks.first()
    if line is None:
        raise Invalid("message", "Only a thank-you of this ticket can be taken for more.")
    note = Message(
        direction=Direction.INTERNAL, channel=Channel.OTHER, author=by, text=reason, occurred_at=at, recorded_at=at
    )
    entry = Entry("not_thanks", {"of": line.name}, by=by, message=note)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def confirm(
    ticket: Ticket | int,
    *,
    at: datetime,
    by: User | None = None,
    spoken: bool = False,
    expected_version: int | None = None,
) -> Ticket:
    """The customer said yes: by link, API or message (`by` None), or spoken and noted by a person of ours."""
    permit(by, "confirm")
    entry = Entry("confirm", {"spoken": spoken}, by=by)
    return record(ticket, [entry], at=at, expected_version=expected_version)


def dispute(
    ticket: Ticket | int,
    *,
    at: datetime,
    by: User | None = None,
    text: str = "",
    spoken: bool = False,
    expected_version: int | None = None,
) -> Ticket:
    """The customer said no. A click starts no next response; words with it are a contact, and somebody must answer."""
    permit(by, "dispute")
    entries = [Entry("dispute", {"spoken": spoken}, by=by)]
    if text.strip():
        channel = Channel.PHONE if spoken else Channel.WEB
        message = Message(
            direction=Direction.IN, channel=channel, text=text, proven=by is None, occurred_at=at, recorded_at=at
        )
        entries.append(Entry("contact", {"channel": channel}, message=message))
    return record(ticket, entries, at=at, expected_version=expected_version)


def spam(ticket: Ticket | int, *, by: User, at: datetime, expected_version: int | None = None) -> Ticket:
    """Out of every cohort, and off the list."""
    permit(by, "spam")
    return record(ticket, [Entry("spam", by=by)], at=at, expected_version=expected_version)


def mark_test(ticket: Ticket | int, *, by: User, at: datetime, expected_version: int | None = None) -> Ticket:
    """Our own trial: out of every cohort."""
    permit(by, "test")
    return record(ticket, [Entry("test", by=by)], at=at, expected_version=expected_version)
