"""Whose tickets stand in the figures that a person sees.

Everybody sees figures: managers, administrators and read-only people those of the desk, team leads those of their teams, agents
those of the tickets that they own. Which teams and owners is how they stand now, whatever instant the figures look at.

Whether figures are split by agent is the desk's to decide (`AgentFigures`), for everybody but agents, who see nobody else's. Who has
how much to do now is another question: a team lead sees it of their teams whatever was decided, since they hand the work out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from metrics.sheets.sheet import Sheet
from tickets.models import Team, Ticket, User
from tickets.models.history import agents_compared
from tickets.models.ticket import SEES_ALL
from tickets.rules.access import AGENT, TEAM_LEAD, role_of

BY_AGENT = "owner"  # the split of a report that compares people


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


def may_compare_agents(person: User, at: datetime) -> bool:
    """Whether this person's figures may be split by agent: an agent's are their own."""
    return role_of(person) == AGENT or agents_compared(at)


def may_see_loads(person: User, at: datetime) -> bool:
    """Whether they see what each agent has open and owes now."""
    return role_of(person) == TEAM_LEAD or may_compare_agents(person, at)


def not_compared() -> str:
    """Why figures are not split by agent, in words."""
    return _("This desk does not split figures by agent. Whoever manages it can allow that, under “Figures by agent”.")


def shown_to(person: User, sheet: Sheet, at: datetime) -> Sheet:
    """A report's page as this person sees it: without the tables that compare agents, where they may not."""
    if may_see_loads(person, at) or not any(panel.compares_agents for panel in sheet.panels):
        return sheet
    return replace(sheet, panels=[panel for panel in sheet.panels if not panel.compares_agents])


def sight_of(person: User) -> str:
    """Whose tickets a person sees, in short: the same text as long as neither their role nor their teams change it."""
    role = role_of(person)
    return "all" if role in SEES_ALL else f"{role} {sorted(person.team_ids)}"
