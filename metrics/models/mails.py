"""Mails of figures by the clock: what is asked for, who gets it, and each mail that leaves. Never a figure."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from metrics.mails.rhythm import MONTHLY, WEEKLY, Rhythm
from tickets.models.lease import Leased, free


class Every(models.TextChoices):
    """How often."""

    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    MONTHLY = "monthly", _("every month")


class Mailing(models.TextChoices):
    """What became of one mail to one person."""

    WAITING = "waiting", _("waits to be sent")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    LEFT_OUT = "left_out", _("not sent")
    FAILED = "failed", _("could not be sent")


class ReportMail(models.Model):
    """A page of figures that is mailed by the clock.

    `page`: a report's name, or "overview". `asked`: the page's choices as its address keeps them; a period with a name stays a
    name. `weekday`: Monday is 0. `day`: of the month, its last day where it has no such day. `next_at`: None while stopped.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("set up by"))
    page = models.CharField(_("page"), max_length=40)
    asked = models.JSONField(_("choices"), default=dict)
    every = models.CharField(_("how often"), max_length=8, choices=Every.choices)
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True)
    day = models.PositiveSmallIntegerField(_("day of the month"), null=True)
    at = models.TimeField(_("local time"))
    zone = models.CharField(_("time zone"), max_length=64)
    next_at = models.DateTimeField(_("next time"), null=True)

    class Meta:
        verbose_name = _("scheduled mail")
        verbose_name_plural = _("scheduled mails")
        indexes = [
            models.Index(fields=["next_at"], name="report_mails_due", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.every}"

    @property
    def rhythm(self) -> Rhythm:
        """When it is due."""
        weekday = self.weekday if self.every == WEEKLY else None
        return Rhythm(self.at, self.zone, weekday, self.day if self.every == MONTHLY else None)


class ReportMailRecipient(models.Model):
    """A person of the desk who gets a mail, until they stop theirs."""

    mail = models.ForeignKey(ReportMail, models.CASCADE, related_name="recipients", verbose_name=_("scheduled mail"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    stopped_at = models.DateTimeField(_("stopped at"), null=True)

    class Meta:
        verbose_name = _("recipient of a scheduled mail")
        verbose_name_plural = _("recipients of scheduled mails")
        constraints = [
            models.UniqueConstraint(fields=["mail", "person"], name="one_recipient_of_a_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.mail_id} {self.person_id}"


class ReportMailingQuerySet(models.QuerySet["ReportMailing"]):
    """Mails that are to leave."""

    def to_send(self, at: datetime) -> ReportMailingQuerySet:
        """Those whose turn has come: they wait, or were left behind by a sender that died."""
        waiting = Q(state=Mailing.WAITING, next_attempt_at__lte=at)
        return self.filter(waiting | Q(state=Mailing.SENDING, lease_until__lte=at)).order_by("next_attempt_at", "id")

    def unsent(self, at: datetime) -> ReportMailingQuerySet:
        """Those that nobody has in hand and that were not sent yet."""
        return self.filter(free(at), state__in=[Mailing.WAITING, Mailing.SENDING])


class ReportMailing(Leased):
    """One mail to one person: that of a local day. The day, not the instant, so that a clock that is turned sends none twice."""

    recipient = models.ForeignKey(
        ReportMailRecipient, models.CASCADE, related_name="mailings", verbose_name=_("recipient")
    )
    day = models.DateField(_("local day"))
    state = models.CharField(_("state"), max_length=8, choices=Mailing.choices, default=Mailing.WAITING)
    reason = models.TextField(_("why it was not sent"), default="", blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = ReportMailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail of figures")
        verbose_name_plural = _("mails of figures")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "day"], name="one_mail_of_a_day"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="report_mails_to_send",
                condition=Q(state="waiting") | Q(state="sending"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.day}"
