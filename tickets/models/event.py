"""What happened: append-only, enforced by the database too (see `tickets.event_guards`).

Events hold ids, times and choices, never words or personal data, so that erasing a person never touches them.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tickets.events import KINDS
from tickets.models.checks import one_of
from tickets.models.message import Message
from tickets.models.ticket import Ticket
from tickets.rules.access import ACTOR_KINDS, PERSON


def event_name(event: int) -> str:
    """What an event that was not imported is called by lines that refer to it, and by an export."""
    return f"event:{event}"


class Event(models.Model):
    """One thing that happened to one ticket; `id` is its sequence, the order is (occurred_at, id).

    `kind` is a kind of the history format; `data` holds its choices (see `tickets.events`). `external_id` is the
    id of the line it was imported from. `by` is the person who did it; what was done by nobody of ours has an actor too, and
    for a person both say the same.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="events", verbose_name=_("ticket"))
    kind = models.CharField(_("kind"), max_length=24, choices=[(kind.name, _(kind.label)) for kind in KINDS.values()])
    occurred_at = models.DateTimeField(_("occurred at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    actor_kind = models.CharField(_("who did it"), max_length=8, choices=[(kind, kind) for kind in ACTOR_KINDS])
    actor_id = models.CharField(_("which of them"), max_length=80)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="events", verbose_name=_("message"))
    data = models.JSONField(_("choices"), default=dict)
    external_id = models.CharField(_("id in the source system"), max_length=200, null=True, unique=True)
    # Ids are given out before a transaction commits, so that their order is not the order in which events can be seen. Written
    # by PostgreSQL (`event_guards`); NULL on SQLite, whose one writer commits in the order of the ids.
    transaction = models.BigIntegerField(_("transaction"), null=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["occurred_at", "id"]
        constraints = [
            one_of("event", "kind", KINDS),
            one_of("event", "actor_kind", ACTOR_KINDS),
            models.CheckConstraint(condition=~models.Q(actor_id=""), name="event_has_an_actor"),
            models.CheckConstraint(
                condition=models.Q(actor_kind=PERSON, by__isnull=False)
                | (~models.Q(actor_kind=PERSON) & models.Q(by=None)),
                name="event_by_is_its_person",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "occurred_at", "id"], name="replay_of_a_ticket"),
            models.Index(Coalesce("transaction", 0), "id", name="feed_in_commit_order"),
            models.Index(
                fields=["occurred_at", "id"],
                name="report_who_was_merged",
                condition=models.Q(kind__in=("merge", "unmerge")),
            ),
            models.Index(fields=["occurred_at", "kind", "ticket"], name="report_what_happened_when"),
            models.Index(fields=["recorded_at", "ticket"], name="report_what_became_known"),
            models.Index(
                fields=["occurred_at", "recorded_at"],
                name="quality_late_entries",
                condition=~models.Q(recorded_at=models.F("occurred_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_at:%Y-%m-%d %H:%M:%S}"

    @property
    def name(self) -> str:
        """What other lines refer to it by."""
        return self.external_id or event_name(self.pk)
