"""Addresses that somebody marked as a form or a relay: their mails are those of whom they ask to answer, and never theirs."""

import pytest

from tests import make
from tests.make import WEDNESDAY, account, mail
from tickets.actions.customers import identities
from tickets.actions.setup import relays
from tickets.admin.ticket import page as ticket_page
from tickets.admin.ticket.composer import composer
from tickets.admin.ticket.page_data import read
from tickets.admin.ticket.timeline.badges import sources
from tickets.models import Customer, Identity, Mailbox, Message, Relay, Ticket
from tickets.models.message import Direction
from tickets.rules.identity import JoinHint

pytestmark = pytest.mark.django_db
ADDRESS = "website@garden.example"
FORM = f"Garden shop <{ADDRESS}>"


@pytest.fixture
def help_desk():
    return account("email", "help", address="help@example.org")[0]


@pytest.fixture
def arrive(help_desk):
    return lambda body, at=WEDNESDAY: make.arrive(help_desk, body, at).message


@pytest.fixture
def lea():
    return make.person("lea", "team_lead")


@pytest.fixture
def mark(lea):
    return lambda kind="form", address=ADDRESS: relays.mark(address, kind, by=lea, at=WEDNESDAY)


def acknowledged():
    return sorted(Message.objects.filter(direction=Direction.OUT).values_list("recipient", flat=True))


def come_25(arrive, name):
    visitors = [f"{name}{number:02}@example.com" for number in range(25)]
    for visitor in visitors:
        arrive(mail(f"A question of {visitor}", sender=FORM, Reply_To=visitor, Message_ID=f"<{visitor}>"))
    return visitors


def test_25_visitors_before_it_is_marked_and_25_after(arrive, mark):
    before = come_25(arrive, "early")
    assert (Customer.objects.count(), Ticket.objects.count(), acknowledged()) == (25, 25, before)
    mark()
    after = come_25(arrive, "late")
    assert (Customer.objects.count(), Ticket.objects.count(), acknowledged()) == (50, 50, sorted(before + after))
    assert not Identity.objects.filter(value=ADDRESS).exists()


SAYS_NOBODY = [{}, {"Reply_To": ADDRESS}, {"Reply_To": "noreply@garden.example"}, {"Reply_To": "help@example.org"}]


@pytest.mark.parametrize("head", SAYS_NOBODY)
def test_a_mail_that_does_not_say_whose_it_is_is_nobodys_and_never_the_forms(arrive, mark, head):
    known = arrive(mail("I am the shop.", sender=FORM))
    assert acknowledged() == [ADDRESS]
    mark()
    messages = [arrive(mail(text, sender=FORM, Message_ID=f"<{text}>", **head)) for text in ("One.", "Two.")]
    assert len({known.ticket, *(message.ticket for message in messages)}) == 3
    assert acknowledged() == [ADDRESS]  # of before
    assert all(not message.customer.identities.exists() and not message.proven for message in messages)


def test_it_is_shown_by_what_it_came_and_waits_until_somebody_is_named(arrive, mark, lea):
    mark()
    message = arrive(mail("Call me.", sender=FORM))
    seen = read(message.ticket, lea, WEDNESDAY)
    assert f"came through the form {ADDRESS}" in list(sources(seen, message))
    assert ticket_page.unnamed(seen) == message
    assert composer(seen, None).addresses == []
    identities.add(message.customer, by=lea, at=WEDNESDAY, kind="email", value="ines@example.com")
    named = read(message.ticket, lea, WEDNESDAY)
    assert ticket_page.unnamed(named) is None
    assert composer(named, None).addresses == ["ines@example.com"]


def test_a_relay_that_names_itself_beside_the_writer_is_not_the_writer(arrive, mark):
    both = {"sender": "Ines via Sales <sales@group.example>", "Reply_To": "ines@example.com, sales@group.example"}
    assert arrive(mail(**both)).sender["email"] == "sales@group.example"
    mark("relay", "sales@group.example")
    message = arrive(mail("And now?", Message_ID="<two>", **both))
    assert (message.sender["email"], message.sender["through"]) == ("ines@example.com", "relay")


def test_what_proves_the_form_proves_nothing_of_whoever_used_it(arrive, mark, help_desk):
    Mailbox.objects.create(account=help_desk, trusted_receiver="mx.example.org")
    mark()
    passed = "mx.example.org; dmarc=pass header.from=garden.example"
    assert not arrive(mail("Me.", sender=FORM, Authentication_Results=passed)).proven
    assert not arrive(mail("Me.", sender=FORM, Reply_To="ines@example.com", Authentication_Results=passed)).proven


def test_a_form_takes_part_in_nothing_by_its_own_address(arrive, mark):
    first = arrive(mail("The shop itself.", sender=FORM, Message_ID="<first@garden.example>"))
    mark()
    answer = arrive(mail("Again.", sender=FORM, in_reply_to="<first@garden.example>", Message_ID="<second>"))
    assert answer.ticket != first.ticket
    assert answer.ticket.events.get(kind="contact").data["claims"] == [[first.ticket.pk, JoinHint.THREAD]]


def test_a_request_in_its_name_is_told_nothing(mark):
    mark()
    make.receive("5 10:00", channel="web", email=ADDRESS, asks_for_link=True)
    assert acknowledged() == []


def test_a_mark_is_taken_back(arrive, mark):
    mark()
    mark("neither")
    message = arrive(mail(sender=FORM))
    assert (message.sender["email"], acknowledged()) == (ADDRESS, [ADDRESS])


def test_three_different_people_make_it_a_suggestion_and_the_same_one_thrice_does_not(arrive):
    for number in range(3):
        arrive(mail(f"{number}", sender=FORM, Reply_To="ines@example.com", Message_ID=f"<{number}>"))
    assert Relay.objects.get().kind == "seen"
    for name in ("otto", "emma", "lena"):
        arrive(mail(name, sender=FORM, Reply_To=f"{name}@example.com", Message_ID=f"<{name}>"))
    found = Relay.objects.get()
    assert (found.address, found.kind) == (ADDRESS, "suggested")
    assert found.writers == ["ines@example.com", "otto@example.com", "emma@example.com"]


def test_what_was_declined_is_never_suggested_again(arrive, mark):
    mark("neither")
    come_25(arrive, "visitor")
    assert Relay.objects.get().kind == "neither"


def test_who_writes_from_their_own_address_is_no_form(arrive):
    arrive(mail(Reply_To="mia@example.com"))
    arrive(mail("Two.", Reply_To="help@example.org", Message_ID="<two>"))
    assert not Relay.objects.exists()
