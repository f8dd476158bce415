"""Did people have to say again what we knew? Repeat contacts in which an agent asked for a known fact (definitions 4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import Table
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope


def observe(facts: Facts, view: ReportScope) -> Table:
    """Every contact of a ticket after its first that a human answered before the next one, and its known facts, by ticket."""
    return facts.repeats.where(view.covers(facts.repeats.start))


def figures(observed: Table, view: ReportScope) -> Figures:
    """By contact, by fact, and whether the history was opened before the answer."""
    handled = many(observed.handled)
    return {
        "reask_rate": rate(many(observed.asked_again), handled),
        "facts": rate(many(observed.facts_asked_again), many(observed.known)),
        "opened_history": rate(many(observed.history_opened), handled),
    }


COUNTS = {
    "repeats": Count(_("With a repeat contact that a person answered"), lambda seen, view: seen.handled > 0),
    "asked_again": Count(_("Asked again for what we knew"), lambda seen, view: seen.asked_again > 0),
    "opened": Count(_("History opened before the answer"), lambda seen, view: seen.history_opened > 0),
    "known": Count(_("With known facts"), lambda seen, view: seen.known > 0),
}
REPORT = Report(observe, figures, ("repeats",), counts=COUNTS)
