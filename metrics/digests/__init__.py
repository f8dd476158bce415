"""What reports need of a ticket, told once: the ticket's digest.

A digest says when things happened and how they stand, and nothing of any period: each report looks at it from its own side. It is
told as of an instant and stays true until something else becomes true by the clock; what runs on is told by its beginning. Its
values are plain (numbers, words, lists), so that a digest can be put away.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from metrics.digests.section import Section
from metrics.digests.splits import PLACE
from metrics.digests.talk import TALK
from metrics.digests.time import TIME
from metrics.measures import TicketStory
from tickets.rules.desk import Desk

SECTIONS: dict[str, Section] = TIME | TALK | PLACE


@dataclass(frozen=True, slots=True)
class Digest:
    """A ticket's digest: its keys, when it began, and the sections that were asked for, by their names.

    `counts`: a ticket without a contact is in no figure; spam and tests are out of every cohort. `customer`: whose it is, by the
    file that it is on today. `known_as`: how other tickets' links may call it.
    """

    key: str
    number: int | None
    start: int | None
    counts: bool
    customer: Hashable
    known_as: frozenset[Hashable]
    sections: Mapping[str, Any]

    def __getitem__(self, section: str) -> Any:
        return self.sections[section]


def digest_of(ticket: TicketStory, desk: Desk, as_of: int, sections: Collection[str] = tuple(SECTIONS)) -> Digest:
    """The digest of a ticket that was told as of `as_of` (Unix seconds)."""
    story = ticket.story
    return Digest(
        key=ticket.key,
        number=ticket.number,
        start=story.started_at,
        counts=story.start is not None and story.excluded is None,
        customer=ticket.customer,
        known_as=ticket.known_as,
        sections={name: SECTIONS[name](ticket, desk, as_of) for name in sections},
    )
