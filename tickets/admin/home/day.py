"""What a person's day holds: what is due next of theirs, what was promised, whom they wait on, and what is solved today.

Each part reads a handful of rows by an index that the lists have too; how many there are in all stands in the list that it
leads to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.admin.shared.formatting import Formatter, midnight
from tickets.admin.shared.read_only import may_do
from tickets.admin.tickets import rows, saved_views
from tickets.admin.tickets.filters import ME
from tickets.events.resolution import Resolved
from tickets.models import Event, Ticket, User
from tickets.models.history import current_desk, seconds
from tickets.rules.lifecycle import SETTLED, WaitingOn
from tickets.rules.ranking import DONE, NOT_OURS

SHOWN = 6
MOST_SOLVED = 200


@dataclass(frozen=True)
class DayRow:
    """A ticket, what of it matters here, and when: by the desk's opening hours and by the clock on the wall."""

    ticket: Ticket
    words: str
    open_hours: str
    wall_clock: str
    tone: str


@dataclass(frozen=True)
class Part:
    """A part of the day under its title. `more`: whether the list that it leads to holds more than is shown."""

    key: str
    title: str
    icon: str
    rows: list[DayRow]
    empty: str
    link: str
    more: bool


def parts(user: User, at: datetime) -> list[Part]:
    """The day of somebody who works on tickets; nothing for who only reads. Five statements."""
    if not may_do(user, "reply"):
        return []
    tell = Formatter(current_desk(at), at)
    return [
        _due_next(user, tell),
        _promises(user, tell),
        _waiting(user, tell),
        _mentions(user, tell),
        _solved(user, tell),
    ]


def _mine(user: User) -> QuerySet[Ticket]:
    """What they own and is to be done, in the index of their list."""
    return Ticket.objects.unresolved().filter(owner=user.pk, rank__lt=DONE)


def _due_next(user: User, tell: Formatter) -> Part:
    ours = _mine(user).filter(rank__lt=NOT_OURS).exclude(saved_views.snoozed(tell.at))
    found = _read(rows.with_last_words(ours.order_by(*rows.OURS_FIRST)))
    told = [_of_list(row, tell) for row in rows.rows(found[:SHOWN], tell)]
    empty = _("Nothing of yours is ours to move.")
    return _part("due", _("Due next"), "schedule", told, empty, _list("mine"), len(found))


def _promises(user: User, tell: Formatter) -> Part:
    due = _mine(user).filter(promise_due_at__lt=midnight(tell.at, 1)).order_by(*rows.PROMISE_NEXT)
    found = _read(rows.with_promise(rows.with_last_words(due), saved_views.promises_due(tell.at)))
    told = [_of_list(row, tell) for row in rows.rows(found[:SHOWN], tell)]
    link = _list(saved_views.PROMISES, owner=ME)
    return _part("promises", _("Promises due"), "handshake", told, _("You owe no promise today."), link, len(found))


def _waiting(user: User, tell: Formatter) -> Part:
    theirs = _mine(user).filter(waiting_on=WaitingOn.CUSTOMER).exclude(saved_views.snoozed(tell.at))
    found = _read(theirs.select_related("customer").order_by("waiting_since", "id"))
    told = [_since(ticket, ticket.waiting_since, tell) for ticket in found[:SHOWN]]
    empty = _("No customer keeps you waiting.")
    link = _list("customer", owner=ME)
    return _part("waiting", _("Waiting on customer"), "hourglass_empty", told, empty, link, len(found))


def _mentions(user: User, tell: Formatter) -> Part:
    view = saved_views.BY_KEY["mentions"]
    named = saved_views.tickets(user).filter(view.belongs(user, tell.at)).select_related("customer")
    found = _read(named.order_by(*rows.OURS_FIRST))
    told = [_since(ticket, ticket.last_contact_at, tell) for ticket in found[:SHOWN]]
    return _part("mentions", str(view.title), view.icon, told, str(view.empty), _list(view.key), len(found))


def _solved(user: User, tell: Formatter) -> Part:
    """What they resolved since the reader's midnight and is resolved still, whoever owns it."""
    done = Event.objects.filter(kind=Resolved.name, by=user.pk, occurred_at__gte=midnight(tell.at))
    still = saved_views.tickets(user).filter(pk__in=done.values("ticket"), status__in=SETTLED)
    found = list(still.select_related("customer").order_by("-resolved_at", "-id")[:MOST_SOLVED])
    told = [_since(ticket, ticket.resolved_at, tell) for ticket in found[:SHOWN]]
    title = _("Solved today: %(count)d") % {"count": len(found)} if found else _("Solved today")
    return _part(
        "solved",
        title,
        "task_alt",
        told,
        _("You have solved nothing yet today."),
        _list("mine", resolved="1"),
        len(found),
    )


def _read(tickets: QuerySet[Ticket]) -> list[Ticket]:
    return list(tickets[: SHOWN + 1])


def _of_list(row: rows.ListRow, tell: Formatter) -> DayRow:
    """As the list tells it, and by the clock on the wall too: a night between now and then is not ours to use."""
    if row.due is None or row.due_at is None:
        return DayRow(row.ticket, _("No due time"), "", "", "later")
    by_wall = tell.distance(seconds(row.due_at), "calendar")
    words = f"{row.promise}, {tell.brief(seconds(row.due_at))}" if row.promise else row.due_kind
    return DayRow(row.ticket, words, row.due.words, by_wall.words, row.due.tone)


def _since(ticket: Ticket, since: datetime | None, tell: Formatter) -> DayRow:
    return DayRow(ticket, tell.moment(seconds(since)) if since else "", "", "", "later")


def _part(key: str, title: str, icon: str, told: Iterable[DayRow], empty: str, link: str, found: int) -> Part:
    return Part(key, title, icon, list(told), empty, link, found > SHOWN)


def _list(view: str, **narrowed: Any) -> str:
    return f"{reverse('admin:tickets_ticket_changelist')}?{urlencode({saved_views.PARAMETER: view, **narrowed})}"
