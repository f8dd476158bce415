"""Since when we know somebody: their first contact, whatever row was made when."""

import pytest

from tests import make
from tests.histories import written
from tests.tickets.admin.conftest import words
from tickets.actions.customers import merging
from tickets.actions.search.finding import find
from tickets.models import Customer, Ticket
from tickets.models.history import seconds
from tickets.rules.customer_codes import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk():
    return make.desk()


def known_since(ticket):
    return Customer.objects.with_known_since().get(pk=ticket.customer_id).known_since


def test_a_customer_is_known_since_their_first_contact_however_late_it_was_written_down():
    ticket = make.ticket("10 10:00")
    make.receive("10 11:00", "They called last week.", ticket=ticket, channel="phone", occurred_at=make.at("5 09:00"))
    assert known_since(ticket) == make.at("5 09:00")


def test_what_came_by_another_identity_counts_once_the_two_are_one():
    home, work = make.ticket("5 10:00", email="mia@home.example"), make.ticket("10 10:00")
    merging.merge_customers(home.customer_id, into=work.customer_id, by=make.person(), at=make.at("10 12:00"))
    assert known_since(work) == make.at("5 10:00")


def test_an_imported_contact_counts_from_when_it_was():
    mia = {"channel": "email", "from": {"email": make.MIA}, "text": "Hello"}
    told = written(seconds(make.at("5 10:00")))
    make.take([{"id": "1", "ticket": "T", "at": told, "kind": "contact", **mia}])
    assert known_since(make.ticket("2/12 10:00")) == make.at("5 10:00")


def test_neither_a_machine_of_theirs_nor_a_word_of_ours_is_a_contact():
    ticket = make.ticket("10 10:00")
    make.receive("10 11:00", "I am away.", ticket=ticket, automatic=True, occurred_at=make.at("5 09:00"))
    make.answered(ticket, "10 12:00", occurred_at=make.at("5 08:00"))
    assert known_since(ticket) == make.at("10 10:00")


def test_who_never_turned_to_us_is_known_since_they_are_on_file():
    made_at = make.at("10 10:00")
    Customer.objects.create(name="Mia", created_at=made_at)
    assert Customer.objects.with_known_since().get().known_since == made_at


def visit(**more):
    return make.ticket("10 10:00", "It hangs.", channel="chat", email="", session="c1", **more)


def test_whoever_chats_and_does_not_say_who_they_are_is_called_the_same_everywhere(client):
    ticket = visit()
    customer, ana = ticket.customer, make.person("ana", is_staff=True)
    called = f"Visitor {code_of(customer.pk)}"
    key = make.api_key(ana)
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    assert str(customer) == called
    assert client.get(f"/api/v1/tickets/{ticket.pk}", **key).json()["customer"]["name"] == called
    assert client.get(f"/api/v1/customers/{customer.pk}", **key).json()["name"] == called
    pages = ("ticket/", f"ticket/{ticket.pk}/change/", "customer/", f"customer/{customer.pk}/change/")
    assert [called in words(client.get(f"/admin/tickets/{page}")) for page in pages] == [True] * len(pages)


@pytest.mark.parametrize("typed", ["Visitor {code}", "visitor {code}", "{code}", "visitor"])
def test_a_visitor_is_found_by_what_they_are_called(typed):
    other = make.ticket("10 09:00", "Another")
    ticket = visit()
    typed = typed.format(code=code_of(ticket.customer_id).lower())
    assert list(Customer.objects.matching(typed)) == [ticket.customer]
    make.searchable()
    assert list(find(Ticket.objects.all(), typed, by=make.person(), at=make.at("10 10:42")).tickets) == [ticket]
    assert other.customer_id not in Customer.objects.matching(f"visitor {code_of(other.customer_id)}").values_list(
        "pk", flat=True
    )


def test_who_has_no_name_is_never_called_by_a_number_that_looks_like_a_tickets():
    ticket = make.ticket("10 10:00")
    code = code_of(ticket.customer_id)
    assert str(ticket.customer) == f"Customer {code}"
    assert "#" not in str(ticket.customer)
    for typed in (f"Customer {code}", code):
        assert list(Customer.objects.matching(typed)) == [ticket.customer]


def test_a_code_stands_for_nobody_who_has_a_name():
    ticket = make.ticket("10 10:00", name="Mia")
    assert not Customer.objects.matching(code_of(ticket.customer_id)).exists()


def test_a_name_given_later_in_the_chat_takes_its_place():
    ticket = visit()
    make.receive("10 10:05", "I am Mia.", ticket=ticket, channel="chat", email="", session="c1", name="Mia Novak")
    assert str(Customer.objects.get()) == "Mia Novak"
    make.receive("10 10:06", "Or Eve.", ticket=ticket, channel="chat", email="", session="c1", name="Eve")
    assert str(Customer.objects.get()) == "Mia Novak"


@pytest.mark.parametrize("more", [{"channel": "email"}, {"channel": "chat", "name": "Mia"}])
def test_nobody_else_is_a_visitor(more):
    assert not make.ticket("10 10:00", **more).customer.visitor
