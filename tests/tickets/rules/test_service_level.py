"""Service-level clocks (definitions 6)."""

from dataclasses import replace

import pytest

from tests.telling import DESK, clock, tell, when
from tickets.rules.desk import Target
from tickets.rules.service_level import clocks

START = ("5 10:00", "contact")


def judged(until, *rows):
    return [(c.metric, c.state, when(c.due_at), when(c.breached_at)) for c in clocks(tell(*rows), DESK, clock(until))]


def test_equal_is_met_and_a_second_more_is_not():
    met = judged("5 17:00", START, ("5 11:00", "answer"))
    late = judged("5 17:00", START, ("5 11:01", "answer"))
    assert met[0] == ("first_response", "achieved", "5 11:00", None)
    assert late[0] == ("first_response", "breached", "5 11:00", "5 11:00")


def test_due_at_closing_time_is_still_met_in_the_night():
    # Asked at four, an hour's target: due at five, and no business second passes until nine.
    assert judged("6 09:00", ("5 16:00", "contact"), ("6 09:00", "answer"))[0][1] == "achieved"
    assert judged("6 09:01", ("5 16:00", "contact"))[0][1] == "breached"


def test_who_resolves_without_a_word_has_answered_nothing():
    assert judged("5 17:00", START, ("5 10:30", "resolve"))[0][1] == "cancelled"
    assert judged("5 17:00", START, ("5 12:00", "resolve"))[0][1] == "breached"


def test_the_resolution_never_pauses_and_runs_on_after_a_reopen():
    rows = [START, ("5 12:00", "answer"), ("5 12:00", "resolve")]
    assert judged("6 09:00", *rows)[1] == ("resolution", "achieved", "10 10:00", None)
    assert judged("10 12:00", *rows, ("7 12:00", "contact"))[1][1] == "breached"


def test_a_running_clock_breaks_with_the_first_second_that_is_over():
    (first, _) = clocks(tell(START), DESK, clock("5 10:30"))
    assert first.breaks_at == clock("5 11:00") + 1
    (evening, _) = clocks(tell(("5 16:00", "contact")), DESK, clock("5 16:30"))
    assert (when(evening.due_at), evening.breaks_at) == (
        "5 17:00",
        clock("6 09:00") + 1,
    )  # no business second passes till nine
    assert clocks(tell(START, ("5 10:30", "answer")), DESK, clock("5 10:45"))[0].breaks_at is None


BY_THE_CALENDAR = replace(DESK, targets={"first_response": ((None, Target(24 * 3600, "calendar")),)})


def test_a_target_by_the_calendar_runs_through_the_night():
    (late,) = clocks(tell(START), BY_THE_CALENDAR, clock("6 10:00:01"))
    assert (late.state, when(late.due_at)) == ("breached", "6 10:00")
    (running,) = clocks(tell(START), BY_THE_CALENDAR, clock("6 10:00"))
    assert (running.state, running.breaks_at) == ("pending", clock("6 10:00") + 1)


NET = replace(DESK, targets={"resolution_net": ((None, Target(2 * 3600, "business")),)})
# Half an hour of ours, then the customer's; from twelve on ours again, and a third party's.
OURS = [START, ("5 10:30", "answer"), ("5 12:00", "contact"), ("5 12:30", "on_hold")]
JUDGED = [
    ("7 10:00", OURS[:2], ("pending", None)),  # it stands still while they wait on themselves
    ("5 13:00", OURS, ("pending", "5 13:30")),
    ("7 10:00", [*OURS, ("5 13:30", "resolve")], ("achieved", "5 13:30")),
    ("7 10:00", [*OURS, ("5 13:31", "resolve")], ("breached", "5 13:30")),
]


@pytest.mark.parametrize(("until", "told", "judged"), JUDGED)
def test_the_net_resolution_counts_what_is_ours_or_a_third_partys_to_move(until, told, judged):
    (net,) = clocks(tell(*told), NET, clock(until))
    assert (net.state, when(net.due_at)) == judged


def test_what_was_over_before_is_left_out_but_for_the_last_answers_gap():
    promise = ("5 10:10", "promise", {"due_at": "20 10:00"})
    told = tell(START, promise, ("5 11:00", "answer"), ("5 12:00", "answer"), ("5 13:00", "answer"))
    gaps = [
        [when(c.started_at) for c in clocks(told, DESK, clock("5 14:00"), since) if c.metric == "update"]
        for since in (None, clock("5 13:30"))
    ]
    assert gaps == [["5 11:00", "5 12:00", "5 13:00"], ["5 13:00"]]
