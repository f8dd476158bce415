"""Explanations over HTTP: the same figures, lines and sums as the page, for whoever may see the ticket."""

import pytest
from django.test import Client

from metrics.measures import measure
from metrics.reading import StoryReader
from tests import make
from tests.make import api_key
from tickets.actions.setup import people
from tickets.models.history import desk_known_at, seconds
from tickets.models.people import Role
from tickets.rules.access import COMMAND

AS_OF = "2025-03-11T11:30:00Z"
HORIZON = {"as_of": AS_OF, "known_at": "2026-01-01T00:00:00Z"}


def get(client, ticket, figure="ttr", **asked):
    return client.get(f"/api/v1/metrics/tickets/{ticket.pk}/explain", {"figure": figure, **HORIZON, **asked})


def test_it_holds_the_lines_their_sum_and_where_they_come_from(ana, story):
    told = get(ana, story).json()
    assert (told["business_s"], told["calendar_s"], told["running"]) == (32 * 3600, 144 * 3600, False)
    assert sum(day["business_s"] for day in told["days"]) == 32 * 3600
    assert told["days"][0] == {
        "date": "2025-03-05",
        "time_zone": "Europe/Berlin",
        "is_holiday": False,
        "opens": [{"start": "2025-03-05T08:00:00Z", "end": "2025-03-05T16:00:00Z"}],
        "counted": [{"start": "2025-03-05T09:00:00Z", "end": "2025-03-05T23:00:00Z"}],
        "worked": [{"start": "2025-03-05T09:00:00Z", "end": "2025-03-05T16:00:00Z"}],
        "business_s": 7 * 3600,
        "calendar_s": 14 * 3600,
        "business_sum": 7 * 3600,
        "calendar_sum": 14 * 3600,
    }
    begins = {"event": "E1", "number": 1, "kind": "contact", "at": "2025-03-05T09:00:00Z", "why": "earliest_contact"}
    assert told["begins"] == begins | {"said": "The earliest contact, so the start."}
    assert [mark["event"] for mark in told["did_not_count"]] == ["E4", "N1"]
    assert told["clock"]["state"] == "breached"
    assert told["clock"]["target"] == {"number": 1, "valid_from": None}
    assert told["calendars"][0]["hours"]["0"] == [["09:00", "17:00"]]
    assert told["due"]["business_s"] == told["due"]["limit_s"] == 24 * 3600


def test_every_figure_that_it_names_can_be_asked_for_and_is_the_one_measured(ana, story):
    until = make.at("11 12:30")
    reader = StoryReader(desk_known_at(make.at("30/12 12:00")), until, make.at("30/12 12:00"))
    (ticket,) = reader.stories([story.pk])
    measured = measure(ticket, reader.desk, seconds(until))
    figures = get(ana, story).json()["figures"]
    assert len(figures) > 20
    for figure in figures:
        told = get(ana, story, figure["figure"]).json()
        assert told["title"] == figure["title"]
        if theirs := measured.get(figure["figure"]):
            assert {name: told[name] for name in ("business_s", "calendar_s", "running")} == {
                name: theirs[name] for name in ("business_s", "calendar_s", "running")
            }


def test_a_promise_and_a_flag_are_told_with_their_state(ana, story):
    promise = get(ana, story, "promise:P1").json()
    assert (promise["promise"]["state"], promise["due"]["at"]) == ("broken", "2025-03-06T09:04:00Z")
    flag = get(ana, story, "flag:R3:E2").json()["flag"]
    assert (flag["rule"], flag["limit_s"], flag["stalled_from"]) == ("R3", 12 * 3600, "2025-03-06T13:04:00Z")
    assert (flag["cleared_at"], flag["running"]) == ("2025-03-10T09:01:00Z", False)


def test_left_out_it_is_the_time_to_resolution_as_of_now(ana, story):
    told = ana.get(f"/api/v1/metrics/tickets/{story.pk}/explain").json()
    assert (told["figure"], told["calendar_s"]) == ("ttr", 144 * 3600)


@pytest.mark.parametrize(
    "asked", [{"figure": "speed"}, {"figure": ""}, {"as_of": "soon"}, {"known_at": "never"}, {"by": "channel"}]
)
def test_what_cannot_be_meant_is_refused_by_name(ana, story, asked):
    response = get(ana, story, **{"figure": "ttr", **asked})
    assert response.status_code == 400
    assert {error["field"] for error in response.json()["errors"]} == set(asked)


def test_what_was_not_known_then_is_not_found(ana, story):
    assert get(ana, story, known_at="2025-03-01").status_code == 404


# --- Who --------------------------------------------------------------------------------------


def by_key(role, *scopes):
    header = api_key(make.person("paul", role), *scopes)
    client = Client()
    client.defaults |= header
    return client


@pytest.mark.parametrize("role", list(Role))
def test_a_key_with_the_scope_explains_what_its_person_may_see(story, role):
    assert get(by_key(role, "metrics"), story).status_code == 200


def test_a_key_without_the_scope_does_not(story):
    assert get(by_key(Role.MANAGER, "tickets"), story).status_code == 403


def test_nobody_does_not(story):
    assert get(Client(), story).status_code == 401


def test_a_ticket_that_one_may_not_see_is_not_found(ana, story):
    others = people.create_team(by=COMMAND, slug="others", name="Others")
    make.do("assign", story, at=make.at("11 12:10"), to=None, team=others)
    assert get(ana, story).status_code == 404
    assert get(by_key(Role.AGENT, "metrics"), story).status_code == 404
