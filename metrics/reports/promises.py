"""Did we keep our word? Kept of the promises that fell due in the period and were kept or broken (definitions 3).

A promise counts when it falls due: one that was kept or waived early says nothing before.
"""

from __future__ import annotations

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import Array, Table
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import many, rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.events import named


def observe(facts: Facts, view: ReportScope) -> Table:
    """How each promise that fell due in the period, and by now, stands."""
    promises = facts.promises
    return promises.where(view.covers(promises.due_at) & (promises.due_at <= view.as_of))


def _are(observed: Table, *states: str) -> Array:
    return np.isin(observed.state, [code(state) for state in states])


def figures(observed: Table, view: ReportScope) -> Figures:
    """The customer's waivers and what was replaced in time are shown, not counted."""
    kept, broken, waived, superseded = (many(_are(observed, state)) for state in STATES)
    return rate(kept, kept + broken) | {"waived": waived, "superseded": superseded}


STATES = ("kept", "broken", "waived", "superseded")


def _became(title: Promise, *states: str) -> Count:
    return Count(title, lambda seen, view: _are(seen, *states))


COUNTS = {
    "due": _became(_("With a promise that fell due and was kept or broken"), "kept", "broken"),
    "kept": _became(_("With a promise kept"), "kept"),
    "broken": _became(_("With a promise broken"), "broken"),
    "waived": _became(_("With a promise that the customer waived"), "waived"),
    "superseded": _became(_("With a promise replaced in time"), "superseded"),
}
REPORT = Report(
    observe, figures, ("promises",), kinds=named(lambda kind: kind.makes_a_promise), when="any", counts=COUNTS
)
