"""A history of 5,000 lines costs about twice one of 2,500: nothing searches a long list for each of its rows.

What is compared is the number of steps of Python, which is the same on every machine and under any load.
"""

import sys
from itertools import cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.measures import TicketStory, measure
from tests.histories import CHANGING, DAY, HOUR, MONDAY, OFFICE, desks, histories, logs
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


SECOND_THOUGHTS = {
    "answered after all": [("contact", {"channel": "phone", "session": "call"}), ("promise", {"missed": "call"})],
    "more than thanks": [("contact", {"channel": "email"}), ("resolve", {}), ("thanks", {"channel": "email"})],
}
SAID_LATER = {
    "answered after all": ("answer", {"channel": "phone", "session": "call"}),
    "more than thanks": ("not_thanks", {"of": "line 2"}),
}


@pytest.mark.parametrize("story", SECOND_THOUGHTS)
def test_a_line_that_says_what_an_earlier_one_was_tells_the_history_anew(story):
    told = [*SECOND_THOUGHTS[story], SAID_LATER[story]]
    lines = [
        Event(number, MONDAY + number * HOUR, kind, None, data, 0, f"line {number}")
        for number, (kind, data) in enumerate(told)
    ]
    until = MONDAY + 9 * DAY
    replay = Replay(lines[:-1], OFFICE)
    before = stood(replay.story, OFFICE, until)
    replay.go_on(lines[-1:])
    assert stood(replay.story, OFFICE, until) == stood(story_of(lines, OFFICE), OFFICE, until) != before


def stood(story, desk, until):
    """All that is stored of a story, to be compared."""
    found = project(story, desk, until)
    promises = [(o.promise.event.id, o.state, o.owed, o.settled_at, o.overdue) for o in found.promises]
    void = [(line.id, reason) for line, reason in story.void]
    return found.row, promises, found.flags, found.clocks, found.next_check_at, [x.id for x in story.applied], void


@given(histories(), desks(), st.integers(0, 40 * DAY), st.data())
def test_going_on_equals_telling_from_the_beginning(raws, desk, later, data):
    for lines, _ in logs(raws).values():
        until = max(line.at for line in lines) + later
        known = data.draw(st.integers(0, len(lines)))
        replay = Replay(lines[:known], desk)
        for line in lines[known:]:
            replay.go_on([line])
        assert stood(replay.story, desk, until) == stood(story_of(lines, desk), desk, until)


def differences(before, after):
    """What would be written and what would be taken away, of promises, flags and clocks."""
    rows = [
        lambda found: {
            o.promise.event.id: (o.state, o.owed, o.settled_at, o.fulfilled_late_at) for o in found.promises
        },
        lambda found: {(flag.rule, flag.anchor.id): flag for flag in found.flags},
        lambda found: {(clock.metric, clock.anchor.id): clock for clock in found.clocks},
    ]
    for of in rows:
        old, new = of(before), of(after)
        yield {key: row for key, row in new.items() if old.get(key) != row}, old.keys() - new.keys()


def test_what_we_said_first_counts_from_the_customers_first_line_on():
    said = [("promise", {"due_at": MONDAY + DAY}), ("answer", {}), ("answer", {}), ("contact", {"channel": "email"})]
    *lines, contact = [
        Event(n, MONDAY + n * HOUR, *what, MONDAY, str(n)) for n, what in enumerate(((k, 1, d) for k, d in said))
    ]
    replay = Replay(lines, OFFICE)
    assert not following(replay.story, OFFICE, contact.at).clocks
    assert replay.unchanged_before([contact]) is None


@given(histories(), desks(), st.integers(0, 20 * DAY), st.integers(0, 20 * DAY), st.data())
def test_leaving_out_what_was_over_changes_no_difference(raws, desk, looked, later, data):
    for unordered, _ in logs(raws).values():
        lines = in_order(unordered)[data.draw(st.integers(0, 3)) :]  # now and then we speak first
        if not lines:
            continue
        known = data.draw(st.integers(1, len(lines)))
        stood_at = lines[known - 1].at + looked
        until = max(stood_at, lines[-1].at) + later
        whole, part = Replay(lines[:known], desk), Replay(lines[:known], desk)
        unchanged_before = part.unchanged_before(lines[known:])
        since = None if unchanged_before is None else min(unchanged_before, stood_at)
        before = following(whole.story, desk, stood_at), following(part.story, desk, stood_at, since)
        whole.go_on(lines[known:])
        part.go_on(lines[known:])
        after = project(whole.story, desk, until), project(part.story, desk, until, since)
        assert list(differences(before[1], after[1])) == list(differences(before[0], after[0]))
        assert (after[1].row, after[1].next_check_at) == (after[0].row, after[0].next_check_at)
