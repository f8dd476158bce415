"""Every kind of thing that can happen to a ticket, one class each; `KINDS` is all of them by their names.

A class says all there is to say about its kind: its data, what it does to a story, its form in the history format, what a
person reads of it, and whether a customer may know of it. Whatever lists kinds asks here.
"""

from tickets.events import (
    answer,
    contact,
    excluded,
    facts,
    feedback,
    joining,
    note,
    owner,
    promise,
    resolution,
    side,
    status,
)
from tickets.events.kind import KINDS, Kind, Leaves, kind_of, named

FAMILIES = (answer, contact, excluded, facts, feedback, joining, note, owner, promise, resolution, side, status)

__all__ = ["FAMILIES", "KINDS", "Kind", "Leaves", "kind_of", "named"]
