"""The day of a team lead's people, and of everybody else's teams."""

import pytest

from tests import make
from tickets.actions.setup import people
from tickets.admin.home.team_day import team_day
from tickets.rules.access import COMMAND

NOW = make.at("10 10:42")


@pytest.fixture
def teams(browser, ana):
    app, web = (people.create_team(by=COMMAND, slug=slug, name=slug.title()) for slug in ("app", "web"))
    lea = browser("lea", "team_lead").person
    lea.teams.add(app)
    for number, (team, when) in enumerate([(app, "7 10:00"), (app, "10 10:30"), (web, "10 10:30")]):
        ticket = make.ticket(when, email=f"m{number}@example.org")
        make.do("assign", ticket, by=ana.person, at=make.at("10 10:35"), to=ana.person if number else None, team=team)
    done = make.ticket("10 10:31", email="m9@example.org")
    make.do("assign", done, by=ana.person, at=make.at("10 10:35"), to=ana.person, team=app)
    make.do("resolve", done, by=ana.person, at=make.at("10 10:40"), text="Done.")
    return lea


def told(rows):
    return [(row.name, row.open, row.overdue, row.solved) for row in rows]


def test_a_team_lead_sees_their_people_and_what_nobody_owns_last(teams):
    assert told(team_day(teams, NOW)) == [("ana", 1, 0, 1), ("Nobody", 1, 1, 0)]


def test_a_manager_sees_teams(teams, browser):
    assert told(team_day(browser("vera", "manager").person, NOW)) == [("App", 2, 1, 1), ("Web", 1, 0, 0)]


def test_each_row_leads_to_its_tickets(teams, browser):
    vera = browser("vera", "manager")
    rows = team_day(vera.person, NOW)
    assert [vera.client.get(row.link).context["cl"].result_count for row in rows] == [2, 1]


def test_yesterdays_solved_ones_do_not_count(teams, browser):
    vera = browser("vera", "manager").person
    assert sum(row.solved for row in team_day(vera, make.at("11 10:42"))) == 0


def test_an_agent_has_none(teams, ana):
    assert team_day(ana.person, NOW) == []
