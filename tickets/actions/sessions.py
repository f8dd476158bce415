"""Live chats and calls: what belongs together while it lasts, and the lines that a call leaves in the history.

A call's events may come twice, late, or in any order: each has its effect once, and the first of them, whichever it is,
makes the contact.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tickets.actions import intake
from tickets.actions.inbound import InboundMessage
from tickets.actions.intake import Received
from tickets.actions.ledger import Entry, Invalid, permit, record
from tickets.models import ChannelAccount, ChannelSession, Message, Ticket, User
from tickets.models.message import Direction
from tickets.rules.lifecycle import Channel

ANSWERED, ENDED, MISSED = "(call answered)", "(call ended)", "(missed call)"


def open_session(channel: str, external_id: str, *, at: datetime, key_hash: str = "") -> ChannelSession:
    """A chat or a call begins; the same id again is the same session."""
    return ChannelSession.objects.get_or_create(
        channel=channel, external_id=external_id, defaults={"key_hash": key_hash, "opened_at": at}
    )[0]


def said(session: ChannelSession, message: InboundMessage, *, at: datetime, account: ChannelAccount) -> Received:
    """The customer wrote in a chat. Its first line finds the ticket, the others follow it.

    Error: Invalid once the chat was ended, save for a line that was taken before.
    """
    with transaction.atomic():
        fresh = _locked(session)
        known = Message.objects.filter(channel=message.channel, external_id=message.external_id)
        if fresh.ended_at and not known.exists():
            raise Invalid("session", "This chat has ended. Open a new one.")
        ChannelSession.objects.filter(pk=fresh.pk).update(seen_at=at)
        return _received(fresh, message, at=at, account=account, occurred_at=at)


def call_offered(
    account: ChannelAccount, caller: InboundMessage, *, at: datetime, occurred_at: datetime
) -> ChannelSession:
    """It rings: the contact, at the moment when it rang. `caller.session` names the call."""
    with transaction.atomic():
        return _call(account, caller, at, occurred_at)


def call_answered(
    account: ChannelAccount, caller: InboundMessage, *, by: User, at: datetime, occurred_at: datetime
) -> ChannelSession:
    """A person of ours took the call: an answer, and the ticket is theirs from now on, whoever had it before."""
    permit(by, "reply")
    if not by.is_active:
        raise Invalid("agent", f"{by} does not work here any more.")
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        if session.answered_at and session.agent_id == by.pk:
            return session
        when = max(occurred_at, session.opened_at)
        ticket = _home(session)
        entries = [] if ticket.owner_id == by.pk else [Entry("assign", {"to": by.pk}, by=by, at=when)]
        record(ticket, [*entries, _line(session, by, ANSWERED, when, at)], at=at)
        session.agent, session.answered_at = by, session.answered_at or when
        session.save(update_fields=["agent", "answered_at"])
        return session


def call_ended(
    account: ChannelAccount, caller: InboundMessage, *, at: datetime, occurred_at: datetime
) -> ChannelSession:
    """They hung up: the last line of the answer, or a missed call if nobody had answered."""
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        if session.ended_at:
            return session
        when = max(occurred_at, session.answered_at or session.opened_at)
        if session.agent:
            record(_home(session), [_line(session, session.agent, ENDED, when, at)], at=at)
        else:
            _mark_missed(session)
        return _end(session, when)


def call_missed(
    account: ChannelAccount, caller: InboundMessage, *, at: datetime, occurred_at: datetime
) -> ChannelSession:
    """Nobody took the call: the contact stays, and its line says so."""
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        if session.ended_at or session.agent_id:
            return session
        _mark_missed(session)
        return _end(session, max(occurred_at, session.opened_at))


def voicemail(
    account: ChannelAccount, caller: InboundMessage, words: InboundMessage, *, at: datetime, occurred_at: datetime
) -> ChannelSession:
    """They left a message: words of theirs, in the same call. It is never an answer, whoever recorded it."""
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        when = max(occurred_at, session.opened_at)
        _received(session, words, at=at, account=account, occurred_at=when)
        return session if session.ended_at else _end(session, when)


def _call(account: ChannelAccount, caller: InboundMessage, at: datetime, occurred_at: datetime) -> ChannelSession:
    session = _locked(open_session(Channel.PHONE, caller.session, at=occurred_at))
    if session.ticket_id is None:
        _received(session, caller, at=at, account=account, occurred_at=occurred_at)
    return session


def _locked(session: ChannelSession) -> ChannelSession:
    return ChannelSession.objects.select_for_update().get(pk=session.pk)


def _received(
    session: ChannelSession, message: InboundMessage, *, at: datetime, account: ChannelAccount, occurred_at: datetime
) -> Received:
    ticket = _home(session) if session.ticket_id else None
    received = intake.receive(message, at=at, account=account, ticket=ticket, occurred_at=occurred_at)
    if session.ticket_id != received.ticket.pk:
        session.ticket = received.ticket
        session.save(update_fields=["ticket"])
    return received


def _home(session: ChannelSession) -> Ticket:
    """The session's ticket, or the one it was merged into."""
    ticket = Ticket.objects.get(sessions=session)
    while ticket.merged_into_id:
        ticket = Ticket.objects.get(pk=ticket.merged_into_id)
    return ticket


def _line(session: ChannelSession, by: User, text: str, when: datetime, at: datetime) -> Entry:
    message = Message(
        direction=Direction.OUT,
        channel=Channel.PHONE,
        author=by,
        text=text,
        session=session.external_id,
        occurred_at=when,
        recorded_at=at,
    )
    data = {"channel": Channel.PHONE, "initiated": False, "session": session.external_id}
    return Entry("answer", data, by=by, at=when, message=message)


def _mark_missed(session: ChannelSession) -> None:
    lines = Message.objects.filter(channel=Channel.PHONE, session=session.external_id, direction=Direction.IN)
    Message.objects.filter(pk__in=list(lines.order_by("id").values_list("pk", flat=True)[:1])).update(text=MISSED)


def _end(session: ChannelSession, when: datetime) -> ChannelSession:
    session.ended_at = when
    session.save(update_fields=["ended_at"])
    return session
