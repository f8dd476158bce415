"""Service-level clocks (definitions 6)."""

from tests.telling import DESK, clock, tell, when
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
