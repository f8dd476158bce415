"""When our people are there, whose turn it is, and which ends of shifts were looked at."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.people import Team


class Hands(models.TextChoices):
    """What becomes of somebody's tickets while they are away."""

    KEEP = "keep", _("They stay mine")
    TEAM = "team", _("They go to their teams")
    PERSON = "person", _("They go to one person")


class OutOfOfficeQuerySet(models.QuerySet["OutOfOffice"]):
    """Who is away."""

    def during(self, at: datetime) -> OutOfOfficeQuerySet:
        """Those that hold at an instant."""
        return self.filter(ended_at=None, from_at__lte=at, until_at__gt=at)


class OutOfOffice(models.Model):
    """A time in which a person is away, as they said it. Never edited: `ended_at` is when they took it back."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="away", verbose_name=_("person"))
    from_at = models.DateTimeField(_("away from"))
    until_at = models.DateTimeField(_("back at"))
    hands = models.CharField(_("what I own meanwhile"), max_length=8, choices=Hands.choices, default=Hands.TEAM)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who gets them"),
    )
    said_at = models.DateTimeField(_("said at"))
    ended_at = models.DateTimeField(_("taken back at"), null=True)

    objects = OutOfOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("time out of office")
        verbose_name_plural = _("times out of office")
        indexes = [
            models.Index(fields=["until_at"], name="sweep_out_of_office", condition=Q(ended_at=None)),
        ]
        constraints = [
            one_of("outofoffice", "hands", Hands.values),
            models.CheckConstraint(condition=Q(until_at__gt=models.F("from_at")), name="out_of_office_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.from_at:%Y-%m-%d %H:%M}"


class Turn(models.Model):
    """In which turn of a team somebody was last given a ticket."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="turns", verbose_name=_("team"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    number = models.PositiveBigIntegerField(_("turn"))

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="one_turn_of_a_person")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.person_id} {self.number}"


class ShiftEnd(models.Model):
    """An end of somebody's shift whose tickets were looked at; of each person the last one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("person")
    )
    ended_at = models.DateTimeField(_("ended at"))

    class Meta:
        verbose_name = _("end of a shift")
        verbose_name_plural = _("ends of shifts")

    def __str__(self) -> str:
        return f"{self.person_id} {self.ended_at}"
