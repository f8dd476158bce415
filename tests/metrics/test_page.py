"""The managers' page: who may see it, what it says in words, and that each figure opens the tickets behind it."""

import re
from urllib.parse import urlsplit

import pytest

from metrics.reports.behind import FIGURES
from tests import make
from tests.metrics.shown import Page, closed, line
from tickets.models import Ticket
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
MARCH = {"from": "2025-03-01", "to": "2025-04-01", "as_of": "2025-04-30", "clock": "calendar"}


@pytest.fixture
def vera(client):
    """A manager who has signed in."""
    person = make.person("vera", Role.MANAGER, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def march():
    """Three closed (one confirmed, two presumed) after 1, 2 and 4 days, one open: of four that started in March."""
    make.desk()
    make.take(
        [
            *closed("A", 3, confirmed=True),
            *closed("B", 4, lasting=2),
            *closed("C", 5, channel="chat", lasting=4),
            line("D", "contact", 6, channel="chat", subject="Open <b>one</b>"),
        ]
    )


def show(client, path="/reports/", **asked):
    return Page(client.get(path, MARCH | asked))


# --- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path)
    assert (response.status_code, urlsplit(response.url).path) == (302, "/admin/login/")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.MANAGER, 200), (Role.ADMINISTRATOR, 200), (Role.TEAM_LEAD, 403), (Role.AGENT, 403), (Role.READ_ONLY, 403)],
)
@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_figures_are_for_those_whose_role_opens_them(client, path, role, status):
    person = make.person("somebody", role, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == status


def test_nothing_is_changed_from_here(vera):
    assert vera.post("/reports/").status_code == 405


# --- What it says -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_it_says_which_period_it_used_as_of_when_and_known_at(vera, march, path):
    """On the desk's clock: a day is midnight at its start, also where summer time has begun."""
    period = "Period: from 2025-03-01 00:00:00 to before 2025-04-01 00:00:00 · as of 2025-04-30 00:00:00 · known at 20"
    words = show(vera, path).words
    assert period in words
    assert "· Europe/Berlin" in words


# --- What cannot be meant ---------------------------------------------------------------------

MISTAKES = [
    ({"from": "yesterday"}, "Enter a valid date."),
    ({"from": "2025-04-01", "to": "2025-04-01"}, "The period must begin before it ends."),
    ({"to": "9999-12-31"}, "Give a day between the years 2000 and 2100."),
    ({"as_of": "2099-01-01"}, "As of when: give a day that has begun, or leave it empty for now."),
    ({"clock": "lunar"}, "lunar is not one of the available choices."),
]


@pytest.mark.parametrize(("asked", "told"), MISTAKES)
@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_what_cannot_be_meant_is_said(vera, path, asked, told):
    response = vera.get(path, MARCH | asked)
    assert response.status_code == 400
    assert told in Page(response).words


def test_a_list_is_split_by_what_there_is(vera):
    response = vera.get("/reports/tickets/", MARCH | {"by": "mood"})
    assert response.status_code == 400
    assert "mood is not one of the available choices." in Page(response).words


@pytest.mark.parametrize("asked", [{"figure": "speed"}, {"channel": "pigeon"}])
def test_there_is_no_such_list(vera, asked):
    assert vera.get("/reports/tickets/", MARCH | asked).status_code == 404


# --- The tickets behind -----------------------------------------------------------------------


def behind(client, figure, **asked):
    page = show(client, "/reports/tickets/", figure=figure, **asked)
    return set(re.findall(r"#\d+ About (\w)", page.words)) | ({"D"} if "Open <b>one</b>" in page.words else set())


COUNTED = {
    "started": "ABCD",
    "open": "D",
    "closed": "ABC",
    "resolved": "ABC",
    "eligible": "ABCD",
    "confirmed": "A",
    "closed_loop": "ABC",
    "presumed": "BC",
    "disputed": "",
    "reopened": "",
    "awaiting": "",
    "unresolved": "D",
    "contacted": "AB",
    "young": "",
}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_opens_the_tickets_that_it_counts(vera, march, figure):
    assert behind(vera, figure) == set(COUNTED[figure])


def test_a_channels_figure_opens_those_of_the_channel(vera, march):
    assert behind(vera, "started", channel="chat") == {"C", "D"}


def test_the_young_ones_are_behind_their_figure(vera, march):
    assert behind(vera, "young", as_of="2025-03-10") == {"B", "C", "D"}
    assert behind(vera, "eligible", as_of="2025-03-10") == set()


def test_a_row_has_its_measure_and_leads_to_its_ticket(vera, march):
    page = show(vera, "/reports/tickets/", figure="closed")
    ticket = Ticket.objects.get(source_key="C").pk
    assert page.links[f"/admin/tickets/ticket/{ticket}/change/"] == f"#{ticket} About C"
    assert f"#{ticket} About C 96 h 00 min 2025-03-05 10:00 Presumed" in page.words


def test_a_ticket_that_was_resolved_without_telling_is_called_so(vera, march):
    ticket = Ticket.objects.get(source_key="D").pk
    make.do("resolve", ticket, by=make.person(), at=make.at("10 10:00"), reason="They left.")
    page = show(vera, "/reports/tickets/", figure="unresolved")
    assert re.search(rf"#{ticket} \S.* Resolved without telling", page.words)


def test_many_tickets_come_page_by_page(vera, march, monkeypatch):
    monkeypatch.setattr("metrics.pages.ON_A_PAGE", 3)
    assert behind(vera, "started") == {"D", "C", "B"}
    assert behind(vera, "started", page=2) == {"A"}
    assert "Page 1 of 2" in show(vera, "/reports/tickets/").words


# --- What it costs ----------------------------------------------------------------------------

# Session and person; hours, limits, targets; merges, the candidates of both reports, their keys, and a chunk's merges and
# lines; the sidebar's counts. The list also reads the subjects, of one page at once.


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("/reports/tickets/", 13)])
def test_the_page_costs_the_same_whatever_the_number_of_tickets(
    vera, django_assert_num_queries, number, path, statements
):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat") for key in "ABC"[:number]])
    vera.get(path, MARCH)
    make.forget_desk()
    with django_assert_num_queries(statements):
        vera.get(path, MARCH)
