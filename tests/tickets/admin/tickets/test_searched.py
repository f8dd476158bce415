"""The list when somebody searches it."""

import pytest
from django.db import connection

from tests import make
from tests.tickets.admin.tickets.test_rows import LIST, shown
from tickets.actions.search import finding
from tickets.models import SearchRound


def test_the_words_that_were_found_stand_marked_under_the_row(ana):
    make.ticket("10 10:00", "Where is <b>my</b> Rückzahlung?")
    page = ana.get(LIST, q="ruckzahlung").content.decode()
    assert "&lt;b&gt;my&lt;/b&gt; <mark>Rückzahlung</mark>?" in page
    assert "<mark>" not in ana.get(LIST).content.decode()


def test_a_search_stays_inside_its_view_and_in_its_order(ana):
    later = make.ticket("10 10:30", "Zebra", email="a@example.org")
    sooner = make.ticket("10 10:00", "Zebra", email="b@example.org")
    resolved = make.ticket("10 09:00", "Zebra", email="c@example.org")
    make.resolved(resolved, "10 09:10")
    assert shown(ana, q="zebra", view="open") == [sooner.pk, later.pk]
    assert shown(ana, q="zebra") == [later.pk, sooner.pk, resolved.pk]


def test_a_mistake_in_an_operator_is_told_in_words_with_what_could_be_typed(ana):
    make.ticket("10 10:00")
    text = ana.words(LIST, q="is:late")
    assert "“is:” knows stalled, open, resolved, snoozed, unassigned, mine, not “late”." in text
    assert "Nothing found" not in text
    assert "before:2025-03-31" in text


def test_nothing_found_says_so_and_what_one_could_try(ana):
    text = ana.words(LIST, q="zebra")
    assert "Nothing found for “zebra”. Try fewer words, a part of a word, or a number" in text
    assert "from: owner: tag:" in text


def test_a_word_that_was_taken_for_a_mistyped_one_is_told(ana):
    make.ticket("10 10:00", "A zebra")
    assert "Nothing was found for “zebar”. These have “zebra”." in ana.words(LIST, q="zebar")


def test_of_too_many_it_says_that_there_are_more(ana, monkeypatch):
    monkeypatch.setattr(finding.find, "__kwdefaults__", {"most": 1})
    for number in range(2):
        make.ticket("10 10:00", "Zebra", email=f"{number}@example.org")
    assert "There are more: the 200 in which something was said last are shown." in ana.words(LIST, q="zebra")


def test_while_the_search_is_prepared_it_says_so(ana):
    make.ticket("10 10:00")
    make.searchable()
    SearchRound.objects.update(complete=False)
    page = ana.client.get("/admin/tickets/ticket/", {"q": "hangs"}).content.decode()
    assert "The search is being prepared: it looks into 100 % of the tickets by now." in page


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_of_the_list_takes_so_many_statements(ana, number, django_assert_num_queries):
    for one in range(number):
        make.ticket("10 10:00", "Zebra", email=f"{one}@example.org")
    make.searchable()
    ana.client.get("/admin/tickets/ticket/")
    # PostgreSQL: people and words each among the newest first, and then within a savepoint, by how it is to be planned.
    with django_assert_num_queries(20 if connection.vendor == "postgresql" else 12):
        ana.client.get("/admin/tickets/ticket/", {"q": "zebra"})
