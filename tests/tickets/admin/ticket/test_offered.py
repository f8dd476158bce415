"""What a rule would refuse is not offered on a ticket's page."""

import pytest

from tests import make
from tests.make import account
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import page, rows
from tickets.actions.intake import chats, sessions
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.promises import PromiseGiven
from tickets.models import Promise, Ticket

DELIVERED = "Our last answer delivered it"


@pytest.fixture
def owed(ticket):
    make.answered(ticket, "10 10:10", promise=PromiseGiven("a fix", make.at("10 12:00")))
    return Promise.objects.get()


def test_our_last_answer_is_taken_for_the_delivery_only_if_there_was_one_since(ana, ticket, owed):
    assert DELIVERED not in ana.words(page(ticket))
    assert ana.do(ticket, "keep-promise", promise=owed.pk).status_code == 400
    make.answered(Ticket.objects.get(), "10 10:20")
    assert DELIVERED in ana.words(page(ticket))
    assert ana.do(ticket, "keep-promise", promise=owed.pk).status_code == 302


def test_a_promise_that_a_merge_brought_can_be_ticked(ana, ticket, owed):
    other = make.ticket("10 10:05", email="leo@example.org")
    ana.do(ticket, "merge", into=str(other.pk))
    assert [row.pk for row in ana.get(page(other)).context["owed"]] == [owed.pk]
    ana.do(other, "reply", text="Here it is.", keeps=owed.pk)
    assert Promise.objects.get().state == "kept"


def test_an_answer_in_a_running_chat_offers_to_keep_no_promise(ana, desk):
    widget, _ = account("chat", "demo")
    chat, _key = chats.open_chat(widget, at=make.at("10 10:40"))
    line = InboundMessage("chat", Sender(), "It hangs.", session=chat.external_id, external_id="1")
    ticket = sessions.said(chat, line, at=make.at("10 10:41"), account=widget).ticket
    ana.do(ticket, "promise", text="a fix")
    keeps = {"text": "Here.", "channel": "chat", "keeps": Promise.objects.get().pk}
    assert ana.do(ticket, "reply", **keeps).status_code == 409
    shown = ana.get(page(ticket))
    assert shown.context["composer"].in_chat
    assert "x-bind:disabled=\"mode !== 'reply' || channel === 'chat'\"" in shown.content.decode()
    assert "An answer in their own chat delivers nothing" in words(shown)
    chats.end(chat, at=make.at("10 10:42"))
    ended = ana.get(page(ticket))
    assert not ended.context["composer"].in_chat
    assert "An answer in their own chat delivers nothing" not in words(ended)
    assert ana.do(ticket, "reply", **keeps).status_code == 302


@pytest.mark.parametrize(("known", "tells"), [({"phone": "+4930901820", "email": ""}, False), ({}, True)])
def test_words_at_the_end_are_asked_for_only_where_they_can_be_sent(ana, desk, known, tells):
    ticket = make.ticket("10 10:00", "The app hangs.", **({"channel": "phone"} if known else {}), **known)
    form = ana.get(page(ticket)).content.decode().partition("/do/resolve/")[2].partition("</form>")[0]
    assert ('name="text"' in form) == tells
    assert 'name="told_on"' in form
    assert (ana.do(ticket, "resolve", text="Solved.").status_code == 302) == tells


def test_only_what_may_go_can_be_split_off(ana, ticket):
    def offered():
        return [row.text for row in rows(ana, ticket, "customer") if row.splits]

    assert offered() == []
    other = make.ticket("10 10:05", "Mine too.", email="leo@example.org")
    ana.do(other, "merge", into=str(ticket.pk))
    assert offered() == []
    make.receive("10 10:20", "And my invoice?", ticket=ticket)
    make.receive("10 10:21", "Thanks!", ticket=ticket)
    assert offered() == ["The app hangs.", "And my invoice?", "Thanks!"]
    for row in rows(ana, ticket, "customer"):
        assert row.splits or ana.do(ticket, "split", messages=row.pk).status_code == 400
