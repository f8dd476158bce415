"""From a ticket to the next one of the list that it was opened from, and back."""

import pytest

from tests import make
from tests.tickets.admin.conftest import hide


@pytest.fixture
def three(desk):
    return [make.ticket(f"10 10:0{n}", f"Case {n}", email=f"m{n}@example.org") for n in range(3)]


def opened(browser, ticket, **query):
    """The page of a ticket, by its row's link in a list."""
    text = browser.get("ticket/", **query).content.decode()
    start = text.index(f"/admin/tickets/ticket/{ticket.pk}/change/?in=")
    return browser.client.get(text[start : text.index('"', start)].replace("&amp;", "&"))


def follow(browser, page, way):
    return browser.client.get(page.context["beside"][way], follow=True)


def number(page):
    return page.context["ticket"].pk


def test_one_goes_on_and_back_within_the_view_and_ends_in_the_list(ana, three):
    page = opened(ana, three[0], view="unassigned")
    page = follow(ana, page, "next_address")
    assert number(page) == three[1].pk
    page = follow(ana, page, "next_address")
    assert number(page) == three[2].pk
    assert number(follow(ana, page, "previous_address")) == three[1].pk
    over = follow(ana, page, "next_address")
    assert over.request["QUERY_STRING"] == "view=unassigned"
    assert "That was the last one of the list." in over.content.decode()


def test_the_way_back_leads_to_the_page_and_the_row_that_one_came_from(ana, three):
    page = opened(ana, three[1], view="unassigned", q="case")
    assert page.context["beside"]["list_address"] == f"/admin/tickets/ticket/?q=case&view=unassigned#t{three[1].pk}"


def test_after_an_answer_one_goes_on_from_where_one_was(ana, three):
    """It waits on the customer by then, so it stands last."""
    page = opened(ana, three[0], view="open")
    make.answered(three[0], "10 10:20", ana.person)
    assert number(follow(ana, page, "next_address")) == three[1].pk


def test_a_verb_comes_back_to_a_page_that_still_knows_its_list(ana, three):
    page = opened(ana, three[0], view="open")
    seen = {"version": page.context["ticket"].version, "seen": page.context["last_line"]}
    referer = f"http://testserver{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    address = f"/admin/tickets/ticket/{three[0].pk}/do/priority/"
    answer = ana.client.post(address, {**seen, "to": "high"}, headers={"referer": referer})
    assert answer["Location"].startswith(f"/admin/tickets/ticket/{three[0].pk}/change/?in=view%3Dopen&at=")


def test_a_list_sorted_by_a_column_has_neighbours_too(ana, three):
    page = opened(ana, three[2], o="-1")
    assert number(follow(ana, page, "next_address")) == three[1].pk


def test_what_one_may_not_see_is_nobodys_neighbour(ana, three):
    page = opened(ana, three[0], view="open")
    hide(three[1])
    assert number(follow(ana, page, "next_address")) == three[2].pk


def test_a_page_that_was_opened_from_no_list_has_no_neighbours(ana, three):
    page = ana.get(f"ticket/{three[0].pk}/change/")
    assert page.context["beside"] == {}
    assert "data-beside" not in page.content.decode()


@pytest.mark.parametrize("typed", ["//evil.example/", "https://evil.example/", "?view=x&p=9", "%00", "a" * 3000])
def test_whatever_is_typed_leads_to_the_list_and_nowhere_else(ana, three, typed):
    answer = ana.get(f"ticket/{three[2].pk}/next/", **{"in": typed})
    assert answer["Location"].startswith("/admin/tickets/ticket/")
