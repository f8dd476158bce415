"""Words that a person has begun to write on a ticket and has not sent."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.ticket import Ticket

REPLY, NOTE = "reply", "note"
MODE = [(REPLY, _("Reply")), (NOTE, _("Note"))]


class Draft(models.Model):
    """One for each person and ticket, until it is sent or emptied.

    `given`: the composer's other fields as they stood, by name, each a list. `seen`: the newest event of the page that it was
    typed on. `version`: counts the saves, so that the second of two windows is told and writes over nothing.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts", verbose_name=_("ticket"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("person")
    )
    mode = models.CharField(_("reply or note"), max_length=8, choices=MODE, default=REPLY)
    text = models.TextField(_("text"))
    given = models.JSONField(_("other fields"), default=dict)
    seen = models.BigIntegerField(_("newest event seen"), default=0)
    version = models.PositiveIntegerField(_("version"), default=1)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="one_draft_per_ticket_and_person"),
            one_of("draft", "mode", MODE),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def words(self) -> dict[str, Any]:
        """What a composer is filled with."""
        return {"mode": self.mode, "text": self.text, "given": self.given}
