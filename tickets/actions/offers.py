"""What people say to a promise that was caught in their words: how often the rules are wrong is counted by it."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.change import whole
from tickets.actions.record import permit
from tickets.models import PromiseOffer, Ticket, User
from tickets.models.caught import OfferAnswer


def answer_offer(ticket: Ticket, answer: OfferAnswer, *, by: User, at: datetime) -> PromiseOffer:
    """Somebody took an offered promise or declined it. Errors: Denied for who may not answer."""
    permit(by, "reply")
    return PromiseOffer.objects.create(ticket=ticket, by=by, answer=answer, at=whole(at))
