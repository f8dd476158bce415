"""How the day stands for whoever answers for others: a team lead's people, everybody else's teams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tickets.admin.shared.formatting import midnight
from tickets.admin.tickets import held, saved_views
from tickets.models import Ticket, User
from tickets.models.history import seconds
from tickets.rules.access import AGENT, TEAM_LEAD, role_of
from tickets.rules.lifecycle import SETTLED
from tickets.rules.ranking import DONE, rank_of_done

COUNTED = ("open", "overdue", "promised", "stalled", "solved")


@dataclass(frozen=True)
class DayOf:
    """A person or a team: how many of its tickets are open, overdue, promised for today, stalled, and solved today."""

    name: str
    link: str
    open: int
    overdue: int
    promised: int
    stalled: int
    solved: int


def team_day(user: User, at: datetime) -> list[DayOf]:
    """A row for each of a team lead's people, or for each team that somebody else sees; nobody's last. Agents have none.

    Two statements, kept for some seconds as the sidebar's counts are.
    """
    if role_of(user) == AGENT:
        return []
    group = "owner" if role_of(user) == TEAM_LEAD else "team"
    return [_row(group, told) for told in held.held(f"day-{group}", user, at, lambda: _counted(user, group, at))]


def _counted(user: User, group: str, at: datetime) -> list[dict[str, Any]]:
    theirs = Ticket.objects.theirs_to_answer_for(user).order_by()
    names: dict[str, Any] = {"key": F("owner__username" if group == "owner" else "team__slug")}
    names |= (
        {"first": F("owner__first_name"), "last": F("owner__last_name")}
        if group == "owner"
        else {"first": F("team__name")}
    )
    open_ones = (
        theirs.filter(rank__lt=DONE)
        .values(**names)
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(rank__lte=seconds(at))),
            promised=Count("pk", filter=Q(promise_due_at__lt=midnight(at, 1))),
            stalled=Count("pk", filter=Q(stalled_since__lte=at)),
        )
    )
    # What is resolved stands in the lists' own index by when it was.
    today = (rank_of_done(seconds(at)), rank_of_done(seconds(midnight(at))))
    done = theirs.filter(rank__range=today, status__in=SETTLED).values(**names).annotate(solved=Count("pk"))
    found: dict[Any, dict[str, Any]] = {}
    rows: list[Any] = [*open_ones, *done]
    for row in rows:
        found.setdefault(row["key"], dict.fromkeys(COUNTED, 0)).update(row)
    return sorted(found.values(), key=lambda row: (row["key"] is None, -row["overdue"], -row["open"], row["key"] or ""))


def _row(group: str, told: dict[str, Any]) -> DayOf:
    name = " ".join(filter(None, (told.get("first"), told.get("last")))) or told["key"]
    asked = {saved_views.PARAMETER: saved_views.ALL_OPEN, group: told["key"] or "nobody"}
    link = f"{reverse('admin:tickets_ticket_changelist')}?{urlencode(asked)}"
    return DayOf(name or _("Nobody"), link, **{counted: told[counted] for counted in COUNTED})
