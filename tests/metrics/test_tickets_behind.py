"""The list behind a figure: what is on it, in which order, and as a file."""

import csv
import re

import pytest

from metrics.reports import REPORTS
from metrics.sheets import SHEETS
from tests import make
from tests.metrics.paging import MARCH, behind, line, show
from tickets.models import Customer, Ticket

pytestmark = pytest.mark.django_db

COUNTED = {
    ("ttr", "started"): "ABCD",
    ("ttr", "open"): "D",
    ("ttr", "closed"): "ABC",
    ("ttr", "resolved"): "ABC",
    ("closed-loop", "eligible"): "ABCD",
    ("closed-loop", "confirmed"): "A",
    ("closed-loop", "closed"): "ABC",
    ("closed-loop", "presumed"): "BC",
    ("closed-loop", "disputed"): "",
    ("closed-loop", "awaiting"): "",
    ("closed-loop", "open"): "D",
    ("closed-loop", "contacted"): "AB",
    ("first-response", "waits"): "ABCD",
    ("first-response", "running"): "D",
    ("sla", "breached"): "ABCD",
    ("backlog", "all.all"): "D",
    ("backlog", "us.>30"): "D",
    ("stalled", "R4"): "D",
    ("channels", "chat.first"): "CD",
}


@pytest.mark.parametrize(("report", "count"), COUNTED)
def test_a_figure_opens_the_tickets_that_it_counts(vera, march, report, count):
    assert behind(vera, report, count) == set(COUNTED[report, count])


@pytest.mark.parametrize(("part", "tickets"), [("chat", "CD"), ("email", "AB"), ("none", "")])
def test_a_parts_figure_opens_those_of_the_part(vera, march, part, tickets):
    assert behind(vera, "ttr", "started", by="channel", part=part) == set(tickets)


def test_nobodys_tickets_are_those_without_an_owner(vera, march):
    make.compare_agents()
    ana = make.person("ana").pk
    assert behind(vera, "ttr", "started", by="owner", part="none") == {"D"}
    assert behind(vera, "ttr", "started", by="owner", part=ana) == {"A", "B", "C"}


def test_the_young_ones_are_behind_their_figure(vera, march):
    assert behind(vera, "closed-loop", "young", as_of="2025-03-10") == {"B", "C", "D"}
    assert behind(vera, "closed-loop", "eligible", as_of="2025-03-10") == set()


@pytest.mark.parametrize("asked", [{"report": "speed"}, {"count": "mood"}, {"sort": "colour"}])
def test_there_is_no_such_list(vera, asked):
    assert vera.get("/reports/tickets/", MARCH | asked).status_code == 404


def test_a_row_has_its_customer_owner_channel_and_both_clocks_and_leads_to_its_ticket(vera, march):
    page = show(vera, "/reports/tickets/", report="ttr", count="closed")
    ticket = Ticket.objects.select_related("customer").get(source_key="C")
    assert page.links[f"/admin/tickets/ticket/{ticket.pk}/change/"] == f"#{ticket.pk} About C"
    told = f"#{ticket.pk} About C {ticket.customer} ana Chat 23 h 00 min Explain 96 h 00 min 2025-03-05 10:00 Presumed"
    assert told in page.words


def test_what_still_runs_says_so_on_both_clocks(vera, march):
    words = show(vera, "/reports/tickets/", report="ttr", count="open").words
    assert words.count("so far: still open") == 2
    assert "nobody" in words


def test_a_ticket_that_was_resolved_without_telling_is_called_so(vera, march):
    ticket = Ticket.objects.get(source_key="D").pk
    make.do("resolve", ticket, by=make.person(), at=make.at("10 10:00"), reason="They left.")
    page = show(vera, "/reports/tickets/", report="closed-loop", count="open")
    assert re.search(rf"#{ticket} \S.* Resolved without telling", page.words)


ORDERS = {
    "": "DCBA",
    "calendar": "ABCD",
    "-started": "DCBA",
    "started": "ABCD",
    "ticket": "ABCD",
    "-ticket": "DCBA",
    "owner": "DABC",
    "channel": "CDAB",
    "business": "ABCD",
    "loop": "ADBC",
    "customer": "ABCD",
}


@pytest.mark.parametrize("sort", ORDERS)
def test_it_is_sorted_by_any_column(vera, march, sort):
    for place, customer in enumerate(Customer.objects.order_by("pk")):
        Customer.objects.filter(pk=customer.pk).update(name=f"Customer {place}")
    words = show(vera, "/reports/tickets/", **({"sort": sort} if sort else {})).words
    found = re.findall(r"#\d+ (?:About (\w)|(Open) <b>)", words)
    assert "".join(letter or "D" for letter, _open in found) == ORDERS[sort]


def test_the_columns_heading_says_how_it_is_sorted_and_turns_it_round(vera, march):
    page = show(vera, "/reports/tickets/", sort="started")
    assert [given["aria-sort"] for tag, given in page.tags if tag == "th" and "aria-sort" in given] == ["ascending"]
    assert any("sort=-started" in link for link in page.links)


def test_many_tickets_come_page_by_page(vera, march, monkeypatch):
    monkeypatch.setattr("metrics.pages.tickets.ON_A_PAGE", 3)
    assert behind(vera, "ttr", "started") == {"D", "C", "B"}
    assert behind(vera, "ttr", "started", page=2) == {"A"}
    assert "Page 1 of 2" in show(vera, "/reports/tickets/").words


def test_the_file_has_every_ticket_and_says_what_it_lists(vera, march, monkeypatch):
    monkeypatch.setattr("metrics.pages.tickets.ON_A_PAGE", 3)
    text = (
        vera.get("/reports/tickets/csv", MARCH | {"report": "ttr", "count": "started"}).getvalue().decode("utf-8-sig")
    )
    rows = list(csv.reader(text.splitlines()))
    assert ["To before", "2025-04-01 00:00:00"] in rows
    assert ["Tickets", "Tickets started in the period"] in rows
    head = next(place for place, row in enumerate(rows) if row and row[0] == "ticket")
    last = dict(zip(rows[head], rows[-1], strict=True))
    assert [row[1] for row in rows[head + 1 :]] == ["Open <b>one</b>", "About C", "About B", "About A"]
    assert last | {"ticket": "", "customer": ""} == {
        "ticket": "",
        "subject": "About A",
        "customer": "",
        "owner": "ana",
        "channel": "email",
        "started": "2025-03-03T09:00:00Z",
        "resolution_calendar_s": "86400",
        "resolution_business_s": "28800",
        "running": "no",
        "loop": "Confirmed",
    }


@pytest.mark.parametrize("name", SHEETS)
def test_every_figure_names_a_count_that_its_report_has(name):
    sheet = SHEETS[name]
    figures = [*sheet.heads, *sheet.columns]
    assert all(REPORTS[name].count(figure.count) for figure in figures if figure.count)


@pytest.mark.parametrize("number", [1, 3])
def test_sorting_by_customer_reads_them_all_at_once(vera, django_assert_num_queries, number):
    make.desk()
    make.take([line(key, "contact", 3, channel="chat") for key in "ABC"[:number]])
    vera.get("/reports/tickets/", MARCH)
    make.forget_desk()
    with django_assert_num_queries(16):
        vera.get("/reports/tickets/", MARCH | {"sort": "customer"})
