"""An open ticket's page asks whether anything is new, and who is still in the chat."""

from datetime import timedelta

import pytest

from config import presence
from tests import make
from tests.make import account
from tickets.actions.intake import chats, sessions
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.models import ChannelSession, Ticket, User


@pytest.fixture
def chat(desk):
    """A chat in which somebody has just spoken."""
    widget, _ = account("chat", "demo")
    opened, _key = chats.open_chat(widget, at=make.at("10 10:40"))
    say(opened, "It hangs.", "10 10:42")
    return opened


def say(chat, text, when):
    line = InboundMessage("chat", Sender(), text, session=chat.external_id, external_id=f"{chat.external_id}:{when}")
    return sessions.said(chat, line, at=make.at(when), account=chat.account)


def look(browser, query="", pk=None, **headers):
    pk = pk or Ticket.objects.latest("pk").pk
    return browser.client.get(f"/admin/tickets/ticket/{pk}/live/{query}", headers=headers)


def composer(browser):
    return browser.get(f"ticket/{Ticket.objects.latest('pk').pk}/change/").context["composer"]


def test_nothing_new_is_a_304_and_a_new_line_is_not(ana, chat):
    first = look(ana)
    assert first.json() == {
        "version": Ticket.objects.get().version,
        "company": [],
        "here": True,
        "writing": False,
        "whereabouts": "in the chat now",
    }
    assert look(ana, if_none_match=first["etag"]).status_code == 304
    say(chat, "Still.", "10 10:42:01")
    assert look(ana, if_none_match=first["etag"]).json()["version"] > first.json()["version"]


def test_what_is_not_theirs_is_missing(browser, chat):
    ticket = Ticket.objects.get()
    ticket.team = make.Ticket._meta.get_field("team").related_model.objects.create(name="Else", slug="else")
    Ticket.objects.filter(pk=ticket.pk).update(team=ticket.team)
    assert look(browser("eve")).status_code == 404


def test_dots_both_ways(ana, chat):
    assert not presence.is_writing(chat.pk, "desk")
    look(ana, "?typing")
    assert presence.is_writing(chat.pk, "desk")
    presence.writes(chat.pk, "visitor")
    assert look(ana).json()["writing"]


def test_who_may_not_answer_seems_not_to_write(browser, chat):
    look(browser("rita", "read_only"), "?typing")
    assert not presence.is_writing(chat.pk, "desk")


def test_what_was_sent_is_not_being_written_any_more(ana, chat):
    look(ana, "?typing")
    ana.do(Ticket.objects.get(), "reply", text="We check.", channel="chat")
    assert not presence.is_writing(chat.pk, "desk")


LEFT = [
    (1, "", False, "in the chat now"),
    (5, "", False, "left 5 min ago without an address: waits in the chat"),
    (5, "mia@example.com", False, "left 5 min ago: goes by email to mia@example.com"),
    (180, "mia@example.com", False, "left 3 h 00 min ago: goes by email to mia@example.com"),
    (1, "mia@example.com", True, "ended the chat: goes by email to mia@example.com"),
]


@pytest.mark.parametrize(("minutes", "address", "ended", "words"), LEFT)
def test_the_composer_and_the_poll_say_where_words_go(ana, browser, chat, now, minutes, address, ended, words):
    if address:
        chats.leave_address(chat, address, at=make.at("10 10:42"))
    if ended:
        chats.end(chat, at=make.at("10 10:42"))
    now.move_to(make.at("10 10:42") + timedelta(minutes=minutes))
    ana.sign_in()
    assert look(ana).json()["whereabouts"] == words
    shown = composer(ana)
    assert {choice.value: choice.to for choice in shown.channels}["chat"] == words
    assert shown.chosen == "chat"


def test_words_go_where_the_composer_said(ana, chat, now):
    chats.leave_address(chat, "mia@example.com", at=make.at("10 10:42"))
    ana.do(Ticket.objects.get(), "reply", text="Here.", channel="chat")
    now.move_to(make.at("10 10:50"))
    ana.do(Ticket.objects.get(), "reply", text="Gone.", channel="chat")
    sent = Ticket.objects.get().messages.filter(direction="out").order_by("pk")
    assert list(sent.values_list("text", "channel", "recipient")) == [
        ("Here.", "chat", ""),
        ("Gone.", "email", "mia@example.com"),
    ]


def test_a_look_costs_as_little_on_a_long_history(ana, chat, django_assert_num_queries):
    pk, etag = Ticket.objects.get().pk, look(ana)["etag"]
    with django_assert_num_queries(5):  # who asks (session, person and teams), the ticket, its chat
        assert look(ana, pk=pk, if_none_match=etag).status_code == 304
    for minute in range(43, 46):
        make.do(
            "note", Ticket.objects.get(), by=User.objects.get(username="ana"), at=make.at(f"10 10:{minute}"), text="x"
        )
    etag = look(ana)["etag"]
    with django_assert_num_queries(5):
        look(ana, pk=pk, if_none_match=etag)


def test_a_ticket_without_a_chat_is_looked_at_too(ana):
    make.ticket("10 10:00")
    assert look(ana).json()["whereabouts"] == ""
    assert ChannelSession.objects.count() == 0


def company(browser, ticket, query=""):
    answer = browser.client.get(f"/admin/tickets/ticket/{ticket.pk}/live/{query}").json()
    return [(row["name"], row["looks"], row["types"]) for row in answer["company"]]


def test_who_looks_and_who_writes_is_told_to_the_others_until_they_leave(ana, browser, now):
    ticket, ben = make.ticket("10 10:00"), browser("ben")
    assert company(ana, ticket) == []
    assert company(ben, ticket) == [("ana", True, False)]
    company(ana, ticket, "?typing=us")
    assert company(ben, ticket) == [("ana", True, True)]
    company(ana, ticket, "?left")
    assert company(ben, ticket) == []
    company(ana, ticket)
    now.shift(timedelta(seconds=presence.LASTS + 1))
    assert company(ben, ticket) == []


def test_what_goes_by_another_way_is_not_shown_as_written_into_the_chat(ana, chat):
    look(ana, "?typing=us")
    assert not presence.is_writing(chat.pk, "desk")


def test_a_draft_is_told_for_as_long_as_it_is_there(ana, browser):
    ticket, ben = make.ticket("10 10:00"), browser("ben")
    url = f"/admin/tickets/ticket/{ticket.pk}/"

    def told():
        return [row["has_draft"] for row in ben.client.get(f"{url}live/").json()["company"]]

    ana.client.post(f"{url}draft/", {"text": "Hello", "draft": 0})
    company(ana, ticket, "?left")
    assert told() == [True]
    ana.do(ticket, "reply", text="Hello")
    assert told() == [False]


def test_a_look_without_a_chat_costs_four_statements(ana, django_assert_num_queries):
    ticket = make.ticket("10 10:00")
    with django_assert_num_queries(4):  # who asks (session, person and teams), the ticket
        company(ana, ticket)
