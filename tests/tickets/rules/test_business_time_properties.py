"""Business time with random calendars around the clock changes of 2025, against a slow reference."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tickets.rules.test_business_time import BERLIN, DAY, HOUR, at
from tickets.rules.business_time import Calendar
from tickets.rules.opening_hours import CalendarVersion

pytestmark = pytest.mark.slow
QUARTER = 900  # random hours and changes lie on quarters of an hour, so the reference can step so
ZONES = ["UTC", BERLIN, "America/New_York", "Asia/Kolkata", "America/Havana", "Pacific/Auckland",
         "Australia/Lord_Howe"]  # fmt: skip
FROM, TO = at("2025-03-27", "UTC"), at("2025-04-08", "UTC")
AUTUMN = at("2025-10-24", "UTC")

wall_clock = st.integers(0, 96).map(lambda n: n * QUARTER)
shift = st.tuples(wall_clock, wall_clock).filter(lambda s: s[0] != s[1] and s[0] < DAY)
hours = st.dictionaries(st.integers(0, 6), st.lists(shift, max_size=3).map(tuple), max_size=7)
nearby = st.sampled_from([FROM, AUTUMN]).flatmap(
    lambda base: st.integers(0, 11).map(lambda n: datetime.fromtimestamp(base, UTC).date()
                                        + timedelta(days=n)))  # fmt: skip
versions = st.builds(
    CalendarVersion,
    st.none() | nearby,
    st.sampled_from(ZONES),
    hours,
    st.frozensets(nearby, max_size=4),
)
calendars = st.lists(versions, min_size=1, max_size=3, unique_by=lambda v: v.valid_from).map(
    lambda some: Calendar(tuple(some))
)
instants = st.sampled_from([FROM, AUTUMN]).flatmap(lambda base: st.integers(base, base + TO - FROM))
durations = st.integers(0, 60 * HOUR)


def slow_is_open(desk: Calendar, moment: int) -> bool:
    """Straight from definitions 1.6: the version valid at the moment, then all its intervals."""

    def instant(day: date, seconds: int, tz: str) -> int:
        day += timedelta(days=seconds // DAY)
        hour, rest = divmod(seconds % DAY, HOUR)
        wall = datetime(day.year, day.month, day.day, hour, rest // 60, rest % 60,
                        tzinfo=ZoneInfo(tz), fold=0)  # fmt: skip
        return int((wall.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())

    valid = desk.versions[0]
    for later in desk.versions[1:]:
        assert later.valid_from is not None
        if instant(later.valid_from, 0, later.tz) <= moment:
            valid = later
    today = datetime.fromtimestamp(moment, ZoneInfo(valid.tz)).date()
    for day in (today + timedelta(days=n) for n in (-2, -1, 0, 1)):
        if day in valid.holidays:
            continue
        parts = [(o, c if o < c else DAY) for o, c in valid.hours.get(day.weekday(), ())]
        parts += [(0, c) for o, c in valid.hours.get((day.weekday() - 1) % 7, ()) if c < o]
        for opens, closes in parts:
            if instant(day, opens, valid.tz) <= moment < instant(day, closes, valid.tz):
                return True
    return False


@settings(max_examples=60, deadline=None)
@given(calendars, st.sampled_from([FROM, AUTUMN]), st.integers(0, 7 * 96), st.integers(1, 192))
def test_agrees_with_the_slow_reference(desk: Calendar, base: int, skip: int, length: int) -> None:
    start, end = base + skip * QUARTER, base + (skip + length) * QUARTER
    opened = [moment for moment in range(start, end, QUARTER) if slow_is_open(desk, moment)]
    assert desk.elapsed(start, end) == len(opened) * QUARTER
    assert [m for m in range(start, end, QUARTER) if desk.is_open(m)] == opened
    if opened:
        assert desk.next_open(start) == opened[0]


@settings(max_examples=300, deadline=None)
@given(calendars, instants, durations, durations)
def test_splitting_an_interval_leaves_elapsed_unchanged(desk: Calendar, start: int, first: int, second: int) -> None:
    middle, end = start + first, start + first + second
    whole = desk.elapsed(start, end)
    assert whole == desk.elapsed(start, middle) + desk.elapsed(middle, end)
    assert 0 <= whole <= end - start  # business <= calendar
    assert whole == sum(closes - opens for opens, closes in desk.open_intervals(start, end))


@settings(max_examples=300, deadline=None)
@given(calendars, instants, durations)
def test_due_is_the_earliest_instant_that_completes(desk: Calendar, start: int, seconds: int) -> None:
    due = desk.due(start, seconds)
    if due is None:
        assert desk.elapsed(start, start + 30 * 365 * DAY) < seconds
    else:
        assert due >= start
        assert desk.elapsed(start, due) == seconds
        assert due == start or desk.elapsed(start, due - 1) == seconds - 1


@settings(max_examples=300, deadline=None)
@given(calendars, instants)
def test_next_open_and_close_fit_is_open(desk: Calendar, now: int) -> None:
    opens, closes = desk.next_open(now), desk.next_close(now)
    assert desk.is_open(now) == (opens == now)
    if opens is not None:
        assert desk.is_open(opens)
        assert desk.elapsed(now, opens) == 0
    if closes is not None:
        assert opens is not None
        assert desk.is_open(closes - 1)
        assert not desk.is_open(closes)
        assert desk.elapsed(opens, closes) == closes - opens
