"""Files that the worker makes because they are long, each for the person who ordered it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models import User
from tickets.models.lease import Leased, free

KEPT = timedelta(days=7)  # from when it is ready: whoever reads mail once a week still finds it
REMEMBERED = timedelta(days=30)  # from when it was ordered: the row without its file


class FileState(models.TextChoices):
    """How far a file is."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not made")
    EXPIRED = "expired", _("Thrown away")


TO_DO = (FileState.WAITING, FileState.RUNNING)


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    """Prepared files by what is to be done with them."""

    def to_make(self, at: datetime) -> PreparedFileQuerySet:
        """Those that nobody makes at an instant, the oldest first."""
        return self.filter(free(at), state__in=TO_DO).order_by("ordered_at", "pk")

    def to_throw_away(self, at: datetime) -> PreparedFileQuerySet:
        """Those whose file has been kept long enough."""
        return self.filter(state=FileState.READY, expires_at__lte=at)


class PreparedFile(Leased):
    """A file of the tickets behind a figure: what was asked, how far it is, and where it is kept.

    `asked`: the list's part of an address, with both instants written out, so that it is the same file whenever it is made.
    `sight`: whose tickets its owner could see when it was made (`audience.sight_of`). `done` and `total` count tickets;
    `total` is None until they are found. `failed`: in words, why it was not made.
    """

    key = models.UUIDField(_("key"), default=uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("ordered by"))
    asked = models.CharField(_("what was asked"), max_length=1000)
    kind = models.CharField(_("kind"), max_length=4)
    title = models.CharField(_("title"), max_length=300)
    name = models.CharField(_("name of the file"), max_length=100)
    state = models.CharField(_("state"), max_length=8, choices=FileState.choices, default=FileState.WAITING)
    done = models.PositiveIntegerField(_("tickets written"), default=0)
    total = models.PositiveIntegerField(_("tickets"), null=True)
    failed = models.CharField(_("why it was not made"), max_length=300, blank=True, default="")
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    sight = models.TextField(_("whose tickets"), blank=True, default="")
    file = models.FileField(_("file"), upload_to="prepared", blank=True, default="")
    size = models.PositiveBigIntegerField(_("size"), default=0)
    ordered_at = models.DateTimeField(_("ordered at"))
    expires_at = models.DateTimeField(_("kept until"), null=True)

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        constraints = [
            # The same order twice, by a second click say, is one file.
            models.UniqueConstraint(
                fields=["owner", "kind", "asked"],
                name="prepared_once",
                condition=Q(state__in=[FileState.WAITING, FileState.RUNNING, FileState.READY]),
            ),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="prepared_file_state"),
        ]
        indexes = [
            models.Index(fields=["ordered_at"], name="files_to_prepare", condition=Q(state__in=TO_DO)),
            models.Index(fields=["owner", "-ordered_at"], name="my_files"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_under_way(self) -> bool:
        """Whether a look in a moment may find more."""
        return self.state in TO_DO

    def is_there(self, at: datetime) -> bool:
        """Whether it can be fetched at an instant: ready, and not to be thrown away yet."""
        return bool(self.state == FileState.READY and self.expires_at and at < self.expires_at)
