"""“Does it work for you?” in a chat: asked of the visitor whom we told there that it is solved, of nobody else.

A chat's key proves that it is the same visitor, and nothing of an address that they typed. So where anybody else has a part in
the ticket, which the chat may have joined by such a claim, it is asked nothing, confirms and disputes nothing; unless a site
vouches for its visitor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tickets.events.answer import Answered
from tickets.events.resolution import Resolved
from tickets.models.event import Event
from tickets.models.inbound import ChannelSession
from tickets.models.message import Direction, Message
from tickets.models.ticket import Ticket
from tickets.rules.lifecycle import SETTLED, Channel, Loop

SHOWN_IN_A_CHAT = (Channel.CHAT, Channel.EMAIL)  # an answer that went by mail can be read in the chat it answers
YES, NO = "yes", "no"
ANSWERS = {Loop.CONFIRMED: YES, Loop.DISPUTED: NO}


@dataclass(frozen=True)
class ChatQuestion:
    """`message`: by which we said that it is solved. `answer`: yes, no, or "" as long as we wait for it."""

    message: Message
    answer: str


def lines_of(chat: ChannelSession) -> QuerySet[Message]:
    """The words of the chat; to whom the site vouches for, those of their earlier chats of this widget too."""
    shown = Message.objects.filter(session__in=_sessions(chat), channel__in=SHOWN_IN_A_CHAT)
    return shown.exclude(direction=Direction.INTERNAL).order_by("pk")


def question_in(chat: ChannelSession, home: Ticket) -> ChatQuestion | None:
    """What is asked in a chat whose story goes on in the ticket `home`; None if nothing is. Nobody is asked in one that ended."""
    answer = ANSWERS.get(Loop(home.loop), "")
    if chat.ended_at or (home.status not in SETTLED and answer != NO):
        return None
    told = _told(chat, home)
    return ChatQuestion(told, answer) if told and _is_theirs(chat, home) else None


def _told(chat: ChannelSession, home: Ticket) -> Message | None:
    """The words of a person of ours in this chat that carried the last resolution."""
    story = Ticket.objects.of_one_story(home).values("pk")
    last = Event.objects.filter(ticket__in=story, kind=Resolved.name).order_by("occurred_at", "id").last()
    if last is None or not last.data.get("delivered", True):
        return None
    return lines_of(chat).filter(events__kind=Answered.name, events__occurred_at=last.occurred_at).last()


def _is_theirs(chat: ChannelSession, home: Ticket) -> bool:
    said = Message.objects.of(home).filter(direction=Direction.IN)
    return bool(chat.subject) or not said.exclude(session__in=_sessions(chat)).exists()


def _sessions(chat: ChannelSession) -> Any:
    if not chat.subject:
        return [chat.external_id]
    return ChannelSession.objects.filter(account=chat.account, subject=chat.subject).values("external_id")
