"""The desk's first page: each role finds what is theirs, and it is read in few statements."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words


@pytest.fixture
def page(browser):
    def of(name, role):
        return browser(name, role).client.get("/admin/")

    return of


def test_it_is_no_second_sidebar_and_has_one_name(page):
    make.ticket("10 10:00")
    shown = page("ana", "agent")
    assert shown.context["title"] == "Home"
    assert "tiles" not in shown.context
    assert b"Desk settings" not in shown.content
    assert "Desk settings" in words(page("clara", "administrator"))


@pytest.mark.parametrize(
    ("role", "day", "team", "steps"),
    [
        ("agent", 5, False, False),
        ("team_lead", 5, True, False),
        ("manager", 5, True, False),
        ("administrator", 5, True, True),
        ("read_only", 0, True, False),
    ],
)
def test_each_role_finds_what_is_theirs(page, role, day, team, steps):
    shown = page("kim", role)
    make.ticket("10 10:00")
    assert len(shown.context["day"]) == day
    assert ("The team's day" in words(shown)) is (team and bool(shown.context["team_day"]))
    assert bool(shown.context["first_steps"]) is steps


@pytest.mark.parametrize(("role", "most"), [("agent", 9), ("team_lead", 9), ("administrator", 17)])
def test_it_costs_the_same_few_statements_however_many_tickets_there_are(
    browser, role, most, django_assert_num_queries
):
    """Session, person, teams, the sidebar's; five for a day; the team's is held; eight for the first steps that are not done."""
    kim = browser("kim", role)
    for number in range(10):
        ticket = make.ticket("10 10:00", email=f"m{number}@example.org")
        make.do("assign", ticket, by=kim.person, at=make.at("10 10:05"), to=kim.person)
    kim.client.get("/admin/")
    with django_assert_num_queries(most):
        kim.client.get("/admin/")
