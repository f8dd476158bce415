"""When a person works, and when they are back."""

from tests import make
from tickets.models.history import seconds
from tickets.rules.shifts import back_at, last_end, on_shift

BERLIN = "Europe/Berlin"
WEEK = {str(day): [["09:00", "17:00"]] for day in range(5)}


def at(when):
    return seconds(make.at(when))


def test_whoever_has_no_hours_works_at_all_times():
    assert on_shift({}, BERLIN, at("8 03:00"))
    assert last_end({}, BERLIN, at("8 03:00")) is None


def test_the_end_of_a_shift_is_no_work_any_more():
    assert on_shift(WEEK, BERLIN, at("5 16:59:59"))
    assert not on_shift(WEEK, BERLIN, at("5 17:00"))
    assert last_end(WEEK, BERLIN, at("5 16:59:59")) is None
    assert last_end(WEEK, BERLIN, at("5 17:00")) == at("5 17:00")


def test_hours_are_those_of_their_own_clock_also_over_midnight_and_a_change_of_the_clock():
    assert on_shift(WEEK, "America/New_York", at("5 22:59"))
    assert not on_shift(WEEK, "America/New_York", at("5 10:00"))
    night = {"5": [["22:00", "06:00"]]}  # Saturday; on Sunday 30 March the clock is put forward
    assert on_shift(night, BERLIN, at("30 05:59"))
    assert last_end(night, BERLIN, at("30 06:00")) == at("30 06:00")


def test_after_a_week_with_one_day_the_last_end_is_known_and_when_they_are_back():
    monday = {"0": [["09:00", "12:00"]]}
    assert last_end(monday, BERLIN, at("10 08:59")) == at("3 12:00")
    assert back_at(monday, BERLIN, at("3 12:00")) == at("10 09:00")
    assert back_at(WEEK, BERLIN, at("7 17:00")) == at("10 09:00")
