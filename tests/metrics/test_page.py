"""The managers' page: who may see it, what it says in words, and that each figure opens the tickets behind it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests import make
from tests.metrics.paging import MARCH, Page, line, show
from tickets.models.people import Role

pytestmark = pytest.mark.django_db


# --- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path)
    assert (response.status_code, urlsplit(response.url).path) == (302, "/admin/login/")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_figures_are_for_everybody_of_ours_who_works_at_the_desk(client, path, role):
    person = make.person("somebody", role, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 200


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
    ({"as_of": "2099-01-01"}, "Give a time that has begun, or leave it empty for now."),
    ({"clock": "lunar"}, "lunar is not one of the available choices."),
]


@pytest.mark.parametrize(("asked", "told"), MISTAKES)
@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_what_cannot_be_meant_is_said(vera, path, asked, told):
    response = vera.get(path, MARCH | asked)
    assert response.status_code == 400
    assert told in Page(response).words


def test_every_link_of_the_page_opens_as_many_tickets_as_it_says(vera, march):
    page = show(vera, by="channel")
    counted = {link: text for link, text in page.links.items() if "/reports/tickets/" in link and text.isdigit()}
    assert len(counted) > 10
    for link, text in counted.items():
        count = parse_qs(urlsplit(link).query)["count"][0]
        words = Page(vera.get(link)).words
        assert f": {text} ticket" in words, count


# --- What it costs ----------------------------------------------------------------------------

# Session and person; hours, limits, targets; merges, the candidates of both reports, their keys, and a chunk's merges and
# lines; the sidebar's counts. The page names the teams, and the views that were saved; the list the people, and the subjects of one page at
# once, and whether figures may be split by agent. The overview asks three times whether something of the data needs a look.


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("/reports/", 29), ("/reports/tickets/", 15)])
def test_the_page_costs_the_same_whatever_the_number_of_tickets(
    vera, django_assert_num_queries, number, path, statements
):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat") for key in "ABC"[:number]])
    vera.get(path, MARCH)
    make.forget_desk()
    with django_assert_num_queries(statements):
        vera.get(path, MARCH)
