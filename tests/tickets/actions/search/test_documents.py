"""The words of a ticket's story."""

import pytest

from tests import make
from tickets.actions.search import documents
from tickets.actions.search.documents import Content, contents, number_forms

pytestmark = pytest.mark.django_db


def test_a_long_story_is_in_parts_that_all_begin_with_what_names_it(monkeypatch):
    monkeypatch.setattr(documents, "PART", 20)
    content = Content(head=["FT-1"], lines=["a" * 15, "b" * 15, "c" * 50])
    found = content.documents(7)
    assert [row.text.splitlines()[1:] for row in found] == [["a" * 15], ["b" * 15], ["c" * 20], ["c" * 20], ["c" * 10]]
    assert {row.text.splitlines()[0] for row in found} == {"FT-1"}
    assert [row.part for row in found] == [0, 1, 2, 3, 4]


def test_a_new_message_changes_the_last_part_alone(monkeypatch):
    monkeypatch.setattr(documents, "PART", 20)
    before = Content(lines=["a" * 15, "b" * 15]).documents(7)
    after = Content(lines=["a" * 15, "b" * 15, "c"]).documents(7)
    assert [one.fingerprint == two.fingerprint for one, two in zip(before, after, strict=True)] == [True, False]


@pytest.mark.parametrize(
    ("value", "forms"), [("+491701234567", ["491701234567", "1701234567"]), ("17", []), ("1701234567", ["1701234567"])]
)
def test_a_number_with_and_without_its_country(value, forms):
    assert number_forms(value) == forms


def test_who_wrote_and_who_was_in_copy_are_people_of_a_ticket():
    ticket = make.ticket("10 10:00", name="Mia Novak", copied=("tom@example.org",))
    names = contents([ticket.pk])[ticket.pk].names
    assert {"Mia Novak", make.MIA, "tom@example.org"} <= set(names)


def test_many_tickets_are_read_in_as_many_statements_as_one(django_assert_num_queries):
    several = [make.ticket("10 10:00", email=f"{number}@example.org").pk for number in range(4)]
    for some in (several[:1], several):
        with django_assert_num_queries(9):
            contents(some)
