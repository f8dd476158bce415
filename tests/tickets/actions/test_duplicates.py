"""Who may be the same person: suggested with the reason, by a fixed number of look-ups, and never acted upon."""

import pytest

from tests import make
from tickets.actions import customers, identities
from tickets.actions.duplicates import Reason, Why, suggestions
from tickets.models import Customer

pytestmark = pytest.mark.django_db

LEO = "leo@example.org"


def suggested(ticket, among=None):
    """Whom we take for the same person as a ticket's customer, and why."""
    everybody = Customer.objects.all() if among is None else among
    found = suggestions([ticket.customer], among=everybody)[ticket.customer_id]
    return {row.other.pk: row.reasons for row in found}


@pytest.fixture
def mia():
    """Mia, whom we know."""
    return make.ticket(
        "5 10:00", name="Mia Novak", email="mia@firm.example", facts={"imei": "35-1", "device": "Pixel 7"}
    )


def test_nobody_is_suggested_without_a_reason(mia):
    make.ticket("5 10:00", email=LEO, name="Leo Berg", facts={"device": "Pixel 7"})
    assert suggested(mia) == {}


def test_an_address_that_was_typed_into_a_chat(mia):
    text = "It is me, <mia@firm.example>. Please answer there!"
    chat = make.ticket("5 11:00", text, channel="chat", email="", handle="visitor-1")
    assert suggested(chat) == {mia.customer_id: [Reason(Why.CLAIMED, "mia@firm.example")]}


def test_an_address_in_the_text_of_a_mail_says_nothing(mia):
    assert suggested(make.ticket("5 11:00", "I wrote to mia@firm.example too.", email=LEO)) == {}


def test_a_contact_with_the_identities_of_two(mia):
    make.ticket("5 11:00", email=LEO, phone="+4930901820", proven=True)
    both = make.receive("5 12:00", email="mia@firm.example", phone="+49 30 901820").ticket
    assert both.customer_id == mia.customer_id
    (reasons,) = suggested(mia).values()
    assert reasons == [Reason(Why.CLAIMED, "+4930901820")]


def test_the_same_thing_in_the_world(mia):
    other = make.ticket("5 11:00", email=LEO, facts={"IMEI": "35-1", "device": "Pixel 7"})
    assert suggested(mia) == {other.customer_id: [Reason(Why.THING, "imei: 35-1")]}


def test_a_number_that_both_use(mia):
    other = make.ticket("5 11:00", email=LEO)
    for ticket in (mia, other):
        identities.add(
            ticket.customer, by=make.person(), at=make.at("5 12:00"), kind="phone", value="+4930901820", shared=True
        )
    assert suggested(mia) == {other.customer_id: [Reason(Why.SHARED, "+4930901820")]}


def test_the_same_name_at_the_same_domain(mia):
    other = make.ticket("5 11:00", name="mia novak", email="m.novak@firm.example")
    make.ticket("5 11:00", name="Mia Novak", email="mia@elsewhere.example")
    make.ticket("5 11:00", name="Mia", email="mia2@firm.example")
    assert suggested(mia) == {other.customer_id: [Reason(Why.NAMESAKE, "Mia Novak, @firm.example")]}


def test_a_reason_that_speaks_for_many_speaks_for_none(mia):
    for n in range(5):
        make.ticket("5 11:00", name="Mia Novak", email=f"mia{n}@firm.example")
    assert len(suggested(mia)) == 5
    make.ticket("5 11:00", name="Mia Novak", email="mia5@firm.example")
    assert suggested(mia) == {}


def test_the_strongest_reason_comes_first(mia):
    namesake = make.ticket("5 11:00", name="Mia Novak", email="m.novak@firm.example")
    thing = make.ticket("5 11:00", email=LEO, facts={"imei": "35-1"})
    assert list(suggested(mia)) == [thing.customer_id, namesake.customer_id]


def test_two_who_were_looked_at_are_not_suggested_again(mia):
    other = make.ticket("5 11:00", email=LEO, facts={"imei": "35-1"})
    customers.not_the_same(other.customer_id, other=mia.customer_id, by=make.person(), at=make.at("5 12:00"))
    customers.not_the_same(mia.customer_id, other=other.customer_id, by=make.person(), at=make.at("5 12:00"))
    assert (suggested(mia), suggested(other)) == ({}, {})


def test_only_who_may_be_seen_is_suggested_and_nobody_who_has_gone(mia):
    other = make.ticket("5 11:00", email=LEO, facts={"imei": "35-1"})
    assert suggested(mia, among=Customer.objects.exclude(pk=other.customer_id)) == {}
    customers.merge_customers(other.customer_id, into=mia.customer_id, by=make.person(), at=make.at("5 12:00"))
    assert suggested(mia) == {}


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_look_ups_are_eleven_however_many_customers(mia, number, django_assert_num_queries):
    identities.add(
        mia.customer, by=make.person(), at=make.at("5 10:30"), kind="phone", value="+4930901820", shared=True
    )
    for n in range(number):
        ticket = make.ticket("5 11:00", name="Mia Novak", email=f"m{n}@firm{n // 2}.example", facts={"imei": f"35-{n}"})
        identities.add(
            ticket.customer, by=make.person(), at=make.at("5 12:00"), kind="phone", value="+4930901820", shared=True
        )
    people = list(Customer.objects.order_by("-pk")[:number])
    with django_assert_num_queries(11):
        suggestions(people, among=Customer.objects.all())
