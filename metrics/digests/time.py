"""How long things took and how they stand: times to resolution, waits, answers, promises, flags, clocks.

A span is (start, end, business seconds between); one that runs on has neither end nor seconds. Times are Unix seconds.
"""

from __future__ import annotations

from typing import Any

from metrics.digests.section import Section
from metrics.measures import TicketStory, status
from tickets.rules.closed_loop import loop
from tickets.rules.conversation import Stretch, first_response, next_responses
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.promises import promise_outcomes
from tickets.rules.service_level import Clock, clocks
from tickets.rules.stalled import flags
from tickets.rules.story import OURS_TO_MOVE, CameBack, Resolution, Story
from tickets.rules.waits import Piece, pieces

Span = tuple[int, int | None, int | None]

PARTS = {
    "us": WaitingOn.US,
    "third_party": WaitingOn.THIRD_PARTY,
    "customer": WaitingOn.CUSTOMER,
    "resolved": WaitingOn.NOBODY,
}
"""Where time goes, and whom a ticket waits on meanwhile."""


def _span(desk: Desk, start: int, end: int | None) -> Span:
    """What was over before it began took no time, as in `measures`."""
    if end is None:
        return start, None, None
    end = max(start, end)
    return start, end, desk.calendar.elapsed(start, end)


def life(ticket: TicketStory, desk: Desk, as_of: int) -> Span | None:
    """From the start to the resolution that holds; None for a ticket that never began."""
    start = ticket.story.started_at
    return None if start is None else _span(desk, start, ticket.story.ended_at)


def resolutions(ticket: TicketStory, desk: Desk, as_of: int) -> list[list[int | None]]:
    """Each resolution, and when the customer brought the ticket back from it, if they did."""
    return [[one.at, _came_back(one)] for one in ticket.story.resolutions]


def _came_back(resolution: Resolution) -> int | None:
    ended = resolution.ended
    return ended.at if ended is not None and resolution.came_back != CameBack.OURS else None


def standing(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, Any]:
    """How it stands: status, whose move it is, its loop, whether it is resolved, told, came back, and was opened by us."""
    story = ticket.story
    return {
        "status": status(story),
        "waiting_on": str(story.waiting_on),
        "loop": str(loop(story, as_of)),
        "opened_by_us": story.opened_by_us,
        "resolved": story.resolution is not None,
        "untold": bool(story.resolution and story.resolution.untold),
        "reopened": story.reopens > 0,
    }


def promises(ticket: TicketStory, desk: Desk, as_of: int) -> list[tuple[int, str, bool]]:
    """When each falls due, its state, and whether it is owed."""
    outcomes = promise_outcomes(ticket.story, as_of)
    return [(outcome.promise.due_at, outcome.state, outcome.owed) for outcome in outcomes]


Answered = tuple[int, int | None, int | None, bool]


def _answered(stretch: Stretch, desk: Desk) -> Answered:
    start, end, business = _span(desk, stretch.start, stretch.end)
    return start, end, business, stretch.answer is not None


def first(ticket: TicketStory, desk: Desk, as_of: int) -> list[Answered]:
    """The wait for the first answer: a span, and whether an answer ended it."""
    stretch = first_response(ticket.story)
    return [] if stretch is None else [_answered(stretch, desk)]


def following(ticket: TicketStory, desk: Desk, as_of: int) -> list[Answered]:
    """The waits for each later answer, as the first."""
    return [_answered(stretch, desk) for stretch in next_responses(ticket.story)]


def service_levels(ticket: TicketStory, desk: Desk, as_of: int) -> list[list[Any]]:
    """Each clock: its target and its state, when it falls due and when it ended, if it did, and by how much it was missed.

    That is whether it is measured in business time, the seconds of that which are over, and since when the rest runs. A clock that
    stands still while it is not our move was missed only by the time in which it ran.
    """
    return [
        [clock.metric, clock.state, clock.due_at, clock.ended_at, *_missed(clock, ticket.story, desk)]
        for clock in clocks(ticket.story, desk, as_of)
    ]


def _missed(clock: Clock, story: Story, desk: Desk) -> tuple[bool, int, int | None]:
    in_business = clock.target.clock == "business"
    if clock.breached_at is None:
        return in_business, 0, None
    some: list[Piece] = [(clock.breached_at, clock.ended_at)]
    if clock.metric == "resolution_net":
        some = pieces(story, OURS_TO_MOVE, clock.breached_at, clock.ended_at)
    calendar, business, running = _sums(some, desk)
    return in_business, business if in_business else calendar, running


def overdue(ticket: TicketStory, desk: Desk, as_of: int) -> list[list[Any]]:
    """Of each missed clock, on whom the ticket waited from when it was due to its end: target, part, and the time as in `spent`."""
    return [
        [clock.metric, part, *_sums(some, desk)]
        for clock in clocks(ticket.story, desk, as_of)
        if clock.breached_at is not None
        for part, on in PARTS.items()
        if part != "resolved" and (some := pieces(ticket.story, [on], clock.breached_at, clock.ended_at))
    ]


def stalled(ticket: TicketStory, desk: Desk, as_of: int) -> list[tuple[str, Any, int, int | None]]:
    """Each flag: its rule, the event it is counted from, since when it is true, and when it ended."""
    raised, _next = flags(ticket.story, desk, as_of)
    return [(flag.rule, flag.anchor.id, flag.stalled_from, flag.cleared_at) for flag in raised]


def spent(ticket: TicketStory, desk: Desk, as_of: int) -> dict[str, list[int | None]]:
    """Where its time went: calendar and business seconds of what is over, and since when the rest runs; only where it was."""
    story, start = ticket.story, ticket.story.started_at
    if start is None:
        return {}
    found = {part: _spent(story, desk, start, on) for part, on in PARTS.items()}
    return {part: some for part, some in found.items() if some}


def _spent(story: Story, desk: Desk, start: int, on: WaitingOn) -> list[int | None]:
    some = pieces(story, [on], start, story.ended_at)
    return list(_sums(some, desk)) if some else []


def _sums(some: list[Piece], desk: Desk) -> tuple[int, int, int | None]:
    """The calendar and the business seconds of the pieces that are over, and since when the last one runs."""
    over = [(start, end) for start, end in some if end is not None]
    running = next((start for start, end in some if end is None), None)
    business = sum(desk.calendar.elapsed(start, end) for start, end in over)
    return sum(end - start for start, end in over), business, running


TIME: dict[str, Section] = {
    "life": life,
    "resolutions": resolutions,
    "standing": standing,
    "promises": promises,
    "first": first,
    "following": following,
    "service_levels": service_levels,
    "overdue": overdue,
    "stalled": stalled,
    "spent": spent,
}
