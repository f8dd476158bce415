"""Two agents, one ticket: the second one sees both versions, and nobody is stopped by what is no news."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh
from tickets.actions import sweep
from tickets.models import Message


def test_the_second_of_two_sees_both_versions_and_keeps_what_they_typed(ana, browser, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    seen = {"version": page["ticket"].version, "seen": page["last_line"]}
    browser("ben").do(ticket, "reply", text="I have it already.", then="wait")
    answer = ana.post(ticket, "reply", text="My own long answer", **seen)
    text = words(answer)
    assert answer.status_code == 409
    assert "My own long answer" in answer.content.decode()
    assert "Status New Pending" in text
    assert "Waiting on Us Customer" in text
    assert "I have it already." in text
    assert Message.objects.filter(direction="out", automatic=False).count() == 1
    again = answer.context
    ana.post(ticket, "reply", text="Still", version=again["ticket"].version, seen=again["last_line"])
    assert Message.objects.filter(direction="out", automatic=False).count() == 2


def test_nobody_is_stopped_by_what_the_clock_alone_made_true(ana, ticket, now):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    seen = {"version": page["ticket"].version, "seen": page["last_line"]}
    now.move_to(make.at("10 12:42"))
    sweep.check_due(make.at("10 12:42"))
    assert fresh(ticket).version > seen["version"]
    assert ana.post(ticket, "reply", text="Hello", **seen).status_code == 302


def test_nobody_is_stopped_by_somebody_looking(ana, browser, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    browser("ben").post(ticket, "open-history")
    seen = {"version": page["ticket"].version, "seen": page["last_line"]}
    assert ana.post(ticket, "reply", text="Hello", **seen).status_code == 302
