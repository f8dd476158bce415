"""Where an answer goes: where the customer can be written to, and never where only a stranger said that they are."""

from datetime import timedelta

import pytest

from tests import make
from tickets.actions.outbox.answer_address import AnswerAddress, address_of, chosen_address, last_used_first
from tickets.actions.record import Invalid
from tickets.models import ChannelSession, Identity

LATER = make.at("5 11:00")

# What was typed into the chat | what is known of the customer | what its own messages named | where it goes
CHOSEN = [
    ("eve@example.org", [], [], "eve@example.org"),  # nothing is known of them
    ("mia@example.org", [("email", "mia@example.org")], [], "mia@example.org"),
    ("eve@example.org", [("email", "mia@example.org")], [], ""),
    ("eve@example.org", [("email", "mia@example.org")], ["MIA@example.org"], "mia@example.org"),
    ("eve@example.org", [("phone", "+4930901820")], [], ""),
    ("", [("email", "mia@example.org")], ["eve@example.org"], ""),
    (
        "",
        [("email", "a@example.org"), ("email", "mia@example.org")],
        ["mia@example.org", "a@example.org"],
        "a@example.org",
    ),
]


@pytest.mark.parametrize(("reach", "known", "named", "address"), CHOSEN)
def test_a_chat_is_answered_by_mail_only_to_an_address_that_is_theirs(reach, known, named, address):
    assert chosen_address(ChannelSession(reach=reach), known, named) == address


# The identities of the contacts, oldest first | the addresses, in order
USED = [
    ([], ["a", "b"]),
    ([2], ["b", "a"]),
    ([2, 1], ["a", "b"]),
    ([2, 9], ["b", "a"]),
    ([2, None], ["b", "a"]),
    ([3], ["a", "b"]),
]


@pytest.mark.parametrize(("wrote_from", "order"), USED)
def test_the_address_that_they_last_wrote_from_comes_first(wrote_from, order):
    rows = [
        Identity(pk=1, kind="email", value="a"),
        Identity(pk=2, kind="email", value="b"),
        Identity(pk=3, kind="phone"),
    ]
    assert last_used_first(rows, wrote_from) == order


def where(ticket, channel=None, recipient=None, session="", at=LATER):
    ticket.refresh_from_db()
    return address_of(ticket, channel, recipient, session, at)


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("5 10:00")


def mail(address=make.MIA, **more):
    return AnswerAddress("email", address, **more)


def test_without_a_word_it_goes_back_where_they_wrote_from(ticket):
    assert where(ticket) == mail()
    assert where(ticket, recipient="leo@example.org") == mail("leo@example.org")
    assert where(ticket, channel="social") == AnswerAddress("social")


@pytest.mark.parametrize("channel", ["web", "in_person", "other"])
def test_what_cannot_be_written_to_is_answered_by_mail(ticket, channel):
    assert where(ticket, channel=channel) == mail()


def test_a_call_is_answered_in_it_or_by_mail(ticket):
    assert where(ticket, session="line:1") == AnswerAddress("phone", "", "line:1")
    assert where(ticket, channel="phone") == AnswerAddress("phone")
    ticket.last_channel = "phone"
    assert address_of(ticket, None, None, "", LATER) == mail()


def test_who_left_no_address_cannot_be_written_to_by_mail(db):
    make.desk()
    called = make.ticket("5 10:00", email="", phone="+4930901820", channel="phone", session="line:1")
    with pytest.raises(Invalid, match="no email address"):
        where(called, channel="email")
    assert where(called, channel="web") == AnswerAddress("web")


def test_whoever_wrote_last_is_answered_also_after_a_merge(ticket):
    other = make.ticket("5 10:30", "Mine.", email="leo@example.org")
    make.do("merge", other, by=make.person(), at=make.at("5 10:40"), into=ticket)
    assert where(ticket, channel="email") == mail("leo@example.org")


# Minutes since they were last seen, since somebody spoke | the channel, and whether the chat still runs
HERE = [(1, 10, "chat", True), (3, 10, "email", False), (1, 61, "chat", False)]


@pytest.mark.parametrize(("unseen", "silent", "channel", "runs"), HERE)
def test_it_goes_into_the_chat_while_they_are_there(db, unseen, silent, channel, runs):
    make.desk()
    session = "demo.1"
    ticket = make.ticket("5 10:00", channel="chat", session=session)
    now = make.at("5 10:00") + timedelta(minutes=silent)
    seen = {"seen_at": now - timedelta(minutes=unseen), "opened_at": make.at("5 10:00"), "reach": make.MIA}
    ChannelSession.objects.create(channel="chat", external_id=session, ticket=ticket, **seen)
    found = where(ticket, at=now)
    assert (found.channel, found.session, found.shown_in) == (channel, session if runs else "", session)
    assert found.recipient == ("" if channel == "chat" else make.MIA)
