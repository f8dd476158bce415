"""Digests of tickets that were told already. They follow from events, and can be thrown away at any time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket


class TicketDigest(models.Model):
    """For which questions the facts that are kept of a ticket are the answer, and where they are. Times are Unix seconds.

    They hold for that version of the ticket's row, as of any instant in [true_from, true_until) that is known at `known_from` or
    later. `start`: of one that counts. `places`: the relation and day of each block with rows of it; `told`: a hash of these rows.
    """

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("ticket"))
    version = models.PositiveIntegerField(_("version of the ticket"))
    true_from = models.BigIntegerField(_("true from"))
    true_until = models.BigIntegerField(_("true until"), null=True)
    known_from = models.BigIntegerField(_("known from"))
    start = models.BigIntegerField(_("start"), null=True)
    places = models.JSONField(_("places of its rows"))
    told = models.CharField(_("hash of its rows"), max_length=32)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        indexes = [
            models.Index(
                fields=["true_until"], name="digests_to_tell_again", condition=models.Q(true_until__isnull=False)
            ),
            models.Index(fields=["true_from"], name="digests_of_later"),
            models.Index(fields=["known_from"], name="digests_known_later"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class DigestRound(models.Model):
    """How far the keeping of facts has come: in the feed of events, and in its round through all tickets. One row.

    What is kept is told by the rules of `form` and the desk's agreements of `edition`. Once a round by these is `complete`, it says so
    of every ticket; until then of those up to `ticket` only.
    """

    transaction = models.BigIntegerField(_("transaction of the last event"))
    event = models.BigIntegerField(_("last event"))
    ticket = models.BigIntegerField(_("last ticket of the round"), default=0)
    form = models.CharField(_("rules and sections"), max_length=24, default="")
    edition = models.CharField(_("agreements of the desk"), max_length=64, default="")
    complete = models.BooleanField(_("has been through all tickets"), default=False)

    class Meta:
        verbose_name = _("round of digests")
        verbose_name_plural = _("rounds of digests")

    def __str__(self) -> str:
        return f"{self.event}"
