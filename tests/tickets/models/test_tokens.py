"""Signed links, message ids and reply addresses: ours are known again, others' are not, and none lives for ever."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests import make
from tests.make import WEDNESDAY, contact
from tickets.models import Message, tokens
from tickets.rules.showing import Holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    return contact(at=WEDNESDAY)


def changed(text, position):
    """The same text with one character exchanged."""
    return text[:position] + ("a" if text[position] != "a" else "b") + text[position + 1 :]


def test_a_link_opens_its_ticket(ticket):
    assert tokens.read(ticket.reference, make.token(ticket, at=WEDNESDAY), WEDNESDAY).ticket == ticket


def test_a_link_knows_for_whom_it_was_made(ticket):
    words = Message.objects.get()
    for holder in (make.holder(ticket), Holder(receipt=words.pk)):
        token = tokens.sign(ticket, holder, at=WEDNESDAY)
        assert tokens.read(ticket.reference, token, WEDNESDAY).holder == holder
        other = token[:8] + ("r" if token[8] == "i" else "i") + token[9:]
        assert tokens.read(ticket.reference, other, WEDNESDAY) is None


def test_a_link_ends_when_its_identity_leaves_the_file(ticket):
    token = make.token(ticket, at=WEDNESDAY)
    ticket.customer.identities.update(customer=contact(email="leo@example.org", at=WEDNESDAY).customer)
    assert tokens.read(ticket.reference, token, WEDNESDAY) is None


def test_a_receipt_ends_when_its_words_leave_the_ticket(ticket):
    token = tokens.sign(ticket, Holder(receipt=Message.objects.get().pk), at=WEDNESDAY)
    Message.objects.update(ticket=contact(email="leo@example.org", at=WEDNESDAY))
    assert tokens.read(ticket.reference, token, WEDNESDAY) is None


def test_a_reference_is_read_in_either_case(ticket):
    assert tokens.read(ticket.reference.lower(), make.token(ticket, at=WEDNESDAY), WEDNESDAY).ticket == ticket


def test_a_link_opens_no_other_ticket(ticket):
    other = contact(email="leo@example.org", at=WEDNESDAY)
    assert tokens.read(other.reference, make.token(ticket, at=WEDNESDAY), WEDNESDAY) is None


@pytest.mark.parametrize("position", [0, 7, 8, 20, 31])
def test_a_link_with_one_character_changed_opens_nothing(ticket, position):
    assert tokens.read(ticket.reference, changed(make.token(ticket, at=WEDNESDAY), position), WEDNESDAY) is None


@pytest.mark.parametrize("nonsense", ["", "x", "\0" * 32, "é" * 32, "f" * 32, "7fffffff" + "a" * 24])
def test_nonsense_opens_nothing(ticket, nonsense):
    assert tokens.read(ticket.reference, nonsense, WEDNESDAY) is None


@pytest.mark.parametrize("reference", ["", "\0", "FT-0000-0000\0", "\ud800", "x" * 10_000])
def test_a_reference_that_is_none_is_no_error(ticket, reference):
    assert tokens.read(reference, make.token(ticket, at=WEDNESDAY), WEDNESDAY) is None


def test_a_link_lasts_31_days_and_not_a_second_longer(ticket):
    token = make.token(ticket, at=WEDNESDAY)
    last = WEDNESDAY + timedelta(days=31)
    assert tokens.expires_at(token) == last
    assert tokens.read(ticket.reference, token, last - timedelta(seconds=1)).ticket == ticket
    assert tokens.read(ticket.reference, token, last) is None


def test_a_new_version_of_the_link_revokes_all_before(ticket):
    token = make.token(ticket, at=WEDNESDAY)
    type(ticket).objects.filter(pk=ticket.pk).update(link_version=2)
    assert tokens.read(ticket.reference, token, WEDNESDAY) is None


def test_a_link_signed_with_a_key_that_was_replaced_still_opens(ticket, settings):
    token = make.token(ticket, at=WEDNESDAY)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert tokens.read(ticket.reference, token, WEDNESDAY).ticket == ticket
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.read(ticket.reference, token, WEDNESDAY) is None


def test_the_address_of_the_page_carries_the_token(ticket, settings):
    settings.PUBLIC_URL = "https://desk.example.com"
    address = urlsplit(tokens.link(ticket, make.holder(ticket), at=WEDNESDAY))
    assert (address.netloc, address.path) == ("desk.example.com", f"/r/{ticket.reference}")
    assert parse_qs(address.query) == {"t": [make.token(ticket, at=WEDNESDAY)]}


def test_a_message_id_of_ours_leads_to_the_ticket(ticket):
    message = Message.objects.get(ticket=ticket)
    given = tokens.message_id_for(message)
    assert given == tokens.message_id_for(message)  # stable: a repeated mail is the same mail
    assert tokens.ticket_from_message_id(given) == ticket
    assert tokens.ticket_from_message_id(given.upper().strip("<>")) == ticket


def test_a_message_id_of_somebody_else_leads_nowhere(ticket):
    ours = tokens.message_id_for(Message.objects.get(ticket=ticket))
    position = ours.index("@") - 1
    guessed = ours.replace("<ft.", "<ft.1")
    for value in ("", "<CAF@mail.example.org>", changed(ours, position), guessed, f"{ours} {ours}", "<ft.9" + ours):
        assert tokens.ticket_from_message_id(value) is None


def test_a_reply_address_leads_to_the_ticket_in_either_case(ticket):
    address = tokens.reply_address(ticket, "support@desk.example.com")
    local, _, domain = address.partition("@")
    assert domain == "desk.example.com"
    assert len(local) <= 64
    assert tokens.ticket_from_reply_address(address) == ticket
    assert tokens.ticket_from_reply_address(address.upper()) == ticket


def test_a_reply_address_cannot_be_guessed_or_taken_from_a_link(ticket):
    address = tokens.reply_address(ticket, "support@desk.example.com")
    mac = make.token(ticket, at=timezone.now())[8:]
    stolen = f"support+{ticket.reference.lower()}.{mac}@desk.example.com"
    for value in ("support@desk.example.com", changed(address, address.index("@") - 1), stolen):
        assert tokens.ticket_from_reply_address(value) is None
