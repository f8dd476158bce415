"""A ticket as a lane over time: who had the move when, from its first line to its last. Times are Unix seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.journey.lines import Line, Sign, lines
from metrics.measures import TicketStory
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.promises import promise_outcomes
from tickets.rules.story import Story
from tickets.rules.waits import pieces

MOVES = (WaitingOn.US, WaitingOn.THIRD_PARTY, WaitingOn.CUSTOMER, WaitingOn.NOBODY)


@dataclass(frozen=True, slots=True)
class Segment:
    """From `start` to `end` it was this one's move; nobody's: it was resolved. `runs`: it still is, at the instant looked at."""

    start: int
    end: int
    on: WaitingOn
    runs: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A ticket's lane. `excluded`: the kind of event that takes it out of every figure (spam, test), or "".

    `owed`: promises that can still be kept, or were broken and are owed. `channel`: that of its first contact, or "".
    """

    ticket: int
    key: str
    start: int
    end: int
    resolved_at: int | None
    excluded: str
    channel: str
    owed: int
    segments: Sequence[Segment]
    lines: Sequence[Line]

    @property
    def resolved(self) -> bool:
        """Whether it was resolved, at the instant looked at."""
        return self.resolved_at is not None

    @property
    def counts(self) -> bool:
        """Whether it is in the figures."""
        return not self.excluded and self.segments != []


def lane(ticket: TicketStory, desk: Desk, as_of: int) -> Lane | None:
    """A ticket's lane; None for one of which nothing had happened."""
    told = lines(ticket, desk, as_of)
    if ticket.number is None or not told:
        return None
    story = ticket.story
    last = max(line.at for line in told) if story.resolution or story.excluded else as_of
    first = story.started_at if story.started_at is not None else told[0].at
    channels = [line.channel for line in told if Sign.CONTACT in line.signs]
    return Lane(
        ticket=ticket.number,
        key=ticket.key,
        start=min(first, told[0].at),
        end=max(last, first),
        resolved_at=story.ended_at,
        excluded=story.excluded.kind if story.excluded else "",
        channel=channels[0] if channels else "",
        owed=sum(outcome.owed for outcome in promise_outcomes(story, as_of)),
        segments=_segments(story, max(last, first)),
        lines=told,
    )


def _segments(story: Story, end: int) -> list[Segment]:
    """The waits of a story, each until the next; what lasts is drawn to the end of the lane."""
    start = story.started_at
    if start is None:
        return []
    found = [
        Segment(since, end if until is None else until, on, until is None)
        for on in MOVES
        for since, until in pieces(story, [on], start)
    ]
    return sorted(found, key=lambda one: (one.start, one.end))
