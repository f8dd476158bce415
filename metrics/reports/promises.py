"""Did we keep our word? Kept of the promises that fell due in the period and were kept or broken (definitions 3).

A promise counts when it falls due: one that was kept or waived early says nothing before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope
from tickets.events import named


def observe(ticket: Digest, view: ReportScope) -> Iterator[str]:
    """How each promise that fell due in the period, and by now, stands."""
    if ticket.counts:
        for due_at, state, _owed in ticket["promises"]:
            if due_at <= view.as_of and view.covers(due_at):
                yield state


def figures(observed: Sequence[str], view: ReportScope) -> Figures:
    """The customer's waivers and what was replaced in time are shown, not counted."""
    count = Counter(observed)
    kept = rate(count["kept"], count["kept"] + count["broken"])
    return kept | {"waived": count["waived"], "superseded": count["superseded"]}


def _became(title: Promise, *states: str) -> Count:
    return Count(title, lambda state, view: state in states)


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
