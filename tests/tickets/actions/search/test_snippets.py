"""The line that shows where the searched words stand."""

import pytest

from tests import make
from tickets.actions.search.finding import find
from tickets.actions.search.snippets import snippets
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def line(ticket, typed):
    """The snippet, with what is marked in brackets."""
    make.searchable()
    found = find(Ticket.objects.all(), typed, by=make.person(), at=make.at("10 10:42"))
    pieces = snippets([ticket.pk], found.asked).get(ticket.pk, [])
    return "".join(f"[{text}]" if marked else text for text, marked in pieces)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ruckzahlung", "Wo bleibt meine [Rückzahlung]?"),
        ("rück wo", "[Wo] bleibt meine [Rückzahlung]?"),
        ("zahlung", "Wo bleibt meine [Rückzahlung]?"),
        ("rückzahlnug", "Wo bleibt meine [Rückzahlung]?"),
        ("ax9z", "The serial number is [SN-4711-AX9Z]."),
        ("+49 170 1234567", "Call me: [0170 1234567] after six."),
    ],
)
def test_words_are_marked_as_they_were_written(typed, shown):
    ticket = make.ticket(
        "10 10:00", "Wo bleibt meine Rückzahlung?\nThe serial number is SN-4711-AX9Z.\nCall me: 0170 1234567 after six."
    )
    assert line(ticket, typed) == shown


def test_a_long_line_is_cut_around_the_first_word_that_was_found():
    ticket = make.ticket("10 10:00", "before " * 40 + "the zebra " + "after " * 60)
    shown = line(ticket, "zebra")
    assert shown.startswith("…before")
    assert shown.endswith("…")
    assert "the [zebra] after" in shown
    assert len(shown) < 200


def test_what_was_said_last_is_shown():
    ticket = make.ticket("10 10:00", "The first zebra.")
    make.receive("10 10:10", "The second zebra.", ticket=ticket)
    assert line(ticket, "zebra") == "The second [zebra]."


def test_what_is_found_without_words_has_none():
    ticket = make.ticket("10 10:00")
    assert line(ticket, "is:open") == line(ticket, "owner:nobody") == ""
    assert snippets([], ()) == {}
