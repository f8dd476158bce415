"""How long people wait for each later answer of a human; chasers do not restart the wait."""

from __future__ import annotations

from metrics.facts import Facts
from metrics.facts.table import Table
from metrics.reports.responses import COUNTS, figures, waits
from metrics.reports.view import Report, ReportScope


def observe(facts: Facts, view: ReportScope) -> Table:
    """From the oldest unanswered message to the next human answer, each."""
    return waits(facts, "following", "next_response", view)


REPORT = Report(observe, figures, ("following", "clocks"), counts=COUNTS)
