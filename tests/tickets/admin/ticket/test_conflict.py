"""Two agents, one ticket: the second one sees both versions, and nobody is stopped by what is no news."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh
from tickets.actions import sweep
from tickets.models import Draft, Event, Message


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


SAID = {"reply": {"text": "It is fixed."}, "note": {"text": "Mine."}, "resolve": {"text": "Solved."}}
OTHERS = {**SAID, "assign": {}, "merge": {}}


def given(verb, browser):
    """What the deed is told: whom it is given to, what it is joined with."""
    if verb == "assign":
        return {"to": browser("eve").person.username}
    if verb == "merge":
        return {"into": make.ticket("10 09:00", "Another", email="tom@example.org").pk}
    return SAID[verb]


@pytest.mark.parametrize("second", OTHERS)
@pytest.mark.parametrize("first", OTHERS)
def test_nothing_is_done_over_what_its_doer_has_not_seen(ana, browser, ticket, first, second):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    draft = f"/admin/tickets/ticket/{ticket.pk}/draft/"
    ana.client.post(draft, {"text": "It cannot be fixed.", "draft": 0, "seen": page["last_line"]})
    said = given(second, browser)
    browser("ben").do(ticket, first, **given(first, browser))
    before = Event.objects.count()
    seen = {"version": page["version"], "seen": page["last_line"]}
    answer = ana.post(ticket, second, **said, **seen)
    if second == "merge" and answer.status_code == 302:  # to the page on which both are looked at
        assert "/join/" in answer["Location"]
    else:
        assert answer.status_code == 409
        assert "because something new came" in words(answer) or (first, second) == ("merge", "merge")
        assert (said.get("text") or "It cannot be fixed.") in answer.content.decode()
    assert Event.objects.count() == before
    assert Draft.objects.get().text == "It cannot be fixed."


def test_what_was_refused_for_another_reason_is_no_look(ana, browser, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    browser("ben").do(ticket, "reply", text="It is fixed.")
    seen = {"version": page["version"], "seen": page["last_line"]}
    again = ana.post(ticket, "reply", text="x", channel="pigeon", **seen)
    assert again.status_code == 400
    carried = {"version": again.context["version"], "seen": again.context["last_line"]}
    assert ana.post(ticket, "reply", text="x", **carried).status_code == 409


def test_a_page_that_sends_in_its_place_is_told_what_others_did_since(ana, browser, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").context
    url = f"/admin/tickets/ticket/{ticket.pk}/do/reply/"
    seen = {"version": page["version"], "seen": page["last_line"]}
    answer = ana.client.post(url, {"text": "Hello", "then": "resolve", **seen}, headers={"X-In-Place": "1"})
    browser("ben").do(ticket, "note", text="Wait.")
    shown = ana.client.get(answer["Location"]).context
    assert [row.text for row in shown["rows"] if row.is_new] == ["Wait."]
    assert ana.post(ticket, "note", text="x", version=shown["version"], seen=shown["last_line"]).status_code == 409


def test_a_page_opens_at_the_first_line_after_ones_own_last_deed(ana, browser, ticket):
    assert ana.get(f"ticket/{ticket.pk}/change/").context["unread"] == ""
    ana.do(ticket, "note", text="Seen.")
    browser("ben").do(ticket, "note", text="First.")
    browser("ben").do(ticket, "note", text="Second.")
    first = Message.objects.get(text="First.")
    assert ana.get(f"ticket/{ticket.pk}/change/").context["unread"] == f"m{first.pk}"
