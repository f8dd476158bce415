"""The menu of a ticket's page: what a person may do that the ticket's state allows, and nothing else."""

import pytest

from tests import make
from tickets.admin.ticket.menu import menu


@pytest.fixture
def ticket(desk):
    return make.ticket("10 10:00", "The app hangs.", name="Mia Novak")


def names(ticket, person):
    return {row.verb for row in menu(ticket, person)}


def test_it_offers_what_a_rule_would_take(ticket):
    ana = make.person()
    assert {"snooze", "merge", "spam"} <= names(ticket, ana)
    resolved = make.do("resolve", ticket, by=ana, at=make.at("10 10:10"), delivered=True)
    assert names(resolved, ana) == names(ticket, ana) - {"snooze", "spam", "test"}


def test_who_may_only_read_is_offered_nothing(ticket):
    assert menu(ticket, make.person("rob", "read_only")) == []


def test_a_row_shows_the_fields_of_its_verb_or_says_what_it_is_about(ana, ticket):
    page = ana.get(f"ticket/{ticket.pk}/change/").content.decode()
    assert 'name="until" type="datetime-local"' in page or 'type="datetime-local" name="until"' in page
    rows = {row.verb: row for row in menu(ticket, ana.person)}
    assert [(field.name, field.label) for field in rows["merge"].fields] == [("into", "Ticket number")]
    assert (rows["spam"].fields, rows["spam"].beside) == ([], "Nobody’s request: out of every figure")
    assert all(str(row.button) in page and row.url in page for row in rows.values())
