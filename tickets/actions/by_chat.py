"""What becomes of a question in a chat (`models.chat_question`): its visitor was shown it, and says yes or no."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import locked
from tickets.actions.verbs import Verb, perform
from tickets.actions.verbs.outcome import AskWhetherSolved, Confirm, Dispute
from tickets.models import ChannelSession, Message
from tickets.models.chat_question import NO, YES, ChatQuestion, question_in
from tickets.rules.access import channel_actor, customer_actor
from tickets.rules.lifecycle import Channel, Forbidden


def asked(message: Message, *, at: datetime, channel: str = Channel.CHAT) -> None:
    """The question under these words of ours reached the customer. Told again, nothing."""
    home = message.ticket.merged_into_id or message.ticket_id
    perform(home, [AskWhetherSolved(message=message.pk)], actor=channel_actor(channel), at=at)


def confirm(chat: ChannelSession, *, at: datetime) -> ChatQuestion:
    """It is solved. Errors: Forbidden if that was not asked in this chat."""
    return _say(YES, Confirm(), chat, at)


def dispute(chat: ChannelSession, *, at: datetime) -> ChatQuestion:
    """It is not. Errors: as `confirm`."""
    return _say(NO, Dispute(), chat, at)


def _say(answer: str, step: Verb, chat: ChannelSession, at: datetime) -> ChatQuestion:
    home = chat.home
    with transaction.atomic():
        question = question_in(chat, locked(home)) if home else None
        if home is None or question is None:
            raise Forbidden(_("Nothing is asked in this chat."))
        if question.answer != answer:  # a second click is the same answer
            perform(home, [step], actor=customer_actor(home.customer_id), at=at)
    return ChatQuestion(question.message, answer)
