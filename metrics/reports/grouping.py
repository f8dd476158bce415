"""By what a report may be split, and what the parts are called."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from metrics.measures import TicketStory, status
from tickets.models import Team, User

NOBODY = "none"

GROUPS: dict[str, Callable[[TicketStory], Hashable]] = {
    "channel": lambda ticket: ticket.story.start.data["channel"] if ticket.story.start else None,
    "owner": lambda ticket: ticket.story.owner,
    "priority": lambda ticket: str(ticket.story.chosen.priority),
    "status": lambda ticket: status(ticket.story),
    "team": lambda ticket: ticket.story.team,
    "waiting_on": lambda ticket: str(ticket.story.waiting_on),
}
"""How each ticket answers: the channel of its first contact, and else how it stands at the instant looked at."""


def names(by: str) -> dict[Hashable, str]:
    """What parts are called that are kept as numbers; the others say it themselves."""
    if by == "owner":
        return dict(User.objects.values_list("pk", "username"))
    if by == "team":
        return dict(Team.objects.values_list("pk", "name"))
    return {}


def called(value: Hashable, known: Mapping[Hashable, str]) -> str:
    """What a part is called; one without a value has the name of none."""
    return NOBODY if value is None else known.get(value, str(value))
