"""Explanations in words: opening hours, durations, targets and reasons, without a database."""

import pytest

from metrics.explain.explaining import explain
from metrics.explain.shapes import Family, Why
from metrics.explain_words import (
    METRICS,
    PROMISE,
    RULES,
    RUNS,
    TITLES,
    WAITED_ON,
    WHY,
    Wording,
    clock_time,
    length,
    week,
)
from metrics.measures import TicketStory
from tests.histories import CHANGING, HOUR, LONG_WEEK, NIGHTS, OFFICE, version
from tests.make import DESK
from tests.telling import clock, lines
from tickets.events.replay import story_of
from tickets.rules.business_time import Calendar
from tickets.rules.desk import METRICS as METRIC_NAMES
from tickets.rules.lifecycle import WaitingOn

AS_OF = clock("20 12:00")


def found(key, *told, desk=DESK, as_of="20 12:00"):
    own = lines(*told)
    return explain(TicketStory("T", 1, story_of(own, desk), own), desk, clock(as_of), key)


def hours(**days):
    return (
        Calendar.from_json({"versions": [version({day[1:]: shifts for day, shifts in days.items()})]}).versions[0].hours
    )


WEEKS = [
    (OFFICE.calendar.versions[0].hours, "Mon–Fri 09:00–17:00"),
    (Calendar.from_json({"versions": [version(LONG_WEEK)]}).versions[0].hours, "Mon–Sun 08:00–20:00"),
    (Calendar.from_json({"versions": [version(NIGHTS)]}).versions[0].hours, "Mon–Sun 22:00–06:00"),
    (
        hours(d0=[["09:00", "12:00"], ["13:00", "17:30"]], d5=[["10:00", "14:00"]]),
        "Mon 09:00–12:00, 13:00–17:30; Sat 10:00–14:00",
    ),
    (hours(d0=[["09:00", "17:00"]], d2=[["09:00", "24:00"]]), "Mon 09:00–17:00; Wed 09:00–24:00"),
    (hours(), "always closed"),
]


@pytest.mark.parametrize(("given", "told"), WEEKS)
def test_opening_hours_of_a_week_are_told_together(given, told):
    assert week(given) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0:00:00"), (59, "0:00:59"), (144 * HOUR, "144:00:00"), (3661, "1:01:01")]
)
def test_durations_are_told_to_the_second(seconds, told):
    assert clock_time(seconds) == told


def test_limits_are_told_in_hours():
    assert [length(seconds) for seconds in (24 * HOUR, 27_000)] == ["24", "7.5"]


def test_everything_that_an_explanation_may_say_has_words():
    assert (set(TITLES), set(RUNS), set(WHY), set(WAITED_ON)) == (set(Family), set(Family), set(Why), set(WaitingOn))
    assert (set(RULES), set(PROMISE)) == (
        {"R1", "R2", "R3", "R4", "R5"},
        {"open", "kept", "broken", "waived", "superseded"},
    )
    assert set(METRICS) == set(METRIC_NAMES)


CONTACT = ("5 10:00", "contact")
STANDS = [
    ("5 10:30", "Target 1 h: due Wed 5 March 11:00:00"),
    ("5 11:00:01", "Target 1 h: breached Wed 5 March 11:00:00"),
]


@pytest.mark.parametrize(("as_of", "told"), STANDS)
def test_a_target_says_how_it_stands(as_of, told):
    judged = found("first_response", CONTACT, as_of=as_of).clock
    assert Wording(DESK, clock(as_of)).target(judged) == told


def test_a_target_that_was_met_or_ended_unanswered_says_so():
    wording = Wording(DESK, AS_OF)
    assert wording.target(found("first_response", CONTACT, ("5 10:30", "answer")).clock) == "Target 1 h: met"
    unanswered = found("first_response", CONTACT, ("5 10:30", "resolve_untold"))
    assert wording.target(unanswered.clock) == "Target 1 h: ended unanswered"
    assert wording.sentence(unanswered).endswith("It ended unanswered, with the resolution.")


def test_what_had_no_effect_says_why():
    marks = found("ttr", CONTACT, ("5 10:30", "kept"), ("5 12:00", "thanks"), ("5 12:10", "pending")).ignored
    assert [Wording(DESK, AS_OF).why(mark) for mark in marks] == [
        "It had no effect: There is no such promise on this ticket.",
        "A thank-you moves nothing.",
        "A status of pending moves no wait.",
    ]


def test_a_pending_that_ends_an_on_hold_moves_the_wait_and_is_not_among_what_did_not_count():
    assert found("ttr", CONTACT, ("5 11:00", "answer"), ("5 12:00", "on_hold"), ("5 13:00", "pending")).ignored == []


def test_an_answer_after_the_resolution_ended_nothing():
    marks = found("ttr", CONTACT, ("5 11:00", "resolve"), ("5 12:00", "answer"), ("6 10:00", "contact")).ignored
    assert [mark.why for mark in marks] == [Why.LATE_ANSWER]


def test_questions_are_asked_in_the_tense_of_the_instant():
    wording = Wording(DESK, AS_OF)
    promise = (CONTACT, ("5 10:00", "promise", {"due_at": "10 10:00"}))
    assert (
        wording.question(found("promise:promise", *promise, as_of="6 10:00")) == "Why is it due Mon 10 March 10:00:00?"
    )
    assert wording.question(found("promise:promise", *promise)) == "Why was it due Mon 10 March 10:00:00?"
    assert wording.question(found("flag:R1:promise", *promise)) == "Why is it stalled since Mon 10 March 10:00:00?"
    answered = found("flag:R1:promise", *promise, ("11 10:00", "answer"))
    assert wording.question(answered) == "Why was it stalled from Mon 10 March 10:00:00?"
    assert wording.question(found("ttr", CONTACT, ("5 16:47", "resolve"))) == "Why is it 6 h 47 min?"


def test_each_version_of_the_hours_is_named_with_its_holidays_between():
    used = found("ttr", ("11 10:00", "contact"), desk=OFFICE, as_of="13 12:00").calendars
    assert [Wording(OFFICE, AS_OF).calendar(one) for one in used] == [
        "Opening hours, version 1, from ever: Mon–Fri 09:00–17:00, Europe/Berlin; holidays between: Wed 12 March."
    ]
    changed = found("ttr", ("11 10:00", "contact"), desk=CHANGING, as_of="14 12:00").calendars
    assert [Wording(CHANGING, AS_OF).calendar(one) for one in changed] == [
        "Opening hours, version 1, from ever: Mon–Fri 09:00–17:00, Europe/Berlin; holidays between: none.",
        "Opening hours, version 2, valid from Thu 13 March: Mon–Sun 22:00–06:00, Europe/Berlin; holidays between: none.",
    ]


def test_a_moment_of_another_year_says_its_year():
    assert Wording(DESK, AS_OF).moment(clock("5 10:00") - 365 * 24 * HOUR) == "Tue 5 March 2024 10:00:00"
