"""Words that a person has begun to write on a ticket and has not sent."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.stored_file import StoredFile
from tickets.models.ticket import Ticket

REPLY, NOTE = "reply", "note"
MODE = [(REPLY, _("Reply")), (NOTE, _("Note"))]


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts that are typed on, and answers that are about to go."""

    def typed(self) -> "DraftQuerySet":
        """What somebody is still at."""
        return self.filter(goes_at=None)

    def held(self) -> "DraftQuerySet":
        """What was sent and can still be taken back."""
        return self.filter(goes_at__isnull=False)

    def to_go(self, at: datetime) -> "DraftQuerySet":
        """Answers whose time has come, the oldest first."""
        return self.filter(goes_at__lte=at).order_by("goes_at", "pk")


class Draft(models.Model):
    """One for each person and ticket, until it is sent or emptied; and beside it at most one answer that is about to go.

    `goes_at`: when it goes out, unless its writer takes it back; None while it is typed on. `came_back`: why it did not go out
    when its time had come, until somebody types on.

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
    goes_at = models.DateTimeField(_("goes out at"), null=True)
    came_back = models.CharField(_("why it did not go out"), max_length=300, blank=True, default="")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "person"], condition=Q(goes_at=None), name="one_draft_per_ticket_and_person"
            ),
            models.UniqueConstraint(
                fields=["ticket", "person"], condition=Q(goes_at__isnull=False), name="one_held_per_ticket_and_person"
            ),
            one_of("draft", "mode", MODE),
        ]
        indexes = [
            models.Index(fields=["goes_at"], name="deliver_held_answers", condition=Q(goes_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def words(self) -> dict[str, Any]:
        """What a composer is filled with."""
        return {"mode": self.mode, "text": self.text, "given": self.given}


class ComposedFile(StoredFile):
    """A file that was put to a draft and lies on the desk until it is sent; `given["files"]` of the draft names its key."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    key = models.UUIDField(_("key"), default=uuid4, unique=True, editable=False)
    put_at = models.DateTimeField(_("put there at"))

    class Meta:
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["ticket", "person"], name="composer_files_of_a_draft"),
            models.Index(fields=["file"], name="sweep_files_of_no_draft"),
        ]
