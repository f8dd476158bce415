"""Pages that somebody saved with their choices. What is kept is what was asked, never a figure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A page and what its address asks for, under a name. Whoever opens it sees it with their own sight.

    `page`: "overview", "tickets" (a list behind a figure) or a report's name. `asked`: the address's parameters; a period with a
    name stays a name, so that it moves with the days.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    page = models.CharField(_("page"), max_length=40)
    asked = models.JSONField(_("choices"), default=dict)
    pinned = models.BooleanField(_("pinned to the overview"), default=False)
    shared = models.BooleanField(_("shared"), default=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_view_of_a_name"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="overview_shared_views", condition=models.Q(shared=True)),
        ]

    def __str__(self) -> str:
        return self.name
