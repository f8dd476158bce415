"""Tickets: one problem of one customer, told over any number of channels.

Everything here but the subject, the customer and the references is derived from the ticket's events by
`tickets.events.replay` and written by `tickets.actions.record`; nothing else touches it.
"""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.db.models.lookups import Contains
from django.utils.translation import gettext_lazy as _

from tickets.models import words
from tickets.models.checks import one_of
from tickets.models.customer import Customer
from tickets.models.people import Role, Team, User
from tickets.rules.access import AGENT, TEAM_LEAD, role_of
from tickets.rules.lifecycle import SETTLED, UNRESOLVED, Loop, Priority, Status, WaitingOn
from tickets.rules.projection import came_to
from tickets.rules.ranking import LAST

SEES_ALL = {Role.MANAGER, Role.ADMINISTRATOR, Role.READ_ONLY}


def snoozed(at: datetime) -> Q:
    """Out of sight until a time that is still to come. A contact of the customer's ends it at once (`Walk.hear`)."""
    return Q(snoozed_until__gt=at)


def tagged(tag: str) -> Q:
    """With a tag. Tags lie in the row as JSON, whose letters SQLite keeps in ASCII."""
    tags = Cast(F("tags"), models.TextField())
    found = Q()
    for spelling in sorted({json.dumps(tag), json.dumps(tag, ensure_ascii=False)}):
        found |= Q(Contains(tags, spelling))
    return found


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Questions the desk asks about tickets."""

    def visible_to(self, actor: Any) -> "TicketQuerySet":
        """Where every view, API, search, action and export starts.

        Agents and team leads see their teams' tickets, their own, those of which a mail came to their teams' mailboxes,
        and those that no team has yet; managers, administrators and read-only people see all; anybody else sees none.
        """
        if not getattr(actor, "is_authenticated", False) or not actor.is_active:
            return self.none()
        if actor.is_superuser or actor.role in SEES_ALL:
            return self
        seen = Q(team=None) | Q(owner=actor.pk) | Q(team__in=actor.team_ids)
        for team in actor.team_ids:
            seen |= Q(came_to__contains=came_to([team]))
        return self.filter(seen)

    def theirs_to_answer_for(self, actor: Any) -> "TicketQuerySet":
        """Those whose figures a person sees: an agent's own, a team lead's teams', of everybody else all that they see."""
        role = role_of(actor)
        if role == AGENT:
            return self.filter(owner=actor.pk)
        return self.filter(team__in=actor.team_ids) if role == TEAM_LEAD else self.visible_to(actor)

    def unresolved(self) -> "TicketQuerySet":
        """What is still to be done."""
        return self.filter(status__in=UNRESOLVED)

    def due_for_a_check(self, at: datetime) -> "TicketQuerySet":
        """Tickets for which something has become true by the clock alone."""
        return self.filter(next_check_at__lte=at)

    def of_other_rules(self, version: int) -> "TicketQuerySet":
        """Tickets whose rows were written by other rules than those of a version, or by none that we know."""
        return self.filter(Q(rules_version__lt=version) | Q(rules_version__gt=version))

    def open_for(self, customer: Customer | int) -> "TicketQuerySet":
        """A customer's tickets that a new contact could belong to."""
        return self.filter(customer=customer, status__in=UNRESOLVED | SETTLED - {Status.CLOSED})

    def of_one_story(self, ticket: "Ticket | int") -> "TicketQuerySet":
        """A ticket and those that were merged into it.

        What belongs to them is asked for by `ticket__in` this: an "or" across the join would read the whole table.
        """
        pk = ticket if isinstance(ticket, int) else ticket.pk
        return self.filter(Q(pk=pk) | Q(merged_into=pk))

    def by_due(self) -> "TicketQuerySet":
        """What is due next first; what is not ours to move last."""
        return self.order_by(F("due_at").asc(nulls_last=True), "id")


class Ticket(models.Model):
    """One problem of one customer. `number` is its id; `reference` is what customers see."""

    reference = models.CharField(_("reference"), max_length=16, unique=True)
    source_key = models.CharField(_("key in the source system"), max_length=200, null=True, unique=True, editable=False)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tickets", verbose_name=_("customer"))
    created_at = models.DateTimeField(_("recorded at"))

    status = models.CharField(_("status"), max_length=10, choices=words.STATUS, default=Status.NEW)
    waiting_on = models.CharField(_("waiting on"), max_length=12, choices=words.WAITING_ON, default=WaitingOn.US)
    waiting_since = models.DateTimeField(_("waiting since"), null=True)
    priority = models.CharField(_("priority"), max_length=8, choices=words.PRIORITY, default=Priority.NORMAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="owned_tickets", verbose_name=_("owner")
    )
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="tickets", verbose_name=_("team"))
    came_to = models.TextField(_("teams that it came to as well"), blank=True, default="", editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_tickets", verbose_name=_("merged into")
    )

    started_at = models.DateTimeField(_("started at"), null=True)
    first_answered_at = models.DateTimeField(_("first answered at"), null=True)
    last_contact_at = models.DateTimeField(_("last contact"), null=True)
    last_answer_at = models.DateTimeField(_("last answer"), null=True)
    first_resolved_at = models.DateTimeField(_("first resolved at"), null=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    loop = models.CharField(_("loop"), max_length=10, choices=words.LOOP, default=Loop.OPEN)
    untold = models.BooleanField(_("resolved without telling"), default=False)
    last_channel = models.CharField(_("channel of the last contact"), max_length=12, choices=words.CHANNEL, blank=True)
    channels = models.JSONField(_("channels of the latest contacts, in order"), default=list, blank=True)
    contacts_by_channel = models.JSONField(_("contacts by channel"), default=dict, blank=True)
    contacts = models.PositiveIntegerField(_("contacts"), default=0)
    chasers = models.PositiveIntegerField(_("chasers"), default=0)
    reopens = models.PositiveIntegerField(_("reopens"), default=0)
    due_at = models.DateTimeField(_("due next"), null=True)
    due_kind = models.CharField(_("what is due"), max_length=16, choices=words.DUE, blank=True)
    promise_due_at = models.DateTimeField(_("what we promised is due at"), null=True)
    rank = models.BigIntegerField(_("place in the lists"), default=LAST, editable=False)
    stalled_since = models.DateTimeField(_("stalled since"), null=True)
    stalled_rules = models.JSONField(_("stalled by"), default=list, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    fields = models.JSONField(_("fields of the desk's own"), default=dict, blank=True)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True)
    next_check_at = models.DateTimeField(_("something happens by the clock at"), null=True)
    projected_at = models.DateTimeField(_("derived as of"), null=True)
    rules_version = models.PositiveSmallIntegerField(_("derived by the rules of version"), default=0)
    version = models.PositiveIntegerField(_("version"), default=0)
    link_version = models.PositiveIntegerField(_("version of the customer's link"), default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            one_of("ticket", "status", words.STATUS),
            one_of("ticket", "waiting_on", words.WAITING_ON),
            one_of("ticket", "priority", words.PRIORITY),
            one_of("ticket", "loop", words.LOOP),
            one_of("ticket", "last_channel", words.CHANNEL, or_empty=True),
            one_of("ticket", "due_kind", words.DUE, or_empty=True),
        ]
        indexes = [
            models.Index(
                fields=["next_check_at"], name="sweep_due_for_a_check", condition=Q(next_check_at__isnull=False)
            ),
            models.Index(fields=["due_at", "id"], name="list_by_due", condition=Q(status__in=sorted(UNRESOLVED))),
            # Those of the lists hold every ticket, resolved ones last: SQLite uses no part of an index that a value is bound to.
            models.Index(fields=["rank", "id"], name="list_everything"),
            models.Index(fields=["owner", "rank", "id"], name="list_mine"),
            models.Index(
                fields=["team", "id"],
                name="assign_waiting",
                condition=Q(owner__isnull=True, status__in=sorted(UNRESOLVED)),
            ),
            models.Index(fields=["team", "rank", "id"], name="list_of_team"),
            models.Index(fields=["waiting_on", "rank", "id"], name="list_waiting_on"),
            models.Index(fields=["rank", "id"], name="list_stalled", condition=Q(stalled_since__isnull=False)),
            models.Index(fields=["rank", "id"], name="list_snoozed", condition=Q(snoozed_until__isnull=False)),
            models.Index(
                fields=["promise_due_at", "id"], name="list_promises", condition=Q(promise_due_at__isnull=False)
            ),
            models.Index(fields=["customer", "status"], name="intake_open_for_customer"),
            models.Index(fields=["rules_version", "id"], name="sweep_of_other_rules"),
            models.Index(fields=["started_at"], name="report_cohort_by_start"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def number(self) -> int:
        """What agents call it."""
        return self.pk

    @property
    def key(self) -> str:
        """What an exported history calls it: its key in the system it came from, else its reference."""
        return self.source_key or self.reference

    @property
    def is_unresolved(self) -> bool:
        """Whether it is still to be done."""
        return self.status in UNRESOLVED

    @property
    def standing(self) -> str:
        """Its status in a word of the desk; a resolution that the customer was not told of is never a mere "Resolved"."""
        return str(words.UNTOLD if self.untold and self.status in SETTLED else self.get_status_display())


def who_sees(ticket: Ticket) -> models.QuerySet[User]:
    """The people who work here and see a ticket: the other side of `visible_to`."""
    here = User.objects.filter(is_active=True)
    if ticket.team_id is None:
        return here
    teams = [ticket.team_id, *map(int, ticket.came_to.split())]
    members = User.teams.through.objects.filter(team__in=teams).values("user")
    return here.filter(Q(is_superuser=True) | Q(role__in=SEES_ALL) | Q(pk=ticket.owner_id) | Q(pk__in=members))


class TicketLink(models.Model):
    """Two tickets that belong together without being one."""

    from_ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links", verbose_name=_("ticket"))
    to_ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="linked_from", verbose_name=_("other ticket"))
    relation = models.CharField(_("relation"), max_length=16, choices=words.RELATION)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            one_of("ticketlink", "relation", words.RELATION),
            models.UniqueConstraint(fields=["from_ticket", "to_ticket", "relation"], name="one_link_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"#{self.from_ticket_id} {self.get_relation_display()} #{self.to_ticket_id}"
