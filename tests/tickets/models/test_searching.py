"""Words are found in letters of either case, on any database."""

import pytest

from tests import make
from tickets.models import Customer
from tickets.models.searching import holds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["müller", "MÜLLER", "Müller", "ülle", "ÜLLE", "łukasz", "mia", "MIA"])
def test_a_word_is_found_in_either_case(typed):
    customer = make.ticket(name="Mia Łukasz-Müller").customer
    make.ticket(name="Leo Berg", email="leo@example.org")
    assert list(Customer.objects.filter(holds(typed, "name"))) == [customer]


def test_each_of_the_columns_is_looked_at():
    customer = make.ticket(name="Mia").customer
    assert list(Customer.objects.filter(holds("mia", "name", "identities__value")).distinct()) == [customer]
    assert not Customer.objects.filter(holds("leo", "name", "identities__value")).exists()
