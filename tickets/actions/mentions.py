"""Who is named in a note, as “@ann”: they are told by a list of their own until they have looked."""

from __future__ import annotations

from datetime import datetime

from tickets.models import Follow, Mention, Ticket, User
from tickets.models.follow import newest_event
from tickets.rules.mentions import user_names_in


def named_in(text: str, ticket: Ticket) -> list[int]:
    """The people whose user names a text names and who see the ticket; any other word after an @ is a word."""
    words = user_names_in(text)
    if not words:
        return []
    named = User.objects.filter(is_active=True, is_staff=True, username__in=words).order_by("pk")
    return [person.pk for person in named if Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()]


def looked(ticket: Ticket, person: User, at: datetime) -> None:
    """A person has the ticket before them: what named them in it, and in those merged into it, is no news any more, nor is
    what others did, to whoever follows it."""
    story = Ticket.objects.of_one_story(ticket).values("pk")
    Mention.objects.filter(person=person, seen_at=None, ticket__in=story).update(seen_at=at)
    Follow.objects.filter(person=person, ticket__in=story).update(seen=newest_event(ticket.pk))
