"""The rows of the list: what is due next first, each ticket in two lines of words."""

import pytest

from tests import make
from tickets.actions import sweep
from tickets.actions.promises import PromiseGiven
from tickets.models import CalendarVersion, Message, ServiceTarget
from tickets.models.history import forget_desk

LIST = "ticket/"


def shown(browser, **query):
    """The numbers of the tickets on the page, in order."""
    return [row.ticket.pk for band in browser.get(LIST, **query).context["bands"] for row in band.rows]


def test_due_next_comes_first_in_bands_with_the_counts_of_the_whole_list(ana):
    later = make.ticket("10 10:40", "Later today", email="a@example.org")
    overdue = make.ticket("7 10:00", "Too late", email="b@example.org")
    longer = make.ticket("6 10:00", "Much too late", email="d@example.org")
    parked = make.ticket("7 15:00", "Theirs to move", email="c@example.org")
    make.answered(parked, "7 15:10")
    page = ana.get(LIST)
    bands = {band.title: [row.ticket.pk for row in band.rows] for band in page.context["bands"]}
    assert bands == {
        "Overdue: 2": [longer.pk, overdue.pk],
        "Due today: 1": [later.pk],
        "Later, or not ours to move: 1": [parked.pk],
    }


def test_a_row_says_who_waits_how_long_and_what_is_due(ana):
    ticket = make.ticket("5 10:00", "The app hangs", channel="chat", email="", handle="mia", name="Mia Novak")
    make.answered(ticket, "5 10:04", channel="chat", promise=PromiseGiven("check and get back to you"))
    make.receive("8 10:00", "You said Wednesday.", ticket=ticket, channel="email", name="Mia Novak")
    make.do("assign", ticket, by=ana.person, at=make.at("5 10:04"), to=ana.person)
    sweep.check_due(make.at("10 10:42"))
    text = ana.words(LIST)
    assert f"#{ticket.pk} The app hangs Mia Novak · You said Wednesday." in text
    assert "1 chaser Us 24 h 42 min" in text
    assert "16 h 38 min over Promise, Thu 6 Mar 10:04" in text
    assert "R1 promise past due Thu 6 Mar 10:04, also R2, R3" in text
    assert "chat_bubble › mail 1 chaser" in text


def test_a_clock_is_told_by_the_hours_and_the_clock_that_it_runs_on(ana):
    """48 hours by the calendar from Sunday 10:00, of which the desk is open for 8."""
    ServiceTarget.objects.filter(metric="first_response").update(target_s=48 * 3600, clock="calendar")
    forget_desk()
    make.ticket("9 10:00", "By the calendar")
    assert "in 23 h 18 min First response, Tue 11 Mar 10:00" in ana.words(LIST)


def test_a_clock_that_runs_keeps_the_hours_it_started_under(ana):
    """Four hours from Friday 15:00 are over on Monday at 11:00; since Saturday the desk opens at 10:50 only."""
    CalendarVersion.objects.create(
        valid_from="2025-03-08", time_zone="Europe/Berlin", hours={"0": [["10:50", "17:00"]]}, holidays=[]
    )
    ServiceTarget.objects.filter(metric="first_response").update(target_s=4 * 3600)
    forget_desk()
    make.ticket("7 15:00", "Before the change")
    assert "in 18 min First response, today 11:00" in ana.words(LIST)


def test_notes_and_machines_have_no_last_word(ana):
    ticket = make.ticket("10 10:00", "Where is it?")
    make.do("note", ticket, by=ana.person, at=make.at("10 10:05"), text="Only for us")
    assert "Only for us" not in ana.words(LIST)
    assert "We have received" not in ana.words(LIST)


@pytest.mark.parametrize("typed", ["#{pk}", "{pk}", "{reference}", "basket", "novak", "mia@example", "basket novak"])
def test_search_knows_numbers_references_words_and_people(ana, typed):
    ticket = make.ticket("10 10:00", "Hello", subject="Basket hangs", name="Mia Novak")
    make.ticket("10 10:00", "Hello", subject="Something else", email="leo@example.org", name="Leo Berg")
    make.resolved(ticket, "10 10:10")  # whoever searches does not know its state
    assert shown(ana, q=typed.format(pk=ticket.pk, reference=ticket.reference.lower())) == [ticket.pk]


@pytest.mark.parametrize("typed", ["refund", "REFUND", "Rück", "RÜCK", "wrote", "refund basket", "4711"])
def test_search_finds_what_was_said_in_any_message_and_note(ana, typed):
    ticket = make.ticket("10 10:00", "Where is my refund (Rückzahlung)?", subject="Basket", name="Mia Novak")
    make.do("note", ticket, by=ana.person, at=make.at("10 10:10"), text="Order 4711.")
    Message.objects.filter(ticket=ticket, direction="in").update(quoted_below="On Monday Ben wrote:")
    make.ticket("10 10:00", "Hello", subject="Basket", email="leo@example.org", name="Leo Berg")
    assert shown(ana, q=typed) == [ticket.pk]


def test_what_was_said_in_a_ticket_that_was_merged_away_is_found_in_the_one_that_goes_on(ana):
    stays = make.ticket("10 10:00", "It hangs.")
    goes = make.ticket("10 10:05", "My zebra hangs.", subject="Help", email="leo@example.org")
    make.do("merge", goes, by=ana.person, at=make.at("10 10:10"), into=stays.pk)
    assert shown(ana, q="zebra") == [stays.pk]
