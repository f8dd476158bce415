"""What the desk agreed to: opening hours, limits and targets, each in versions that are added and never edited."""

from datetime import datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.people import User
from tickets.rules.desk import Policy


class Published(models.Model):
    """What every version carries: since when it is known, and what it moved.

    `published_at`: empty for what was taken over with a desk's past, which is known from ever. `moved`: for a version that
    holds from the desk's beginning, how many tickets that had begun count by it.
    """

    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    moved = models.PositiveIntegerField(_("tickets counted anew"), null=True, editable=False)

    class Meta:
        abstract = True


class CalendarVersion(Published):
    """Opening hours from one local date on (empty: from ever).

    `hours` maps a weekday ("0" is Monday) to [open, close] pairs as "HH:MM" of the wall clock; `holidays` lists local
    dates ("YYYY-MM-DD") on which the desk is closed all day.
    """

    valid_from = models.DateField(_("valid from"), null=True, blank=True, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64)
    hours = models.JSONField(_("opening hours"), default=dict)
    holidays = models.JSONField(_("holidays"), default=list, blank=True)

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = [models.F("valid_from").asc(nulls_first=True)]

    def __str__(self) -> str:
        return gettext("From %s") % date_format(self.valid_from) if self.valid_from else gettext("From ever")


class PolicyVersion(Published):
    """The limits of stalled follow-ups and promises, in business hours, from an instant on (empty: from ever)."""

    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True, unique=True)
    promise_bh = models.PositiveSmallIntegerField(_("a promise without a date is due after"), default=Policy.promise_bh)
    r2_bh = models.PositiveSmallIntegerField(_("R2: waiting on us or a third party longer than"), default=Policy.r2_bh)
    r3_bh = models.PositiveSmallIntegerField(_("R3: no answer from a person for"), default=Policy.r3_bh)
    r4_bh = models.PositiveSmallIntegerField(_("R4: nobody owns it for"), default=Policy.r4_bh)
    r5_bh = models.PositiveSmallIntegerField(_("R5: no update during a third party's wait for"), default=Policy.r5_bh)

    class Meta:
        verbose_name = _("limits")
        verbose_name_plural = _("limits")
        ordering = [models.F("valid_from").asc(nulls_first=True)]

    def __str__(self) -> str:
        return gettext("From %s") % _moment(self.valid_from) if self.valid_from else gettext("From ever")


class ServiceTarget(Published):
    """A target of the desk from an instant on (empty: from ever). A clock keeps the one that held when it started."""

    metric = models.CharField(_("target"), max_length=16, choices=words.METRIC)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    target_s = models.PositiveIntegerField(_("seconds"))
    clock = models.CharField(
        _("clock"),
        max_length=8,
        default="business",
        choices=words.CLOCK,
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["metric", models.F("valid_from").asc(nulls_first=True)]
        constraints = [
            one_of("servicetarget", "metric", words.METRIC),
            one_of("servicetarget", "clock", words.CLOCK),
            models.UniqueConstraint(fields=["metric", "valid_from"], name="one_target_at_a_time"),
            models.UniqueConstraint(
                fields=["metric"], condition=models.Q(valid_from__isnull=True), name="one_first_target"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()}: {self.target_s / 3600:g} h"


class AgentFigures(models.Model):
    """Whether figures may be split by agent, as somebody decided it. Decisions are added; the newest holds."""

    allowed = models.BooleanField(
        _("figures may be split by agent"),
        default=False,
        help_text=_(
            "Lets managers, administrators and read-only people compare agents in reports, files and the API, and team leads those "
            "of their teams. Without it agents see their own figures and nobody compares them. What people may be measured by is "
            "often agreed with them first."
        ),
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("figures by agent")
        verbose_name_plural = _("figures by agent")

    def __str__(self) -> str:
        return gettext("allowed") if self.allowed else gettext("not allowed")


class TakingByAnswer(models.Model):
    """Whether an answer takes a ticket that nobody owns, as somebody decided it. Decisions are added; the newest holds."""

    on = models.BooleanField(
        _("answering takes a ticket that nobody owns"),
        default=True,
        help_text=_(
            "Whoever answers a ticket without an owner owns it from then on. Off: it stays nobody's until somebody takes it or "
            "is given it, and is stalled as nobody's (R4) meanwhile."
        ),
    )
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("taking by answering")
        verbose_name_plural = _("taking by answering")

    def __str__(self) -> str:
        return gettext("on") if self.on else gettext("off")


def answering_takes() -> bool:
    """Whether whoever answers a ticket that nobody owns owns it from then on; so it is where nobody decided it."""
    newest = TakingByAnswer.objects.order_by("pk").last()
    return newest is None or newest.on


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
