"""What keeps the desk running: heartbeats, keys for programs, channel accounts, lines waiting to be mended."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of


class Heartbeat(models.Model):
    """When a periodic task last went through; the health page compares it with the clock."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A program's key: a prefix to find it by and the SHA-256 of a 256-bit secret, shown once.

    It acts as `user` and never sees more than that person does.
    """

    prefix = models.CharField(_("prefix"), max_length=12, unique=True)
    secret_hash = models.CharField(_("secret's fingerprint"), max_length=64)
    name = models.CharField(_("name"), max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("acts as"))
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"


class ChannelAccount(models.Model):
    """A mailbox, a chat widget or a telephone line: where the world reaches the desk.

    `secret_hash` is the SHA-256 of what a provider must present in a header; empty for chat, where anyone may write.
    """

    channel = models.CharField(_("channel"), max_length=12, choices=words.CHANNEL)
    slug = models.SlugField(_("name in the URL"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address or number"), max_length=320, blank=True)
    team = models.ForeignKey("tickets.Team", models.PROTECT, null=True, blank=True, verbose_name=_("team"))
    secret_hash = models.CharField(_("secret's fingerprint"), max_length=64, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")
        constraints = [
            one_of("channelaccount", "channel", words.CHANNEL),
            models.UniqueConstraint(fields=["channel", "slug"], name="one_account_per_url"),
        ]

    def __str__(self) -> str:
        return self.name


class ParkedLine(models.Model):
    """A line of an imported history that could not be taken yet, with the reason; tried again with the next import."""

    external_id = models.CharField(_("id of the line"), max_length=200, unique=True)
    ticket_key = models.CharField(_("ticket in the source"), max_length=200, db_index=True)
    line = models.JSONField(_("line"))
    reason = models.TextField(_("reason"))
    parked_at = models.DateTimeField(_("parked at"))

    class Meta:
        verbose_name = _("line to mend")
        verbose_name_plural = _("lines to mend")

    def __str__(self) -> str:
        return self.external_id
