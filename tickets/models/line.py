"""Telephone lines: how a line's provider proves itself, whom a call to it rings, and what a caller hears."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.inbound import ChannelSession
from tickets.models.operations import ChannelAccount
from tickets.models.sealed import SealedField
from tickets.models.ticket import Ticket
from tickets.rules.lifecycle import Channel

# One that nobody ends has been lost by its provider; late events of the past ring nowhere.
RINGS_AT_MOST = timedelta(minutes=3)


class SignedBy(models.TextChoices):
    """How hooks of a line's provider are known to be genuine: our own secret in a header, or the provider's signature."""

    SECRET = "secret", _("Our secret in a header")
    TWILIO = "twilio", _("Twilio")
    PLIVO = "plivo", _("Plivo V2")
    STANDARD = "standard", _("Standard Webhooks")
    HUB = "hub", _("X-Hub-Signature-256")
    SLACK = "slack", _("Slack v0")
    LINE = "line", _("LINE")
    SENDGRID = "sendgrid", _("SendGrid (public key)")


class Line(models.Model):
    """What belongs to an account of the channel phone.

    `rings` says who is rung at once, a list of [username, number]; without a number the Twilio client of that
    name. `region` is where national numbers are dialled from ("" is where the line's own number is). `says` "" is the
    desk's own sentence in the line's language.
    """

    account = models.OneToOneField(
        ChannelAccount, models.CASCADE, primary_key=True, related_name="line", verbose_name=_("channel account")
    )
    signed_by = models.CharField(_("signed by"), max_length=10, choices=SignedBy.choices, default=SignedBy.SECRET)
    key = SealedField(_("the provider's key"), blank=True)
    region = models.CharField(_("region"), max_length=2, blank=True)
    language = models.CharField(_("language of what callers hear"), max_length=10, default="en-GB")
    says = models.CharField(_("what callers hear when nobody answers"), max_length=500, blank=True)
    rings = models.JSONField(_("who is rung"), default=list)
    timeout = models.PositiveSmallIntegerField(_("seconds until it counts as missed"), default=25)
    voicemail = models.BooleanField(_("takes messages"), default=True)

    class Meta:
        verbose_name = _("telephone line")
        verbose_name_plural = _("telephone lines")
        constraints = [
            one_of("line", "signed_by", SignedBy.values),
        ]

    def __str__(self) -> str:
        return str(self.account)


def ringing(actor: Any, at: datetime) -> "models.QuerySet[ChannelSession]":
    """The calls that nobody has taken yet and that this person may see; one that nobody ends rings for three minutes."""
    waiting = ChannelSession.objects.filter(channel=Channel.PHONE, answered_at=None, ended_at=None)
    seen = Ticket.objects.visible_to(actor).values("pk")
    return waiting.filter(opened_at__gt=at - RINGS_AT_MOST, ticket__in=seen).order_by("opened_at", "id")
