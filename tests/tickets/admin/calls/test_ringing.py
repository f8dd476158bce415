"""Who calls, as every page of the desk asks for it: who may see it, what it says, and what it costs."""

from datetime import timedelta

import pytest

from tests import make
from tests.tickets.admin.conftest import NOW, words
from tickets.actions.intake import calls
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import accounts, people
from tickets.models import ChannelSession
from tickets.rules.access import COMMAND

MIA = Sender(name="Mia", phone="+4930901820")
# The session, the person and the calls; for those that ring also their numbers, tickets, facts, promises and lines.
QUIET, ONE_CALL = 4, 9


@pytest.fixture
def line(desk):
    return accounts.create_account(by=COMMAND, channel="phone", slug="main", name="Main line")[0]


@pytest.fixture
def ring(line):
    def rings(sender=MIA, call="1"):
        session = f"main:{call}"
        caller = InboundMessage("phone", sender, calls.RANG, session=session, external_id=f"{session}:offered")
        return calls.offered(line, caller, at=make.at(NOW), occurred_at=make.at(NOW))

    return rings


@pytest.fixture
def known(desk):
    """Mia has told us something, is promised something, and has waited since Thursday."""
    inbound = InboundMessage("web", MIA, "It hangs.", "Basket", facts={"device": "Pixel 7", "app_version": "4.2"})
    ticket = receive(inbound, at=make.at("6 10:00")).ticket
    promise = PromiseGiven("a build that works", make.at("7 10:00"))
    return make.do("reply", ticket, by=make.person("ana"), at=make.at("6 11:00"), text="Soon.", promise=promise)


def ask(browser, etag=None):
    headers = {"If-None-Match": etag} if etag else {}
    return browser.client.get("/admin/tickets/ticket/ringing/", headers=headers)


def take(browser, session):
    return browser.client.post(f"/admin/tickets/ticket/ringing/{session.pk}/take/", follow=True)


def test_a_call_says_who_it_is_what_they_told_us_and_what_we_owe_them(ana, ring, known):
    ring()
    told = words(ask(ana))
    assert "Mia calls +4930901820 · Main line" in told
    assert f"#{known.pk} Basket" in told
    assert "waits on us for 16 h 42 min of business, 4 days 0 h 42 min by the calendar" in told
    assert "a build that works error 8 h 42 min over" in told
    assert "App version 4.2 Device Pixel 7" in told
    assert "Take the call" in told


def test_a_withheld_number_and_an_unknown_one_say_so(ana, ring):
    session = ring(Sender())
    assert "Somebody with a withheld number calls number withheld" in words(ask(ana))
    calls.pick_up(session, by=ana.person, at=make.at(NOW))
    unknown = ring(Sender(phone="+4930901899"), call="2")
    told = words(ask(ana))
    assert "An unknown number calls +4930901899" in told
    assert f"Nothing else of theirs is open: this call is #{unknown.ticket_id}." in told


def test_nothing_new_is_a_304(ana, ring):
    quiet = ask(ana)
    assert (quiet.status_code, quiet.content.strip()) == (200, b"")
    assert ask(ana, quiet["ETag"]).status_code == 304
    session = ring()
    rings = ask(ana, quiet["ETag"])
    assert rings.status_code == 200
    again = ask(ana, f"W/{rings['ETag']}")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", rings["ETag"])
    calls.pick_up(session, by=ana.person, at=make.at(NOW))
    over = ask(ana, rings["ETag"])
    assert (over.status_code, over.content.strip()) == (200, b"")


@pytest.mark.parametrize("how_many", [1, 3])
def test_what_it_costs(ana, ring, known, how_many, django_assert_num_queries):
    with django_assert_num_queries(QUIET):
        quiet = ask(ana)
    with django_assert_num_queries(QUIET):
        assert ask(ana, quiet["ETag"]).status_code == 304
    for number in range(how_many):
        ring(call=str(number)) if number == 0 else ring(Sender(phone=f"+493090184{number}"), call=str(number))
    with django_assert_num_queries(ONE_CALL):
        rings = ask(ana)
    assert rings.content.count(b"<article") == how_many
    with django_assert_num_queries(QUIET):
        assert ask(ana, rings["ETag"]).status_code == 304


def test_a_call_of_another_team_rings_only_there(browser, ring, known):
    team = people.create_team(by=COMMAND, slug="app", name="App")
    make.do("assign", known, at=make.at("6 12:00"), team=team)
    session = ring()
    mine, foreign, leader = browser("ben"), browser("cho"), browser("max", "manager")
    team.members.add(mine.person)
    assert [words(ask(who)) == "" for who in (mine, foreign, leader)] == [False, True, False]
    assert take(foreign, session).status_code == 404
    assert ChannelSession.objects.get().agent is None


def test_who_may_only_read_sees_it_and_cannot_take_it(browser, ring):
    eve = browser("eve", "read_only")
    session = ring()
    assert "Take the call" not in words(ask(eve))
    assert take(eve, session).status_code == 403


def test_taking_a_call_leads_to_its_ticket(ana, ring, known):
    session = ring()
    page = take(ana, session)
    assert page.redirect_chain[-1][0] == f"/admin/tickets/ticket/{known.pk}/change/"
    known.refresh_from_db()
    assert known.owner == ana.person


def test_the_second_who_takes_it_is_told_who_was_first(ana, browser, ring):
    session = ring()
    take(ana, session)
    assert "ana has taken this call" in words(take(browser("ben"), session))
    assert ChannelSession.objects.get().agent == ana.person


def test_a_call_that_nobody_ends_stops_ringing(ana, ring, now):
    ring()
    now.shift(timedelta(minutes=3))
    assert words(ask(ana)) == ""


def test_every_page_of_the_desk_asks(ana, browser):
    for page in ("ticket/", "ticket/add/", "customer/"):
        assert b"desk/calls.js#/admin/tickets/ticket/ringing/" in ana.get(page).content
    assert b"desk/calls.js#/admin" in browser("max", "manager").client.get("/reports/").content
    ana.client.logout()
    assert b"ringing" not in ana.client.get("/admin/login/").content
