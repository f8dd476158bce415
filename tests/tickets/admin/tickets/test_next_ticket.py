"""The button Next, on the list and on a ticket's page."""

from tests import make
from tests.tickets.admin.conftest import words
from tickets.admin.tickets.next_ticket import MOST_PASSED, numbers
from tickets.models import Ticket

NEXT = "/admin/tickets/ticket/next/"


def test_it_leads_to_the_ticket_and_makes_it_theirs(ana):
    ticket = make.ticket("10 10:00")
    assert NEXT in ana.get("ticket/").content.decode()
    answer = ana.client.post(NEXT)
    assert answer["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"
    assert Ticket.objects.get().owner == ana.person


def test_pressed_on_a_page_it_goes_on_to_the_one_after_it_and_then_says_that_there_is_nothing(ana):
    first, second = make.ticket("10 10:00"), make.ticket("10 10:10", email="leo@example.org")
    passed = ana.client.get(ana.client.post(NEXT)["Location"]).context["passed"]
    assert passed == str(first.pk)
    page = ana.client.post(NEXT, {"passed": passed})["Location"]
    assert page == f"/admin/tickets/ticket/{second.pk}/change/?passed={first.pk}"
    passed = ana.client.get(page).context["passed"]
    assert passed == f"{first.pk},{second.pk}"
    answer = ana.client.post(NEXT, {"passed": passed}, follow=True)
    assert "Nothing else waits for you. What you went on from is still there." in words(answer)


def test_where_there_is_nothing_it_says_so(ana):
    answer = ana.client.post(NEXT, follow=True)
    assert "Nothing waits for you" in words(answer)
    assert answer.request["PATH_INFO"] == "/admin/tickets/ticket/"


def test_who_may_only_read_has_no_such_button(browser, mias):
    max_ = browser("max", "read_only")
    assert NEXT not in max_.get("ticket/").content.decode()
    assert NEXT not in max_.get(f"ticket/{mias.pk}/change/").content.decode()
    assert max_.client.post(NEXT).status_code == 403
    assert Ticket.objects.get().owner is None


def test_what_is_no_number_is_passed_by():
    assert numbers("12,x,²,,7," + "9" * 30) == [12, 7]
    assert len(numbers(",".join(map(str, range(500))))) == MOST_PASSED
