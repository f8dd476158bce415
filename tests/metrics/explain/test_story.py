"""The story of definitions 7, figure by figure: the days, whom it waited on, what did not count, what was due when."""

from dataclasses import replace

from metrics.explain.explaining import explain
from metrics.explain.figures import figures
from metrics.explain.shapes import Why
from metrics.measures import TicketStory
from tests.histories import HOUR, LONG_WEEK, WEEK, version
from tests.make import DESK
from tests.telling import clock, lines, when
from tickets.events.replay import story_of
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Policy, Target

STORY = (
    ("5 10:00", "contact", {"name": "E1", "channel": "chat", "session": "c"}),
    ("5 10:04", "answer", {"name": "E2", "by": "ana", "channel": "chat", "session": "c", "initiated": False}),
    ("5 10:04", "promise", {"name": "P1", "by": "ana"}),
    ("8 10:00", "contact", {"name": "E3"}),
    ("8 10:00:20", "auto_reply", {"name": "E4"}),
    ("10 10:00", "contact", {"name": "E5", "channel": "phone", "session": "p"}),
    ("10 10:01", "answer", {"name": "E6", "by": "ben", "channel": "phone", "session": "p", "initiated": False}),
    ("10 10:18", "answer", {"name": "E7", "by": "ben", "channel": "phone", "session": "p", "initiated": False}),
    ("10 10:18", "promise", {"name": "P2", "by": "ben", "due_at": "11 10:00"}),
    ("10 10:31", "note", {"name": "N", "by": "ben"}),
    ("11 10:00", "answer", {"name": "E8", "by": "ben"}),
    ("11 10:00", "promise_done", {"name": "K2", "by": "ben", "promise": "P2"}),
    ("11 10:00", "resolve", {"name": "R", "by": "ben"}),
    ("11 12:00", "confirm", {"name": "E9"}),
)
AS_OF = "11 12:30"


def told(as_of=AS_OF, desk=DESK):
    own = [line for line in lines(*STORY) if line.at <= clock(as_of)]
    return TicketStory("4117", 4117, story_of(own, desk), own)


def explained(key, as_of=AS_OF, desk=DESK):
    return explain(told(as_of, desk), desk, clock(as_of), key)


def hours(*seconds):
    return tuple(round(one / HOUR, 4) for one in seconds)


def days(total):
    return [(day.date.day, *hours(day.business_s, day.calendar_s, day.business_sum)) for day in total.days]


def test_the_time_to_resolution_is_32_and_144_hours_day_by_day():
    found = explained("ttr")
    assert days(found.total) == [
        (5, 7, 14, 7),
        (6, 8, 24, 15),
        (7, 8, 24, 23),
        (8, 0, 24, 23),
        (9, 0, 24, 23),
        (10, 8, 24, 31),
        (11, 1, 10, 32),
    ]
    assert (found.total.business_s, found.total.calendar_s, found.running) == (32 * HOUR, 144 * HOUR, False)
    assert (found.begins.event.name, found.begins.number, found.begins.why) == ("E1", 1, Why.EARLIEST_CONTACT)
    assert (found.ends.event.name, found.ends.told_by.name, found.ends.why) == ("R", "E8", Why.LAST_RESOLUTION)


def test_it_waited_on_us_throughout():
    us, *others = explained("ttr").waits
    assert (us.on, us.business_s, us.calendar_s) == ("us", 32 * HOUR, 144 * HOUR)
    assert [(other.on, other.business_s, other.calendar_s) for other in others] == [
        ("third_party", 0, 0),
        ("customer", 0, 0),
        ("nobody", 0, 0),
    ]


def test_the_automatic_reply_and_the_note_did_not_count():
    assert [(mark.event.name, mark.why) for mark in explained("ttr").ignored] == [
        ("E4", Why.AUTOMATIC_REPLY),
        ("N", Why.NOTE),
    ]


def test_its_target_was_breached_on_monday_at_ten():
    found = explained("ttr")
    assert (found.clock.clock.state, when(found.clock.clock.breached_at)) == ("breached", "10 10:00")
    assert (found.clock.agreed.number, found.clock.agreed.valid_from) == (1, None)
    assert days(found.due.total) == [
        (5, 7, 14, 7),
        (6, 8, 24, 15),
        (7, 8, 24, 23),
        (8, 0, 24, 23),
        (9, 0, 24, 23),
        (10, 1, 10, 24),
    ]


def test_the_opening_hours_that_it_went_by_are_named():
    (used,) = explained("ttr").calendars
    assert (used.number, used.version.tz, used.version.valid_from, used.holidays) == (1, "Europe/Berlin", None, [])


def test_the_first_and_the_next_response():
    first, following = explained("first_response"), explained("next_response:E3")
    assert (first.total.business_s, first.total.calendar_s, first.ends.event.name) == (240, 240, "E2")
    assert hours(following.total.business_s, following.total.calendar_s) == hours(3660, 48 * HOUR + 60)
    assert (following.begins.event.name, following.ends.event.name) == ("E3", "E6")
    assert (following.ignored[0].event.name, following.clock.clock.state) == ("E4", "achieved")


def test_a_promise_without_a_date_is_due_after_eight_business_hours():
    found = explained("promise:P1")
    assert (when(found.due.at), found.due.limit_s, found.promise.state) == ("6 10:04", 8 * HOUR, "broken")
    assert [(day.date.day, day.business_s) for day in found.total.days] == [(5, 6 * HOUR + 56 * 60), (6, 64 * 60)]
    assert found.limits.number == 1


def test_a_promise_with_a_date_is_due_at_its_date_and_kept_at_that_instant():
    found = explained("promise:P2")
    assert (when(found.due.at), found.due.limit_s, found.promise.state) == ("11 10:00", None, "kept")
    assert (found.ends.event.name, found.limits) == ("K2", None)


def test_the_broken_one_was_overdue_until_somebody_answered():
    found = explained("overdue:P1")
    assert hours(found.total.business_s, found.total.calendar_s) == hours(57420, 95 * HOUR + 57 * 60)
    assert (found.begins.event.name, found.ends.event.name) == ("P1", "E6")


def test_the_flags_say_from_what_they_are_counted_and_what_ended_them():
    found = {key: explained(key) for key in ("flag:R1:P1", "flag:R2:E1", "flag:R3:E2")}
    assert {key: when(one.flag.flag.stalled_from) for key, one in found.items()} == {
        "flag:R1:P1": "6 10:04",
        "flag:R2:E1": "7 10:00",
        "flag:R3:E2": "6 14:04",
    }
    assert {key: (one.flag.limit_s, one.ends.event.name) for key, one in found.items()} == {
        "flag:R1:P1": (0, "E6"),
        "flag:R2:E1": (16 * HOUR, "E6"),
        "flag:R3:E2": (12 * HOUR, "E6"),
    }
    assert hours(found["flag:R3:E2"].flag.business_s, found["flag:R3:E2"].flag.calendar_s) == hours(43020, 331020)


def test_the_longest_silence_is_the_gap_that_it_names():
    found = explained("longest_silence")
    assert hours(found.total.business_s, found.total.calendar_s) == hours(86220, 431820)
    assert (found.begins.event.name, found.ends.event.name) == ("E2", "E6")


def test_the_closed_loop_ends_with_the_customers_yes():
    found = explained("time_to_closed_loop")
    assert hours(found.total.business_s, found.total.calendar_s) == (34, 146)
    assert (found.ends.event.name, found.ends.why) == ("E9", Why.CONFIRMATION)
    assert [(one.on, *hours(one.business_s, one.calendar_s)) for one in found.waits if one.calendar_s] == [
        ("us", 32, 144),
        ("nobody", 2, 2),
    ]


def test_a_clock_tells_what_elapsed_and_how_it_fell_due():
    found = explained("clock:update:E7")
    assert found is not None
    assert (found.clock.clock.state, found.ends.event.name, found.due.limit_s) == ("achieved", "E8", 16 * HOUR)
    breached = explained("clock:resolution:E1")
    assert (hours(breached.total.business_s), when(breached.due.at)) == ((32,), "10 10:00")


def test_while_it_runs_it_runs_until_the_instant_looked_at():
    found = explained("ttr", "8 12:00")
    assert (found.running, found.ends, hours(found.total.business_s, found.total.calendar_s)) == (True, None, (23, 74))
    assert hours(*[explained("wait", "8 12:00").total.calendar_s]) == (74,)


def test_what_a_ticket_does_not_have_is_not_explained():
    assert explained("promise:P3") is None
    assert explained("wait") is None
    assert [figure.key for figure in figures(told(), DESK, clock(AS_OF))][:5] == [
        "ttr",
        "first_response",
        "promise:P1",
        "overdue:P1",
        "promise:P2",
    ]


def test_a_limit_is_that_of_the_waits_beginning_and_its_version_is_named():
    """R3 counts anew from an answer, and keeps the limit that held when the wait began."""
    later = clock("5 12:00")
    desk = replace(DESK, policies=((None, Policy()), (later, Policy(r3_bh=1, promise_bh=2))))
    own = lines(
        ("5 10:00", "contact"),
        ("5 11:00", "promise", {"due_at": "20 10:00"}),
        ("5 13:00", "answer", {"by": "ana"}),
        ("5 14:00", "promise", {"name": "short"}),
    )
    ticket = TicketStory("T", 1, story_of(own, desk), own)
    flag = explain(ticket, desk, clock("14 12:00"), "flag:R3:answer")
    assert (flag.flag.limit_s, flag.total.business_s) == (12 * HOUR, 12 * HOUR)
    assert (flag.limits.number, flag.limits.valid_from) == (1, None)
    short = explain(ticket, desk, clock("14 12:00"), "promise:short")
    assert (short.due.limit_s, when(short.due.at), short.limits.number) == (2 * HOUR, "5 16:00", 2)
    assert short.limits.valid_from == later


def test_a_due_time_that_was_told_by_other_hours_is_called_so():
    """It does not move when the first opening hours are published for the past; its pieces are those of today."""
    told_due = {"name": "P", "due_at": "5 14:00", "by_policy": True}
    own = lines(("5 10:00", "contact"), ("5 10:00", "promise", told_due))
    found = explain(TicketStory("T", 1, story_of(own, DESK), own), DESK, clock("6 12:00"), "promise:P")
    assert (found.due.as_told, found.due.total.business_s, found.due.limit_s) == (True, 4 * HOUR, 8 * HOUR)


def test_a_target_names_the_version_that_held_when_the_clock_started():
    later = clock("7 12:00")
    old, new = Target(3600, "business"), Target(7200, "calendar")
    desk = replace(DESK, targets={"first_response": ((None, old), (later, new))})
    for start, number, since in (("5 10:00", 1, None), ("10 10:00", 2, later)):
        own = lines((start, "contact"))
        found = explain(TicketStory("T", 1, story_of(own, desk), own), desk, clock("12 12:00"), "first_response")
        assert (found.clock.agreed.number, found.clock.agreed.valid_from) == (number, since)


def test_a_clock_goes_by_the_hours_of_its_start_and_the_figure_by_those_of_each_day():
    """Mon-Fri 9 to 17, from Saturday on daily 8 to 20 (definitions 7): Wed 10:00 to Tue 10:00 are 61 hours, and 32 to the clock."""
    longer = version(LONG_WEEK, "2025-03-08")
    desk = replace(DESK, calendar=Calendar.from_json({"versions": [version(WEEK), longer]}))
    own = lines(("5 10:00", "contact", {"name": "E1"}), ("11 10:00", "resolve"))
    ticket = TicketStory("T", 1, story_of(own, desk), own)
    figure, clocked = (explain(ticket, desk, clock(AS_OF), key) for key in ("ttr", "clock:resolution:E1"))
    assert hours(figure.total.business_s, clocked.total.business_s) == (61, 32)
    assert [used.number for used in clocked.calendars] == [1]
    assert [used.number for used in figure.calendars] == [1, 2]
    assert sum(one.business_s for one in clocked.waits) == clocked.total.business_s
    assert when(figure.due.at) == "10 10:00"


def test_a_target_on_net_time_is_due_within_the_piece_in_which_it_is_reached():
    """Two hours: one before our answer, and one of the three after the customer came back."""
    desk = replace(DESK, targets={"resolution_net": ((None, Target(2 * HOUR, "business")),)})
    own = lines(
        ("5 10:00", "contact", {"name": "E1"}),
        ("5 11:00", "answer"),
        ("5 13:00", "contact", {"name": "E2"}),
        ("5 16:00", "answer", {"name": "A2"}),
        ("6 10:00", "resolve"),
    )
    found = explain(TicketStory("T", 1, story_of(own, desk), own), desk, clock(AS_OF), "clock:resolution_net:E1")
    assert (when(found.due.at), found.due.total.business_s) == ("5 14:00", 2 * HOUR)
    assert (found.clock.clock.state, found.total.business_s) == ("breached", 4 * HOUR)
    assert [(str(gap.on), gap.business_s) for gap in found.left_out] == [("customer", 2 * HOUR), ("customer", 2 * HOUR)]
