"""The desk's own sources of the palette."""

import pytest
from django.test import RequestFactory

from config.palette import Entry, is_meant, sources
from tests import make
from tickets.admin.palette import sources as ours


@pytest.fixture
def request_of_ana(ana):
    request = RequestFactory().get("/admin/")
    request.user = ana.person
    return request


def test_sources_are_those_of_the_settings_in_their_order(settings):
    assert [f"{one.__module__}.{one.__name__}" for one in sources()] == settings.PALETTE


def test_views_keep_their_addresses(request_of_ana):
    (entry,) = ours.views(request_of_ana, "stall")
    assert entry == Entry("Views", "Stalled", "/admin/tickets/ticket/?view=stalled", "warning")


def test_no_more_than_a_few_tickets_are_shown_and_all_are_one_step_away(request_of_ana):
    for number in range(9):
        make.ticket("10 10:00", "Zebra", subject=f"Case {number}", email=f"{number}@example.org")
    make.searchable()
    titles = [one.title for one in ours.found(request_of_ana, "zebra")]
    assert len(titles) == ours.MOST
    assert titles[-1] == "All tickets with “zebra”"


@pytest.mark.parametrize(("typed", "meant"), [("", True), ("pro", True), ("DUE prom", True), ("mises", False)])
def test_names_are_meant_by_the_beginnings_of_their_words(typed, meant):
    assert is_meant(typed, "Promises due") is meant
