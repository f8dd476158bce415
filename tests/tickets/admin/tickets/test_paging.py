"""Pages begin where the one before ended, whatever has changed meanwhile, and read no more for being far on."""

import pytest

from tests import make
from tickets.admin.tickets.ticket_admin import TicketAdmin

LIST = "ticket/"


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch):
    monkeypatch.setattr(TicketAdmin, "list_per_page", 2)


@pytest.fixture
def five(desk):
    return [make.ticket(f"10 10:0{n}", f"Case {n}", email=f"m{n}@example.org") for n in range(5)]


def page(browser, address=""):
    found = browser.client.get(f"/admin/tickets/ticket/{address}")
    rows = [row.ticket.pk for band in found.context["bands"] for row in band.rows]
    return rows, found.context


def test_one_goes_on_and_back_through_all_of_a_list(ana, five):
    numbers = [ticket.pk for ticket in five]
    first, context = page(ana)
    second, context = page(ana, context["next_page"])
    third, last = page(ana, context["next_page"])
    assert (first, second, third) == (numbers[:2], numbers[2:4], numbers[4:])
    assert (last["next_page"], last["first_row"], last["last_row"], last["total"]) == ("", 5, 5, "5")
    back, context = page(ana, last["previous_page"])
    assert (back, context["first_row"]) == (second, 3)
    again, context = page(ana, context["previous_page"])
    assert (again, context["previous_page"]) == (first, "")


def test_what_leaves_the_list_meanwhile_hides_nothing_on_the_next_page(ana, five):
    _first, context = page(ana)
    make.resolved(five[0], "10 10:20")
    assert page(ana, context["next_page"])[0] == [five[2].pk, five[3].pk]


def test_too_few_before_a_place_are_the_first_page(ana, five):
    _rows, context = page(ana, "?p=3")
    for ticket in five[:3]:
        make.resolved(ticket, "10 10:20")
    rows, context = page(ana, context["previous_page"])
    assert (rows, context["first_row"]) == ([five[3].pk, five[4].pk], 1)


def test_a_page_that_is_typed_is_found_and_one_that_is_not_there_is_refused(ana, five):
    assert page(ana, "?p=2")[0] == [five[2].pk, five[3].pk]
    assert ana.get(LIST, p=9).status_code == 302


@pytest.mark.parametrize("place", ["", "x", "1", "1.2.3", "-1.5", "9" * 19 + ".1"])
def test_a_place_that_is_none_is_passed_over(ana, five, place):
    assert page(ana, f"?p=2&after={place}")[0] == [five[2].pk, five[3].pk]


def test_a_list_sorted_by_a_column_has_pages_too(ana, five):
    _rows, context = page(ana, "?o=-1")
    rows, context = page(ana, context["next_page"])
    assert rows == [five[2].pk, five[1].pk]
    assert page(ana, context["previous_page"])[0] == [five[4].pk, five[3].pk]


def test_promises_are_paged_by_their_time(ana, five):
    for number, ticket in enumerate(reversed(five)):
        due = make.at(f"10 16:0{number}")
        make.do("promise", ticket, by=ana.person, at=make.at("10 10:10"), text="a call", due_at=due)
    first, context = page(ana, "?view=promises")
    second, context = page(ana, context["next_page"])
    assert first + second == [ticket.pk for ticket in reversed(five)][:4]
    assert page(ana, context["previous_page"])[0] == first


def test_a_huge_list_says_that_there_are_more_than_so_many(ana, five, monkeypatch):
    monkeypatch.setattr("tickets.admin.tickets.paging.MOST_COUNTED", 3)
    _rows, context = page(ana, "?view=everything")
    assert (context["title"], context["total"]) == ("Everything: more than 3", "more than 3")
    assert page(ana)[1]["total"] == "5"  # a view's number is counted for the sidebar anyway


def test_what_is_ours_to_move_comes_first_and_of_what_is_resolved_the_latest(ana, five):
    waiting, promised, old, new, ours = five
    make.answered(waiting, "10 10:10", ana.person)
    make.answered(promised, "10 10:10", ana.person)
    make.do("promise", promised, by=ana.person, at=make.at("10 10:11"), text="a call", due_at=make.at("10 10:30"))
    make.resolved(old, "10 10:12")
    make.resolved(new, "10 10:13")
    monkeys = [page(ana, f"?view=everything{more}") for more in ("", "&p=2", "&p=3")]
    assert [pk for rows, _context in monkeys for pk in rows] == [
        ticket.pk for ticket in (promised, ours, waiting, new, old)
    ]
