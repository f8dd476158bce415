"""Which tickets are about to be forgotten now, and for how long already (definitions 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.measures import Figures, TicketStory
from metrics.reports.view import Report, ReportScope, counts
from metrics.statistics import MEDIAN, nearest_rank
from tickets.rules.stalled import flags
from tickets.rules.story import Story


def stalled_since(story: Story, view: ReportScope) -> int | None:
    """Since when a ticket has been stalled, by the oldest flag that stands; a resolution clears them all."""
    raised, _ = flags(story, view.desk, view.as_of)
    return min((flag.stalled_from for flag in raised if flag.cleared_at is None), default=None)


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[int]:
    """For how long it has been stalled."""
    since = stalled_since(ticket.story, view) if counts(ticket) else None
    if since is not None:
        yield view.elapsed(since, None)


def figures(observed: Sequence[int], view: ReportScope) -> Figures:
    """How many, and how old half of them are at most."""
    return {"stalled": len(observed), "median_age": nearest_rank(observed, MEDIAN)}


REPORT = Report(observe, figures, when="any")
