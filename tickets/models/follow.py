"""Who follows a ticket that need not be theirs, and up to where they have seen it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tickets.events import KINDS
from tickets.models.event import Event
from tickets.models.people import User
from tickets.models.ticket import Ticket

QUIET = sorted(name for name, kind in KINDS.items() if not kind.is_news)  # nobody has to look for these


class FollowQuerySet(models.QuerySet["Follow"]):
    """Questions about followers."""

    def with_news(self, person: User) -> FollowQuerySet:
        """A person's, where somebody else did something since they looked. `goes_on_in`: the ticket, or what it was merged into."""
        mine = self.filter(person=person.pk).annotate(goes_on_in=Coalesce("ticket__merged_into", "ticket"))
        since = Event.objects.filter(ticket=OuterRef("goes_on_in"), pk__gt=OuterRef("seen")).exclude(kind__in=QUIET)
        return mine.filter(Exists(since.filter(~Q(by=person.pk) | Q(by=None)).order_by()))


class Follow(models.Model):
    """A person follows a ticket. `seen`: the newest event that was there when they last had it before them."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="follows", verbose_name=_("ticket"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name=_("person")
    )
    since = models.DateTimeField(_("since"))
    seen = models.BigIntegerField(_("newest event that was seen"), default=0)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="one_follower_of_a_ticket")]
        indexes = [models.Index(fields=["person", "ticket"], name="list_followed")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.person_id}"


def newest_event(ticket: Any) -> int:
    """The id of a ticket's newest event."""
    found = Event.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first()
    return found or 0


def followed_with_news(person: User) -> Q:
    """Tickets that a person follows and somebody else did something in since they last had it before them."""
    goes_on_in = Coalesce("ticket__merged_into", "ticket")
    return Q(pk__in=Follow.objects.with_news(person).values(found_in=goes_on_in))
