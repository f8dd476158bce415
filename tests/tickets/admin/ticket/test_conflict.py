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
    assert "Nothing was sent yet, because something new came: read what is marked as new, then press again." in text
    assert "I have it already." in [row.text for row in answer.context["conflict_rows"]]
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


def test_a_customers_new_message_stops_an_answer_to_what_was_there_before(ana, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    make.receive("10 10:30", "It works again.", ticket=ticket, proven=True)
    answer = ana.post(ticket, "reply", text="Send a picture.", version=page["version"], seen=page["last_line"])
    assert answer.status_code == 409
    assert [row.text for row in answer.context["rows"] if row.is_new] == ["It works again."]
    assert not Message.objects.filter(direction="out", automatic=False).exists()


def test_a_verb_that_sends_nothing_says_that_nothing_was_done(ana, browser, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    browser("ben").do(ticket, "priority", to="high")
    answer = ana.post(ticket, "priority", to="low", version=page["version"], seen=page["last_line"])
    assert "Nothing was done yet, because something new came" in words(answer)


def test_a_page_that_is_fetched_again_says_what_its_reader_has_not_seen(ana, browser, ticket):
    seen = ana.get(f"ticket/{ticket.pk}/change/").context["last_line"]
    browser("ben").do(ticket, "note", text="I have it already.")
    browser("ben").do(ticket, "priority", to="high")
    browser("ben").post(ticket, "open-history")
    again = ana.get(f"ticket/{ticket.pk}/change/", seen=seen).context
    assert again["news"] == 2
    assert {row.kind for row in again["rows"] if row.is_new} == {"note", "happening"}
    assert ana.get(f"ticket/{ticket.pk}/change/", seen=again["shows"]["line"]).context["news"] == 0


def test_a_page_of_an_earlier_part_shows_nothing_new_and_writes_over_nothing(ana, browser, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    earlier = {"until": int(make.at("10 10:20").timestamp()), "seen": page["last_line"]}
    browser("ben").do(ticket, "note", text="I have it already.")
    old = ana.get(f"ticket/{ticket.pk}/change/", **earlier)
    assert b'id="composer"' not in old.content
    given = {"version": old.context["version"], "seen": old.context["last_line"]}
    assert ana.post(ticket, "resolve", text="Solved.", **given).status_code == 409
    seen = ana.get(f"ticket/{ticket.pk}/change/").context["last_line"]
    assert ana.post(ticket, "resolve", text="Solved.", **{**given, "seen": seen}).status_code == 302
