"""Who gets a ticket that nobody owns: whose turn it is, or who has least, among those who have the skills and the room.

Plain values only. A skill is a tag that somebody of ours is known for; a ticket needs those of its tags that are skills.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """How a team's new tickets find their owner."""

    NONE = "none"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


class Why(StrEnum):
    """Why a machine of ours gave a ticket to somebody, or took it off them."""

    TURN = "turn"
    LEAST = "least"
    OUT_OF_OFFICE = "out_of_office"
    SHIFT_ENDED = "shift_ended"


WHY = {Way.ROUND_ROBIN: Why.TURN, Way.LEAST_LOADED: Why.LEAST}


@dataclass
class Candidate:
    """Somebody who is there. `open`: unresolved tickets that they own; `most`: up to how many (None: no limit); `turn`: the
    number of the turn in which they were last given one, 0 before the first.
    """

    person: int
    skills: frozenset[str]
    open: int = 0
    most: int | None = None
    turn: int = 0

    @property
    def has_room(self) -> bool:
        """Whether one more is within their limit."""
        return self.most is None or self.open < self.most


def chosen(way: Way, there: Iterable[Candidate], needed: Collection[str] = ()) -> Candidate | None:
    """Who gets the next ticket, and has it counted; None if nobody has the skills and the room."""
    able = [one for one in there if one.has_room and one.skills.issuperset(needed)]
    if not able:
        return None
    one = min(able, key=lambda one: (one.open if way == Way.LEAST_LOADED else 0, one.turn, one.person))
    one.open += 1
    return one
