"""Calls: the lines that a call leaves in the history, and the call back that a missed one owes.

A call's events may come twice, late, or in any order: each has its effect once, and the first of them, whichever it is,
makes the contact. One that tells of an earlier ringing adds a line at that time, so that nobody waits for less than true.

A missed call, a voicemail included, owes a **call back**: a promise of the desk's own, by nobody in particular, due by the
policy as any promise without a date. It can flatter no figure: it is made by no answer and answers nothing, so no clock,
flag or wait ends with it; the wait stays on us until it is settled. Only a human contact that we start keeps it. If the
caller rings again and is answered, we still owe it: an answer inside their own call keeps nothing, so either the customer
waives it in that call, or somebody calls back. One call back is owed at a time on a ticket: ringing five times makes no
five promises that one call would keep. Who left no number, and nothing else by which to reach them, is owed none.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.intake import sessions
from tickets.actions.intake.inbound_message import InboundMessage
from tickets.actions.promises import due_by_policy
from tickets.actions.record import Entry, Invalid, decide, locked, log_of, permit, record, refuse, save
from tickets.events.answer import Answered
from tickets.events.owner import Assigned
from tickets.events.promise import Promised
from tickets.events.replay import story_of
from tickets.models import ChannelAccount, ChannelSession, Identity, Message, Ticket, User
from tickets.models.history import current_desk, seconds
from tickets.models.message import Direction
from tickets.rules.access import channel_actor
from tickets.rules.lifecycle import Channel, Status

RANG, ANSWERED, ENDED, MISSED, VOICEMAIL = "(call)", "(call answered)", "(call ended)", "(missed call)", "(voicemail)"


def offered(account: ChannelAccount, caller: InboundMessage, *, at: datetime, occurred_at: datetime) -> ChannelSession:
    """It rings: the contact, at the moment when it rang. `caller.session` names the call."""
    with transaction.atomic():
        return _call(account, caller, at, occurred_at)


def answered(
    account: ChannelAccount, caller: InboundMessage, *, by: User, at: datetime, occurred_at: datetime
) -> ChannelSession:
    """A person of ours took the call: an answer, and the ticket is theirs from now on, whoever had it before."""
    permit(by, "reply")
    if not by.is_active:
        raise Invalid("agent", _("%(by)s does not work here any more.") % {"by": by})
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        _answer(session, by, max(occurred_at, session.opened_at), at)
        return session


def pick_up(session: ChannelSession | int, *, by: User, at: datetime) -> Ticket:
    """Somebody who sees it ring says that they take it, and gets its ticket. Errors: Denied, Invalid when it is too late."""
    permit(by, "reply")
    with transaction.atomic():
        pk = session if isinstance(session, int) else session.pk
        fresh = ChannelSession.objects.select_for_update().get(pk=pk)
        if fresh.agent_id not in (None, by.pk):
            raise Invalid("call", _("%(who)s has taken this call.") % {"who": fresh.agent})
        if fresh.ended_at:
            raise Invalid("call", _("They have hung up."))
        _answer(fresh, by, max(at, fresh.opened_at), at)
        return sessions.home(fresh)


def ended(
    account: ChannelAccount, caller: InboundMessage, *, at: datetime, occurred_at: datetime, was_taken: bool = False
) -> ChannelSession:
    """They hung up: the last line of the answer, or a missed call if nobody had answered.

    `was_taken`: the provider knows that somebody answered, and says later who it was.
    """
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        if session.ended_at:
            return session
        when = max(occurred_at, session.answered_at or session.opened_at)
        if session.agent:
            record(sessions.home(session), [_line(session, session.agent, ENDED, when, at)], at=at)
        elif not was_taken:
            _miss(session, when, at)
        return _end(session, when)


def missed(account: ChannelAccount, caller: InboundMessage, *, at: datetime, occurred_at: datetime) -> ChannelSession:
    """Nobody took the call: the contact stays, its line says so, and we owe a call back."""
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        if session.ended_at or session.agent_id:
            return session
        when = max(occurred_at, session.opened_at)
        _miss(session, when, at)
        return _end(session, when)


def voicemail(
    account: ChannelAccount,
    caller: InboundMessage,
    *,
    recording: str = "",
    transcript: str = "",
    at: datetime,
    occurred_at: datetime,
) -> ChannelSession:
    """They left a message: words of theirs, in the same call. It is never an answer, whoever recorded it.

    What a provider tells later of the same message, its text or its recording, is added to it.
    """
    with transaction.atomic():
        session = _call(account, caller, at, occurred_at)
        when = max(occurred_at, session.opened_at)
        parts = [transcript, _("Recording: %(url)s") % {"url": recording} if recording else ""]
        parts = [part for part in parts if part]
        words = InboundMessage(
            channel=Channel.PHONE,
            sender=caller.sender,
            text="\n".join([VOICEMAIL, *parts]),
            session=caller.session,
            external_id=f"{caller.session}:words",
        )
        received = sessions.receive_line(session, words, at=at, account=account, occurred_at=when)
        if received.repeated:
            _add(received.message, parts)
        if session.agent_id is None:
            owe_call_back(sessions.home(session), session.external_id, when=when, at=at)
        return session if session.ended_at else _end(session, when)


def _add(message: Message, parts: list[str]) -> None:
    new = [part for part in parts if part not in message.text]
    if new:
        Message.objects.filter(pk=message.pk).update(text="\n".join([message.text, *new]))


def _call(account: ChannelAccount, caller: InboundMessage, at: datetime, occurred_at: datetime) -> ChannelSession:
    """The call's session, locked. Its first event makes the contact; an earlier one that comes later adds its time."""
    session = sessions.lock(sessions.open_session(Channel.PHONE, caller.session, at=occurred_at))
    if session.ticket_id is None:
        sessions.receive_line(session, caller, at=at, account=account, occurred_at=occurred_at)
    elif occurred_at < session.opened_at and not _rang(session):
        sessions.receive_line(session, caller, at=at, account=account, occurred_at=occurred_at)
        session.opened_at = occurred_at
        session.save(update_fields=["opened_at"])
    return session


def _rang(session: ChannelSession) -> bool:
    """Whether the ringing itself was told: nothing of a call comes before it."""
    return Message.objects.filter(channel=Channel.PHONE, external_id=f"{session.external_id}:offered").exists()


def _answer(session: ChannelSession, by: User, when: datetime, at: datetime) -> None:
    if _is_known(session, by, when):
        return
    ticket = sessions.home(session)
    entries = [] if ticket.owner_id == by.pk else [Entry(Assigned, {"to": by.pk}, actor=by, at=when)]
    entries.append(_line(session, by, ANSWERED, when, at))
    if session.ended_at and session.agent_id is None:
        entries.append(_line(session, by, ENDED, max(session.ended_at, when), at))
    record(ticket, entries, at=at)
    lines = Message.objects.filter(channel=Channel.PHONE, session=session.external_id)
    lines.filter(direction=Direction.IN, text=MISSED).update(text=RANG)
    last = lines.filter(direction=Direction.OUT, text=ANSWERED).order_by("-occurred_at", "-id").first()
    session.agent = last.author if last else by
    session.answered_at = min(session.answered_at or when, when)
    session.save(update_fields=["agent", "answered_at"])


def _is_known(session: ChannelSession, by: User, when: datetime) -> bool:
    """Told already, or told of a call that was over: somebody sends again what happened once."""
    if session.agent_id is None:
        return False
    mine = Message.objects.filter(channel=Channel.PHONE, session=session.external_id, author=by, text=ANSWERED)
    again = session.agent_id == by.pk or mine.filter(occurred_at=when.replace(microsecond=0)).exists()
    return again or bool(session.ended_at and when > session.ended_at)


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
    return Entry(Answered, data, actor=by, at=when, message=message)


def _miss(session: ChannelSession, when: datetime, at: datetime) -> None:
    lines = Message.objects.filter(channel=Channel.PHONE, session=session.external_id, direction=Direction.IN)
    Message.objects.filter(pk__in=list(lines.order_by("id").values_list("pk", flat=True)[:1])).update(text=MISSED)
    owe_call_back(sessions.home(session), session.external_id, when=when, at=at)


def owe_call_back(ticket: Ticket, call: str, *, when: datetime, at: datetime) -> None:
    """We owe a call back from `when` on for a call that was missed, once.

    None while one is owed already, and none to somebody of whom we know nothing by which to reach them.
    """
    ticket = locked(ticket)
    if ticket.status in (Status.SPAM, Status.TEST) or not Identity.objects.filter(customer=ticket.customer_id).exists():
        return
    lines, desk = log_of(ticket), current_desk(at)
    told = [promise for promise in story_of(lines, desk).promises if "missed" in promise.event.data]
    if any(promise.settled is None or promise.event.data["missed"] == call for promise in told):
        return
    data = {**due_by_policy(desk, seconds(when)), "missed": call}
    phone = channel_actor(Channel.PHONE)
    permit(phone, "owe-call-back")
    entry = Entry(Promised, data, actor=phone, at=when, text=_("Call back"))
    change = decide(ticket, lines, [entry], desk=desk, at=at)
    refuse(change)
    save([change], at=at)


def _end(session: ChannelSession, when: datetime) -> ChannelSession:
    session.ended_at = when
    session.save(update_fields=["ended_at"])
    return session
