"""A history of 5,000 lines costs about twice one of 2,500: nothing searches a long list for each of its rows.

What is compared is the number of steps of Python, which is the same on every machine and under any load.
"""

import sys
from itertools import cycle, islice

import pytest

from metrics.measures import TicketStory, measure
from tests.histories import CHANGING, DAY, HOUR, MONDAY, OFFICE
from tickets.events.order import in_order
from tickets.events.replay import Replay, story_of
from tickets.rules.projection import following, project
from tickets.rules.story import Event

MOST = 2.5  # times the steps for twice the lines


def said(kind, number, at):
    """The data of a line that lies `number` lines into a history."""
    return {
        "contact": {"channel": "email", "address": number},
        "call": {"channel": "phone", "session": f"call {number // 8}"},
        "answer": {"channel": "email"},
        "promise": {"due_at": at + 9 * HOUR},
        "late": {"due_at": at + HOUR},
        "promise_done": {"promise": f"line {number - 1}"},
        "hold": {"to": "on_hold"},
        "open": {"to": "open"},
        "bounce": {"of": f"line {number - 1}"},
        "facts": {"keys": [f"key {number % 7}"]},
        "asked": {"facts": [f"key {number % 5}"]},
        "assign": {"to": number},
        "release": {"to": None},
    }.get(kind, {})


KINDS = {"call": "contact", "late": "promise", "hold": "status", "open": "status", "release": "assign"}


def history(pattern, length, step=3 * HOUR):
    """Lines that follow a pattern of words, one every three hours."""
    lines = []
    for number, word in enumerate(islice(cycle(pattern.split()), length)):
        at = MONDAY + number * step
        kind = KINDS.get(word, word)
        lines.append(Event(number, at, kind, 1, said(word, number, at), at, f"line {number}"))
    return lines


def steps(work):
    """How many lines of Python a piece of work runs, each turn of a loop counted; another tracer is put back."""
    counted = 0

    def count(frame, event, argument):
        nonlocal counted
        counted += 1
        return count

    tracer = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(tracer)
    return counted


def everything(lines, desk):
    """All that follows from a history: its rows as of some days later, and its figures."""
    story, until = story_of(lines, desk), lines[-1].at + 4 * DAY
    project(story, desk, until)
    measure(TicketStory("T", 1, story, lines), desk, until)


PATTERNS = [
    "contact answer",
    "contact",
    "contact answer promise",
    "contact late late answer promise_done",
    "contact answer hold open",
    "contact resolve",
    "contact promise answer bounce",
    "facts asked contact answer",
    "call call answer",
    "contact assign release",
]


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_twice_the_lines_are_at_most_about_twice_the_work(pattern):
    long, longer = history(pattern, 2500), history(pattern, 5000)
    everything(longer, OFFICE)  # the calendar's years are laid out once
    assert steps(lambda: everything(longer, OFFICE)) <= MOST * steps(lambda: everything(long, OFFICE))


@pytest.mark.parametrize("pattern", ["hold answer", "answer", "contact resolve answer"])
def test_nor_when_all_lines_are_of_one_second(pattern):
    long, longer = history(pattern, 2500, step=0), history(pattern, 5000, step=0)
    assert steps(lambda: in_order(longer)) <= MOST * steps(lambda: in_order(long))


def test_what_a_request_adds_to_a_long_history_tells_none_of_it_again():
    lines = history("contact answer", 2500)
    replay = Replay(lines[:-2], CHANGING)
    assert steps(lambda: replay.go_on(lines[-2:])) < 500


def test_what_was_over_costs_next_to_nothing_to_be_left_out():
    lines = history("contact answer", 5000)
    story, until = story_of(lines, CHANGING), lines[-1].at + HOUR
    whole = steps(lambda: following(story, CHANGING, until))
    assert steps(lambda: following(story, CHANGING, until, lines[-2].at)) < whole / 2
