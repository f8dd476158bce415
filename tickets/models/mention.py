"""Who was named in a note, and has not looked at the ticket since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tickets.models.message import Message
from tickets.models.people import User
from tickets.models.ticket import Ticket


class Mention(models.Model):
    """Somebody named a person in a note. `seen_at`: when that person had the ticket before them; empty until then."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="mentions", verbose_name=_("ticket"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions", verbose_name=_("person")
    )
    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions", verbose_name=_("note"))
    at = models.DateTimeField(_("mentioned at"))
    seen_at = models.DateTimeField(_("seen at"), null=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="one_mention_of_a_note")]
        indexes = [
            models.Index(fields=["person", "ticket"], name="list_mentions", condition=Q(seen_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.person_id}"


def names_unseen(person: User) -> Q:
    """Tickets in which somebody named a person in a note since they last had it before them, also before a merge."""
    named = Mention.objects.filter(person=person.pk, seen_at=None)
    return Q(pk__in=named.values(found_in=Coalesce("ticket__merged_into", "ticket")))
