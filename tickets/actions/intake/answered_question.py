"""Whether words that came in answer “does it work for you now?”: a yes or a no in words, from whom we asked.

A mail answers that very mail of ours, comes from the address that it went to, and something vouches for it: our own mark, or
our receiver. A line of a chat is said where the question stands. Anything else is a contact.
"""

from __future__ import annotations

from tickets.actions.intake.inbound_message import InboundMessage
from tickets.events.resolution import ConfirmationAsked
from tickets.models import ChannelSession, Event, Ticket, tokens
from tickets.models.chat_question import question_in
from tickets.rules.identity import email
from tickets.rules.lifecycle import SETTLED, Channel, Loop
from tickets.rules.yes_or_no import Said, yes_or_no

ANSWERABLE = (Loop.AWAITING, Loop.PRESUMED, Loop.CONFIRMED)


def answer_of(inbound: InboundMessage, ticket: Ticket, *, proven: bool) -> Said | None:
    """What these words answer, in the ticket that they joined; None if they are no answer. `proven`: as the rule of joining
    says of them."""
    said = yes_or_no(inbound.text)
    if said is None or inbound.automatic or ticket.status not in SETTLED or ticket.loop not in ANSWERABLE:
        return None
    was_asked = _by_mail(inbound, ticket) if proven and inbound.channel == Channel.EMAIL else _in_chat(inbound, ticket)
    return said if was_asked else None


def _by_mail(inbound: InboundMessage, ticket: Ticket) -> bool:
    story = Ticket.objects.of_one_story(ticket).values("pk")
    asked = Event.objects.filter(ticket__in=story, kind=ConfirmationAsked.name).exclude(message=None)
    last = asked.filter(occurred_at__gte=ticket.resolved_at).order_by("occurred_at", "id").last()
    question = last.message if last else None
    if question is None or question != tokens.message_from_message_id(inbound.in_reply_to):
        return False
    return email(inbound.sender.email) == email(question.recipient)


def _in_chat(inbound: InboundMessage, ticket: Ticket) -> bool:
    if inbound.channel != Channel.CHAT or not inbound.session:
        return False
    chat = ChannelSession.objects.filter(channel=Channel.CHAT, external_id=inbound.session).first()
    return chat is not None and question_in(chat, ticket) is not None
