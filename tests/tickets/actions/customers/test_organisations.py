"""Organisations: whom an address's domain puts into them, and who is put there by hand."""

import pytest

from tests import make
from tests.histories import written
from tickets.actions.customers import merging, organisations
from tickets.actions.record import Invalid
from tickets.actions.search.finding import find
from tickets.models import Customer, CustomerChange, Ticket
from tickets.models.history import seconds
from tickets.rules.access import Denied
from tickets.rules.search_query import SearchProblem

pytestmark = pytest.mark.django_db
AT = make.at("10 10:42")


@pytest.fixture
def ana():
    make.desk()
    return make.person()


@pytest.fixture
def acme(ana):
    return organisations.add("Acme Ltd", domains=["@Acme.example"], by=ana, at=AT)


def of(when="11 10:00", **more):
    return Customer.objects.get(pk=make.ticket(when, **more).customer_id).organisation


def test_who_is_new_belongs_where_their_address_is(acme):
    assert of(email="mia@acme.example") == acme
    assert of(email="eve@other.example") is None


def test_who_is_known_already_stays_where_they_are(ana):
    before = make.ticket("5 10:00", email="mia@acme.example")
    organisations.add("Acme Ltd", domains=["acme.example"], by=ana, at=AT)
    make.receive("11 10:00", "Again.", email="mia@acme.example")
    assert Customer.objects.get(pk=before.customer_id).organisation is None


def test_a_visitor_who_says_where_they_work_belongs_there(acme):
    chat = {"channel": "chat", "session": "c1"}
    visit = make.ticket("11 10:00", email="", **chat)
    make.receive("11 10:05", "I am mia@acme.example.", ticket=visit, email="mia@acme.example", **chat)
    assert Customer.objects.get(pk=visit.customer_id).organisation == acme


def test_an_imported_customer_belongs_there_too(acme):
    mia = {"channel": "email", "from": {"email": "mia@acme.example"}, "text": "Hello"}
    make.take([{"id": "1", "ticket": "T", "at": written(seconds(AT)), "kind": "contact", **mia}])
    assert Customer.objects.get().organisation == acme


@pytest.mark.parametrize("domain", ["gmail.com", "acme", "taken.example"])
def test_a_domain_that_cannot_be_theirs_is_refused(acme, ana, domain):
    organisations.add("Other", domains=["taken.example"], by=ana, at=AT)
    with pytest.raises(Invalid) as refused:
        organisations.change(acme, domains=["acme.example", domain], by=ana)
    assert refused.value.field == "domains"
    assert [row.domain for row in acme.domains.all()] == ["acme.example"]


def test_two_organisations_have_two_names(acme, ana):
    with pytest.raises(Invalid, match="called so"):
        organisations.add("ACME LTD", by=ana, at=AT)


def test_a_domain_that_is_taken_off_puts_nobody_there_any_more(acme, ana):
    organisations.change(acme, domains=[], by=ana)
    assert of(email="mia@acme.example") is None


def test_whoever_put_somebody_there_is_kept_with_where_they_were(acme, ana):
    customer = make.ticket("5 10:00").customer
    organisations.put(customer, acme, by=ana, at=AT)
    organisations.put(customer, acme, by=ana, at=AT)
    organisations.put(customer, None, by=ana, at=AT)
    told = [(row.what, row.before, row.after, row.by) for row in CustomerChange.objects.all()]
    assert told == [("organisation", "", "Acme Ltd", ana), ("organisation", "Acme Ltd", "", ana)]


def test_who_only_reads_changes_nothing(acme):
    with pytest.raises(Denied):
        organisations.change(acme, name="B", by=make.person("rea", "read_only"))


@pytest.mark.parametrize("stays_has_one", [True, False])
def test_a_merge_keeps_the_organisation_or_takes_it_and_gives_it_back(acme, ana, stays_has_one):
    goes = make.ticket("11 10:00", email="mia@acme.example").customer
    stays = make.ticket("11 11:00", email="mia@home.example").customer
    own = organisations.add("Home", by=ana, at=AT) if stays_has_one else None
    organisations.put(stays, own, by=ana, at=AT)
    merging.merge_customers(goes, into=stays, by=ana, at=AT)
    assert Customer.objects.get(pk=stays.pk).organisation == (own or acme)
    merging.unmerge_customers(goes, by=ana, at=AT)
    assert Customer.objects.get(pk=stays.pk).organisation == own
    assert Customer.objects.get(pk=goes.pk).organisation == acme


@pytest.mark.parametrize("typed", ["org:acme", 'org:"Acme Ltd"', "acme", "org:ACME hangs"])
def test_tickets_of_its_people_are_found_by_it(acme, ana, typed):
    one = make.ticket("11 10:00", email="mia@acme.example")
    make.ticket("11 11:00", email="eve@other.example")
    make.searchable()
    assert list(find(Ticket.objects.all(), typed, by=ana, at=make.at("12 10:00")).tickets) == [one]


def test_a_search_for_an_organisation_that_is_none_says_so(acme, ana):
    with pytest.raises(SearchProblem):
        find(Ticket.objects.all(), "org:nowhere", by=ana, at=AT)
