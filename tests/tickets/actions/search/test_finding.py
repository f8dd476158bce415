"""What a typed search finds, on both databases alike."""

import pytest

from tests import make
from tickets.actions.search.finding import find
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOW = "10 10:42"


def found(typed, by=None, tickets=None):
    """The tickets that a search finds, the best first."""
    make.searchable()
    seen = Ticket.objects.all() if tickets is None else tickets
    return list(find(seen, typed, by=by or make.person("boss", "manager"), at=make.at(NOW)).ordered())


@pytest.mark.parametrize(
    "typed", ["rückzahlung", "RUCKZAHLUNG", "Rueckzahlung", "Rück", "zahlung", "hlung", "rückzahlnug"]
)
def test_umlauts_capitals_parts_and_a_wrong_letter(typed):
    ticket = make.ticket("10 10:00", "Wo bleibt meine Rückzahlung?")
    make.ticket("10 10:00", "Hello", email="leo@example.org")
    assert found(typed) == [ticket]
