"""The ways an agent looks at the desk, each a filter of the list and a line with its count in the sidebar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.admin.shared import clock
from tickets.admin.shared.formatting import midnight
from tickets.admin.shared.read_only import me
from tickets.models import Mention, Message, Promise, RawInbound, Ticket, User
from tickets.models.inbound import RawInboundQuerySet
from tickets.models.promise import PromiseQuerySet
from tickets.models.ticket import TicketQuerySet, snoozed
from tickets.rules.lifecycle import SETTLED, UNRESOLVED, WaitingOn

PARAMETER = "view"
EVERYTHING = "everything"
ALL_OPEN = "open"
RESOLVED_TOO = "resolved"
PROMISES = "promises"
UNREADABLE = "unreadable"  # no view of tickets: mails that became none, counted beside them


@dataclass(frozen=True)
class SavedView:
    """A view: its name in the address, its title and icon, and which unresolved tickets belong to it.

    `settled_too`: resolved ones as well. `snoozed_too`: also those that somebody put out of sight for a while, because what
    the customer was promised or waits for does not stop for it. `never_resolved`: nothing that is resolved can belong to it.
    """

    key: str
    title: Any
    icon: str
    condition: Callable[[User, datetime], Q]
    empty: Any
    alarming: bool = False
    settled_too: bool = False
    snoozed_too: bool = False
    never_resolved: bool = False

    @property
    def has_resolved(self) -> bool:
        """Whether resolved tickets can belong to it that it does not show by itself."""
        return not (self.settled_too or self.never_resolved)

    def belongs(self, user: User, at: datetime) -> Q:
        """Which tickets belong to it at an instant."""
        found = self.condition(user, at)
        return found if self.snoozed_too or self.settled_too else found & ~snoozed(at)


def _mine(user: User, at: datetime) -> Q:
    return Q(owner=user.pk)


def _my_team(user: User, at: datetime) -> Q:
    return Q(team__in=user.team_ids)


def _unassigned(user: User, at: datetime) -> Q:
    return Q(owner=None)


def _stalled(user: User, at: datetime) -> Q:
    return Q(stalled_since__lte=at)


def _promises_due(user: User, at: datetime) -> Q:
    return Q(Exists(promises_due(at)))


def _snoozed(user: User, at: datetime) -> Q:
    return snoozed(at)


def _did_not_arrive(user: User, at: datetime) -> Q:
    """Words of our people came back, and nobody has answered since: also if the ticket is resolved."""
    lost = Message.objects.undelivered().filter(occurred_at__gte=F("ticket__last_answer_at"))
    return Q(pk__in=lost.values("ticket"), status__in=UNRESOLVED | SETTLED)


def _mentions(user: User, at: datetime) -> Q:
    """Somebody named them in a note since they last had the ticket before them: also if it is resolved."""
    named = Mention.objects.filter(person=user.pk, seen_at=None)
    goes_on_in = named.values(found_in=Coalesce("ticket__merged_into", "ticket"))
    return Q(pk__in=goes_on_in, status__in=UNRESOLVED | SETTLED)


def _waiting_on_customer(user: User, at: datetime) -> Q:
    return Q(waiting_on=WaitingOn.CUSTOMER)


def _all_open(user: User, at: datetime) -> Q:
    return Q()


def promises_due(at: datetime) -> PromiseQuerySet:
    """What is owed on the ticket of the outer query and falls due before the reader's midnight, broken ones included."""
    return Promise.objects.filter(ticket=OuterRef("pk"), owed=True, due_at__lt=midnight(at, 1)).order_by("due_at", "id")


VIEWS = (
    SavedView("mine", _("Mine"), "person", _mine, _("You own no open ticket.")),
    SavedView("team", _("My team"), "group", _my_team, _("Your team has no open ticket.")),
    SavedView("unassigned", _("Unassigned"), "person_off", _unassigned, _("Every open ticket has an owner.")),
    SavedView(
        "stalled",
        _("Stalled"),
        "warning",
        _stalled,
        _("Nothing is stalled."),
        alarming=True,
        snoozed_too=True,
        never_resolved=True,
    ),
    SavedView(PROMISES, _("Promises due"), "handshake", _promises_due, _("No promise is due today."), snoozed_too=True),
    SavedView(
        "undelivered",
        _("Did not arrive"),
        "unsubscribe",
        _did_not_arrive,
        _("Everything that we wrote has arrived."),
        alarming=True,
        settled_too=True,
    ),
    SavedView(
        "customer",
        _("Waiting on customer"),
        "hourglass_empty",
        _waiting_on_customer,
        _("Nobody keeps us waiting."),
        never_resolved=True,
    ),
    SavedView(
        "mentions",
        _("Mentions"),
        "alternate_email",
        _mentions,
        _("Nobody has named you since you last looked."),
        settled_too=True,
    ),
    SavedView(
        "snoozed",
        _("Snoozed"),
        "snooze",
        _snoozed,
        _("Nothing is snoozed."),
        snoozed_too=True,
        never_resolved=True,
    ),
    SavedView(ALL_OPEN, _("All open"), "inbox", _all_open, _("Nothing is open.")),
)
BY_KEY = {view.key: view for view in VIEWS}


def tickets(user: User) -> TicketQuerySet:
    """What this person may see; where every list and count of the desk starts."""
    return Ticket.objects.visible_to(user)


def counts(user: User, at: datetime) -> dict[str, int]:
    """How many tickets each view has, and how many mails nobody could read, in one statement: the unresolved are walked
    once, others are found by themselves.
    """
    seen = tickets(user)
    columns = {
        view.key: _number(seen.filter(view.belongs(user, at)))
        if view.settled_too
        else Count("pk", filter=view.belongs(user, at))
        for view in VIEWS
    }
    columns[UNREADABLE] = _number(RawInbound.objects.unreadable_for(user))
    together = seen.unresolved().values(all=Value(1))  # one group, which is there even if no ticket is
    (counted,) = together.annotate(**columns).values(*columns)
    return counted


def _number(rows: TicketQuerySet | RawInboundQuerySet) -> Subquery:
    """How many rows there are, as a column of another statement."""
    return Subquery(rows.values(all=Value(1)).annotate(many=Count("pk")).values("many"))


def chosen(request: HttpRequest) -> SavedView | None:
    """The view that a list's address names; all open tickets if it names none; None when everything is wanted.

    Words to search for without a view look through everything: who has a number does not know its state.
    """
    key = request.GET.get(PARAMETER)
    if key == EVERYTHING or (key is None and request.GET.get("q")):
        return None
    return BY_KEY.get(key or ALL_OPEN, BY_KEY[ALL_OPEN])


def resolved_too(request: HttpRequest) -> bool:
    """Whether a list's address asks for the resolved tickets of its view as well."""
    return request.GET.get(RESOLVED_TOO) == "1"


class ViewFilter(SimpleListFilter):
    """The list narrowed to a saved view."""

    title = _("view")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All views, and everything, resolved or not."""
        return [*((view.key, view.title) for view in VIEWS), (EVERYTHING, _("Everything"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The view's tickets."""
        view, at = chosen(request), clock.now(request)
        if view is None:
            return queryset
        rows = queryset.filter(status__in=UNRESOLVED | SETTLED if resolved_too(request) else UNRESOLVED)
        if view.settled_too:
            rows = queryset
        if view.key == PROMISES:
            rows = rows.annotate(promise_due_at=Subquery(promises_due(at).values("due_at")[:1]))
        return rows.filter(view.belongs(me(request), at))


class ResolvedFilter(SimpleListFilter):
    """Whether the list's view shows resolved tickets as well; it narrows nothing by itself."""

    title = _("resolved tickets")
    parameter_name = RESOLVED_TOO

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Shown, or not."""
        return [("1", _("Show resolved too"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """As the view has it."""
        return queryset
