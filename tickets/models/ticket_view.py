"""Views of the list that people made themselves."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.people import Team


class TicketViewQuerySet(models.QuerySet["TicketView"]):
    """Questions about them."""

    def for_person(self, person: Any) -> "TicketViewQuerySet":
        """A person's own, and those of others that are shared with everybody or with a team of theirs; own ones first."""
        seen = Q(owner=person.pk) | Q(for_everybody=True) | Q(team__in=person.team_ids)
        mine = models.Case(models.When(owner=person.pk, then=0), default=1)
        return self.filter(seen).order_by(mine, "name", "id")


class TicketView(models.Model):
    """A list as somebody asked for it, under a name. Sharing it shares the question: everybody sees their own answer.

    `asked`: what the address of a list holds, by name: filters, words, columns, order, and the view of the desk that it
    narrows. It is read as an address is: what does not hold any more narrows nothing.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="ticket_views", verbose_name=_("whose")
    )
    name = models.CharField(_("name"), max_length=60)
    asked = models.JSONField(_("what it asks for"), default=dict)
    for_everybody = models.BooleanField(_("shared with everybody"), default=False)
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, related_name="ticket_views", verbose_name=_("shared with the team")
    )
    made_at = models.DateTimeField(_("made at"))

    objects = TicketViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_list_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
