"""What people are told away from the desk: what each wants, each thing that is to be told, and each mail or call of a hook."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.event import Event
from tickets.models.lease import Leased
from tickets.models.sealed import SealedField
from tickets.models.ticket import Ticket
from tickets.rules.telling import Pace, Quiet, What

LONGEST_AWAY_MIN = 240


class Kind(models.TextChoices):
    """What somebody can be told of."""

    MENTION = What.MENTION.value, _("A note names me")
    ASSIGNED = What.ASSIGNED.value, _("A ticket becomes mine")
    WROTE = What.WROTE.value, _("The customer writes on a ticket of mine")
    FOLLOWED = What.FOLLOWED.value, _("Something happens in a ticket that I follow")


class Way(models.TextChoices):
    """How it reaches them."""

    MAIL = "mail", _("Mail")
    HOOK = "hook", _("Webhook")


class Paces(models.TextChoices):
    """How often mails come."""

    AT_ONCE = Pace.AT_ONCE.value, _("As it happens")
    QUARTER = Pace.QUARTER.value, _("At most one every 15 minutes")
    HOUR = Pace.HOUR.value, _("At most one an hour")
    DAY = Pace.DAY.value, _("At most one a day")


class State(models.TextChoices):
    """What became of a mail, or a call of a hook."""

    WAITING = "waiting", _("waits to be sent")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    LEFT_OUT = "left_out", _("not sent")
    FAILED = "failed", _("could not be sent")


class Told(models.Model):
    """What a person wants to be told while they are not at the desk; whoever set nothing is told nothing.

    `by_mail` and `by_hook`: names of `Kind`. `mailed_at` and `called_at`: when something last left for them.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="told", verbose_name=_("person")
    )
    by_mail = models.JSONField(_("tell me by mail"), default=list, blank=True)
    by_hook = models.JSONField(_("tell my webhook"), default=list, blank=True)
    away_minutes = models.PositiveSmallIntegerField(
        _("away after so many minutes"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_AWAY_MIN)],
        help_text=_("Nothing is sent while you use the desk, nor of a ticket that you have looked at since."),
    )
    pace = models.CharField(_("how often"), max_length=8, choices=Paces.choices, default=Paces.AT_ONCE)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(
        _("quiet until"),
        null=True,
        blank=True,
        help_text=_("On your own clock. What comes meanwhile is told at the end of it, in one mail."),
    )
    hook_url = SealedField(_("address of the webhook"), default="", blank=True)
    hook_secret = SealedField(_("secret of the webhook"), default="", blank=True)
    mailed_at = models.DateTimeField(_("last mail"), null=True)
    called_at = models.DateTimeField(_("last call of the webhook"), null=True)

    class Meta:
        verbose_name = _("what somebody is told")
        verbose_name_plural = _("what people are told")
        constraints = [one_of("told", "pace", Paces.values)]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def quiet(self) -> Quiet:
        """When nothing leaves."""
        return Quiet(self.quiet_from, self.quiet_until)

    def wants(self, way: str) -> list[str]:
        """The kinds that go a way."""
        return list(self.by_mail if way == Way.MAIL else self.by_hook)


class Telling(Leased):
    """One mail to a person, or one call of their webhook, with all that waited for them then."""

    key = models.UUIDField(_("key"), default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tellings", verbose_name=_("person")
    )
    way = models.CharField(_("way"), max_length=4, choices=Way.choices)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.TextField(_("why it was not sent"), default="", blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("put together at"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("notice that leaves")
        verbose_name_plural = _("notices that leave")
        constraints = [one_of("telling", "way", Way.values), one_of("telling", "state", State.values)]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="tellings_to_send",
                condition=Q(state="waiting") | Q(state="sending"),
            ),
            models.Index(fields=["made_at"], name="tellings_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.person_id} {self.made_at}"


class Notice(models.Model):
    """Something that a person is to be told by one way: unique, so that nobody is told twice.

    `telling`: what it leaves with; empty while it waits. `dropped_at`: when it had become needless: they looked, or may not see it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("person")
    )
    event = models.ForeignKey(Event, models.CASCADE, related_name="+", verbose_name=_("event"))
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"))
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    way = models.CharField(_("way"), max_length=4, choices=Way.choices)
    at = models.DateTimeField(_("happened at"))
    telling = models.ForeignKey(
        Telling, models.CASCADE, null=True, related_name="notices", verbose_name=_("what it leaves with")
    )
    dropped_at = models.DateTimeField(_("needless since"), null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            one_of("notice", "kind", Kind.values),
            one_of("notice", "way", Way.values),
            models.UniqueConstraint(fields=["person", "event", "way"], name="nobody_is_told_twice"),
        ]
        indexes = [
            models.Index(
                fields=["person", "way"],
                name="notices_waiting",
                condition=Q(telling__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(fields=["at"], name="notices_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} #{self.ticket_id}"


class TellingCursor(models.Model):
    """Up to where the feed of events was read for notices: one row."""

    transaction = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("place in the feed")
        verbose_name_plural = _("places in the feed")

    def __str__(self) -> str:
        return f"{self.transaction} {self.event}"


def told_of(person_id: int) -> Told:
    """What a person wants, or the defaults, which are no row."""
    return Told.objects.filter(pk=person_id).first() or Told(person_id=person_id)


def to_send(at: datetime) -> models.QuerySet[Telling]:
    """Those whose turn has come: they wait, or were left behind by a sender that died."""
    waiting = Q(state=State.WAITING, next_attempt_at__lte=at)
    return Telling.objects.filter(waiting | Q(state=State.SENDING, lease_until__lte=at)).order_by(
        "next_attempt_at", "id"
    )
