"""What searches look into follows what happens, and goes on where it was."""

from unittest import mock

import pytest

from tests import make
from tickets.actions import feed
from tickets.actions.customers import identities, merging
from tickets.actions.search import keeping
from tickets.models import Event, SearchDocument, SearchDue, SearchRound, SearchWord, Ticket

pytestmark = pytest.mark.django_db
NOW = "10 10:42"


@pytest.fixture(autouse=True)
def _committed(monkeypatch):
    """The feed ends before a transaction that runs, as a test's does."""
    monkeypatch.setattr(feed, "_seen_by_all", Event.objects.all)


class Killed(BaseException):
    """As a worker is that is killed."""


def documents():
    return {(row.ticket_id, row.part): row.text for row in SearchDocument.objects.all()}


def texts():
    return " ".join(documents().values())


def test_what_was_there_before_comes_with_the_round_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(keeping, "IN_A_ROUND", 2)
    several = [make.ticket("10 10:00", email=f"{number}@example.org") for number in range(5)]
    assert keeping.keep()
    assert {ticket for ticket, _part in documents()} == {ticket.pk for ticket in several[:2]}
    make.searchable()
    assert {ticket for ticket, _part in documents()} == {ticket.pk for ticket in several}
    assert SearchRound.objects.get().complete


def test_what_is_said_later_comes_with_its_event():
    ticket = make.ticket("10 10:00", "It hangs.")
    make.searchable()
    make.receive("10 10:10", "A zebra ate it.", ticket=ticket)
    assert "zebra" not in texts()
    assert not keeping.keep()
    assert "zebra" in texts()


@pytest.mark.parametrize(
    "dies_at", ["tickets.actions.search.keeping._replace", "tickets.actions.search.keeping._go_on"]
)
def test_a_worker_that_is_killed_leaves_nothing_out_and_nothing_twice(dies_at):
    ticket = make.ticket("10 10:00", "It hangs.")
    make.searchable()
    make.receive("10 10:10", "A zebra ate it.", ticket=ticket)
    with mock.patch(dies_at, side_effect=Killed), pytest.raises(Killed):
        keeping.keep()
    keeping.keep()
    assert texts().count("zebra") == 1
    assert list(documents()) == [(ticket.pk, 0)]
    before = list(SearchDocument.objects.values_list("pk", flat=True))
    assert not keeping.keep()
    assert list(SearchDocument.objects.values_list("pk", flat=True)) == before


def test_nothing_is_written_again_that_says_the_same():
    ticket = make.ticket("10 10:00")
    make.searchable()
    before = list(SearchDocument.objects.values_list("pk", flat=True))
    make.do("priority", ticket, by=make.person("lea", "team_lead"), at=make.at("10 10:10"), to="high")
    make.searchable()
    assert list(SearchDocument.objects.values_list("pk", flat=True)) == before


def test_a_ticket_that_changes_while_it_is_read_comes_with_its_event():
    ticket = make.ticket("10 10:00", "It hangs.")
    real = keeping.contents

    def meanwhile(tickets):
        found = real(tickets)
        Ticket.objects.filter(pk=ticket.pk).update(version=99)
        return found

    with mock.patch.object(keeping, "contents", meanwhile):
        keeping.tell([ticket.pk])
    assert documents() == {}
    keeping.tell([ticket.pk])
    assert list(documents()) == [(ticket.pk, 0)]


def test_another_edition_goes_through_all_tickets_once_more(monkeypatch):
    ticket = make.ticket("10 10:00", "It hangs.")
    make.searchable()
    SearchDocument.objects.update(text="spoilt", fingerprint="")
    make.searchable()
    assert documents() == {(ticket.pk, 0): "spoilt"}
    monkeypatch.setattr(keeping, "EDITION", keeping.EDITION + 1)
    make.searchable()
    assert "It hangs." in texts()


def test_a_rebuild_makes_true_what_is_not():
    make.ticket("10 10:00", "It hangs.")
    make.searchable()
    SearchDocument.objects.all().delete()
    keeping.begin_anew()
    make.searchable()
    assert "It hangs." in texts()


def test_an_identity_that_comes_or_goes_is_known_to_all_tickets_of_its_customer():
    ana, at = make.person("ana"), make.at(NOW)
    first = make.ticket("7 10:00")
    make.resolved(first, "7 10:10")
    make.searchable()
    row = identities.add(first.customer, by=ana, at=at, kind="email", value="zebra@example.org")
    make.searchable()
    assert "zebra@example.org" in documents()[first.pk, 0]
    identities.remove(row.pk, of=first.customer, by=ana, at=at)
    make.searchable()
    assert "zebra@example.org" not in texts()
    assert not SearchDue.objects.exists()


def test_a_merge_of_customers_and_its_undo_are_known_to_the_tickets_of_both():
    lead, at = make.person("lea", "team_lead"), make.at(NOW)
    mia = make.ticket("10 10:00", name="Mia Novak")
    leo = make.ticket("10 10:00", email="leo@example.org", name="Leo Berg")
    make.searchable()
    merging.merge_customers(leo.customer, into=mia.customer, by=lead, at=at)
    make.searchable()
    assert all("leo@example.org" in text for text in documents().values())
    merging.unmerge_customers(leo.customer, by=lead, at=at)
    make.searchable()
    assert "leo@example.org" not in documents()[mia.pk, 0]


def test_a_merged_ticket_has_no_document_of_its_own():
    stays, goes = make.ticket("10 10:00"), make.ticket("10 10:00", "A zebra", email="leo@example.org")
    make.searchable()
    make.do("merge", goes, by=make.person("lea", "team_lead"), at=make.at(NOW), into=stays.pk)
    make.searchable()
    assert list(documents()) == [(stays.pk, 0)]


def test_words_are_known_once_and_without_marks():
    make.ticket("10 10:00", "Zebra zebra ZEBRA", name="Mia Novak")
    make.searchable()
    keeping.learn({"zebra"})
    known = list(SearchWord.objects.values_list("word", flat=True))
    assert known.count("zebra") == 1
    assert not [word for word in known if "_" in word or len(word) < keeping.SHORTEST_KNOWN]


def test_with_nothing_to_do_it_looks_at_three_things(django_assert_num_queries):
    make.ticket("10 10:00")
    make.searchable()
    with django_assert_num_queries(3):  # the round, the feed, the customers
        assert not keeping.keep()
