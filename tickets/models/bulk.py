"""One verb done to many tickets: what was asked, and what became of each ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from tickets.models.checks import one_of
from tickets.models.lease import Leased, free
from tickets.models.ticket import Ticket

KEPT = timedelta(days=30)  # from when it was asked for: so long it can be undone
DROPPED_AFTER = timedelta(days=1)  # what nobody has begun by then, nobody will


class BulkState(models.TextChoices):
    """How far it is."""

    ASKING = "asking", _("Not asked yet")  # what the verb takes is still to be said
    CHECKING = "checking", _("Being looked at")
    READY = "ready", _("Ready")
    RUNNING = "running", _("Being done")
    DONE = "done", _("Done")


UNDER_WAY = (BulkState.CHECKING, BulkState.RUNNING)


class ItemState(models.TextChoices):
    """What is known of one ticket of it."""

    NEW = "new", _("Not looked at yet")
    READY = "ready", _("To do")
    SAME = "same", _("So already")
    REFUSED = "refused", _("Refused")
    DONE = "done", _("Done")


class BulkQuerySet(models.QuerySet["BulkRun"]):
    """Runs by what is to be done with them."""

    def to_work(self, at: datetime) -> BulkQuerySet:
        """Those that nobody has in hand; whoever had the fewest turns comes first, so that none waits for a longer one."""
        return self.filter(free(at), state__in=UNDER_WAY).order_by("attempts", "pk")

    def to_forget(self, at: datetime) -> BulkQuerySet:
        """Those that were kept long enough, or never begun."""
        never_begun = Q(state__in=[BulkState.ASKING, BulkState.CHECKING, BulkState.READY])
        return self.filter(Q(ordered_at__lte=at - KEPT) | never_begun & Q(ordered_at__lte=at - DROPPED_AFTER))


class BulkRun(Leased):
    """A verb for many tickets. `given`: what it takes, as a program says it. `undoes`: the run that this one puts back."""

    key = models.UUIDField(_("key"), default=uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("what is done"), max_length=24)
    given = models.JSONField(_("with what"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=BulkState.choices, default=BulkState.ASKING)
    undoes = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="undone_by", verbose_name=_("what it undoes")
    )
    attempts = models.PositiveIntegerField(_("turns"), default=0)
    ordered_at = models.DateTimeField(_("asked for at"))

    objects = BulkQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        constraints = [one_of("bulkrun", "state", BulkState.values)]
        indexes = [
            models.Index(fields=["attempts", "id"], name="bulk_to_work", condition=Q(state__in=sorted(UNDER_WAY))),
            models.Index(fields=["ordered_at"], name="bulk_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.ordered_at:%Y-%m-%d %H:%M}"

    @property
    def is_under_way(self) -> bool:
        """Whether a look in a moment may find more."""
        return self.state in UNDER_WAY

    def counts(self) -> dict[str, int]:
        """How many tickets there are in each state, all of them under "all": one statement."""
        columns = {state: Count("pk", filter=Q(state=state)) for state in ItemState.values}
        return self.items.aggregate(all=Count("pk"), **columns)


class BulkItem(models.Model):
    """One ticket of a run.

    `version` and `seen` (its newest event): as it stood when whoever asked could look at it. `before` and `after`: the part of
    the ticket that the verb changes; `before` of one that is still to be done is what it has to be. `event`: the newest event once it was done. `verb` and `given`: where they are other than
    the run's, as in an undo.
    """

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items", verbose_name=_("bulk change"))
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("ticket"))
    state = models.CharField(_("state"), max_length=8, choices=ItemState.choices, default=ItemState.NEW)
    reason = models.CharField(_("why not"), max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(_("version"), null=True)
    seen = models.BigIntegerField(_("newest event that was seen"), default=0)
    verb = models.CharField(_("what is done"), max_length=24, blank=True, default="")
    given = models.JSONField(_("with what"), null=True)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    event = models.BigIntegerField(_("newest event after it"), default=0)

    class Meta:
        verbose_name = _("ticket of a bulk change")
        verbose_name_plural = _("tickets of a bulk change")
        constraints = [
            one_of("bulkitem", "state", ItemState.values),
            models.UniqueConstraint(fields=["run", "ticket"], name="one_item_of_a_ticket"),
        ]
        indexes = [models.Index(fields=["run", "state", "id"], name="bulk_what_is_left")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.state}"
