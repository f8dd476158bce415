"""What a visitor may read of a chat: its own words, what was noted from them, and what was promised in it. Never notes,
never another channel's history, whatever ticket the chat was put into."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from config import presence
from tickets.models import ChannelSession, KnownFact, Message, Promise, Ticket
from tickets.models.chat_question import lines_of, question_in
from tickets.models.message import Direction

MOST_MESSAGES = 200


@dataclass(frozen=True)
class ChatState:
    """A chat as it stands: enough to know whether anything is new."""

    etag: str
    last: int


def standing(chat: ChannelSession) -> ChatState:
    """One statement: the last line, and a tag that changes with everything that a visitor is shown."""
    state = lines_of(chat).aggregate(last=Max("pk"), count=Count("pk"))
    home = chat.home
    parts = (
        chat.pk,
        state["last"] or 0,
        state["count"],
        f"{home.pk}v{home.version}" if home else "",
        int(presence.is_writing(chat.pk, "desk")),
        int(chat.ended_at is not None),
        len(chat.reach),
    )
    return ChatState(f'"{"-".join(map(str, parts))}"', state["last"] or 0)


def news(chat: ChannelSession, after: int) -> dict[str, object]:
    """What the visitor is shown: the lines after one that they have, and the cards."""
    own = lines_of(chat)
    messages = own.filter(pk__gt=after).select_related("author").prefetch_related("attachments")[:MOST_MESSAGES]
    home = chat.home
    told = _told_here(chat, home, own) if home else Q(pk__in=[])
    facts = KnownFact.objects.filter(told).order_by("noted_at", "id")
    return {
        "messages": list(messages),
        "facts": list({fact.key: fact for fact in facts}.values()),
        "promises": list(Promise.objects.filter(told).select_related("by").order_by("made_at", "id")),
        "question": question_in(chat, home) if home else None,
        "typing": presence.is_writing(chat.pk, "desk"),
        "reach": chat.reach or chat.vouched.get("email", ""),
        "ended": chat.ended_at is not None,
    }


def _told_here(chat: ChannelSession, home: Ticket, own: QuerySet[Message]) -> Q:
    """Facts and promises that came from the chat's own words; without words, those of a ticket that is only this chat."""
    here = Q(message__in=own.order_by().values("pk"))
    elsewhere = Message.objects.filter(ticket=home, direction=Direction.IN).exclude(session=chat.external_id)
    return here if elsewhere.exists() else here | Q(message=None, ticket=home)
