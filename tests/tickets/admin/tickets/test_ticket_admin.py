"""The list: what is due next comes first, nobody sees what is not theirs, and rows cost nothing more."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.models import Ticket
from tickets.models.history import forget_desk
from tickets.rules.access import COMMAND

LIST = "ticket/"


def several(number):
    return [make.ticket("10 10:00", f"Case {n}", email=f"m{n}@example.org") for n in range(number)]


def shown(browser, **query):
    """The numbers of the tickets on the page, in order."""
    return [row.ticket.pk for band in browser.get(LIST, **query).context["bands"] for row in band.rows]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_ten_statements_whatever_the_number_of_rows(ana, number, django_assert_num_queries):
    for n, ticket in enumerate(several(number)):
        ben, team = make.person(f"ben{n}"), people.create_team(by=COMMAND, slug=f"team{n}", name=f"Team {n}")
        ana.person.teams.add(team)
        make.do("assign", ticket, by=ben, at=make.at("10 10:05"), to=ben, team=team)
        make.answered(ticket, "10 10:10", promise=PromiseGiven("a fix"))
    forget_desk()
    with django_assert_num_queries(10):
        assert len(shown(ana)) == number


def test_a_foreign_ticket_is_in_no_list_no_count_and_no_search(ana):
    ticket = make.ticket("10 10:00", "Secret thing")
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", ticket, by=make.person("ben"), at=make.at("10 10:10"), team=others)
    assert (shown(ana), shown(ana, q="secret"), shown(ana, view="everything")) == ([], [], [])
    assert ana.get(LIST).context["sidebar_navigation"][0]["items"][-1]["badge"] == "0"


def test_take_makes_it_mine_and_comes_back_to_the_list(ana):
    ticket = make.ticket("10 10:00")
    answer = ana.post(ticket, "take", back="/admin/tickets/ticket/?view=unassigned")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/tickets/ticket/?view=unassigned")
    assert Ticket.objects.get().owner == ana.person


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "elsewhere"])
def test_going_back_never_leaves_the_desk(ana, back):
    ticket = make.ticket("10 10:00")
    assert ana.post(ticket, "take", back=back)["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"


def test_the_stock_bulk_delete_is_no_action_here(ana):
    ticket = make.ticket("10 10:00")
    said = {"action": "delete_selected", "_selected_action": ticket.pk, "post": "yes"}
    ana.client.post("/admin/tickets/ticket/", said)
    assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_who_may_only_read_is_offered_neither_take_nor_a_new_ticket(browser):
    make.ticket("10 10:00")
    text = words(browser("max", "read_only").get(LIST))
    assert "Take" not in text
    assert "Log a contact" not in text


def test_pages_of_fifty(ana):
    several(51)
    assert "1–50 of 51" in ana.words(LIST)
    assert len(shown(ana, p=2)) == 1
