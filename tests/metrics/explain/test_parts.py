"""Whom a figure waited on and what it leaves out, where its pieces lie within a wait or over several."""

from metrics.explain.parts import left_out, waited
from tests.histories import HOUR
from tests.make import DESK
from tests.telling import clock, tell

# On us from ten, on the customer from twelve, on us again from two.
STORY = tell(("5 10:00", "contact"), ("5 12:00", "answer"), ("5 14:00", "contact"))
END = clock("5 16:00")


def pieces(*told):
    return [(clock(f"5 {start}"), clock(f"5 {end}")) for start, end in told]


def hours(found):
    return {str(one.on): one.calendar_s / HOUR for one in found if one.calendar_s}


def test_pieces_within_one_wait_are_all_counted():
    assert hours(waited(STORY, DESK.calendar, pieces(("10:00", "10:30"), ("11:00", "11:30")), END)) == {"us": 1}


def test_a_piece_over_several_waits_is_counted_for_each():
    assert hours(waited(STORY, DESK.calendar, pieces(("11:00", "15:00")), END)) == {"us": 2, "customer": 2}


def test_a_wait_that_runs_counts_until_the_instant_looked_at():
    assert hours(waited(STORY, DESK.calendar, pieces(("15:00", "16:00")), END)) == {"us": 1}


def test_what_is_left_out_says_on_whom_it_waited():
    found = left_out(STORY, DESK.calendar, pieces(("10:00", "12:00"), ("14:00", "15:00")), clock("5 10:00"), END)
    assert [(str(gap.on), (gap.end - gap.start) / HOUR, gap.business_s / HOUR) for gap in found] == [
        ("customer", 2, 2),
        ("us", 1, 1),
    ]


def test_nothing_is_left_out_of_the_whole():
    assert left_out(STORY, DESK.calendar, pieces(("10:00", "16:00")), clock("5 10:00"), END) == []
