"""Where a lane's pieces and signs are drawn, and which sign stands for several."""

from itertools import pairwise

import pytest

from metrics.journey.drawing import APART, EDGE, HAIR, LETTERS, SHAPES, WIDTH, Scale, drawn
from metrics.journey.lanes import lane
from metrics.journey.lines import Sign
from metrics.journey.shown import legend
from metrics.journey.words import SIGNS
from metrics.measures import TicketStory
from tests.make import DESK
from tests.telling import clock, lines
from tickets.events.replay import story_of
from tickets.rules.lifecycle import Channel

TOLD = (("5 10:00", "contact"), ("5 10:10", "answer"), ("5 10:10", "resolve"))


def lane_of(until, *told):
    own = lines(*told)
    return lane(TicketStory("T", 7, story_of(own, DESK), own), DESK, clock(until))


def marks(until, *told, over=()):
    one = lane_of(until, *told)
    return [(mark.sign.value, mark.letter) for mark in drawn(one, Scale.over([one, *over])).marks]


def test_the_scale_goes_from_the_first_line_of_all_lanes_to_the_last():
    first, second = lane_of("6 10:00", *TOLD), lane_of("9 10:00", ("7 10:00", "contact"))
    scale = Scale.over([second, first])
    assert (scale.start, scale.end) == (clock("5 10:00"), clock("9 10:00"))
    assert (scale.x(scale.start), scale.x(scale.end)) == (EDGE, WIDTH - EDGE)
    assert scale.x(clock("7 10:00")) == WIDTH / 2
    assert [x for x, _at in scale.ticks] == [14, 257, 500, 743, 986]
    assert (scale.x(scale.start - 9), scale.x(scale.end + 9)) == (EDGE, WIDTH - EDGE)


def test_an_instant_alone_has_a_scale_too():
    one = lane_of("5 10:00", ("5 10:00", "contact"))
    assert Scale.over([one]).x(one.start) == EDGE
    assert [piece.width for piece in drawn(one, Scale.over([one])).pieces] == [HAIR]


def test_a_short_stretch_is_still_seen():
    one = lane_of("6 10:00", *TOLD)
    pieces = drawn(one, Scale(clock("5 10:00"), clock("5 10:00") + 10**9)).pieces
    assert [(piece.on.value, piece.width) for piece in pieces] == [("us", HAIR), ("nobody", HAIR)]


@pytest.mark.parametrize("channel", Channel)
def test_a_contacts_letter_is_its_channel(channel):
    assert marks("5 10:01", ("5 10:00", "contact", {"channel": channel.value}))[0] == ("contact", LETTERS[channel])


def test_no_two_channels_and_no_two_signs_of_a_row_look_alike():
    assert len(set(LETTERS.values())) == len(Channel)
    looks = [(key.shape, key.letter) for key in legend()]
    assert len(set(looks)) == len(looks) == len(SHAPES)


def test_signs_far_apart_stand_alone_and_a_score_says_how_much():
    told = (
        ("5 10:00", "contact"),
        ("5 11:00", "answer"),
        ("5 11:00", "resolve"),
        ("6 10:00", "feedback", {"survey": "csat", "score": 1}),
    )
    assert marks("6 12:00", *told) == [("contact", "E"), ("low_score", "1")]


def test_signs_that_would_cover_each_other_are_one_that_says_how_many_and_looks_like_the_gravest():
    told = (
        ("5 10:00", "contact"),
        ("5 10:20", "contact", {"name": "again", "channel": "phone"}),
        ("5 10:40", "contact", {"name": "more", "channel": "phone"}),
        ("9 10:00", "thanks", {"name": "thanks", "channel": "phone"}),
    )
    assert [one for one in marks("9 10:00", *told) if one[0] in ("contact", "chaser", "forced")] == [
        ("forced", "3×"),
        ("contact", "P"),
    ]


def test_two_signs_of_a_row_never_cover_each_other():
    told = [(clock("5 10:00") + 700 * n, "contact", {"name": f"c{n}"}) for n in range(200)]
    one = lane_of("9 10:00", *told)
    found = drawn(one, Scale.over([one])).marks
    for y in {mark.y for mark in found}:
        places = [mark.x for mark in found if mark.y == y]
        assert all(after - before >= APART for before, after in pairwise(places))
    assert sum(len(mark.lines) for mark in found if mark.y == found[0].y) == 200


def test_every_sign_has_a_word():
    assert set(SIGNS) == set(Sign)
