"""How long people wait for the first answer of a human; automatic replies do not count."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.measures import TicketStory
from metrics.reports.responses import COUNTS, Promptness, Response, figures, promptness, waits
from metrics.reports.view import Report, ReportScope
from tickets.rules.conversation import first_response


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[Response | Promptness]:
    """From the start to the first human answer."""
    stretch = first_response(ticket.story)
    if stretch is None or not view.is_in_cohort(ticket):
        return
    yield from waits([stretch], view)
    yield from promptness(ticket, "first_response", view)


REPORT = Report(observe, figures, counts=COUNTS)
