"""How many tickets were open at earlier instants, and how old they were, by what is known now (definitions 6, *Backlog*).

A resolution that did not hold left its ticket open: it counts as open from its start to the resolution that holds. So the last of
these is the backlog, and an earlier one may be more than somebody saw at its time. It is read from what is kept by the
day on which tickets ended, so that its cost follows the time looked back on, not the table.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from metrics.facts.table import NONE, Array, Table, joined
from metrics.measures import Figures, instant
from metrics.reading import StoryReader
from metrics.reports.backlog import NAMES, bands
from metrics.reports.shapes import many
from metrics.reports.tally import Keep
from tickets.events.resolution import Closed, Resolved
from tickets.models.history import moment

ENDINGS = (Resolved.name, Closed.name)


def open_before(reader: StoryReader, instants: Sequence[int], keep: Keep | None = None) -> list[Figures]:
    """The backlog at each of these instants (Unix seconds), with its bands of age. `keep`: as for `answers`."""
    if not instants:
        return []
    first = min(instants)
    later = frozenset(ENDINGS)
    facts = reader.facts(
        ("open", "endings"),
        (first, None),
        lambda: reader.unresolved() | reader.having(later, moment(first)),
        ("places",),
    )
    ended = facts.endings.where(facts.endings.end > first)
    seen = joined(_lives(ended, ended.end), _lives(facts.open, np.full(len(facts.open), NONE)))
    if keep:
        seen = seen.where(keep(facts, seen))
    return [_at(seen, at) for at in instants]


def _lives(table: Table, end: Array) -> Table:
    return Table({"ticket": table.ticket, "start": table.start, "end": end})


def _at(seen: Table, at: int) -> Figures:
    stood = seen.where((seen.start <= at) & ((seen.end == NONE) | (seen.end > at)))
    ages = bands(at - stood.start)
    return {
        "at": instant(at),
        "backlog": len(stood),
        "bands": {name: many(ages == place) for place, name in enumerate(NAMES)},
    }
