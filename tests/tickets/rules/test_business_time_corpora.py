"""Business time against the shared vectors: other libraries' cases and our own desks.

They are read from the folder that FOLLOWTHROUGH_SHARED names, or ``shared`` beside the repository;
without it these tests are skipped. What definitions.md decides otherwise, or what a vector lost on
its way, is excluded by name below, with its reason.
"""

import json
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tickets.rules.business_time import Calendar
from tickets.rules.opening_hours import CalendarVersion, InvalidCalendar

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("FOLLOWTHROUGH_SHARED") or ROOT.parent / "shared")
Case = dict[str, Any]

EXCLUDED = {
    "Invalid SLA Duration (Zero)": "0 seconds are due at the start, at once: no error here",
    "Invalid Close Time Format": "the source's close is the text 18:60; the vector holds 19.0, a "
    "valid hour (test_business_time refuses 18:60)",
}

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HELPDESK_HOURS = "Mon 0-24,Tue 8-18,Wed 8:30-18:30,Thu 0-10,Fri 13-23; holidays 2024-03-18..22"
ROUND_THE_CLOCK: dict[int, tuple[tuple[int, int], ...]] = dict.fromkeys(range(7), ((0, 86400),))


def lines(name: str) -> list[Any]:
    """The cases of a shared file; none, so that pytest skips, where it is absent."""
    path = SHARED / name
    if not path.exists():
        return []
    text = path.read_text("utf-8")
    cases = [json.loads(x) for x in text.splitlines()] if path.suffix == ".jsonl" else json.loads(text)
    return list(cases)


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def weekday(name: str) -> int:
    return next(i for i, full in enumerate(WEEKDAYS) if full.startswith(name.lower()[:3]))


def clock(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 3600 + int(minutes or 0) * 60


def one_version(tz: str, hours: Any, holidays: list[str]) -> Calendar:
    closed = frozenset(map(date.fromisoformat, holidays))
    return Calendar((CalendarVersion(None, tz, hours, closed),))


# libredesk and django-helpdesk


def oracle_calendar(case: Case) -> Calendar:
    if case["hours"] == "24x7" or case.get("always_open"):
        return one_version(case.get("tz", "UTC"), ROUND_THE_CLOCK, [])
    if isinstance(case["hours"], str):
        assert case["hours"] == HELPDESK_HOURS
        week = re.findall(r"([A-Z]\w\w) ([\d:]+)-([\d:]+)", case["hours"])
        opened = {weekday(day): ((clock(opens), clock(closes)),) for day, opens, closes in week}
        return one_version("UTC", opened, [f"2024-03-{day}" for day in range(18, 23)])
    hours = {
        weekday(day): tuple((round(o * 3600), round(c * 3600)) for o, c in shifts)
        for day, shifts in case["hours"].items()
    }
    return one_version(case["tz"], hours, case["holidays"])


def check_error(case: Case) -> None:
    """Our words for libredesk's errors; those cases carry no start."""
    start = instant("2023-10-10T09:00:00Z")
    if case["expect_error"] == "ErrInvalidTime":
        with pytest.raises(InvalidCalendar):
            oracle_calendar(case)
    elif case["expect_error"] == "ErrMaxIterations":
        assert oracle_calendar(case).due(start, case["minutes"] * 60) is None
    else:
        with pytest.raises(ValueError, match="negative"):
            oracle_calendar(case).due(start, case["minutes"] * 60)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{i}: {case.get('name') or case['start']}")
        for i, case in enumerate(lines("oracles/business_hours_vectors.json"))
        if case.get("name") not in EXCLUDED
    ],
)
def test_business_hours_vectors(case: Case) -> None:
    if "expect_error" in case:
        check_error(case)
    elif "minutes" in case:
        due = oracle_calendar(case).due(instant(case["start"]), case["minutes"] * 60)
        assert due == instant(case["expected"])
    else:
        desk = oracle_calendar(case)
        assert desk.elapsed(instant(case["start"]), instant(case["end"])) == case["expected"]


# business_time (Ruby) and businesstime (Python). We offer no walk backwards; where a case wants
# one, the figure that it expects still has to fit our forward functions, and only that figure does.


def check_add(desk: Calendar, case: Case) -> None:
    start, seconds, expected = instant(case["start"]), case["seconds"], instant(case["expected"])
    if seconds >= 0:
        assert desk.due(start, seconds) == expected
        return
    with pytest.raises(ValueError, match="negative"):
        desk.due(start, seconds)
    # The latest instant from which as many open seconds lead to the start.
    assert desk.elapsed(expected, start) == -seconds
    assert desk.elapsed(expected + 1, start) == -seconds - 1


def check_between(desk: Calendar, case: Case) -> None:
    start, end, expected = instant(case["start"]), instant(case["end"]), case["expected"]
    assert desk.elapsed(start, end) == max(expected, 0)  # ours is 0 where theirs is negative
    assert desk.elapsed(end, start) == max(-expected, 0)


def check_prev_open(desk: Calendar, case: Case) -> None:
    # The end of the last open second at or before the start.
    start, expected = instant(case["start"]), instant(case["expected"])
    assert desk.elapsed(expected, start) == 0
    assert desk.is_open(expected - 1)


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, id=c["id"]) for c in lines("data/bizhours-handover/cases.json")],
)
def test_bizhours_cases(case: Case) -> None:
    assert not case["date_hours"]  # no case has any; translate them when one does
    assert not case["breaks"]
    hours = {
        weekday(day): tuple((clock(opens), clock(closes)) for opens, closes in shifts)
        for day, shifts in case["weekly"].items()
    }
    desk = one_version(case["tz"], hours, case["holidays"])
    match case["op"]:
        case "add":
            check_add(desk, case)
        case "between":
            check_between(desk, case)
        case "prev_open":
            check_prev_open(desk, case)
        case "is_open":
            assert desk.is_open(instant(case["start"])) is case["expected"]
        case "next_open":
            assert desk.next_open(instant(case["start"])) == instant(case["expected"])
        case other:
            pytest.fail(f"unknown operation {other}")


# Our own desks: the due times of every clock that never pauses, and of every running measure


DESKS = [n for n in (100, 101, 102, 103) if (SHARED / f"oracles/histories/desk_{n}.json").exists()]


def desk_calendar(number: int) -> tuple[Calendar, Any]:
    path = SHARED / f"oracles/histories/desk_{number}.json"
    data = json.loads(path.read_text("utf-8"))["calendar"]
    return Calendar.from_json(data), data


@pytest.mark.parametrize("number", DESKS)
def test_desks_round_trip(number: int) -> None:
    desk, data = desk_calendar(number)
    assert desk.to_json() == data


@pytest.mark.parametrize("number", DESKS)
def test_due_times_of_the_clocks(number: int) -> None:
    desk, _ = desk_calendar(number)
    checked = 0
    for ticket in lines(f"oracles/histories/measures_{number}.jsonl"):
        for c in ticket["clocks"]:
            if c["clock"] == "business" and c["metric"] != "resolution_net":
                start = instant(c["started_at"])
                due = desk.at_version(start).due(start, c["target_s"])
                assert due == instant(c["due_at"]), (ticket["ticket"], c)
                checked += 1
    assert checked > 100


@pytest.mark.parametrize("number", DESKS)
def test_running_closed_loops(number: int) -> None:
    """A loop that was never closed runs from the start to the moment of the report."""
    desk, _ = desk_calendar(number)
    running = 0
    for ticket in lines(f"oracles/histories/measures_{number}.jsonl"):
        loop = ticket["time_to_closed_loop"]
        if loop and loop["running"]:
            elapsed = desk.elapsed(instant(ticket["start"]), instant(ticket["as_of"]))
            assert elapsed == loop["business_s"], ticket["ticket"]
            running += 1
    assert running > 10
