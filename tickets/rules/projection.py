"""How a ticket stands at an instant: what its row, its promises, its flags and its clocks say, read off its story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from tickets.rules import conversation
from tickets.rules.closed_loop import loop, presumed_from
from tickets.rules.conversation import ContactGroup
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import CLOSES_AFTER, UNRESOLVED, Status
from tickets.rules.promises import PromiseOutcome, promise_outcomes
from tickets.rules.ranking import LAST, rank, rank_of_done
from tickets.rules.service_level import Clock, clocks
from tickets.rules.stalled import Flag, flags
from tickets.rules.story import Story

LATEST_CONTACTS = 30  # whose channels a ticket's row names one by one


@dataclass(frozen=True, slots=True)
class Following:
    """The rows that follow from a story beside the ticket's own: promises, flags and clocks as of an instant."""

    promises: list[PromiseOutcome]
    flags: list[Flag]
    clocks: list[Clock]
    next_flag_at: int | None


@dataclass(frozen=True, slots=True)
class Projection(Following):
    """A ticket at an instant. Times are Unix seconds, None where there is none.

    `next_check_at` is when something next becomes true by the clock alone: a promise falls due, a flag rises, silence
    is taken for consent, the ticket closes.
    """

    story: Story
    contacts: list[ContactGroup]
    row: dict[str, Any]
    next_check_at: int | None


def following(story: Story, desk: Desk, at: int, since: int | None = None) -> Following:
    """What follows from a story as of `at`; with `since` (at most `at`) without what was over before that instant."""
    raised, next_flag_at = flags(story, desk, at, since)
    return Following(promise_outcomes(story, at, since), raised, clocks(story, desk, at, since), next_flag_at)


def project(story: Story, desk: Desk, at: int, since: int | None = None) -> Projection:
    """How the ticket stands at `at`; with `since` without the promises, flags and clocks that were over before."""
    follows = following(story, desk, at, since)
    promises, raised, running = follows.promises, follows.flags, follows.clocks
    groups = conversation.contacts(story)
    row = _state(story) | _times(story) | _effort(story, groups)
    row["loop"] = loop(story, at)
    row |= _due_next(story, promises, running)
    lasting = [flag for flag in raised if flag.cleared_at is None or flag.cleared_at > at]
    row["stalled_since"] = min((flag.stalled_from for flag in lasting), default=None)
    row["stalled_rules"] = sorted({flag.rule for flag in lasting})
    next_check_at = _next_check(story, follows, at)
    return Projection(promises, raised, running, follows.next_flag_at, story, groups, row, next_check_at)


def _state(story: Story) -> dict[str, Any]:
    return {
        "status": Status(story.excluded.kind) if story.excluded else story.status,
        "waiting_on": story.waiting_on,
        "waiting_since": story.waits[-1].at if story.waits else None,
        "owner_id": story.owner,
        "team_id": story.team,
        "came_to": came_to(story.came_to),
        "untold": bool(story.resolution and story.resolution.untold),
        **asdict(story.chosen),
    }


def came_to(teams: Iterable[Any]) -> str:
    """Teams as one column that every database can look into: each number once, with a space on either side."""
    return "".join(f" {team} " for team in dict.fromkeys(teams))


def _times(story: Story) -> dict[str, int | None]:
    first = conversation.first_response(story)
    return {
        "started_at": story.started_at,
        "first_answered_at": first.end if first and first.answer else None,
        "last_contact_at": story.contacts[-1].at if story.contacts else None,
        "last_answer_at": story.answers[-1].at if story.answers else None,
        "first_resolved_at": story.resolutions[0].at if story.resolutions else None,
        "resolved_at": story.ended_at,
    }


def _effort(story: Story, groups: list[ContactGroup]) -> dict[str, Any]:
    channels = [group.channel for group in groups]
    return {
        "last_channel": channels[-1] if channels else "",
        "channels": channels[-LATEST_CONTACTS:],
        "contacts_by_channel": dict(Counter(channels)),
        "contacts": len(groups),
        "chasers": sum(conversation.is_chaser(group, groups) for group in groups),
        "reopens": story.reopens,
    }


def _due_next(story: Story, promises: list[PromiseOutcome], running: list[Clock]) -> dict[str, Any]:
    """What presses first on an unresolved ticket, a promise still owed or a clock that runs, and its place in the lists."""
    owed = [] if story.excluded else [(outcome.promise.due_at, "promise") for outcome in promises if outcome.owed]
    row = {"due_at": None, "due_kind": "", "rank": LAST, "promise_due_at": min(owed, default=(None,))[0]}
    if story.excluded:
        return row
    if story.status not in UNRESOLVED:
        return row | {"rank": rank_of_done(story.ended_at)}
    due = owed + [(c.due_at, c.metric) for c in running if c.ended_at is None and c.due_at is not None]
    row["due_at"], row["due_kind"] = min(due, default=(None, ""))
    return row | {"rank": rank(story.waiting_on, due)}


def next_change(story: Story, desk: Desk, at: int) -> int | None:
    """When something next becomes true by the clock alone, after `at`. Closing is no such thing: it takes an event."""
    return min(_upcoming(story, following(story, desk, at), at), default=None)


def _upcoming(story: Story, follows: Following, at: int) -> list[int]:
    moments = [follows.next_flag_at, presumed_from(story)]
    moments += [outcome.promise.due_at for outcome in follows.promises if outcome.state == "open"]
    moments += [clock.breaks_at for clock in follows.clocks]
    return [moment for moment in moments if moment is not None and moment > at]


def _next_check(story: Story, follows: Following, at: int) -> int | None:
    upcoming = _upcoming(story, follows, at)
    if story.resolution and story.status == Status.RESOLVED and not story.excluded:
        upcoming.append(story.resolution.at + CLOSES_AFTER)  # also when it is long past: the sweep closes it
    return min(upcoming, default=None)
