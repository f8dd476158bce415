"""Did we keep our word? Kept of the promises that fell due in the period and were kept or broken (definitions 3).

A promise counts when it falls due: one that was kept or waived early says nothing before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope, counts
from tickets.events import named
from tickets.rules.promises import promise_outcomes


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[str]:
    """How each promise that fell due in the period, and by now, stands."""
    if not counts(ticket) or not any(view.covers(promise.due_at) for promise in ticket.story.promises):
        return
    for outcome in promise_outcomes(ticket.story, view.as_of):
        if outcome.promise.due_at <= view.as_of and view.covers(outcome.promise.due_at):
            yield outcome.state


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
REPORT = Report(observe, figures, kinds=named(lambda kind: kind.makes_a_promise), when="any", counts=COUNTS)
