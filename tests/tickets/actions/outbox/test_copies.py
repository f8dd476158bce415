"""Whom nobody writes to: ourselves, and where nobody reads."""

import pytest

from tests import make
from tickets.actions.outbox.copies import written_to
from tickets.actions.record import Invalid
from tickets.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    make.desk()
    make.account("email", "help", address="help@example.org")
    return make.ticket()


@pytest.mark.parametrize("field", ["cc", "bcc", "recipient"])
@pytest.mark.parametrize(
    "address", ["help@example.org", "help+ft-1.x@example.org", "noreply@example.com", "no address"]
)
def test_no_mail_goes_to_ourselves_nor_where_nobody_reads(ticket, field, address):
    given = {field: address if field == "recipient" else [address]}
    with pytest.raises(Invalid) as refused:
        make.answered(ticket, "5 11:00", **given)
    assert refused.value.field == field
    assert not Message.objects.filter(direction="out", automatic=False).exists()


def test_each_address_is_written_to_once_in_its_one_form(ticket):
    assert written_to(["Boss@Example.com", "boss@example.com"], "cc") == ["boss@example.com"]
