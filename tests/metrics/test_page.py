"""The managers' page: who may see it, what it says in words, and that each figure opens the tickets behind it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

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


def test_it_says_how_long_it_takes_with_the_open_ones_counted(vera, march):
    page = show(vera)
    assert "Median 48 h 00 min" in page.words
    assert "9 in 10 within (p90) not reached longer than 1309 h 00 min, the oldest" in page.words
    assert "Tickets 4 1 still open, counted as “at least this long”" in page.words
    assert "closed only (biased): 48 h 00 min" in page.words


def test_it_says_how_many_loops_were_closed_with_n_and_interval(vera, march):
    page = show(vera)
    assert "Confirmed by the customer 25.0 % 1 of 4 · 95 %: 4.6–69.9 %" in page.words
    assert "With presumed 75.0 % 3 of 4 · 95 %: 30.1–95.4 %" in page.words


def test_few_tickets_are_to_be_read_with_care(vera, march):
    assert "n under 30: read with care" in show(vera).words


def test_nothing_of_nothing_is_words(vera):
    page = show(vera)
    assert "No ticket started in this period" in page.words
    assert "0 of 0" in page.words
    assert "0.0 %" not in page.words


def test_who_is_too_young_is_told_as_bounds(vera, march):
    page = show(vera, as_of="2025-03-10")
    assert "4 tickets are younger than 14 days and not confirmed" not in page.words
    assert "3 tickets are younger than 14 days and not confirmed" in page.words
    assert "between 25.0–100.0 %; older tickets may still close or come back, so this is no forecast" in page.words
    assert "will end" not in page.words


@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_it_says_which_period_it_used_as_of_when_and_known_at(vera, march, path):
    """On the desk's clock: a day is midnight at its start, also where summer time has begun."""
    period = "Period: from 2025-03-01 00:00:00 to before 2025-04-01 00:00:00 · as of 2025-04-30 00:00:00 · known at 20"
    words = show(vera, path).words
    assert period in words
    assert "· Europe/Berlin" in words


@time_machine.travel("2025-03-10T22:30:00+01:00", tick=False)
def test_left_empty_the_period_ends_at_the_coming_midnight(vera, march):
    told = "Period: from 2025-02-11 00:00:00 to before 2025-03-11 00:00:00 · as of 2025-03-10 22:30:00 · known at 2025-03-10"
    assert told in Page(vera.get("/reports/")).words


def test_each_first_channel_has_a_row_and_a_curve(vera, march):
    page = show(vera, by="channel")
    rows = {word for word in ("All", "Chat", "Email") if re.search(rf"{word} few 2|{word} few 4", page.words)}
    assert rows == {"All", "Chat", "Email"}
    assert sum(tag == "path" and "r-line" in given.get("class", "") for tag, given in page.tags) == 3


def test_the_curve_needs_no_script_and_no_style_of_its_own(vera, march):
    page = show(vera)
    main = vera.get("/reports/", MARCH).content.decode().partition('id="content-main"')[2].partition("</main>")[0]
    assert any(tag == "svg" for tag, _ in page.tags)
    assert "style=" not in main
    assert "<script>" not in main


def test_the_clock_asked_for_is_the_clock_shown(vera, march):
    assert "Median 16 h 00 min" in show(vera, clock="business").words
    assert "business hours since the first contact" in show(vera, clock="business").words


# --- What cannot be meant ---------------------------------------------------------------------

MISTAKES = [
    ({"from": "yesterday"}, "Enter a valid date."),
    ({"from": "2025-04-01", "to": "2025-04-01"}, "The period must begin before it ends."),
    ({"to": "9999-12-31"}, "Give a day between the years 2000 and 2100."),
    ({"as_of": "2099-01-01"}, "Give a time that has begun, or leave it empty for now."),
    ({"clock": "lunar"}, "lunar is not one of the available choices."),
    ({"by": "mood"}, "mood is not one of the available choices."),
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
# lines; the sidebar's counts. The page names the teams; the list the people, and the subjects of one page at once.


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("/reports/", 13), ("/reports/tickets/", 13)])
def test_the_page_costs_the_same_whatever_the_number_of_tickets(
    vera, django_assert_num_queries, number, path, statements
):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat") for key in "ABC"[:number]])
    vera.get(path, MARCH)
    make.forget_desk()
    with django_assert_num_queries(statements):
        vera.get(path, MARCH)
