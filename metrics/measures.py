"""Every figure about one ticket, from its story: plain Python, exact to the second, both clocks (definitions 2 to 5).

The shapes are those of the history format's `measures --json`: D = {"calendar_s", "business_s", "running"}.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from tickets.rules import conversation, facts, promises, service_level, stalled, waits
from tickets.rules.business_time import Calendar
from tickets.rules.closed_loop import loop
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import Status, WaitingOn
from tickets.rules.story import OURS_TO_MOVE, Event, Story

Figures = dict[str, Any]

TIMES = (
    "time_us",
    "time_third_party",
    "time_customer",
    "time_resolved",
    "ttr",
    "ttr_first",
    "ttr_unresolved",
    "ttr_net",
    "time_to_closed_loop",
)
SHOWN_AS = {Status.NEW: "open", Status.CLOSED: "resolved"}


@dataclass(frozen=True, slots=True)
class TicketStory:
    """What is to be known about one ticket: its keys, its story, and the events that tell it, in any order.

    `known_as` is how other tickets' links may call it: itself, and all that were merged into it. `customer`: whose it is, by the
    file that it is on today. `facts`: the values that events noted, by the event's id and the key, where they were asked for.
    """

    key: str
    number: int | None
    story: Story
    events: Sequence[Event] = ()
    known_as: frozenset[Hashable] = frozenset()
    customer: Hashable = None
    facts: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)


def measure(ticket: TicketStory, desk: Desk, as_of: int) -> Figures:
    """All figures of one ticket as of an instant (Unix seconds)."""
    story = ticket.story
    scale = _Scale(desk.calendar, as_of)
    figures: Figures = {
        "ticket": ticket.key,
        "number": ticket.number,
        "as_of": instant(as_of),
        "start": instant(story.started_at),
        "status": status(story),
        "waiting_on": str(story.waiting_on),
        "loop": str(loop(story, as_of)),
    }
    figures |= _responses(story, scale)
    figures |= _times(story, scale)
    figures |= _effort(story)
    figures["promises"] = _promises(story, scale)
    flags, _ = stalled.flags(story, desk, as_of)
    figures["stalled"] = [
        {
            "rule": flag.rule,
            "anchor": flag.anchor.name,
            "stalled_from": instant(flag.stalled_from),
            "cleared_at": instant(flag.cleared_at),
        }
        for flag in flags
    ]
    figures |= _facts(story)
    figures["clocks"] = [_clock(clock) for clock in service_level.clocks(story, desk, as_of)]
    return figures


def instant(at: int | None) -> str | None:
    """Unix seconds as UTC with Z."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def status(story: Story) -> str:
    """The status as compared: new counts as open, closed as resolved; spam and test cover all others."""
    if story.excluded:
        return story.excluded.kind
    return str(SHOWN_AS.get(story.status, story.status))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Durations on both clocks, up to an instant."""

    calendar: Calendar
    until: int

    def duration(self, pieces: Iterable[tuple[int, int | None]], *, running: bool) -> Figures:
        """What was over before it began took no time: a ticket that we opened and resolved before the customer's first word."""
        calendar_s = business_s = 0
        for start, end in pieces:
            stop = self.until if end is None else max(start, end)
            calendar_s += stop - start
            business_s += self.calendar.elapsed(start, stop)
        return {"calendar_s": calendar_s, "business_s": business_s, "running": running}

    def stretch(self, stretch: conversation.Stretch | None) -> Figures | None:
        if stretch is None:
            return None
        figure = self.duration([(stretch.start, stretch.end)], running=stretch.end is None)
        return figure | {"unanswered": True} if stretch.unanswered else figure


def _responses(story: Story, scale: _Scale) -> Figures:
    gaps = [scale.stretch(gap) for gap in conversation.update_gaps(story)]
    return {
        "first_response": scale.stretch(conversation.first_response(story)),
        "next_responses": [scale.stretch(stretch) for stretch in conversation.next_responses(story)],
        "update_gaps": gaps,
        "longest_silence": max(gaps, key=lambda gap: gap["calendar_s"], default=None),  # type: ignore[index]
    }


def _times(story: Story, scale: _Scale) -> Figures:
    start, end = story.started_at, story.ended_at
    if start is None:
        return dict.fromkeys(TIMES)
    running = end is None
    figures = {
        f"time_{on}": _time_on(on, story, scale, start, end)
        for on in (WaitingOn.US, WaitingOn.THIRD_PARTY, WaitingOn.CUSTOMER)
    }
    figures["time_resolved"] = _time_on(WaitingOn.NOBODY, story, scale, start, end)
    first = next((r.at for r in story.resolutions if r.at >= start), None)
    figures["ttr"] = scale.duration([(start, end)], running=running)
    figures["ttr_first"] = scale.duration([(start, first)], running=first is None)
    figures["ttr_unresolved"] = scale.duration(waits.pieces(story, waits.SOMEBODYS_MOVE, start, end), running=running)
    figures["ttr_net"] = scale.duration(waits.pieces(story, OURS_TO_MOVE, start, end), running=running)
    confirmed = story.resolution.confirmed_at if story.resolution else None
    figures["time_to_closed_loop"] = scale.duration([(start, confirmed)], running=confirmed is None)
    return figures


def _time_on(on: WaitingOn, story: Story, scale: _Scale, start: int, end: int | None) -> Figures | None:
    found = waits.pieces(story, [on], start, end)
    running = story.resolution is None and story.waiting_on == on
    return scale.duration(found, running=running) if found else None


def _effort(story: Story) -> Figures:
    groups = conversation.contacts(story)
    chasers = [conversation.is_chaser(group, groups) for group in groups]
    channels = [group.channel for group in groups]
    switched = [a != b for a, b in pairwise(channels)]
    return {
        "contacts": len(groups),
        "chasers": sum(chasers),
        "channels": list(dict.fromkeys(channels)),
        "switches": sum(switched),
        "forced_switches": sum(s and c for s, c in zip(switched, chasers[1:], strict=True)),
        "handoffs": handoffs(story),
        "reopens": story.reopens,
    }


def handoffs(story: Story) -> int:
    """Assignments, after the first human answer, to a person other than the last owner."""
    first = next((a.event for a in story.answers), None)
    count, owner = 0, None
    for event, to in story.owners:
        if to is None:
            continue
        if owner is not None and to != owner and first is not None and (event.at, event.id) > (first.at, first.id):
            count += 1
        owner = to
    return count


def _promises(story: Story, scale: _Scale) -> list[Figures]:
    found = []
    for outcome in promises.promise_outcomes(story, scale.until):
        promise, overdue = outcome.promise, outcome.overdue
        found.append(
            {
                "id": promise.event.name,
                "made_at": instant(promise.event.at),
                "due_at": instant(promise.due_at),
                "state": outcome.state,
                "fulfilled_late_at": instant(outcome.fulfilled_late_at),
                "overdue": scale.duration([overdue], running=overdue[1] is None) if overdue else None,
            }
        )
    return found


def _facts(story: Story) -> Figures:
    repeats = facts.repeat_contacts(story)
    return {
        "repeat_contacts_handled": len(repeats),
        "reasks": sum(bool(repeat.asked_again) for repeat in repeats),
        "facts_known": len(facts.known_keys(story)),
        "facts_reasked": len({key for repeat in repeats for key in repeat.asked_again}),
    }


def _clock(clock: service_level.Clock) -> Figures:
    return {
        "metric": clock.metric,
        "target_s": clock.target.target_s,
        "clock": clock.target.clock,
        "started_at": instant(clock.started_at),
        "due_at": instant(clock.due_at),
        "state": clock.state,
        "breached_at": instant(clock.breached_at),
    }
