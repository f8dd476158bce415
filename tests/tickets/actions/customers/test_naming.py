"""A customer is called otherwise: by whom, when, and what they were called before."""

import pytest

from tests import make
from tickets.actions.customers import merging, naming
from tickets.actions.record import Invalid
from tickets.actions.search.finding import find
from tickets.models import Customer, CustomerChange, Ticket
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db
AT = make.at("10 10:42")


@pytest.fixture
def mia():
    make.desk()
    return make.ticket("5 10:00", name="M. N.").customer


def test_the_old_name_stays_with_who_changed_it_and_when(mia):
    naming.rename(mia, "  Mia\nNovak ", by=make.person(), at=AT)
    assert Customer.objects.get().name == "Mia Novak"
    change = CustomerChange.objects.get()
    assert (change.before, change.after, change.by, change.at) == ("M. N.", "Mia Novak", make.person(), AT)


def test_the_same_name_again_changes_nothing(mia):
    naming.rename(mia, "M. N.", by=make.person(), at=AT)
    assert not CustomerChange.objects.exists()


def test_their_tickets_are_found_by_the_new_name(mia):
    naming.rename(mia, "Eve Adler", by=make.person(), at=AT)
    make.searchable()
    assert find(Ticket.objects.all(), "adler", by=make.person(), at=AT).tickets.count() == 1


@pytest.mark.parametrize("name", ["", " \n ", "x" * 201])
def test_no_name_and_one_that_is_too_long_are_refused(mia, name):
    with pytest.raises(Invalid):
        naming.rename(mia, name, by=make.person(), at=AT)


def test_who_was_merged_away_is_renamed_where_they_went(mia):
    other = make.ticket("6 10:00", email="work@example.org").customer
    merging.merge_customers(mia, into=other, by=make.person(), at=AT)
    with pytest.raises(Forbidden, match="Go on there"):
        naming.rename(mia, "Mia", by=make.person(), at=AT)


def test_who_only_reads_renames_nobody(mia):
    with pytest.raises(Denied):
        naming.rename(mia, "Mia", by=make.person("rea", "read_only"), at=AT)
