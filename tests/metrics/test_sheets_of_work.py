"""The pages of waits, hand-offs, reasons, workload and customers: what only they show, and the tickets behind it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests import make
from tests.histories import random_desk
from tests.metrics.paging import MARCH, Page, behind, line, show
from tickets.models import Team, Ticket
from tickets.models.people import Role

pytestmark = pytest.mark.django_db
NEW = ("waits", "hand-offs", "reasons", "workload", "customers")


def wrote(key, day, number=0, who="kim@example.org", **more):
    """A contact of a customer's."""
    return line(
        key, "contact", day, number, channel="email", subject=f"About {key}", **{"from": {"email": who}}, **more
    )


@pytest.mark.parametrize("name", NEW)
def test_each_link_of_a_figure_opens_tickets(vera, name):
    """But for shares, which may be nothing of something."""
    make.desk()
    make.take(random_desk(11, 30))
    found = show(vera, f"/reports/{name}/").links
    links = [link for link, text in found.items() if "/reports/tickets/" in link and "%" not in text]
    assert links
    for link in links[::7]:
        assert "No ticket is behind this figure." not in Page(vera.get(link)).words, link


# --- Where the time went -------------------------------------------------------------------------


def test_the_bar_of_time_names_each_part_how_long_and_its_share(vera, march):
    """Three waited on us for 1, 2 and 4 days, one from the sixth of March to the end of April, an hour earlier by the sun."""
    words = show(vera, "/reports/waits/").words
    assert "Most of the time went to Us" in words
    assert "Us 1477 h 00 min 100.0 %" in words
    assert "The customer 0 s 0.0 %" in words
    assert behind(vera, "waits", "us") == set("ABCD")
    assert behind(vera, "waits", "customer") == set()


# --- Reasons -------------------------------------------------------------------------------------


@pytest.fixture
def tagged():
    """A and B are late, one of them came back; C has a tag that addresses must keep as it is; D has none."""
    make.desk()
    make.take(
        [
            *(wrote(key, 3) for key in "ABC"),
            line("D", "contact", 3, channel="chat", subject="Open <b>one</b>"),
            line("A", "tag", 3, by="ana", add=["late"]),
            line("B", "tag", 3, by="ana", add=["late"]),
            line("C", "tag", 3, by="ana", add=["a:{b} &c"]),
            line("B", "facts", 3, facts={"device": "Pixel 7"}),
            line("A", "resolve", 4, by="ana"),
            line("B", "resolve", 4, by="ana"),
            wrote("B", 5),
        ]
    )


def test_each_reason_opens_its_tickets_the_most_frequent_first(vera, tagged):
    page = show(vera, "/reports/reasons/")
    counts = [parse_qs(urlsplit(link).query)["count"][0] for link in page.links if "/reports/tickets/" in link]
    assert [count for count in dict.fromkeys(counts) if ":" in count] == [
        "tag:late",
        "tag.reopened:late",
        "tag:a:{b} &c",
        "fact:device=Pixel 7",
        "fact.reopened:device=Pixel 7",
    ]
    assert behind(vera, "reasons", "tag:late") == {"A", "B"}
    assert behind(vera, "reasons", "tag:a:{b} &c") == {"C"}
    assert behind(vera, "reasons", "tag.reopened:late") == {"B"}
    assert behind(vera, "reasons", "fact:device=Pixel 7") == {"B"}
    assert behind(vera, "reasons", "untagged") == {"D"}
    assert "Tagged a:{b} &c: 1 ticket" in show(vera, "/reports/tickets/", report="reasons", count="tag:a:{b} &c").words


@pytest.mark.parametrize("count", ["tag:", "mood:late", "tag"])
def test_a_count_without_a_value_is_none(vera, tagged, count):
    assert vera.get("/reports/tickets/", MARCH | {"report": "reasons", "count": count}).status_code == 404


# --- Workload ------------------------------------------------------------------------------------


def test_an_hour_of_the_week_says_how_many_and_opens_its_tickets(vera, march):
    """A to D came at ten on Monday to Thursday, the third to the sixth of March."""
    page = show(vera, "/reports/workload/")
    link = next(link for link in page.links if "arrivals.tuesday.10" in link)
    assert page.links[link] == "1"
    assert behind(vera, "workload", "arrivals.tuesday.10") == {"B"}
    assert behind(vera, "workload", "arrivals.tuesday.11") == set()
    shades = [given["class"] for tag, given in page.tags if tag == "td" and "r-heat" in given.get("class", "")]
    assert (
        shades.count("r-heat r-heat-5") == 4 + 3
    )  # each hour has one, the most of its map: four contacts, three answers


def test_everybodys_load_opens_their_tickets(vera, march):
    make.compare_agents()
    ana = make.person("ana").pk
    page = show(vera, "/reports/workload/")
    counts = {parse_qs(urlsplit(link).query)["count"][0] for link in page.links if "/reports/tickets/" in link}
    assert "open:none" in counts
    assert f"open:{ana}" not in counts  # all of hers are resolved
    assert behind(vera, "workload", "open:none") == {"D"}
    assert behind(vera, "workload", f"open:{ana}") == set()


# --- Customers -----------------------------------------------------------------------------------


def take_chasers():
    """Kim chased three times in A and is nobody's; Lu had B, came back with C and waits for nothing."""
    make.desk()
    make.take(
        [
            *(wrote("A", 3 + number) for number in range(4)),
            wrote("B", 3, who="lu@example.org"),
            line("B", "resolve", 4, by="ana"),
            wrote("C", 10, who="lu@example.org"),
            line("C", "resolve", 11, by="ana"),
        ]
    )


def whose_page(page, customer):
    """Whether it leads to the customer's whole time with us."""
    return any(link.startswith(f"/reports/customers/{customer}/") for link in page.links)


def test_who_is_at_risk_is_named_with_why_by_which_ticket_and_since(vera):
    take_chasers()
    ticket = Ticket.objects.select_related("customer").get(source_key="A")
    page = show(vera, "/reports/customers/")
    told = f"{ticket.customer} Chased three times, and it is unresolved #{ticket.pk} 2025-03-06 10:00"
    assert told in page.words
    assert whose_page(page, ticket.customer_id)
    assert page.links[f"/admin/tickets/ticket/{ticket.pk}/change/"] == f"#{ticket.pk}"
    assert behind(vera, "customers", "at_risk") == {"A"}
    assert behind(vera, "customers", "risk.third_chaser") == {"A"}
    assert behind(vera, "customers", "risk.low_score") == set()


def test_what_a_customers_other_tickets_say_counts_in_the_list_too(vera):
    take_chasers()
    assert behind(vera, "customers", "returning") == {"C"}
    assert behind(vera, "customers", "complaints") == {"A"}
    assert behind(vera, "customers", "came") == set("ABC")


def test_a_team_lead_reads_only_the_names_of_customers_of_their_teams(client):
    take_chasers()
    lead = make.person("lea", Role.TEAM_LEAD, is_staff=True)
    team = Team.objects.create(name="North")
    team.members.add(lead)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    customer = Ticket.objects.get(source_key="A").customer_id
    assert not whose_page(show(client, "/reports/customers/"), customer)
    Ticket.objects.filter(source_key="A").update(team=team)
    assert whose_page(show(client, "/reports/customers/"), customer)
