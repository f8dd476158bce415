"""The desk's own sources of the palette."""

import pytest
from django.test import RequestFactory

from config.palette import Entry, is_meant, sources
from tests import make
from tickets.actions.setup.macros import create_macro
from tickets.actions.setup.ticket_views import save_view
from tickets.admin.palette import sources as ours
from tickets.rules.access import COMMAND


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


def test_macros_that_one_may_use_are_found_by_their_words(request_of_ana):
    at, ben = make.at("10 10:00"), make.person("ben")
    create_macro(name="Known fault", text="It is the charger.", by=COMMAND, at=at)
    create_macro(name="Bens own", text="The charger again.", person=ben, by=ben, at=at)
    (entry,) = ours.macros(request_of_ana, "charger")
    assert (entry.group, entry.title, entry.detail) == ("Macros", "Known fault", "Everybody's")
    assert list(ours.macros(request_of_ana, "")) == []


def test_views_that_people_made_are_found_by_their_names(request_of_ana):
    save_view(
        by=request_of_ana.user,
        name="Urgent mail",
        asked={"priority": "urgent"},
        shared_with=None,
        at=make.at("10 10:00"),
    )
    (entry,) = ours.views(request_of_ana, "urgent")
    assert entry.title == "Urgent mail"
    assert "view=own" in entry.url
