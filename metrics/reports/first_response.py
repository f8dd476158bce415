"""How long people wait for the first answer of a human; automatic replies do not count."""

from __future__ import annotations

from metrics.facts import Facts
from metrics.facts.table import Table
from metrics.reports.responses import COUNTS, figures, waits
from metrics.reports.view import Report, ReportScope


def observe(facts: Facts, view: ReportScope) -> Table:
    """From the start to the first human answer."""
    return waits(facts, "first", "first_response", view)


REPORT = Report(observe, figures, ("first", "clocks"), counts=COUNTS)
