"""Who answers beside a ticket: anybody who has its mark, but never its own customer."""

import pytest

from tests import make
from tickets.actions.intake.third_party import is_the_customers
from tickets.models import SideConversation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("address", "theirs"), [(make.MIA, True), ("vendor@example.net", False), ("", False)])
def test_a_customer_is_no_third_party_in_their_own_ticket(address, theirs):
    make.desk()
    ticket = make.ticket()
    side = SideConversation.objects.create(
        ticket=ticket, address="vendor@example.net", subject="Fwd", begun_by=make.person(), begun_at=make.at("5 11:00")
    )
    assert is_the_customers(side, address) == theirs
