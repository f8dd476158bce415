"""The rows that hang on a ticket's events: its promises, flags and clocks."""

from __future__ import annotations

from collections.abc import Sequence

from tickets.actions.change import Change, Written
from tickets.actions.projection import promises
from tickets.actions.projection.clocks import CLOCKS
from tickets.actions.projection.flags import FLAGS


def write(changes: Sequence[Change], written: Written, *, imported: bool = False) -> None:
    """Write the differences. Where a change does not say what was known, the tables are read, once for all."""
    unknown = [change.ticket.pk for change in changes if change.before is None and change.has_rows]
    stored = [table.stored(unknown) if unknown else {} for table in (FLAGS, CLOCKS)]
    promises.save(changes, written, promises.stored(unknown) if unknown else {})
    FLAGS.save(changes, written, stored[0], {"imported": imported})
    CLOCKS.save(changes, written, stored[1], {})
