"""The ways an agent looks at the desk, each a filter of the list and a line with its count in the sidebar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.admin import clock
from tickets.admin.reading import me
from tickets.admin.telling import midnight
from tickets.models import Message, Promise, RawInbound, Team, Ticket, User
from tickets.models.inbound import RawInboundQuerySet
from tickets.models.promise import PromiseState
from tickets.models.ticket import TicketQuerySet
from tickets.rules.lifecycle import SETTLED, UNRESOLVED, WaitingOn

PARAMETER = "view"
EVERYTHING = "everything"
UNREADABLE = "unreadable"  # no view of tickets: mails that became none, counted beside them


@dataclass(frozen=True)
class SavedView:
    """A view: its name in the address, its title and icon, and which unresolved tickets belong to it.

    `settled_too`: resolved ones as well.
    """

    key: str
    title: Any
    icon: str
    condition: Callable[[User, datetime], Q]
    empty: Any
    alarming: bool = False
    settled_too: bool = False


def _mine(user: User, at: datetime) -> Q:
    return Q(owner=user.pk)


def _my_team(user: User, at: datetime) -> Q:
    return Q(team__in=Team.objects.filter(members=user.pk))


def _unassigned(user: User, at: datetime) -> Q:
    return Q(owner=None)


def _stalled(user: User, at: datetime) -> Q:
    return Q(stalled_since__lte=at)


def _promises_due_today(user: User, at: datetime) -> Q:
    due = Promise.objects.filter(ticket=OuterRef("pk"), state=PromiseState.OPEN, due_at__lt=midnight(at, 1))
    return Q(Exists(due))


def _did_not_arrive(user: User, at: datetime) -> Q:
    """Words of our people came back, and nobody has answered since: also if the ticket is resolved."""
    lost = Message.objects.undelivered().filter(occurred_at__gte=F("ticket__last_answer_at"))
    return Q(pk__in=lost.values("ticket"), status__in=UNRESOLVED | SETTLED)


def _waiting_on_customer(user: User, at: datetime) -> Q:
    return Q(waiting_on=WaitingOn.CUSTOMER)


def _all_open(user: User, at: datetime) -> Q:
    return Q(status__in=UNRESOLVED)


VIEWS = (
    SavedView("mine", _("Mine"), "person", _mine, _("You own no open ticket.")),
    SavedView("team", _("My team"), "group", _my_team, _("Your team has no open ticket.")),
    SavedView("unassigned", _("Unassigned"), "person_off", _unassigned, _("Every open ticket has an owner.")),
    SavedView("stalled", _("Stalled"), "warning", _stalled, _("Nothing is stalled."), alarming=True),
    SavedView("promises", _("Promises due today"), "handshake", _promises_due_today, _("We owe nothing today.")),
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
        "customer", _("Waiting on customer"), "hourglass_empty", _waiting_on_customer, _("Nobody keeps us waiting.")
    ),
    SavedView("open", _("All open"), "inbox", _all_open, _("Nothing is open.")),
)
BY_KEY = {view.key: view for view in VIEWS}


def tickets(user: User) -> TicketQuerySet:
    """What this person may see; where every list and count of the desk starts."""
    return Ticket.objects.visible_to(user)


def counts(user: User, at: datetime) -> dict[str, int]:
    """How many tickets each view has, and how many mails nobody could read, in one statement: the unresolved are walked
    once, others have parts of their own.
    """
    of_all = [view for view in VIEWS if view.settled_too]
    found = _row("", {v.key: v.condition(user, at) for v in VIEWS if v not in of_all}, tickets(user).unresolved())
    parts = [_row(v.key, {v.key: Q()}, tickets(user).filter(v.condition(user, at))) for v in of_all]
    parts.append(_row(UNREADABLE, {VIEWS[0].key: Q()}, RawInbound.objects.visible_to(user).unreadable()))
    rows = {which: numbers for which, *numbers in found.union(*parts, all=True)}
    keys = [view.key for view in VIEWS]
    counted = {key: rows.get(key, rows[""])[keys.index(key)] for key in keys}
    return counted | {UNREADABLE: rows.get(UNREADABLE, [0])[0]}


def _row(which: str, conditions: dict[str, Q], rows: TicketQuerySet | RawInboundQuerySet) -> Any:
    """A row of counts, one column a view: those of `conditions`, and nothing in the others."""
    columns = {
        view.key: Count("pk", filter=conditions[view.key]) if view.key in conditions else Value(0) for view in VIEWS
    }
    return rows.order_by().values(which=Value(which)).annotate(**columns).values_list("which", *columns)


def chosen(request: HttpRequest) -> SavedView | None:
    """The view that a list's address names; all open tickets if it names none; None when everything is wanted.

    Words to search for without a view look through everything: who has a number does not know its state.
    """
    key = request.GET.get(PARAMETER)
    if key == EVERYTHING or (key is None and request.GET.get("q")):
        return None
    return BY_KEY.get(key or "open", BY_KEY["open"])


class ViewFilter(SimpleListFilter):
    """The list narrowed to a saved view."""

    title = _("view")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All views, and everything, resolved or not."""
        return [*((view.key, view.title) for view in VIEWS), (EVERYTHING, _("Everything"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The view's tickets."""
        view = chosen(request)
        if view is None:
            return queryset
        rows = queryset if view.settled_too else queryset.unresolved()
        return rows.filter(view.condition(me(request), clock.now(request)))
