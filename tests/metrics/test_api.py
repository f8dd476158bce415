"""Figures over HTTP: the same JSON as the commands print, each their own share, and for keys with the scope."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from metrics.reports import GROUPS, NAMES, REPORTS
from tests import make
from tests.make import WEDNESDAY, api_key, contact, person
from tickets.models import Customer, Organisation, Team
from tickets.models.people import Role

pytestmark = pytest.mark.django_db

AS_OF = "2025-04-01T00:00:00Z"
HORIZON = f"as_of={AS_OF}&known_at={AS_OF}"


@pytest.fixture
def manager(db):
    """A program of a manager's."""
    return caller(person("max", Role.MANAGER), "metrics")


@pytest.fixture
def ticket(db):
    """Solved after two hours, by what was known at once."""
    ticket = contact(at=WEDNESDAY)
    return make.resolved(ticket, WEDNESDAY + timedelta(hours=2), person("ana"))


def caller(user, *scopes):
    """Reads figures with a key."""
    header = api_key(user, *scopes)
    return lambda path: Client().get(f"/api/v1/metrics/{path}", **header)


def printed(*arguments):
    """The one JSON object that a command prints."""
    out = StringIO()
    call_command(*arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_what_the_command_prints(manager, ticket, name):
    make.compare_agents()
    period = {"from": "2025-03-01", "to": "2025-04-01"} if REPORTS[name].has_period else {}
    asked = [part for bound, day in period.items() for part in (f"--{bound}", day)]
    query = "".join(f"{bound}={day}&" for bound, day in period.items())
    response = manager(f"{name}?{query}{HORIZON}&clock=business&by=channel")
    assert response.status_code == 200
    horizon = ["--as-of", AS_OF, "--known-at", AS_OF]
    assert response.json() == printed("report", name, *asked, *horizon, "--clock", "business", "--by", "channel")


@pytest.mark.parametrize("name", ["backlog", "stalled"])
@pytest.mark.parametrize("bound", ["from", "to"])
def test_a_report_of_one_instant_takes_no_period_and_says_so(manager, name, bound):
    response = manager(f"{name}?{bound}=2025-03-01")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["field"] == bound
    assert f"The report {name} looks at one instant and takes no period" in str(error)


def test_the_reports_are_those_of_the_fixed_addresses():
    fixed = (
        "ttr first-response next-response closed-loop promises stalled re-ask sla backlog reopens csat nps ces channels"
    )
    ours = "waits hand-offs reasons workload customers"
    assert set(NAMES) == {*fixed.split(), *ours.split()}


def test_every_figure_of_a_ticket_is_what_the_command_prints(manager, ticket):
    told = manager(f"tickets/{ticket.pk}?{HORIZON}").json()
    assert told == printed("measures", str(ticket.pk), "--as-of", AS_OF, "--known-at", AS_OF)
    assert told["ttr"]["calendar_s"] == 2 * 3600


def test_left_out_it_is_now_and_without_bounds(manager, ticket):
    before = timezone.now().replace(microsecond=0)
    told = manager("ttr").json()
    assert (told["from"], told["to"], told["clock"], told["figures"]["n"]) == (None, None, "calendar", 1)
    for name in ("as_of", "known_at"):
        assert datetime.fromisoformat(told[name]) >= before


def test_what_was_not_known_then_is_not_told(manager, ticket):
    assert manager(f"ttr?as_of={AS_OF}&known_at=2025-03-01").json()["figures"]["n"] == 0
    assert manager(f"tickets/{ticket.pk}?as_of={AS_OF}&known_at=2025-03-01").status_code == 404


def test_a_bare_date_is_midnight_at_the_desk(manager, settings):
    assert manager("ttr?from=2025-03-01&to=2025-04-01").json()["from"] == "2025-03-01T00:00:00Z"


@pytest.mark.parametrize(
    "query",
    [
        "from=soon",
        "from=2025-13-01",
        "to=2025-03-01T00:00:00",
        "as_of=0001-01-01",
        "as_of=9999-12-31T23:59:59-12:00",
        "known_at=",
        "from=%00",
        "clock=lunar",
        "by=customer",
        "by=",
        "from=2025-03-02&to=2025-03-01",
        "from=2025-03-01&to=2025-03-01",
        "order=n",
        "from__gt=2025-03-01",
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(manager, query):
    response = manager(f"ttr?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["field"] in {part.partition("=")[0] for part in query.split("&")}


@pytest.mark.parametrize("by", GROUPS)
def test_it_can_be_split(manager, ticket, by):
    make.compare_agents()
    groups = manager(f"ttr?{HORIZON}&by={by}").json()["groups"]
    assert sum(figures["n"] for figures in groups.values()) == 1


def test_it_is_split_by_the_organisation_that_the_customer_belongs_to_today(manager, ticket):
    other = make.ticket("10 10:00", "Another question.", email="leo@example.net")
    acme = Organisation.objects.create(name="Acme", created_at=make.at("10 10:00"))
    Customer.objects.filter(pk=other.customer_id).update(organisation=acme)
    groups = manager(f"ttr?{HORIZON}&by=organisation").json()["groups"]
    assert {name: figures["n"] for name, figures in groups.items()} == {"Acme": 1, "none": 1}
    Customer.objects.update(organisation=acme)
    assert set(manager(f"ttr?{HORIZON}&by=organisation").json()["groups"]) == {"Acme"}


def test_a_report_that_does_not_exist(manager):
    for name in ("profit", "TTR", "ttr/x", "tickets/0", "tickets/99999999999999999999", "tickets/x"):
        assert manager(name).status_code == 404


def test_a_ticket_that_was_merged_away_has_no_figures_of_its_own(manager, ticket):
    other = contact(email="leo@example.org", at=WEDNESDAY + timedelta(minutes=1))
    agent = Client().post(
        f"/api/v1/tickets/{other.pk}/merge",
        {"into": ticket.pk},
        content_type="application/json",
        **api_key(person("tess", Role.TEAM_LEAD), "tickets"),
    )
    assert agent.status_code == 200
    assert manager(f"tickets/{other.pk}").status_code == 404


class TestWho:
    @pytest.mark.parametrize("role", Role)
    def test_everybody_of_ours(self, role, ticket):
        browser = Client()
        browser.force_login(person("kim", role), backend="django.contrib.auth.backends.ModelBackend")
        assert browser.get("/api/v1/metrics/ttr").status_code == 200
        assert browser.get(f"/api/v1/metrics/tickets/{ticket.pk}").status_code == 200

    def test_of_programs_those_with_the_scope(self, ticket):
        max_ = person("max", Role.MANAGER)
        assert caller(max_, "metrics")("ttr").status_code == 200
        response = caller(max_, "tickets", "intake")("ttr")
        assert response.status_code == 403
        assert response.json()["detail"].startswith("Figures are for people of the desk")

    def test_nobody_else(self):
        assert Client().get("/api/v1/metrics/ttr").status_code == 401

    def test_nobody_sees_the_figures_of_a_ticket_that_they_do_not_see(self, ticket):
        legal = Team.objects.create(name="Legal", slug="legal")
        make.do("assign", ticket, by=person("max", Role.MANAGER), at=WEDNESDAY + timedelta(days=1), team=legal)
        assert caller(person("kim"), "metrics")(f"tickets/{ticket.pk}").status_code == 404


def test_times_are_utc(manager):
    told = manager(f"ttr?as_of={datetime(2025, 4, 1, tzinfo=UTC).isoformat().replace('+', '%2B')}").json()
    assert told["as_of"] == AS_OF
