"""Whose tickets stand in the figures that each role sees: what they may see, and nothing more."""

from datetime import timedelta

import pytest
from django.test import Client

from metrics.audience import tickets_of, whose
from metrics.reports import NAMES
from tests import make
from tests.make import WEDNESDAY
from tickets.models import Team, Ticket, User
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
LATER = "as_of=2025-04-30&known_at=2025-04-30"


@pytest.fixture
def desk():
    """A desk with work of two teams."""
    make.desk()
    return work()


def work():
    """Three tickets, solved: Support's of Ana, Legal's of Ben, and one that is nobody's. Gives the teams."""
    support, legal = (Team.objects.create(name=name, slug=name.lower()) for name in ("Support", "Legal"))
    for name, team in (("ana", support), ("ben", legal)):
        make.person(name).teams.add(team)
    boss = make.person("boss", Role.MANAGER)
    for number, (team, owner) in enumerate(((support, "ana"), (legal, "ben"), (None, None))):
        ticket = make.contact(email=f"c{number}@example.org", at=WEDNESDAY)
        make.do(
            "assign", ticket, by=boss, at=WEDNESDAY + timedelta(minutes=1), team=team, to=owner and make.person(owner)
        )
        make.resolved(ticket, f"{7 + number} 10:00", boss)
    return {"Support": support, "Legal": legal}


def somebody(role, *teams):
    person = make.person(f"kim-{role}", role, is_staff=True)
    person.teams.add(*teams)
    return person


def figures(person, report="ttr"):
    """A report as this person reads it over HTTP."""
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.get(f"/api/v1/metrics/{report}?{LATER}")
    assert response.status_code == 200
    return response.json()["figures"]


def test_who_runs_the_desk_and_who_only_reads_see_the_whole_desk(desk):
    for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.READ_ONLY):
        assert tickets_of(somebody(role)) is None
        assert figures(somebody(role))["n"] == 3


def test_a_team_lead_sees_their_teams(desk):
    assert figures(somebody(Role.TEAM_LEAD, desk["Legal"]))["median"] == 3 * 24 * 3600
    lead = somebody(Role.TEAM_LEAD, *desk.values())
    assert (figures(lead)["n"], whose(lead)) == (2, "Figures of your teams: Legal, Support.")


def test_an_agent_sees_the_tickets_that_they_own(desk):
    ana = make.person("ana")
    assert (figures(ana)["n"], figures(ana)["median"]) == (1, 2 * 24 * 3600)
    ticket = Ticket.objects.get(owner__username="ben")
    make.do("assign", ticket, by=make.person("boss"), at=WEDNESDAY + timedelta(days=9), to=ana)
    assert figures(ana)["n"] == 2


@pytest.mark.parametrize("report", NAMES)
@pytest.mark.parametrize("role", [Role.AGENT, Role.TEAM_LEAD])
def test_of_what_is_not_theirs_no_report_says_anything(role, report):
    make.desk()
    of_nothing = figures(somebody(role), report)
    work()
    assert figures(somebody(role), report) == of_nothing
    if report in ("ttr", "first-response", "closed-loop", "sla", "reopens", "channels"):
        assert figures(somebody(Role.MANAGER), report) != of_nothing


@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_the_pages_count_the_same_and_say_whose_figures_they_are(desk, client, path):
    User.objects.update(is_staff=True)
    client.force_login(make.person("ana"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(path, {"from": "2025-03-01", "to": "2025-04-01", "as_of": "2025-04-30"}).content.decode()
    assert "Your own figures: tickets that you own now." in page
    (mine,) = Ticket.objects.filter(owner__username="ana")
    others = Ticket.objects.exclude(pk=mine.pk)
    if path.endswith("tickets/"):
        assert f"#{mine.pk} " in page
        assert not any(f"#{other.pk} " in page for other in others)
