"""How long people wait for each later answer of a human; chasers do not restart the wait."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.digests import Digest
from metrics.reports.responses import COUNTS, Promptness, Response, figures, promptness, waits
from metrics.reports.view import Report, ReportScope


def observe(ticket: Digest, view: ReportScope) -> Iterator[Response | Promptness]:
    """From the oldest unanswered message to the next human answer, each."""
    if view.is_in_cohort(ticket):
        yield from waits(ticket, "following", view)
        yield from promptness(ticket, "next_response")


REPORT = Report(observe, figures, ("following", "service_levels"), counts=COUNTS)
