"""The data-quality page: what it says, that each number opens as many tickets, its files, who sees what, and what it costs."""

import csv
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from metrics.quality.checks import CHECKS
from tests import make
from tests.metrics.paging import MARCH, Page, closed, line, show
from tickets.models import Ticket
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
PATH = "/reports/data-quality/"


def at(day, clock="10:00"):
    return make.at(f"{day} {clock}").isoformat()


@pytest.fixture
def late():
    """Four tickets of March, one noted in April, one of another clock."""
    make.desk()
    make.take(
        [
            *closed("A", 3),
            line("B", "contact", 28, channel="chat", subject="About B", recorded_at=at("2/4")),
            line("C", "contact", 6, channel="chat", subject="About C", recorded_at=at("6", "09:58")),
            line("D", "contact", 7, channel="chat", subject="About D"),
        ]
    )


def somebody(role):
    client = Client()
    person = make.person(f"kim-{role}", role, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_check_says_how_many_of_how_many_what_it_means_and_what_to_do(vera, late):
    page = show(vera, PATH)
    for check in CHECKS:
        for said in (check.title, check.says, check.advice, check.of):
            assert str(said) in page.words
    assert "1 of 4 tickets to which something happened in the period · 25.0 %" in page.words
    assert "none of 4 tickets that started in the period, without spam and tests" in page.words
    assert re.search(r"\d things need a look", page.words)


def test_0_of_0_is_said_in_words(vera, late):
    words = show(vera, PATH, **{"from": "2025-06-01", "to": "2025-07-01", "as_of": "2025-07-01"}).words
    assert "0 of 0: there are no tickets that started in the period" in words
    assert "Nothing here needs a look." in words


def test_each_number_opens_as_many_tickets_as_it_says(vera, late):
    page = show(vera, PATH)
    lists = {link: text for link, text in page.links.items() if "/data-quality/tickets/" in link}
    assert len(lists) == 8
    for link, text in lists.items():
        n = text.split(" of ")[0]
        assert f": {n} ticket" in Page(vera.get(link)).words, link


def test_a_list_says_what_it_is_of_leads_back_and_can_be_sorted(vera, late):
    page = show(vera, f"{PATH}tickets/", check="late")
    assert "With an entry that came late: 1 ticket" in page.words
    assert "About B" in page.words
    assert PATH in {urlsplit(link).path for link in page.links}
    sort = next(link for link, text in page.links.items() if text == "Started")
    assert parse_qs(urlsplit(sort).query)["check"] == ["late"]
    assert "About B" in Page(vera.get(f"{PATH}tickets/{sort}")).words


def test_it_comes_as_a_file_with_bare_values(vera, late):
    rows = rows_of(vera.get(f"{PATH}csv", MARCH))
    found = next(row for row in rows if row and row[0] == "With an entry that came late")
    assert found[1:4] == ["1", "4", "0.25"]
    assert vera.get(f"{PATH}xlsx", MARCH).status_code == 200
    listed = rows_of(vera.get(f"{PATH}tickets/csv", MARCH | {"check": "late"}))
    assert listed[-1][1] == "About B"
    assert any("recorded more than 24 hours after it happened" in " ".join(row) for row in listed)


def rows_of(response):
    return list(csv.reader(b"".join(response.streaming_content).decode().splitlines()))


@pytest.mark.parametrize(
    "path", [f"{PATH}pdf", f"{PATH}tickets/?check=mood", f"{PATH}tickets/", f"{PATH}tickets/pdf?check=late"]
)
def test_there_is_no_such_page(vera, path):
    assert vera.get(path).status_code == 404


@pytest.mark.parametrize("path", [PATH, f"{PATH}csv", f"{PATH}tickets/?check=late", f"{PATH}tickets/csv?check=late"])
def test_what_cannot_be_meant_is_said(vera, path):
    response = vera.get(path, {"from": "2025-04-01", "to": "2025-04-01", "check": "late"})
    assert response.status_code == 400
    assert "The period must begin before it ends." in Page(response).words


# --- Who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [PATH, f"{PATH}csv", f"{PATH}tickets/?check=late", f"{PATH}tickets/csv?check=late"])
def test_a_stranger_is_asked_to_sign_in(client, path):
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.READ_ONLY])
def test_who_sees_the_whole_desk_is_told_of_all_of_it(late, role):
    assert "1 of 4 tickets to which something happened" in show(somebody(role), PATH).words


@pytest.mark.parametrize("role", [Role.AGENT, Role.TEAM_LEAD])
def test_whose_tickets_they_are_not_is_told_nothing_of_them(late, role):
    kim = somebody(role)
    assert "0 of 0: there are no tickets to which something happened" in show(kim, PATH).words
    assert "0 tickets" in show(kim, f"{PATH}tickets/", check="late").words
    assert "About B" not in "".join(map(str, rows_of(kim.get(f"{PATH}tickets/csv", MARCH | {"check": "late"}))))
    assert "recorded after it ended" in show(kim, "/reports/ttr/").words
    assert "Nothing of this period was recorded after it ended." in show(kim, "/reports/ttr/").words


def test_an_agent_is_told_of_their_own(late):
    kim = make.person("kim-agent", Role.AGENT, is_staff=True)
    make.do(
        "assign",
        Ticket.objects.get(source_key="B"),
        by=make.person("boss", Role.MANAGER),
        at=make.at("3/4 10:00"),
        to=kim,
    )
    words = show(somebody(Role.AGENT), PATH).words
    assert "1 of 1 tickets to which something happened in the period" in words


# --- Late entries on a report's page ------------------------------------------------------------


def test_a_report_says_how_much_of_its_period_was_recorded_after_it_ended_and_opens_it(vera, late):
    page = show(vera, "/reports/ttr/")
    (link,) = (link for link in page.links if "/data-quality/tickets/" in link)
    assert page.links[link] == "1 event of this period was recorded after it ended"
    assert "About B" in Page(vera.get(link)).words


def test_the_same_instants_give_the_same_answer_for_ever(vera, late):
    before = {"known_at": "2025-04-02"}
    assert "Nothing of this period was recorded after it ended." in show(vera, "/reports/ttr/", **before).words
    make.take([line("E", "contact", 9, channel="chat", recorded_at=at("5/4"))])
    assert "2 events of this period were" in show(vera, "/reports/ttr/").words
    assert "1 event of this period was" in show(vera, "/reports/ttr/", known_at="2025-04-03").words
    assert "Nothing of this period was recorded after it ended." in show(vera, "/reports/ttr/", **before).words


def test_of_a_period_that_is_not_over_nothing_is_said(vera, late):
    words = show(vera, "/reports/ttr/", known_at="2025-03-31").words
    assert "recorded after it ended" not in words
    assert "recorded after it ended" not in show(vera, "/reports/backlog/").words


def test_it_counts_all_whatever_is_chosen_and_says_so(vera, late):
    assert "(whatever is chosen above)" in show(vera, "/reports/ttr/", channel="email").words
    assert "(whatever is chosen above)" not in show(vera, "/reports/ttr/").words


# --- From elsewhere -----------------------------------------------------------------------------


def test_the_overview_says_what_needs_a_look_and_leads_there(vera, late):
    page = show(vera)
    assert "needs a look: With an entry from a clock that is ahead, Started in a year without holidays." in page.words
    link = next(link for link in page.links if link.endswith("#ahead"))
    assert 'id="ahead"' in vera.get(link).content.decode()
    quiet = show(vera, **{"from": "2025-06-01", "to": "2025-07-01", "as_of": "2025-07-01"})
    assert "needs a look" not in quiet.words
    assert any(urlsplit(link).path == PATH for link in quiet.links)
    assert PATH in show(vera, "/reports/all/").links


# --- What it costs ------------------------------------------------------------------------------

# Session and person; hours, limits, targets; six times among how many, thirteen checks (what came late is found first), the facts' names, whether more is known since; the sidebar's counts,
# the teams, and whether figures may be split by agent. The list: the numbers found, and what every list of tickets reads.


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [(PATH, 31), (f"{PATH}tickets/?check=late", 16)])
def test_it_costs_the_same_whatever_the_number_of_tickets(vera, django_assert_num_queries, number, path, statements):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat", recorded_at=at("5")) for key in "ABC"[:number]])
    vera.get(path, MARCH | {"check": "late"})
    make.forget_desk()
    with django_assert_num_queries(statements):
        vera.get(path, MARCH | {"check": "late"})
