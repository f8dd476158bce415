"""Who follows a ticket: a person of ours by themselves, or because a note named them. It is no event, and changes nothing."""

from __future__ import annotations

from datetime import datetime

from tickets.actions.record import permit
from tickets.models import Follow, Ticket, User
from tickets.models.follow import newest_event


def follow(ticket: Ticket, *, by: User, at: datetime) -> None:
    """From now on. Who sees the ticket may; errors: Denied for who sees none."""
    permit(by, "view")
    seen = {"since": at, "seen": newest_event(ticket.pk)}
    Follow.objects.get_or_create(ticket=ticket, person=by, defaults=seen)


def unfollow(ticket: Ticket, *, by: User) -> None:
    """Not any more, also of what was merged into it; until somebody names them in a note of it."""
    permit(by, "view")
    Follow.objects.filter(ticket__in=Ticket.objects.of_one_story(ticket).values("pk"), person=by).delete()
