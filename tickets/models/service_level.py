"""Service-level clocks: what was agreed when each started, and how it went."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.event import Event
from tickets.models.ticket import Ticket


class ClockState(models.TextChoices):
    """How a clock stands."""

    PENDING = "pending", _("Running")
    ACHIEVED = "achieved", _("Met")
    BREACHED = "breached", _("Breached")
    CANCELLED = "cancelled", _("Ended unanswered")


class ServiceClock(models.Model):
    """One target of one ticket, with the target and calendar that held when it started. Unique per anchor event."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="clocks", verbose_name=_("ticket"))
    metric = models.CharField(_("target"), max_length=16, choices=words.METRIC)
    anchor = models.ForeignKey(Event, models.PROTECT, verbose_name=_("started by"))
    target_s = models.PositiveIntegerField(_("target in seconds"))
    clock = models.CharField(_("clock"), max_length=8, choices=words.CLOCK)
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    state = models.CharField(_("state"), max_length=9, choices=ClockState.choices, default=ClockState.PENDING)
    breached_at = models.DateTimeField(_("breached at"), null=True)

    class Meta:
        verbose_name = _("service-level clock")
        verbose_name_plural = _("service-level clocks")
        ordering = ["started_at", "id"]
        constraints = [
            one_of("serviceclock", "metric", words.METRIC),
            one_of("serviceclock", "clock", words.CLOCK),
            one_of("serviceclock", "state", ClockState.values),
            models.UniqueConstraint(fields=["ticket", "metric", "anchor"], name="one_clock_per_anchor_and_target"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.state}"
