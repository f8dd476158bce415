"""A figure explained: its course as days that add up, the events at its ends, and all that it went by."""

from __future__ import annotations

from collections.abc import Callable

from metrics.explain import parts
from metrics.explain.days import NOTHING, add_up
from metrics.explain.figures import COUNTS, Course, course, figures, whole
from metrics.explain.log import Log
from metrics.explain.shapes import Due, Explanation, Family, Figure, Judged, Stalled, Why
from metrics.measures import TicketStory
from tickets.events.answer import Answered
from tickets.events.resolution import Confirmed, Resolved
from tickets.rules import waits
from tickets.rules.conversation import Stretch, wait_at
from tickets.rules.desk import HOUR, Desk
from tickets.rules.promises import PromiseOutcome
from tickets.rules.service_level import Clock
from tickets.rules.stalled import Flag
from tickets.rules.story import OURS_TO_MOVE, Event, Wait

# The target that is agreed on a figure, where there is one.
TARGET_OF = {
    Family.TTR: "resolution",
    Family.TTR_NET: "resolution_net",
    Family.FIRST_RESPONSE: "first_response",
    Family.NEXT_RESPONSE: "next_response",
    Family.UPDATE_GAP: "update",
}
ENDS_WITH = {Family.TTR_FIRST: Why.FIRST_RESOLUTION, Family.CLOSED_LOOP: Why.CONFIRMATION}
BEGINS_WITH = {
    "first_response": Why.EARLIEST_CONTACT,
    "next_response": Why.UNANSWERED_CONTACT,
    "update": Why.OUR_ANSWER,
    "resolution": Why.EARLIEST_CONTACT,
    "resolution_net": Why.EARLIEST_CONTACT,
}
BUSINESS = "business"


def explain(ticket: TicketStory, desk: Desk, as_of: int, key: str) -> Explanation | None:
    """A figure of a ticket as of an instant (Unix seconds); None if the ticket has no such figure then."""
    every = figures(ticket, desk, as_of)
    figure = next((figure for figure in every if figure.key == key), None)
    return Explaining(ticket, desk, as_of, every).explanation(figure) if figure else None


class Explaining:
    """Explains figures of one ticket; `every` are all that it has."""

    def __init__(self, ticket: TicketStory, desk: Desk, as_of: int, every: list[Figure]) -> None:
        self.story, self.desk, self.as_of, self.every = ticket.story, desk, as_of, every
        self.log = Log(ticket)

    def explanation(self, figure: Figure) -> Explanation:
        """One of them."""
        found = self._ways().get(figure.family, self._time)(figure)
        found.calendars = parts.calendars(self.desk, found.total, found.due.total if found.due else NOTHING)
        found.ignored = list(self.log.ignored(found.start, found.end))
        return found

    def _ways(self) -> dict[Family, Callable[[Figure], Explanation]]:
        return {
            Family.FIRST_RESPONSE: self._stretch,
            Family.NEXT_RESPONSE: self._stretch,
            Family.UPDATE_GAP: self._stretch,
            Family.LONGEST_SILENCE: self._longest,
            Family.WAIT: self._wait,
            Family.PROMISE: self._promise,
            Family.OVERDUE: self._overdue,
            Family.CLOCK: self._clock,
            Family.FLAG: self._flag,
        }

    def _of(self, figure: Figure, course: Course) -> Explanation:
        """What every explanation has: the sum by the opening hours of each day, and whom it waited on."""
        calendar = self.desk.calendar
        found = Explanation(figure, self.as_of, course.start, course.end, course.running)
        found.total = add_up(calendar, course.pieces)
        found.waits = parts.waited(self.story, calendar, course.pieces, self.as_of)
        return found

    # Times from the ticket's start, and stretches within it

    def _time(self, figure: Figure) -> Explanation:
        way = course(figure, self.story, self.as_of)
        found = self._of(figure, way)
        found.begins = self.log.mark(self.story.start, Why.EARLIEST_CONTACT)
        if figure.family == Family.CLOSED_LOOP:
            last = None if way.running else self.log.ending(way.end, Confirmed.name)
        elif figure.family == Family.TTR_FIRST:
            last = None if way.running else self.log.ending(way.end, Resolved.name)
        else:
            last = self.story.resolution.event if self.story.resolution else None
        found.ends = self.log.mark(last, ENDS_WITH.get(figure.family, Why.LAST_RESOLUTION))
        if figure.family in COUNTS:
            found.left_out = parts.left_out(self.story, self.desk.calendar, way.pieces, way.start, way.end)
        return self._with_target(found, self.story.start)

    def _stretch(self, figure: Figure) -> Explanation:
        stretch: Stretch = figure.subject
        found = self._of(figure, whole(stretch.start, stretch.end, self.as_of))
        found.unanswered = stretch.unanswered
        found.begins = self.log.mark(stretch.since, BEGINS_WITH[TARGET_OF[figure.family]])
        if stretch.answer:
            first = figure.family == Family.FIRST_RESPONSE
            found.ends = self.log.mark(stretch.answer.event, Why.FIRST_ANSWER if first else Why.NEXT_ANSWER)
        else:
            last = self.log.ending(stretch.end, Resolved.name)
            found.ends = self.log.mark(last, Why.ENDED_UNANSWERED if stretch.unanswered else Why.WAIT_PASSED)
        return self._with_target(found, stretch.since)

    def _longest(self, figure: Figure) -> Explanation:
        """The longest update gap, the first of equals."""
        gaps: list[Stretch] = figure.subject
        longest = max(gaps, key=lambda gap: (self.as_of if gap.end is None else gap.end) - gap.start)
        found = self._stretch(Figure(figure.key, Family.UPDATE_GAP, longest, longest.start))
        found.figure = figure
        return found

    def _wait(self, figure: Figure) -> Explanation:
        wait: Wait = figure.subject
        found = self._of(figure, whole(wait.at, wait.end, self.as_of))
        found.begins = self.log.mark(wait.since, Why.BEGAN_THE_WAIT)
        return found

    def _with_target(self, found: Explanation, anchor: Event | None) -> Explanation:
        """With the service-level clock that is agreed on the figure, if there is one, and how it falls due."""
        metric = TARGET_OF.get(found.figure.family)
        clocks = (figure.subject for figure in self.every if figure.family == Family.CLOCK)
        clock = next((clock for clock in clocks if clock.metric == metric and clock.anchor is anchor), None)
        if clock:
            found.clock = Judged(clock, parts.agreed(self.desk, clock.metric, clock.started_at))
            found.due = self._due_of(clock)
        return found

    # What was agreed

    def _clock(self, figure: Figure) -> Explanation:
        """A clock keeps the opening hours that it began under, whatever held later (definitions 6)."""
        clock: Clock = figure.subject
        way = self._course_of(clock)
        found = self._of(figure, way)
        calendar = self.desk.calendar.at_version(clock.started_at)
        found.total = add_up(calendar, way.pieces)
        found.waits = parts.waited(self.story, calendar, way.pieces, self.as_of)
        if clock.metric == "resolution_net":
            found.left_out = parts.left_out(self.story, calendar, way.pieces, way.start, way.end)
        found.begins = self.log.mark(clock.anchor, BEGINS_WITH[clock.metric])
        found.ends = self.log.mark(self.log.ending(clock.ended_at, *_ending_of(clock)), Why.ENDED_IT)
        found.clock = Judged(clock, parts.agreed(self.desk, clock.metric, clock.started_at))
        found.due = self._due_of(clock)
        return found

    def _course_of(self, clock: Clock) -> Course:
        way = whole(clock.started_at, clock.ended_at, self.as_of)
        if clock.metric != "resolution_net":
            return way
        found = waits.pieces(self.story, OURS_TO_MOVE, way.start)
        pieces = [(since, self.as_of if until is None else until) for since, until in found]
        return Course(pieces, way.start, way.end, way.running)

    def _due_of(self, clock: Clock) -> Due:
        """Up to the due time, by the opening hours of the clock; it may lie ahead."""
        target, due_at = clock.target, clock.due_at
        calendar = self.desk.calendar.at_version(clock.started_at)
        pieces = [] if due_at is None else [(clock.started_at, due_at)]
        if clock.metric == "resolution_net" and due_at is not None:
            found = waits.pieces(self.story, OURS_TO_MOVE, clock.started_at)
            ended = ((since, due_at if until is None else min(until, due_at)) for since, until in found)
            pieces = [(since, until) for since, until in ended if since < until]
        return Due(due_at, target.target_s, target.clock, add_up(calendar, pieces))

    # What we owe

    def _promise(self, figure: Figure) -> Explanation:
        """From when it was made to when it is due. A due time that was told does not move."""
        outcome: PromiseOutcome = figure.subject
        made, due = outcome.promise.event, outcome.promise.due_at
        way = Course([(made.at, due)], made.at, max(made.at, min(due, self.as_of)), self.as_of < due)
        found = self._of(figure, way)
        found.waits = []
        found.promise = outcome
        found.begins = self.log.mark(made, Why.PROMISED)
        late = outcome.state == "broken"
        found.ends = self.log.mark(outcome.promise.settled, Why.SETTLED_LATE if late else Why.SETTLED)
        found.due = Due(due, None, BUSINESS, found.total)
        if made.data.get("due_at") is None or made.data.get("by_policy"):
            limit = int(self.desk.policy(made.at).promise_bh * HOUR)
            found.limits = parts.limits(self.desk, made.at)
            found.due = Due(due, limit, BUSINESS, found.total, as_told=found.total.business_s != limit)
        return found

    def _overdue(self, figure: Figure) -> Explanation:
        outcome: PromiseOutcome = figure.subject
        start, end = outcome.overdue or (outcome.promise.due_at, outcome.promise.due_at)
        found = self._of(figure, whole(start, end, self.as_of))
        found.promise = outcome
        found.begins = self.log.mark(outcome.promise.event, Why.PROMISED)
        last = self.log.ending(end, Answered.name, Resolved.name)
        if last is None and end is not None:  # it was resolved already when it fell due
            last = next(r.event for r in reversed(self.story.resolutions) if r.at <= end)
        found.ends = self.log.mark(last, Why.ENDED_IT)
        return found

    # What was about to be forgotten

    def _flag(self, figure: Figure) -> Explanation:
        """From its anchor to when it came true: the limit. R1 has none, its promise's due time is it."""
        flag: Flag = figure.subject
        end = self.as_of if flag.cleared_at is None else flag.cleared_at
        found = self._of(figure, Course([(flag.anchor.at, flag.stalled_from)], flag.anchor.at, end, running=False))
        found.begins = self.log.mark(flag.anchor, Why.PROMISED if flag.rule == "R1" else Why.COUNTED_FROM)
        found.ends = self.log.mark(self.log.ending(flag.cleared_at), Why.ENDED_IT)
        since = self._limits_since(flag)
        found.limits = parts.limits(self.desk, since)
        lasted = self.desk.calendar.elapsed(flag.stalled_from, end)
        running = flag.cleared_at is None
        limit = self._limit(flag.rule, since)
        found.flag = Stalled(flag, limit, end - flag.stalled_from, lasted, running)
        return found

    def _limit(self, rule: str, since: int) -> int:
        policy = self.desk.policy(since)
        hours = {"R2": policy.r2_bh, "R3": policy.r3_bh, "R4": policy.r4_bh, "R5": policy.r5_bh}.get(rule, 0)
        return int(hours * HOUR)

    def _limits_since(self, flag: Flag) -> int:
        """As of when its limit was taken: R3 and R5 keep that of their wait's beginning."""
        wait = wait_at(self.story, flag.anchor.at) if flag.rule in ("R3", "R5") else None
        return wait.at if wait else flag.anchor.at


def _ending_of(clock: Clock) -> tuple[str, ...]:
    return (Resolved.name,) if clock.metric.startswith("resolution") else (Answered.name, Resolved.name)
