"""Nothing is sent to a customer that still holds a placeholder."""

import pytest

from tests import make
from tests.make import at
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.models import Event, Message


@pytest.fixture
def ticket(db):
    make.desk()
    return make.ticket("5 10:00", "The app hangs.")


GAP = "Is it the {fact.device}, {customer.nmae}?"


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("reply", {"text": GAP}),
        ("resolve", {"text": GAP}),
        ("promise", {"text": GAP}),
        ("reply", {"text": "Hello", "promise": PromiseGiven(GAP)}),
    ],
)
def test_words_for_the_customer_with_a_gap_are_refused_and_the_gaps_are_named(ticket, verb, said):
    events = Event.objects.count()
    with pytest.raises(Invalid, match=r"Fill in or take out \{fact.device\}, \{customer.nmae\} before you send it."):
        make.do(verb, ticket, by=make.person(), at=at("5 10:05"), **said)
    assert Event.objects.count() == events


def test_a_note_may_hold_one_and_other_braces_are_words(ticket):
    make.do("note", ticket, by=make.person(), at=at("5 10:05"), text=GAP)
    make.do("reply", ticket, by=make.person(), at=at("5 10:06"), text="Write {name} in braces: {}")
    assert Message.objects.filter(direction="out", automatic=False).count() == 1
