"""The rows of the list: what is due next first, in bands, each ticket in two lines of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Substr, Trim
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.actions.intake.calls import ANSWERED, ENDED
from tickets.admin.shared import icons
from tickets.admin.shared.components import Pill
from tickets.admin.shared.formatting import Distance, Formatter, hours, midnight
from tickets.admin.shared.labels import labels
from tickets.admin.tickets.places import BY_PROMISE, BY_RANK, Place
from tickets.models import Draft, Message, Promise, ServiceClock, Ticket, User, words
from tickets.models.history import seconds
from tickets.models.message import Direction
from tickets.rules.lifecycle import SETTLED

MOST_ICONS = 5
OURS_FIRST = ("rank", "id")
PROMISE_NEXT = ("promise_due_at", "id")


def with_promise(tickets: QuerySet[Ticket], due: QuerySet[Promise]) -> QuerySet[Ticket]:
    """Of each ticket also the first of these promises of it: its words, and who gave it."""
    name = NullIf(Trim(Concat("by__first_name", Value(" "), "by__last_name")), Value(""))
    return tickets.annotate(
        promised_at=F("promise_due_at"),
        promise_words=Subquery(due.values("text")[:1]),
        promise_by=Subquery(due.values(name=Coalesce(name, "by__username"))[:1]),
    )


def with_last_words(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """All that a row shows, in one statement: what a machine wrote and what only we see are not last words."""
    spoken = Message.objects.filter(ticket=OuterRef("pk"), automatic=False).exclude(direction=Direction.INTERNAL)
    spoken = spoken.exclude(text__in=["", ANSWERED, ENDED])
    last = spoken.order_by("-occurred_at", "-id").values(start=Substr("text", 1, 160))[:1]
    lost = Message.objects.undelivered().filter(ticket=OuterRef("pk"), occurred_at__gte=OuterRef("last_answer_at"))
    runs = ServiceClock.objects.filter(ticket=OuterRef("pk"), metric=OuterRef("due_kind"), ended_at=None)
    shown = tickets.select_related("customer", "owner", "team")
    return shown.annotate(
        last_words=Subquery(last),
        did_not_arrive=Exists(lost),
        about_to_go=Exists(Draft.objects.held().filter(ticket=OuterRef("pk"))),
        due_clock=Subquery(runs.values("clock")[:1]),
        due_since=Subquery(runs.values("started_at")[:1]),
    )


def with_own_drafts(tickets: QuerySet[Ticket], user: User) -> QuerySet[Ticket]:
    """Of each ticket also whether an answer of this person waited on it and did not go out."""
    back = Draft.objects.typed().filter(ticket=OuterRef("pk"), person=user).exclude(came_back="")
    return tickets.annotate(came_back=Exists(back))


@dataclass(frozen=True)
class ListRow:
    """One ticket of the list, in words."""

    ticket: Ticket
    place: Place
    labels: list[Pill]
    channels: list[tuple[str, str]]
    earlier: int
    chasers: str
    waiting_on: str
    waited: str
    promise: str
    due_at: datetime | None
    due: Distance | None
    due_icon: str
    due_kind: str
    rule: str
    rule_since: str


@dataclass(frozen=True)
class Band:
    """Rows that press alike, under one line with how many there are in all; no title: not banded."""

    title: str
    rows: list[ListRow]


def columns(headers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stock headers, which know how to sort, under the titles of the desk."""
    titles = [_("Ticket"), _("Contacts"), _("Waiting on"), _("Due next"), _("Stalled since"), _("Owner")]
    return [{**header, "title": title} for header, title in zip(headers, titles, strict=True)]


def rows(tickets: list[Ticket], tell: Formatter) -> list[ListRow]:
    """The tickets of a page, in words."""
    return [_row(ticket, tell) for ticket in tickets]


def _row(ticket: Ticket, tell: Formatter) -> ListRow:
    """In a list of promises what is due is the promise, whatever else of the ticket is due before it."""
    promised_at = getattr(ticket, "promised_at", None)
    due_at = promised_at or ticket.due_at
    due = seconds(due_at) if due_at else None
    rule, rule_since = _stalled(ticket, tell)
    distance = (tell.distance(due) if promised_at else _distance(ticket, due, tell)) if due is not None else None
    return ListRow(
        ticket=ticket,
        place=Place.of(BY_PROMISE, promised_at, ticket.pk) if promised_at else Place(BY_RANK, ticket.rank, ticket.pk),
        labels=[*_untold(ticket), *labels(ticket, tell)],
        channels=[(icons.channel(name), icons.channel_word(name)) for name in ticket.channels[-MOST_ICONS:]],
        earlier=max(0, ticket.contacts - MOST_ICONS),
        chasers=ngettext("%d chaser", "%d chasers", ticket.chasers) % ticket.chasers if ticket.chasers else "",
        waiting_on=ticket.get_waiting_on_display(),
        waited=_waited(ticket, tell),
        promise=_promise(ticket) if promised_at else "",
        due_at=due_at,
        due=distance,
        due_icon="cancel" if distance and distance.tone == "over" else "schedule",
        due_kind=_due_kind("promise" if promised_at else ticket.due_kind, due, tell),
        rule=rule,
        rule_since=rule_since,
    )


def _untold(ticket: Ticket) -> list[Pill]:
    """Its status has no room in its column."""
    untold = ticket.untold and ticket.status in SETTLED
    return [Pill(ticket.standing, "risk", "unpublished")] if untold else []


def _distance(ticket: Any, due: int, tell: Formatter) -> Distance:
    """A promise has no clock: its due time counts by the opening hours of each day."""
    since = seconds(ticket.due_since) if ticket.due_since else None
    return tell.distance(due, ticket.due_clock or "business", since)


def _waited(ticket: Ticket, tell: Formatter) -> str:
    if not ticket.waiting_since:
        return ""
    if ticket.is_unresolved:
        return hours(tell.business(seconds(ticket.waiting_since)))
    moment = tell.moment(seconds(ticket.waiting_since))
    return moment if _untold(ticket) else f"{ticket.get_status_display()}, {moment}"


def _promise(ticket: Any) -> str:
    """What we promised, and who gave the word; nobody did where a machine of ours owes it, as a call back."""
    said = ticket.promise_words or _("to come back to them")
    if ticket.promise_by:
        return _("%(who)s promised: %(words)s") % {"who": ticket.promise_by, "words": said}
    return _("We promised: %(words)s") % {"words": said}


def _due_kind(kind: str, due: int | None, tell: Formatter) -> str:
    return "" if due is None else f"{dict(words.DUE).get(kind, '')}, {tell.brief(due)}"


def _stalled(ticket: Ticket, tell: Formatter) -> tuple[str, str]:
    if not ticket.stalled_since or not ticket.stalled_rules:
        return "", ""
    first, *others = ticket.stalled_rules
    since = tell.brief(seconds(ticket.stalled_since))
    if others:
        since = _("%(since)s, also %(rules)s") % {"since": since, "rules": ", ".join(others)}
    return str(dict(words.RULE).get(first, first)), since


def bands(page: list[ListRow], tell: Formatter, counted: Mapping[str, int] | None) -> list[Band]:
    """The rows of a page in bands by what presses. `counted`: how many there are in all of each, where somebody counted."""
    titles = {
        "overdue": (_("Overdue"), _("Overdue: %d")),
        "today": (_("Due today"), _("Due today: %d")),
        "later": (_("Later, or not ours to move"), _("Later, or not ours to move: %d")),
    }
    midnight_after = midnight(tell.at, 1)
    sorted_rows: dict[str, list[ListRow]] = {key: [] for key in titles}
    for row in page:
        sorted_rows[_band(row, tell, midnight_after)].append(row)
    return [
        Band(titles[key][1] % max(counted[key], len(found)) if counted else titles[key][0], found)
        for key, found in sorted_rows.items()
        if found
    ]


def _band(row: ListRow, tell: Formatter, midnight_after: datetime) -> str:
    """Of a list of promises each is due; else what is not ours to move presses nobody here, however late it is."""
    if row.promise:
        return "overdue" if row.due_at and row.due_at <= tell.at else "today"
    if row.ticket.rank >= seconds(midnight_after):
        return "later"
    return "overdue" if row.ticket.rank <= tell.now else "today"
