"""The managers' page: who may see it, what it says in words, and that each figure opens the tickets behind it."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from metrics.reports.behind import FIGURES
from tests import make
from tickets.models import Ticket
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
MARCH = {"from": "2025-03-01", "to": "2025-04-01", "as_of": "2025-04-30", "clock": "calendar"}


class Page(HTMLParser):
    """A page as one reads it: its words, and the addresses its links lead to."""

    def __init__(self, response):
        super().__init__()
        self.words, self.links, self.tags = "", {}, []
        self._link = None
        self.feed(response.content.decode())
        self.words = re.sub(r"\s+", " ", self.words)

    def handle_starttag(self, tag, attributes):
        self.words += " "
        given = dict(attributes)
        self.tags.append((tag, given))
        self._link = given.get("href") if tag == "a" else self._link

    def handle_endtag(self, tag):
        self._link = None if tag == "a" else self._link

    def handle_data(self, data):
        self.words += data
        if self._link and data.strip():
            self.links.setdefault(self._link, data.strip())


@pytest.fixture
def vera(client):
    """A manager who has signed in."""
    person = make.person("vera", Role.MANAGER, is_staff=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def line(key, kind, day, number=0, **more):
    at = f"2025-03-{day:02}T10:00:00+01:00"
    return {"id": f"{key} {day} {kind} {number}", "ticket": key, "at": at, "kind": kind, **more}


def closed(key, day, *, channel="email", confirmed=False, lasting=1):
    """A ticket that was answered and resolved after some days, and perhaps confirmed."""
    yield line(key, "contact", day, channel=channel, subject=f"About {key}")
    yield line(key, "answer", day + lasting, by="ana", channel="email")
    yield line(key, "resolve", day + lasting, by="ana")
    yield line(key, "asked_confirmation", day + lasting)
    if confirmed:
        yield line(key, "confirm", day + lasting + 1)


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
    ({"as_of": "2099-01-01"}, "As of when: give a day that has begun, or leave it empty for now."),
    ({"clock": "lunar"}, "lunar is not one of the available choices."),
    ({"by": "mood"}, "mood is not one of the available choices."),
]


@pytest.mark.parametrize(("asked", "told"), MISTAKES)
@pytest.mark.parametrize("path", ["/reports/", "/reports/tickets/"])
def test_what_cannot_be_meant_is_said(vera, path, asked, told):
    response = vera.get(path, MARCH | asked)
    assert response.status_code == 400
    assert told in Page(response).words


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


def test_every_link_of_the_page_opens_as_many_tickets_as_it_says(vera, march):
    page = show(vera, by="channel")
    counted = {link: text for link, text in page.links.items() if "/reports/tickets/" in link and text.isdigit()}
    assert len(counted) > 10
    for link, text in counted.items():
        figure = parse_qs(urlsplit(link).query)["figure"][0]
        words = Page(vera.get(link)).words
        assert f": {text} ticket" in words, figure


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

# Session, person and teams; hours, limits, targets; merges, the candidates of both reports, their keys, and a chunk's merges and
# lines; the sidebar's counts. The list also reads the subjects, of one page at once.


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "statements"), [("/reports/", 13), ("/reports/tickets/", 14)])
def test_the_page_costs_the_same_whatever_the_number_of_tickets(
    vera, django_assert_num_queries, number, path, statements
):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat") for key in "ABC"[:number]])
    vera.get(path, MARCH)
    make.forget_desk()
    with django_assert_num_queries(statements):
        vera.get(path, MARCH)
