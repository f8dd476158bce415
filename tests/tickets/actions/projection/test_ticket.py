"""A ticket's own row says what its story says, as moments, and rests once the ticket was merged away."""

from datetime import timedelta

import pytest

from tests import make
from tests.telling import lines
from tickets.actions.projection import ticket as row
from tickets.actions.projection.ticket import AT_REST, TIMES, WRITTEN, put_down, row_of
from tickets.events.replay import story_of
from tickets.models import Ticket
from tickets.rules.projection import project
from tickets.rules.version import RULES_VERSION

NOW = make.at("5 12:00") + timedelta(microseconds=7)
TOLD = [
    ("5 10:00", "contact"),
    ("5 10:30", "snooze", {"until": "9 09:00"}),
    ("5 11:00", "promise", {"due_at": "6 10:00"}),
]


def projection():
    return project(story_of(lines(*TOLD), make.DESK), make.DESK, int(NOW.timestamp()))


def test_the_columns_are_what_the_rules_say():
    """And when it was looked at last and must be next, by which rules, which version it is and where it went."""
    said = {name.removesuffix("_id") for name in projection().row}
    assert set(WRITTEN) - said == {"next_check_at", "projected_at", "rules_version", "version", "merged_into"}
    assert said <= set(WRITTEN)


def test_times_are_moments_and_what_there_is_none_of_is_null():
    said = row_of(Ticket(), projection())
    assert (said["started_at"], said["snoozed_until"]) == (make.at("5 10:00"), make.at("9 09:00"))
    assert (said["due_at"], said["due_kind"], said["resolved_at"]) == (make.at("5 11:00"), "first_response", None)
    assert said["stalled_since"] == make.at("5 12:00")
    assert said["contacts_by_channel"] == {"email": 1}


def test_putting_it_down_is_a_version_of_todays_rules():
    ticket = Ticket(version=3)
    put_down(ticket, projection(), NOW)
    assert (ticket.version, ticket.rules_version) == (4, RULES_VERSION)
    assert ticket.projected_at == make.at("5 12:00")  # cut to whole seconds
    assert ticket.next_check_at == make.at("6 10:00")  # the promise falls due
    assert (ticket.status, ticket.waiting_on) == ("new", "us")


def test_a_ticket_that_was_merged_away_asks_for_nothing():
    ticket = Ticket(merged_into_id=9)
    put_down(ticket, projection(), NOW)
    assert {name: getattr(ticket, name) for name in AT_REST} == AT_REST
    assert (ticket.next_check_at, ticket.stalled_rules, ticket.due_kind) == (None, [], "")
    assert ticket.started_at == make.at("5 10:00")


@pytest.mark.django_db
def test_every_column_that_follows_is_written():
    ticket = make.ticket("5 10:00")
    put_down(ticket, projection(), NOW)
    ticket.owner, ticket.team, ticket.status, ticket.loop = make.person(), None, "resolved", "presumed"
    ticket.channels, ticket.contacts, ticket.chasers, ticket.reopens = ["chat"], 7, 6, 5
    ticket.priority, ticket.last_channel = "urgent", "chat"
    for name in TIMES:
        setattr(ticket, name, NOW)
    row.save([ticket])
    stored = Ticket.objects.get(pk=ticket.pk)
    assert {name: getattr(stored, name) for name in WRITTEN} == {name: getattr(ticket, name) for name in WRITTEN}


@pytest.mark.django_db
def test_new_tickets_and_known_ones_are_two_statements(django_assert_num_queries):
    known = [make.ticket("5 10:00"), make.ticket("5 10:10", email="leo@example.org")]
    new = [Ticket(reference=f"FT-{n}", customer=known[0].customer, created_at=NOW) for n in "ab"]
    with django_assert_num_queries(2):
        row.save([*new, *known])
    assert Ticket.objects.count() == 4
