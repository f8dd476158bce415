"""How long people wait for the first answer of a human; automatic replies do not count."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.digests import Digest
from metrics.reports.responses import COUNTS, Promptness, Response, figures, promptness, waits
from metrics.reports.view import Report, ReportScope


def observe(ticket: Digest, view: ReportScope) -> Iterator[Response | Promptness]:
    """From the start to the first human answer."""
    if view.is_in_cohort(ticket):
        yield from waits(ticket, "first", view)
        yield from promptness(ticket, "first_response")


REPORT = Report(observe, figures, ("first", "service_levels"), counts=COUNTS)
