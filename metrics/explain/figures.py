"""Which figures of a ticket can be explained, each by its key, and of which pieces of time each consists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from metrics.explain.shapes import Family, Figure
from metrics.measures import TicketStory
from tickets.rules import conversation, promises, service_level, stalled, waits
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.opening_hours import Interval
from tickets.rules.story import OURS_TO_MOVE, Story

# Whose moves a time counts; the others count all the time between their ends.
COUNTS = {
    Family.TTR_UNRESOLVED: waits.SOMEBODYS_MOVE,
    Family.TTR_NET: OURS_TO_MOVE,
    Family.TIME_US: frozenset({WaitingOn.US}),
    Family.TIME_THIRD_PARTY: frozenset({WaitingOn.THIRD_PARTY}),
    Family.TIME_CUSTOMER: frozenset({WaitingOn.CUSTOMER}),
    Family.TIME_RESOLVED: frozenset({WaitingOn.NOBODY}),
}
ALWAYS = (Family.TTR_UNRESOLVED, Family.TTR_NET, Family.TTR_FIRST, Family.CLOSED_LOOP)
IF_EVER = (Family.TIME_US, Family.TIME_THIRD_PARTY, Family.TIME_CUSTOMER, Family.TIME_RESOLVED)


def figures(ticket: TicketStory, desk: Desk, as_of: int) -> list[Figure]:
    """All that can be explained of a ticket as of an instant, what one asks for most first."""
    story = ticket.story
    return [
        *_headline(story),
        *_owed(story, as_of),
        *_next(story),
        *_agreed(story, desk, as_of),
        *_times(story),
        *_gaps(story),
    ]


def _headline(story: Story) -> Iterator[Figure]:
    if story.start is None:
        return
    yield Figure(Family.TTR, Family.TTR, story.start)
    yield Figure(Family.FIRST_RESPONSE, Family.FIRST_RESPONSE, conversation.first_response(story))


def _next(story: Story) -> Iterator[Figure]:
    for stretch in conversation.next_responses(story):
        yield Figure(f"{Family.NEXT_RESPONSE}:{stretch.since.name}", Family.NEXT_RESPONSE, stretch, stretch.start)


def _owed(story: Story, as_of: int) -> Iterator[Figure]:
    for outcome in promises.promise_outcomes(story, as_of):
        event = outcome.promise.event
        yield Figure(f"{Family.PROMISE}:{event.name}", Family.PROMISE, outcome, event.at)
        if outcome.overdue:
            yield Figure(f"{Family.OVERDUE}:{event.name}", Family.OVERDUE, outcome, outcome.promise.due_at)


def _agreed(story: Story, desk: Desk, as_of: int) -> Iterator[Figure]:
    for flag in stalled.flags(story, desk, as_of)[0]:
        yield Figure(f"{Family.FLAG}:{flag.rule}:{flag.anchor.name}", Family.FLAG, flag, flag.stalled_from)
    for clock in service_level.clocks(story, desk, as_of):
        key = f"{Family.CLOCK}:{clock.metric}:{clock.anchor.name}"
        yield Figure(key, Family.CLOCK, clock, clock.started_at)


def _times(story: Story) -> Iterator[Figure]:
    if story.start is None:
        return
    if story.resolution is None and story.waits:
        yield Figure(Family.WAIT, Family.WAIT, story.waits[-1])
    for family in ALWAYS:
        yield Figure(family, family, story.start)
    for family in IF_EVER:
        if waits.pieces(story, COUNTS[family], story.start.at, story.ended_at):
            yield Figure(family, family, story.start)


def _gaps(story: Story) -> Iterator[Figure]:
    gaps = conversation.update_gaps(story)
    if gaps:
        yield Figure(Family.LONGEST_SILENCE, Family.LONGEST_SILENCE, gaps)
    for gap in gaps:
        yield Figure(f"{Family.UPDATE_GAP}:{gap.since.name}", Family.UPDATE_GAP, gap, gap.start)


@dataclass(frozen=True, slots=True)
class Course:
    """Of what a figure consists: pieces between a beginning and an end, which is the last instant looked at while it runs."""

    pieces: list[Interval]
    start: int
    end: int
    running: bool


def whole(start: int, end: int | None, as_of: int) -> Course:
    """All the time between two instants."""
    stop = as_of if end is None else end
    return Course([(start, stop)], start, stop, end is None)


def course(figure: Figure, story: Story, as_of: int) -> Course:
    """The course of a time that is counted from the ticket's start, its subject."""
    start, end = figure.subject.at, story.ended_at
    if figure.family in COUNTS:
        return _counted(figure.family, story, start, as_of)
    if figure.family == Family.TTR_FIRST:
        end = next((resolution.at for resolution in story.resolutions if resolution.at >= start), None)
    elif figure.family == Family.CLOSED_LOOP:
        end = story.resolution.confirmed_at if story.resolution else None
    return whole(start, end, as_of)


def _counted(family: Family, story: Story, start: int, as_of: int) -> Course:
    end = story.ended_at
    found = waits.pieces(story, COUNTS[family], start, end)
    running = end is None and (family not in IF_EVER or story.waiting_on in COUNTS[family])
    pieces = [(since, as_of if until is None else until) for since, until in found]
    return Course(pieces, start, as_of if end is None else end, running)
