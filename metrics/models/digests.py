"""Digests of tickets that were told already. They follow from events, and can be thrown away at any time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class TicketDigest(models.Model):
    """A ticket's digest as plain values, and for which questions it is the answer. Times are Unix seconds.

    It holds for that version of the ticket's row, as of any instant in [true_from, true_until) that is known at `known_from` or
    later, by the desk's agreements of `edition` and the rules and sections of `form`.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("ticket"))
    version = models.PositiveIntegerField(_("version of the ticket"))
    form = models.CharField(_("rules and sections"), max_length=24)
    edition = models.CharField(_("agreements of the desk"), max_length=64)
    true_from = models.BigIntegerField(_("true from"))
    true_until = models.BigIntegerField(_("true until"), null=True)
    known_from = models.BigIntegerField(_("known from"))
    data = models.JSONField(_("digest"))

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        indexes = [
            models.Index(
                fields=["true_until"], name="digests_to_tell_again", condition=models.Q(true_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class DigestRound(models.Model):
    """How far the keeping of digests has come: in the feed of events, and in its round through all tickets. One row."""

    transaction = models.BigIntegerField(_("transaction of the last event"))
    event = models.BigIntegerField(_("last event"))
    ticket = models.BigIntegerField(_("last ticket of the round"), default=0)

    class Meta:
        verbose_name = _("round of digests")
        verbose_name_plural = _("rounds of digests")

    def __str__(self) -> str:
        return f"{self.event}"
