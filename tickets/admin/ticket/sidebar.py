"""The column beside the history: the person, what was agreed, and what else they have with us."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext as _

from tickets.admin.shared import icons
from tickets.admin.shared.explain import clock_key, explain_url
from tickets.admin.shared.formatting import hours
from tickets.admin.ticket.page_data import PageData
from tickets.models import Identity, Ticket, words
from tickets.models.customer import IdentityKind
from tickets.models.history import seconds
from tickets.rules.lifecycle import Status
from tickets.rules.service_level import Clock

MOST_CLOCKS = 20

CLOCK_ICON = {"pending": "timelapse", "breached": "cancel", "achieved": "check_circle", "cancelled": "remove_circle"}
CLOCK_TONE = {"pending": "plain", "breached": "bad", "achieved": "good", "cancelled": "plain"}
CLOCK_ORDER = {"pending": 0, "breached": 1, "cancelled": 2, "achieved": 3}


@dataclass(frozen=True)
class IdentityRow:
    """An address, number or handle, whether we know that it is theirs, and whether others use it too."""

    pk: int
    kind: str
    icon: str
    value: str
    verified: bool
    shared: bool


@dataclass(frozen=True)
class ClockRow:
    """A service-level clock in words, and where it is explained."""

    title: str
    icon: str
    tone: str
    figure: str
    detail: str
    explain: str


@dataclass(frozen=True)
class OtherTicket:
    """Another ticket that this person should know of."""

    ticket: Ticket
    relation: str
    detail: str
    joinable: bool


def identities(page: PageData) -> list[IdentityRow]:
    """By what the customer is known, verified first."""
    return [identity_row(row) for row in page.identities]


def identity_row(row: Identity) -> IdentityRow:
    """An identity as it is read."""
    return IdentityRow(row.pk, row.kind, icons.IDENTITY[row.kind], _readable(row), row.verified, row.shared)


def _readable(row: Identity) -> str:
    """A number in groups, as one reads it out: "+49 30 901820"."""
    if row.kind != IdentityKind.PHONE:
        return row.value
    try:
        return phonenumbers.format_number(phonenumbers.parse(row.value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return row.value


def clocks(page: PageData) -> list[ClockRow]:
    """What still runs, then what was broken, then what was met: the latest of each, and not more than one looks at."""
    found = sorted(page.projection.clocks, key=lambda c: (_rank(c), -c.started_at))
    return [_clock(page, clock) for clock in found[:MOST_CLOCKS]]


def _rank(clock: Clock) -> int:
    running_over = clock.state == "breached" and clock.ended_at is None
    return 0 if running_over else CLOCK_ORDER[clock.state]


def _clock(page: PageData, clock: Clock) -> ClockRow:
    titles = dict(words.METRIC)
    return ClockRow(
        title=str(titles.get(clock.metric, clock.metric)),
        icon=CLOCK_ICON[clock.state],
        tone=CLOCK_TONE[clock.state],
        figure=_figure(page, clock),
        detail=_agreed(page, clock),
        explain=explain_url(page.ticket, clock_key(clock)),
    )


def _figure(page: PageData, clock: Clock) -> str:
    if clock.state == "cancelled":
        return _("ended unanswered")
    if clock.state == "pending":
        if clock.due_at is None:
            return _("stands still")
        return page.formatter.distance(clock.due_at, clock.target.clock, clock.started_at).words
    taken = _elapsed(page, clock)
    if clock.state == "achieved":
        return hours(taken)
    if clock.metric == "resolution_net":  # stands still at times, so that two instants do not tell it
        return _("over")
    return _("%(time)s over") % {"time": hours(taken - clock.target.target_s)}


def _elapsed(page: PageData, clock: Clock) -> int:
    end = page.now if clock.ended_at is None else clock.ended_at
    if clock.target.clock == "calendar":
        return end - clock.started_at
    return page.formatter.desk.calendar.at_version(clock.started_at).elapsed(clock.started_at, end)


def _agreed(page: PageData, clock: Clock) -> str:
    target = _("%(hours)g h") % {"hours": clock.target.target_s / 3600}
    if clock.target.clock == "calendar":
        target = _("%(target)s by the calendar") % {"target": target}
    if clock.due_at is None or clock.state == "achieved":
        return target
    due = page.formatter.moment(clock.due_at)
    return _("%(target)s, due %(due)s") % {"target": target, "due": due}


def others(page: PageData) -> list[OtherTicket]:
    """The customer's other tickets, those that intake found beside this one first."""
    beside = {pk for line in page.lines for pk in line.data.get("beside", ())}
    linked = {line.data["to"]: line.data["relation"] for line in page.story.links}
    rows = [_other(page, ticket, beside, linked) for ticket in page.others]
    return sorted(rows, key=lambda row: not row.relation)


def _other(page: PageData, ticket: Ticket, beside: set[int], linked: dict[int, str]) -> OtherTicket:
    relation = {"same_issue": _("same issue"), "related": _("related")}.get(linked.get(ticket.pk, ""), "")
    if not relation and ticket.pk in beside and ticket.is_unresolved:
        theirs = ticket.customer_id == page.ticket.customer_id
        relation = _("open when they wrote") if theirs else _("named by their mail")
    detail = [ticket.standing.lower()]
    if ticket.started_at:
        detail.append(_("since %(day)s") % {"day": page.formatter.date(seconds(ticket.started_at))})
    same = ticket.customer_id == page.ticket.customer_id
    joinable = same and page.ticket.is_unresolved and ticket.status not in (Status.MERGED, Status.SPAM, Status.TEST)
    return OtherTicket(ticket, relation, " · ".join(detail), joinable)
