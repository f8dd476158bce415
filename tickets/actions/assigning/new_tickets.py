"""A team's tickets that nobody owns are given to its people who are there: by turns, or to whoever owns least.

The team is locked while one worker gives out its tickets, so that turns and loads are counted once; another worker that
finds it locked goes on to the next team. Tickets are locked without waiting, so nobody is held up.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tickets.actions.assigning.there import candidates, known_skills, needs_one_of, taken_turn
from tickets.actions.bulk.runs import being_handed_over
from tickets.actions.verbs import perform
from tickets.actions.verbs.assignment import Give
from tickets.models import Team, Ticket
from tickets.models.people import Assigning
from tickets.models.ticket import snoozed
from tickets.rules.access import ASSIGNING
from tickets.rules.assignment import WHY, Candidate, Way, chosen
from tickets.rules.lifecycle import WaitingOn

AT_ONCE = 20  # tickets of a team in one transaction


def give_out(at: datetime) -> int:
    """Give up to AT_ONCE tickets of each team that wants it to somebody who is there; gives how many were given."""
    mine = waiting(at).filter(team=OuterRef("pk"))
    teams = Team.objects.exclude(assigning=Assigning.NONE).filter(Exists(mine)).order_by("pk")
    return sum(_of_team(pk, at) for pk in list(teams.values_list("pk", flat=True)))


def waiting(at: datetime) -> QuerySet[Ticket]:
    """What waits on us, nobody owns, and nobody has put out of sight or is just handing over; what is due first comes first."""
    free = Ticket.objects.unresolved().filter(~snoozed(at), ~being_handed_over(), owner=None, waiting_on=WaitingOn.US)
    return free.by_due()


@transaction.atomic
def _of_team(pk: int, at: datetime) -> int:
    team = Team.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    if team is None or team.assigning == Assigning.NONE:
        return 0
    there, known = [one for one in candidates(team, at) if one.has_room], known_skills()
    if not there:
        return 0
    lacking = known - {skill for one in there for skill in one.skills}
    free = waiting(at).filter(team=team).exclude(needs_one_of(lacking))
    given = 0
    for ticket in free.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE]:
        one = chosen(Way(team.assigning), there, known.intersection(ticket.tags))
        given += one is not None and _give(team, ticket, one, at)
    return given


def _give(team: Team, ticket: Ticket, one: Candidate, at: datetime) -> bool:
    """Whether it is theirs now: a line that lies ahead may say otherwise, and then nothing is written."""
    with transaction.atomic():
        step = Give(whose=None, to=one.person, why=WHY[Way(team.assigning)].value)
        result = perform(ticket, [step], actor=ASSIGNING, at=at)
        if result.owner_id != one.person:
            transaction.set_rollback(True)
            return False
    taken_turn(team, one)
    return True
