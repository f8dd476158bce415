"""How long people wait for each later answer of a human; chasers do not restart the wait."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.measures import TicketStory
from metrics.reports.responses import COUNTS, Promptness, Response, figures, promptness, waits
from metrics.reports.view import Report, ReportScope
from tickets.rules.conversation import next_responses


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[Response | Promptness]:
    """From the oldest unanswered message to the next human answer, each."""
    if view.is_in_cohort(ticket):
        yield from waits(next_responses(ticket.story), view)
        yield from promptness(ticket, "next_response", view)


REPORT = Report(observe, figures, counts=COUNTS)
