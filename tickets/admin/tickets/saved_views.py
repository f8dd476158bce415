"""The ways an agent looks at the desk, each a filter of the list and a line with its count in the sidebar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tickets.actions.search.finding import find
from tickets.admin.shared import clock
from tickets.admin.shared.formatting import midnight
from tickets.admin.shared.read_only import me
from tickets.admin.tickets import filters, held
from tickets.models import Message, Promise, RawInbound, Ticket, TicketView, User
from tickets.models.follow import followed_with_news
from tickets.models.history import seconds
from tickets.models.mention import names_unseen
from tickets.models.promise import PromiseQuerySet
from tickets.models.ticket import TicketQuerySet, snoozed
from tickets.rules.lifecycle import SETTLED, UNRESOLVED, WaitingOn
from tickets.rules.ranking import DONE
from tickets.rules.search_query import SearchProblem

PARAMETER = "view"
OWN = "own-"  # a view that people made, with its number
MOST_OWN = 30  # of a person, in the sidebar
EVERYTHING = "everything"
ALL_OPEN = "open"
RESOLVED_TOO = "resolved"
PROMISES = "promises"
HAS_OWN = "has_own"
THERE = Q(status__in=UNRESOLVED | SETTLED)
UNREADABLE = "unreadable"  # no view of tickets: mails that became none, counted beside them


@dataclass(frozen=True)
class SavedView:
    """A view: its name in the address, its title and icon, and which unresolved tickets belong to it.

    `settled_too`: resolved ones as well. `snoozed_too`: also those that somebody put out of sight for a while, because what
    the customer was promised or waits for does not stop for it. `never_resolved`: nothing that is resolved can belong to it.
    `asked`: what a view that people made asks for beside what it narrows, as an address would (`TicketView.asked`).
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
    asked: Mapping[str, str] = field(default_factory=dict)
    mine: bool = False
    shared: bool = False

    @property
    def number(self) -> int | None:
        """Of a view that people made: which one."""
        return int(self.key.removeprefix(OWN)) if self.key.startswith(OWN) else None

    @property
    def of_promises(self) -> bool:
        """Whether it lists tickets for the promise that is due first in each."""
        return PROMISES in (self.key, self.asked.get(PARAMETER))

    @property
    def hides_snoozed(self) -> bool:
        """Whether what somebody put out of sight is not in it."""
        return not (self.snoozed_too or self.settled_too)

    @property
    def has_resolved(self) -> bool:
        """Whether resolved tickets can belong to it that it does not show by itself."""
        return not (self.settled_too or self.never_resolved)

    def belongs(self, user: User, at: datetime) -> Q:
        """Which tickets belong to it at an instant."""
        found = self.condition(user, at)
        return found & ~snoozed(at) if self.hides_snoozed else found


def _mine(user: User, at: datetime) -> Q:
    return Q(owner=user.pk)


def _my_team(user: User, at: datetime) -> Q:
    return Q(team__in=user.team_ids)


def _unassigned(user: User, at: datetime) -> Q:
    return Q(owner=None)


def _stalled(user: User, at: datetime) -> Q:
    return Q(stalled_since__lte=at)


def _promises_due(user: User, at: datetime) -> Q:
    return Q(promise_due_at__lt=midnight(at, 1))


def _did_not_arrive(user: User, at: datetime) -> Q:
    """Words of our people came back, and nobody has answered since: also if the ticket is resolved."""
    lost = Message.objects.undelivered().filter(occurred_at__gte=F("ticket__last_answer_at"))
    return Q(pk__in=lost.values("ticket")) & THERE


def _waiting_on_customer(user: User, at: datetime) -> Q:
    return Q(waiting_on=WaitingOn.CUSTOMER)


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
        lambda user, at: names_unseen(user) & THERE,
        _("Nobody has named you since you last looked."),
        settled_too=True,
    ),
    SavedView(
        "followed",
        _("Following"),
        "notifications",
        lambda user, at: followed_with_news(user) & THERE,
        _("Nothing has happened in what you follow since you last looked."),
        settled_too=True,
    ),
    SavedView(
        "snoozed",
        _("Snoozed"),
        "snooze",
        lambda user, at: snoozed(at),
        _("Nothing is snoozed."),
        snoozed_too=True,
        never_resolved=True,
    ),
    SavedView(ALL_OPEN, _("All open"), "inbox", lambda user, at: Q(), _("Nothing is open.")),
)
BY_KEY = {view.key: view for view in VIEWS}


def tickets(user: User) -> TicketQuerySet:
    """What this person may see; where every list and count of the desk starts."""
    return Ticket.objects.visible_to(user)


def own_views(user: User) -> list[dict[str, Any]]:
    """The views that people made, as plain values: a person's own, and what is shared with them."""
    rows = TicketView.objects.for_person(user)[:MOST_OWN]
    return [
        {
            "number": row.pk,
            "name": row.name,
            "asked": row.asked,
            "mine": row.owner_id == user.pk,
            "shared": row.for_everybody or row.team_id is not None,
        }
        for row in rows
    ]


def made(row: Mapping[str, Any]) -> SavedView:
    """A view that people made: one of the desk's, narrowed. Its words are looked for by whoever lists it."""
    asked = row["asked"]
    base = BY_KEY.get(asked.get(PARAMETER), BY_KEY[ALL_OPEN])
    return replace(
        base,
        key=f"{OWN}{row['number']}",
        title=row["name"],
        icon="group_work" if row["shared"] else "filter_alt",
        empty=_("Nothing is in this view."),
        alarming=False,
        asked=asked,
        mine=row["mine"],
        shared=row["shared"],
    )


@dataclass(frozen=True)
class Counted:
    """What the sidebar says: the views that this person has beside the desk's, and how many each view has, by key."""

    own: list[SavedView]
    numbers: dict[str, int]


def counted(request: HttpRequest) -> Counted:
    """Counted once for a person and kept for some seconds; once a request in any case."""
    known = getattr(request, "_counted", None)
    if known is None:
        user, at = me(request), clock.now(request)
        rows, numbers = held.held("views", user, at, lambda: _counted(user, at))
        known = request._counted = Counted([made(row) for row in rows], numbers)  # type: ignore[attr-defined]
    return known


def _counted(user: User, at: datetime) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """One statement; three for who has views beside the desk's."""
    numbers = counts(user, at)
    rows = own_views(user) if numbers.pop(HAS_OWN) else []
    own = [made(row) for row in rows]
    return rows, numbers | (_found(own, user, at, {}) if own else {})


def counts(user: User, at: datetime) -> dict[str, int]:
    """How many tickets each view of the desk has, how many mails nobody could read, and whether people made more views."""
    more = {UNREADABLE: _number(RawInbound.objects.unreadable_for(user))}
    return _found(VIEWS, user, at, more | {HAS_OWN: Exists(TicketView.objects.for_person(user).order_by())})


def _found(views: Iterable[SavedView], user: User, at: datetime, more: dict[str, Any]) -> dict[str, int]:
    """The number of each view in one statement: the unresolved are walked once, others are found by themselves. One with words is
    searched for.
    """
    seen = tickets(user)
    columns = {"walked": Count("pk"), **more}  # with it the rows are one group, whatever else is asked
    searched: dict[str, int] = {}
    for view in views:
        belongs = view.belongs(user, at) & filters.narrowing(view.asked, user)
        if words := view.asked.get("q"):
            searched[view.key] = _found_by_words(seen.unresolved().filter(belongs), words, user, at)
        else:
            by_itself = view.settled_too
            columns[_column(view.key)] = _number(seen.filter(belongs)) if by_itself else Count("pk", filter=belongs)
    together = seen.unresolved().filter(rank__lt=DONE).values(all=Value(1))  # one group, there even if no ticket is
    (found,) = together.annotate(**columns).values(*columns)
    counted = (key for key in [*more, *(view.key for view in views)] if key not in searched)
    return {key: found[_column(key)] or 0 for key in counted} | searched


def _found_by_words(seen: TicketQuerySet, words: str, user: User, at: datetime) -> int:
    try:
        return find(seen, words, by=user, at=at).tickets.count()
    except SearchProblem:
        return 0


def _column(key: str) -> str:
    return key.replace("-", "_")


def _number(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are, as a column of another statement."""
    return Subquery(rows.order_by().values(all=Value(1)).annotate(many=Count("pk")).values("many"))


def chosen(request: HttpRequest) -> SavedView | None:
    """The view that a list's address names; all open tickets if it names none; None when everything is wanted.

    Words to search for without a view look through everything: who has a number does not know its state.
    """
    key = request.GET.get(PARAMETER)
    if key == EVERYTHING or (key is None and request.GET.get("q")):
        return None
    if key and key.startswith(OWN):
        return _own(request, key) or BY_KEY[ALL_OPEN]
    return BY_KEY.get(key or ALL_OPEN, BY_KEY[ALL_OPEN])


def _own(request: HttpRequest, key: str) -> SavedView | None:
    """A view that people made, if it is this person's to see. One that somebody shared a moment ago is not yet counted."""
    if found := next((view for view in counted(request).own if view.key == key), None):
        return found
    return next((view for row in own_views(me(request)) if (view := made(row)).key == key), None)


def ask(request: HttpRequest, whole: QueryDict) -> None:
    """Ask a request for another list than its address does."""
    request.GET = whole  # type: ignore[assignment]


def as_typed_out(request: HttpRequest) -> QueryDict:
    """What a list's address asks for with all that the view it names asks for; what the address says itself wins."""
    view = chosen(request)
    whole: QueryDict = request.GET.copy()
    for name, value in (view.asked if view else {}).items():
        if name not in whole and name != PARAMETER:
            whole[name] = value
    return whole


def resolved_too(request: HttpRequest) -> bool:
    """Whether a list's address asks for the resolved tickets of its view as well."""
    return request.GET.get(RESOLVED_TOO) == "1"


def tally(view: SavedView, user: User, at: datetime) -> dict[str, int]:
    """Of the tickets of a view: how many are overdue, how many fall due before the reader's midnight, and how many somebody
    put out of sight. One statement.
    """
    seen = tickets(user).unresolved() if not view.settled_too else tickets(user)
    narrowed = filters.narrowing(view.asked, user)
    shown = seen.filter(view.belongs(user, at) & narrowed)
    now, later = (at, midnight(at, 1)) if view.of_promises else (seconds(at), seconds(midnight(at, 1)))
    column = "promise_due_at" if view.of_promises else "rank"
    counts = {
        "overdue": Count("pk", filter=Q(**{f"{column}__lte": now})),
        "today": Count("pk", filter=Q(**{f"{column}__gt": now, f"{column}__lt": later})),
        "snoozed": _number(seen.filter(view.condition(user, at) & narrowed & snoozed(at))),
    }
    due = shown.filter(**{f"{column}__lt": later}).order_by().values(all=Value(1))  # one group, there even if none is
    found: dict[str, int] = next(
        iter(due.annotate(**counts).values(*counts)), {}
    )  # nothing, where somebody is in no team
    return {name: found.get(name) or 0 for name in counts}


def is_whole(request: HttpRequest) -> bool:
    """Whether a list shows its view just as the sidebar counts it: nothing else narrows or widens it."""
    view = chosen(request)
    if view is None or resolved_too(request):
        return False
    names = ("q", *filters.BY_NAME)
    return all(request.GET.get(name, "") == view.asked.get(name, "") for name in names)


class ViewFilter(SimpleListFilter):
    """The list narrowed to a saved view."""

    title = _("view")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All views, and everything, resolved or not."""
        return [*((view.key, view.title) for view in VIEWS), (EVERYTHING, _("Everything"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The view's tickets."""
        view, user = chosen(request), me(request)
        rows = queryset.filter(filters.narrowing(request.GET.dict(), user))
        if view is None:
            return rows
        if resolved_too(request):
            rows = rows.filter(status__in=UNRESOLVED | SETTLED)
        elif not view.settled_too:
            rows = rows.filter(status__in=UNRESOLVED, rank__lt=DONE)
        return rows.filter(view.belongs(user, clock.now(request)))


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
