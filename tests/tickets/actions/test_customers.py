"""Two customers who are one, and the way back: everything where it was, and no figure ever changes."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.histories import DAY, MONDAY, desks, histories
from tickets.actions import customers, identities
from tickets.actions.ledger import Invalid
from tickets.actions.promises import PromiseGiven
from tickets.models import Customer, CustomerMerge, Identity, KnownFact, Message, Ticket
from tickets.models.history import instant
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden

MIA, MIA_HOME, LEO = "mia@example.org", "mia@home.example", "leo@example.org"


@pytest.fixture
def desk(db):
    """Opening hours and targets of the story."""
    return make.desk()


@pytest.fixture
def mia(desk):
    """Mia by her work's address, with a ticket, a promise and a fact."""
    ticket = make.ticket("5 10:00", email=MIA, name="Mia Novak", facts={"device": "Pixel 7"})
    return make.answered(ticket, "5 10:30", promise=PromiseGiven("A fix"))


@pytest.fixture
def home(mia):
    """The same Mia by her own address and telephone: a customer of her own until somebody says so."""
    return make.ticket("5 11:00", email=MIA_HOME, phone="+4930901820", name="M. Novak", facts={"device": "iPhone"})


def merge(gone, into, when="6 10:00", by=None):
    return customers.merge_customers(gone.customer_id, into=into.customer_id, by=by or make.person(), at=make.at(when))


def unmerge(gone, when="7 10:00"):
    return customers.unmerge_customers(gone, by=make.person(), at=make.at(when))


OWNED = {Identity: "value", Ticket: "pk", Message: "pk", KnownFact: "pk"}


def belongings():
    """Who has what: every row that names a customer."""
    found = {
        model.__name__: dict(model.objects.order_by(key).values_list(key, "customer")) for model, key in OWNED.items()
    }
    found["names"] = dict(Customer.objects.values_list("pk", "name"))
    found["merged"] = dict(Customer.objects.values_list("pk", "merged_into"))
    return found


def test_all_that_both_had_is_one_persons(mia, home):
    merge(home, mia, by=make.person("ana"))
    there = belongings()
    for model in ("Identity", "Ticket", "Message", "KnownFact"):
        assert set(there[model].values()) <= {mia.customer_id, None}
    assert there["merged"] == {mia.customer_id: None, home.customer_id: mia.customer_id}
    assert there["names"][mia.customer_id] == "Mia Novak"
    record = CustomerMerge.objects.get()
    assert (record.by.username, record.moved["tickets"]) == ("ana", [home.pk])


def test_merging_customers_merges_no_tickets_and_a_new_contact_finds_both(mia, home):
    merge(home, mia)
    assert not Ticket.objects.exclude(merged_into=None).exists()
    late = make.receive("6 11:00", email=MIA_HOME)
    assert late.new_ticket  # two open tickets wait for us: a person decides
    assert late.ticket.customer_id == mia.customer_id


def test_an_undo_puts_everything_back(mia, home):
    before = belongings()
    merge(home, mia)
    unmerge(home.customer_id)
    assert belongings() == before
    assert CustomerMerge.objects.get().undone_at == make.at("7 10:00")


def test_a_name_that_was_taken_over_is_given_back(desk):
    nameless = make.ticket("5 10:00", email=MIA)
    named = make.ticket("5 10:00", email=LEO, name="Leo Berg")
    before = belongings()
    merge(named, nameless)
    assert Customer.objects.get(pk=nameless.customer_id).name == "Leo Berg"
    unmerge(named.customer_id)
    assert belongings() == before


def test_what_came_since_belongs_to_whom_it_came_from(mia, home):
    make.resolved(mia, "5 15:00")
    make.resolved(home, "5 15:00")
    merge(home, mia)
    by_home = make.receive("6 11:00", "From home", email=MIA_HOME, facts={"colour": "red"}).ticket
    make.resolved(by_home, "6 11:30")
    by_work = make.receive("6 12:00", "From work", email=MIA, facts={"colour": "blue"}).ticket
    added = identities.add(mia.customer_id, by=make.person(), at=make.at("6 13:00"), kind="handle", value="@mia")
    unmerge(home.customer_id)
    there = belongings()
    assert there["Ticket"][by_home.pk] == home.customer_id
    assert there["Ticket"][by_work.pk] == mia.customer_id
    assert {f.value: f.customer_id for f in KnownFact.objects.filter(key="colour")} == {
        "red": home.customer_id,
        "blue": mia.customer_id,
    }
    assert there["Identity"][added.value] == mia.customer_id  # nobody knows whose it is


def test_a_ticket_in_which_both_wrote_is_named_before_it_goes_back(mia, home):
    make.resolved(mia, "5 15:00")
    merge(home, mia)
    by_work = make.receive("6 11:00", "Chasing from work", email=MIA)
    assert by_work.ticket.pk == home.pk  # the one open ticket
    record = CustomerMerge.objects.get()
    assert customers.what_goes_back(record).mixed == [home.pk]
    unmerge(home.customer_id)
    there = belongings()
    assert there["Ticket"][home.pk] == home.customer_id
    assert there["Message"][by_work.message.pk] == mia.customer_id


def test_who_began_a_ticket_has_it_whoever_wrote_in_it_later(mia, home):
    make.resolved(mia, "5 15:00")
    make.resolved(home, "5 15:00")
    merge(home, mia)
    begun = make.receive("6 11:00", "From home", email=MIA_HOME).ticket
    later = make.receive("6 12:00", "Chasing from work", email=MIA)
    assert later.ticket.pk == begun.pk
    unmerge(home.customer_id)
    assert belongings()["Ticket"][begun.pk] == home.customer_id


def test_words_without_an_identity_go_with_their_ticket(mia, home):
    merge(home, mia)
    now = Ticket.objects.get(pk=home.pk)
    spoken = make.receive("6 11:00", "She says it still hangs.", ticket=now, channel="in_person", email="")
    assert spoken.message.customer_id == mia.customer_id
    unmerge(home.customer_id)
    assert belongings()["Message"][spoken.message.pk] == home.customer_id


def test_a_ticket_that_was_split_off_since_goes_where_its_words_go(mia, home):
    first = Message.objects.get(ticket=home, direction="in")
    make.receive("5 12:00", "One more thing", ticket=home, email=MIA_HOME)
    merge(home, mia)
    new = make.do("split", home, by=make.person(), at=make.at("6 11:00"), messages=[first.pk])
    unmerge(home.customer_id)
    assert Ticket.objects.get(pk=new.pk).customer_id == home.customer_id


def test_merges_that_follow_each_other_are_undone_last_first(mia, home):
    leo = make.ticket("5 12:00", email=LEO)
    before = belongings()
    merge(home, mia)
    merge(mia, leo)
    with pytest.raises(Forbidden, match="Undo that first"):
        unmerge(home.customer_id)
    unmerge(mia.customer_id)
    unmerge(home.customer_id)
    assert belongings() == before


def test_merges_beside_each_other_are_undone_in_any_order(mia, home):
    leo = make.ticket("5 12:00", email=LEO)
    before = belongings()
    merge(home, mia)
    merge(leo, mia)
    unmerge(home.customer_id)
    unmerge(leo.customer_id)
    assert belongings() == before


def test_what_is_refused(mia, home):
    with pytest.raises(Invalid):
        merge(mia, mia)
    with pytest.raises(Forbidden, match="not merged"):
        unmerge(home.customer_id)
    with pytest.raises(Denied):
        merge(home, mia, by=make.person("vera", role="read_only"))
    merge(home, mia)
    for gone, into in ((home, mia), (mia, home)):
        with pytest.raises(Forbidden, match="Go on there"):
            customers.merge_customers(
                home.customer_id if gone is home else mia.customer_id,
                into=mia.customer_id if into is mia else home.customer_id,
                by=make.person(),
                at=make.at("6 11:00"),
            )
    unmerge(home.customer_id)
    with pytest.raises(Forbidden):
        unmerge(home.customer_id)


def test_what_several_people_use_stays_on_both_files(mia, home):
    for ticket in (mia, home):
        identities.add(
            ticket.customer_id, by=make.person(), at=make.at("5 12:00"), kind="phone", value="+4930111222", shared=True
        )
    before = sorted(Identity.objects.values_list("value", "customer"))
    merge(home, mia)
    assert Identity.objects.filter(value="+4930111222").values("customer").distinct().count() == 2
    unmerge(home.customer_id)
    assert sorted(Identity.objects.values_list("value", "customer")) == before


def test_an_answer_goes_to_the_address_that_they_last_wrote_from_whoever_they_became(mia, home):
    merge(home, mia)
    for ticket, address in ((home, MIA_HOME), (mia, MIA)):
        make.answered(ticket, "6 11:00")
        assert Message.objects.filter(ticket=ticket, direction="out").latest("pk").recipient == address
    Identity.objects.filter(value=MIA_HOME).delete()  # taken off the file: never written to again
    make.answered(home, "6 12:00")
    assert Message.objects.filter(ticket=home, direction="out").latest("pk").recipient == MIA


# Figures


def test_mails_of_one_address_stay_one_contact_through_a_merge_and_its_undo(mia, home):
    """Contacts are grouped by the identity, which keeps its id whoever has it."""
    first = make.receive("6 10:00:00", "One", email=MIA_HOME, ticket=home).ticket
    contacts = Ticket.objects.get(pk=first.pk).contacts
    merge(home, mia, "6 10:01")
    make.receive("6 10:02", "Two", email=MIA_HOME, ticket=home)
    unmerge(home.customer_id, "6 10:03")
    make.receive("6 10:04", "Three", email=MIA_HOME, ticket=home)
    assert Ticket.objects.get(pk=first.pk).contacts == contacts


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=histories(), desk=desks(), pick=st.randoms(use_true_random=False))
def test_no_figure_changes_by_a_merge_of_customers_nor_by_its_undo(made, desk, pick):
    as_of = instant(MONDAY + 99 * DAY)
    with make.passing():
        make.take(made, desk, as_of)
        expected, lines = make.figures(desk, as_of), make.exported()
        there = belongings()
        people = [ticket.customer_id for ticket in Ticket.objects.order_by("id")]
        gone, survivor = pick.choice(people), pick.choice(people)
        if gone == survivor:
            return
        customers.merge_customers(gone, into=survivor, by=make.person(), at=as_of)
        assert make.figures(desk, as_of) == expected
        assert make.exported() == lines
        again = make.take(made, desk, as_of)  # what is known stays known
        assert (again.taken, again.refused) == (0, [])
        customers.unmerge_customers(gone, by=make.person(), at=as_of)
        assert make.figures(desk, as_of) == expected
        assert belongings() == there


@pytest.mark.django_db(transaction=True)
def test_a_contact_at_the_moment_of_a_merge_speaks_for_who_goes_on():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer: the twin waits where its transaction begins")
    make.desk()
    for round_ in range(12):
        old = make.ticket("5 10:00", email=f"a{round_}@example.org")
        new = make.ticket("5 10:00", email=f"b{round_}@example.org")
        done = make.at_once(
            lambda: merge(new, old),  # noqa: B023
            lambda: make.receive("6 10:00", email=f"b{round_}@example.org", channel="web"),  # noqa: B023
        )
        assert not [result for result in done if isinstance(result, Exception)]
        assert not Ticket.objects.filter(customer=new.customer_id).exists()
