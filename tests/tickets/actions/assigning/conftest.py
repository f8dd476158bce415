"""A team with people in it, and tickets of the team."""

import pytest

from tests import make
from tickets.actions.setup import people
from tickets.models import Ticket
from tickets.rules.access import COMMAND


@pytest.fixture
def team(db):
    make.desk()
    return new_team()


def new_team(way="round_robin", **more):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    return change(team, assigning=way, **more)


def change(team, **said):
    boss = make.person("boss", "administrator")
    return people.change_team(team, by=boss, **{"name": team.name, "assigning": team.assigning, **said})


def member(team, name, **more):
    person = make.person(name, **more)
    person.teams.add(team)
    return person


def case(team, when="5 10:00", number=1, owner=None, tags=()):
    ticket = make.ticket(when, f"Case {number}", email=f"m{number}@example.org")
    ticket = make.do("assign", ticket, at=make.at(when), team=team)
    if owner:
        ticket = make.do("assign", ticket, by=owner, at=make.at(when), to=owner)
    if tags:
        ticket = make.do("tag", ticket, by=make.person("boss", "administrator"), at=make.at(when), add=list(tags))
    return ticket


def owner_of(ticket):
    return Ticket.objects.get(pk=ticket.pk).owner
