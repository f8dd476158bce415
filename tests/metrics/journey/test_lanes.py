"""A ticket's lane: whose move it was when, from where to where, and whether it counts."""

from metrics.journey.lanes import lane
from metrics.measures import TicketStory, measure
from tests.make import DESK
from tests.telling import clock, lines, when
from tickets.events.replay import story_of
from tickets.rules.lifecycle import WaitingOn


def lane_of(until, *told):
    own = lines(*told)
    return lane(TicketStory("T", 7, story_of(own, DESK), own), DESK, clock(until))


def segments(until, *told):
    """(whose move, from, to, whether it still is) of each stretch."""
    return [(str(one.on), when(one.start), when(one.end), one.runs) for one in lane_of(until, *told).segments]


COURSE = (
    ("5 10:00", "contact"),
    ("5 11:00", "answer"),
    ("5 11:00", "on_hold"),
    ("6 10:00", "answer", {"name": "news"}),
    ("6 10:00", "pending"),
    ("6 12:00", "contact", {"name": "more"}),
    ("6 13:00", "answer", {"name": "done"}),
    ("6 13:00", "resolve"),
    ("7 10:00", "contact", {"name": "back"}),
)


def test_whose_move_it_was_from_the_first_contact_on():
    assert segments("7 11:00", *COURSE) == [
        ("us", "5 10:00", "5 11:00", False),
        ("third_party", "5 11:00", "6 10:00", False),
        ("customer", "6 10:00", "6 12:00", False),
        ("us", "6 12:00", "6 13:00", False),
        ("nobody", "6 13:00", "7 10:00", False),
        ("us", "7 10:00", "7 11:00", True),
    ]


def test_the_stretches_are_as_long_as_the_figures_say():
    own, until = lines(*COURSE), clock("7 11:00")
    figures = measure(TicketStory("T", 7, story_of(own, DESK), own), DESK, until)
    drawn = lane_of("7 11:00", *COURSE).segments
    for on, name in (
        (WaitingOn.US, "time_us"),
        (WaitingOn.NOBODY, "time_resolved"),
        (WaitingOn.CUSTOMER, "time_customer"),
    ):
        assert sum(one.end - one.start for one in drawn if one.on == on) == figures[name]["calendar_s"]


def test_a_resolved_ticket_ends_with_its_last_line_and_an_unresolved_one_now():
    told = COURSE[:-1]
    found = lane_of("30 10:00", *told, ("8 10:00", "feedback", {"survey": "csat", "score": 5}))
    assert (when(found.end), when(found.resolved_at), found.resolved) == ("8 10:00", "6 13:00", True)
    assert segments("30 10:00", *told)[-1] == ("nobody", "6 13:00", "6 13:00", True)
    found = lane_of("30 10:00", *COURSE)
    assert (when(found.end), found.resolved_at) == ("30 10:00", None)


def test_spam_is_drawn_and_counts_in_nothing():
    found = lane_of("30 10:00", ("5 10:00", "contact"), ("5 11:00", "spam"))
    assert (found.excluded, found.counts, when(found.end)) == ("spam", False, "5 11:00")


def test_a_ticket_without_a_contact_has_no_stretch_and_does_not_count():
    found = lane_of("5 12:00", ("5 10:00", "note", {"by": "ana"}))
    assert (found.segments, found.counts, found.channel) == ([], False, "")


def test_what_is_owed_is_open_or_broken_and_unsettled():
    told = (
        ("5 10:00", "contact"),
        ("5 10:05", "promise", {"due_at": "5 12:00"}),
        ("5 10:06", "promise", {"due_at": "9 12:00", "name": "later"}),
    )
    assert lane_of("5 11:00", *told).owed == 2
    assert lane_of("5 13:00", *told).owed == 2
    assert lane_of("5 13:00", *told, ("5 12:30", "answer"), ("5 12:30", "kept")).owed == 1


def test_of_nothing_there_is_no_lane():
    assert lane_of("5 10:00") is None
