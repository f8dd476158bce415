"""Nothing is split off without a look at what goes, and at how both tickets stand after."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh, page
from tickets.actions.promises import PromiseGiven
from tickets.models import Message, Ticket


@pytest.fixture
def twofold(ana, mias):
    """Mia's app hangs, which we promised to mend; then she wrote of an invoice."""
    promise = PromiseGiven("A fix", make.at("10 16:00"))
    make.do("reply", mias, by=ana.person, at=make.at("10 09:20"), text="We look.", promise=promise)
    make.receive("10 10:00", "And my invoice is wrong.", ticket=mias, proven=True)
    return fresh(mias), Message.objects.get(text="And my invoice is wrong.")


def look(browser, ticket, *messages):
    return browser.client.get(f"/admin/tickets/ticket/{ticket.pk}/split/", {"messages": messages})


def test_the_first_press_splits_nothing_and_shows_both_as_they_will_stand(ana, twofold):
    ticket, message = twofold
    shown = ana.get(page(ticket)).context
    seen = {"version": shown["version"], "seen": shown["last_line"]}
    answer = ana.post(ticket, "split", messages=message.pk, **seen)
    assert answer["Location"] == f"/admin/tickets/ticket/{ticket.pk}/split/?messages={message.pk}"
    assert Ticket.objects.count() == 1
    stays, goes = ana.client.get(answer["Location"]).context["both"]
    assert (stays.contacts, goes.contacts) == (1, 1)
    assert stays.promises == ["A fix, due today 16:00"]
    assert (goes.promises, goes.owner, goes.status) == ([], "Nobody", "New")
    assert goes.clocks[0] == "First response, due today 11:00"


def test_what_it_shows_is_what_the_split_makes(ana, twofold):
    ticket, message = twofold
    stays, goes = look(ana, ticket, message.pk).context["both"]
    ana.do(ticket, "split", messages=message.pk)
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    for after, row in ((stays, fresh(ticket)), (goes, new)):
        told = (str(row.get_status_display()), str(row.get_waiting_on_display()), row.contacts)
        assert (after.status, after.waiting_on, after.contacts) == told


def test_several_messages_can_be_chosen_and_each_half_needs_words_of_the_customer(ana, twofold):
    ticket, message = twofold
    first, answer = Message.objects.get(text="The app hangs."), Message.objects.get(text="We look.")
    stays, goes = look(ana, ticket, answer.pk, message.pk).context["both"]
    assert (stays.promises, goes.promises) == ([], ["A fix, due today 16:00"])
    assert "Leave at least one message of the customer here." in words(look(ana, ticket, first.pk, message.pk))
    assert "Choose at least one message of the customer" in words(look(ana, ticket, answer.pk))
    assert "Choose the messages that go." in words(look(ana, ticket))
    assert b"Split it" not in look(ana, ticket).content


def test_what_came_since_the_look_is_told_and_nothing_is_split(ana, twofold):
    ticket, message = twofold
    shown = look(ana, ticket, message.pk).context
    seen = {"version": shown["ticket"].version, "seen": shown["last_line"], "looked": shown["last_line"]}
    make.receive("10 10:41", "Still there?", ticket=ticket, proven=True)
    assert ana.post(ticket, "split", messages=message.pk, **seen).status_code == 409
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("wrong", ["999999", "x", "²"])
def test_what_is_no_message_of_it_goes_nowhere(ana, twofold, wrong):
    ticket, _message = twofold
    assert look(ana, ticket, wrong).context["both"] == []


def test_who_may_only_read_and_a_merged_ticket_have_no_page(ana, browser, twofold):
    ticket, message = twofold
    assert look(browser("max", "read_only"), ticket, message.pk).status_code == 404
    ana.do(ticket, "merge", into=make.ticket("10 10:05", email="leo@example.org").pk)
    assert look(ana, ticket, message.pk).status_code == 404
