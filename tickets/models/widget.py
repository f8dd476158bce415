"""The chat as a site embeds it: who may, how it looks, and what it may say about how fast we answer."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.operations import ChannelAccount
from tickets.models.sealed import SealedField

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("A colour is written as #1d4ed8."))
BLUE = "#155dfc"  # the desk's own accent


class Widget(models.Model):
    """What belongs to a chat account alone.

    `origins`: the sites that may show it ("https://shop.example"); our own pages always may. `secret`: signs the tokens by
    which a site vouches for its visitors (HS256), so that we must be able to say it again; "" while none was made.
    """

    account = models.OneToOneField(
        ChannelAccount, models.CASCADE, related_name="widget", verbose_name=_("channel account")
    )
    title = models.CharField(_("title"), max_length=60, blank=True)
    colour = models.CharField(_("colour"), max_length=7, default=BLUE, validators=[COLOUR])
    origins = models.JSONField(_("sites that may show it"), default=list)
    secret = SealedField(_("secret"), blank=True, default="")

    class Meta:
        verbose_name = _("chat widget")
        verbose_name_plural = _("chat widgets")

    def __str__(self) -> str:
        return self.account.name


def widget_of(account: ChannelAccount) -> Widget:
    """An account's widget; one without settings of its own has the defaults."""
    return getattr(account, "widget", None) or Widget(account=account)


class AnswerTime(models.Model):
    """How long people lately waited for the first answer on a channel, in open seconds: the figures that a visitor is told.

    Written by the clock from the report of first responses (definitions 2 and 6); one row a channel.
    """

    channel = models.CharField(_("channel"), max_length=12, choices=words.CHANNEL, primary_key=True)
    median_s = models.PositiveIntegerField(_("half of them waited at most"))
    p90_s = models.PositiveIntegerField(_("1 in 10 waited longer than"))
    n = models.PositiveIntegerField(_("tickets"))
    since = models.DateTimeField(_("of tickets that started since"))
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("answer time")
        verbose_name_plural = _("answer times")
        constraints = [
            one_of("answertime", "channel", words.CHANNEL),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.median_s} s"
