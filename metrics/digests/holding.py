"""For which questions a digest is the answer: as of when, known by when, by which agreements of the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from metrics.digests import Digest, digest_of
from metrics.measures import TicketStory
from tickets.rules.desk import Desk
from tickets.rules.projection import next_change
from tickets.rules.version import RULES_VERSION

SECTIONS_VERSION = 2  # raise it when a section says something else of the same story
FORM = f"{RULES_VERSION}.{SECTIONS_VERSION}"


@dataclass(frozen=True, slots=True)
class Held:
    """A digest, true as of [true_from, true_until) for whoever knows what was recorded by `known_from`. Unix seconds."""

    digest: Digest
    true_from: int
    true_until: int | None
    known_from: int


def hold(ticket: TicketStory, desk: Desk, now: int, joined: tuple[int, int] = (0, 0)) -> Held:
    """The digest as of `now`, from when on it has been so and until when it stays so.

    `ticket`: its whole story as it is known now. `joined`: when it was last merged with another or parted from it, and when that
    was recorded: before, it told of other events. Only the clock changes a digest without an event.
    """
    true_from = max(joined[0], *(event.at for event in ticket.events))
    true_until = changes_at(ticket, desk, true_from)
    while true_until is not None and true_until <= now:
        true_from = true_until
        true_until = changes_at(ticket, desk, true_from)
    known_from = max(joined[1], *(event.recorded_at for event in ticket.events))
    return Held(digest_of(ticket, desk, true_from), true_from, true_until, known_from)


def changes_at(ticket: TicketStory, desk: Desk, at: int) -> int | None:
    """When something next becomes true of a ticket by the clock alone, after `at`."""
    expiring = (event.data.get("valid_until") for event in ticket.story.facts)
    moments = [next_change(ticket.story, desk, at), *expiring]
    return min((moment for moment in moments if moment is not None and moment > at), default=None)


def edition(desk: Desk) -> str:
    """What a desk agreed to, as a short name: equal for equal agreements."""
    versions = [
        [str(one.valid_from), one.tz, repr(sorted(one.hours.items())), sorted(map(str, one.holidays))]
        for one in desk.calendar.versions
    ]
    told = [versions, repr(desk.policies), repr(sorted(desk.targets.items()))]
    return sha256(json.dumps(told).encode()).hexdigest()[:32]
