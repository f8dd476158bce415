"""Small histories that once went wrong, by name: each figure that was wrong then."""

import json

import pytest

from metrics.measures import measure
from metrics.reports import words
from metrics.reports.view import ReportScope
from tests.histories import read, seconds, stories
from tests.telling import tallied
from tickets.rules.desk import Desk

FEBRUARY, MARCH, APRIL = (seconds(f"2025-{month:02}-01T00:00:00+01:00") for month in (2, 3, 4))
TICKETS = (
    "disputed_then_waived",
    "disputed_hold_pending",
    "delivery_before_its_answer",
    "two_answers_in_one_second",
    "bounced_answer_delivers_nothing",
    "fact_renewed_with_an_end",
    "waiver_clears_the_wait",
)


@pytest.fixture
def case(shared):
    """`case(name)`: its lines, the desk of the story, and what is right."""
    folder = shared("cases/histories")
    desk = Desk.from_json(json.loads(shared("oracles/desk_story.json").read_text()))
    expected = json.loads((folder / "expected.json").read_text())
    return lambda name: (read(folder / f"{name}.jsonl"), desk, expected[name])


def tally(lines, desk, name, as_of, *, by=None, since=None, to=None):
    view = ReportScope(desk, as_of, "calendar", since, to)
    return tallied(name, stories(lines, desk, as_of).values(), view, by)


@pytest.mark.parametrize("name", TICKETS)
def test_a_ticket_has_the_figures_of_its_case(case, name):
    lines, desk, expected = case(name)
    as_of = seconds(expected["as_of"])
    (ticket,) = stories(lines, desk, as_of).values()
    figures = measure(ticket, desk, as_of)
    assert figures.items() >= expected.get("measures", {}).items()
    states = [promise["state"] for promise in figures["promises"]]
    for state, number in expected.get("promises", {}).items():
        assert states.count(state) == number
    standing = [[flag["rule"], flag["stalled_from"]] for flag in figures["stalled"] if flag["cleared_at"] is None]
    assert standing == expected.get("open_flags", standing)
    if "R1_stalled_from" in expected:
        (raised,) = (flag["stalled_from"] for flag in figures["stalled"] if flag["rule"] == "R1")
        assert seconds(raised) == seconds(expected["R1_stalled_from"])


def test_a_promise_kept_long_before_it_is_due(case):
    lines, desk, expected = case("promise_kept_long_before_due")
    told = {key: value for key, value in expected.items() if key.startswith("as_of ")}
    assert len(told) == 2
    for when, rate in told.items():
        figures = tally(lines, desk, "promises", seconds(when.removeprefix("as_of "))).figures()
        assert f"{figures['k']} of {figures['n']}" == rate


def test_a_silent_reopen_on_another_channel(case):
    lines, desk, expected = case("silent_reopen_on_another_channel")
    told = tally(lines, desk, "reopens", seconds(expected["as_of"]), by="channel")
    groups = {name: figures["silent_reopens"] for name, figures in told.groups({}).items()}
    assert {"all": told.figures()["silent_reopens"], **groups} == expected["silent_reopens"]


def test_a_score_on_last_months_ticket(case):
    lines, desk, expected = case("score_on_last_months_ticket")
    for name, since, to in (("February", FEBRUARY, MARCH), ("March", MARCH, APRIL)):
        number = tally(lines, desk, "csat", APRIL, since=since, to=to).figures()["n"]
        assert str(number) == expected[name].split()[0]


def test_an_nps_interval_ends_where_its_scale_ends(case):
    lines, desk, expected = case("nps_interval_within_its_scale")
    figures = tally(lines, desk, "nps", seconds(expected["as_of"])).figures()
    assert str([round(bound, 1) for bound in figures["interval"]]) == expected["interval"]
    assert words.lines({"interval": figures["interval"]})[0].endswith("71.4 – 100.0")
