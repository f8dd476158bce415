"""Whose tickets stand in the figures that a person sees.

Everybody sees figures: managers, administrators and read-only people those of the desk, team leads those of their teams, agents
those of the tickets that they own. Which teams and owners is how they stand now, whatever instant the figures look at.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tickets.models import Team, Ticket, User
from tickets.models.ticket import SEES_ALL
from tickets.rules.access import AGENT, TEAM_LEAD, role_of


def tickets_of(person: User) -> QuerySet[Ticket] | None:
    """The tickets that this person's figures count; None for all of the desk's."""
    return Ticket.objects.theirs_to_answer_for(person) if role_of(person) in (AGENT, TEAM_LEAD) else None


def whose(person: User) -> str:
    """Whose figures these are, in words; empty for the whole desk's."""
    role = role_of(person)
    if role == AGENT:
        return _("Your own figures: tickets that you own now.")
    if role == TEAM_LEAD:
        teams = ", ".join(Team.objects.filter(pk__in=person.team_ids).values_list("name", flat=True))
        return _("Figures of your teams: %(teams)s.") % {"teams": teams or _("none")}
    return ""


def sight_of(person: User) -> str:
    """Whose tickets a person sees, in short: the same text as long as neither their role nor their teams change it."""
    role = role_of(person)
    return "all" if role in SEES_ALL else f"{role} {sorted(person.team_ids)}"
