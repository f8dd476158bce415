"""What we owe, and the flags that say it is about to be forgotten."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.event import Event
from tickets.models.message import Message
from tickets.models.ticket import Ticket


class PromiseState(models.TextChoices):
    """What became of a promise (definitions 3)."""

    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    WAIVED = "waived", _("Waived by the customer")
    SUPERSEDED = "superseded", _("Superseded")
    VOID = "void", _("Without effect")  # the story does not tell it: its call was answered after all


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Questions about what we said we would do."""

    def in_effect(self) -> "PromiseQuerySet":
        """What the tickets' stories tell: without promises that have no effect."""
        return self.exclude(state=PromiseState.VOID)


class Promise(models.Model):
    """Something we said we would do, by when. The event that made it carries its due time; the state follows events."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="promises", verbose_name=_("ticket"))
    made_in = models.OneToOneField(Event, models.PROTECT, related_name="promise", verbose_name=_("made in"))
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="promises", verbose_name=_("message"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    text = models.CharField(_("what we promised"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN)
    owed = models.BooleanField(_("still owed"), default=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    fulfilled_late_at = models.DateTimeField(_("fulfilled late at"), null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            one_of("promise", "state", PromiseState.values),
        ]
        ordering = ["made_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], name="list_promises_due", condition=Q(owed=True)),
            models.Index(fields=["ticket", "made_at"], name="promises_of_a_ticket"),
        ]

    def __str__(self) -> str:
        return self.text


class StalledFlagQuerySet(models.QuerySet["StalledFlag"]):
    """Questions about flags."""

    def raised(self, at: datetime) -> "StalledFlagQuerySet":
        """Flags that stand at an instant."""
        return self.filter(Q(cleared_at__isnull=True) | Q(cleared_at__gt=at), stalled_from__lte=at)


class StalledFlag(models.Model):
    """A follow-up about to be forgotten: unique per ticket, rule and anchor, however often the sweep runs.

    `stalled_from` is computed; `detected_at` is when the sweep saw it: empty for imported history, which is not news.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="flags", verbose_name=_("ticket"))
    rule = models.CharField(_("rule"), max_length=2, choices=words.RULE)
    anchor = models.ForeignKey(Event, models.PROTECT, verbose_name=_("counted from"))
    stalled_from = models.DateTimeField(_("stalled from"))
    detected_at = models.DateTimeField(_("detected at"), null=True)
    cleared_at = models.DateTimeField(_("cleared at"), null=True)
    imported = models.BooleanField(_("imported"), default=False)

    objects = StalledFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("stalled flag")
        verbose_name_plural = _("stalled flags")
        ordering = ["stalled_from", "rule"]
        constraints = [
            one_of("stalledflag", "rule", words.RULE),
            models.UniqueConstraint(fields=["ticket", "rule", "anchor"], name="one_flag_per_anchor"),
        ]
        indexes = [
            models.Index(
                fields=["ticket"], name="sweep_flags_to_detect", condition=Q(detected_at__isnull=True, imported=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.stalled_from:%Y-%m-%d %H:%M}"


class FlagSighting(models.Model):
    """When a sweep first saw a flag. It stays when a late entry takes the flag back: figures known before rest on it."""

    rule = models.CharField(_("rule"), max_length=2, choices=words.RULE)
    anchor = models.ForeignKey(Event, models.PROTECT, verbose_name=_("counted from"))
    detected_at = models.DateTimeField(_("detected at"))

    class Meta:
        verbose_name = _("first sight of a flag")
        verbose_name_plural = _("first sights of flags")
        ordering = ["id"]
        constraints = [
            one_of("flagsighting", "rule", words.RULE),
            models.UniqueConstraint(fields=["rule", "anchor"], name="one_sighting_per_flag"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.detected_at:%Y-%m-%d %H:%M}"
