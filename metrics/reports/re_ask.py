"""Did people have to say again what we knew? Repeat contacts in which an agent asked for a known fact (definitions 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import rate
from metrics.reports.view import Count, Report, ReportScope


@dataclass(frozen=True, slots=True)
class Asking:
    """A ticket's repeat contacts that a human handled, and its known facts, with what was asked again."""

    handled: int
    asked_again: int
    history_opened: int
    known: int
    facts_asked_again: int


def observe(ticket: Digest, view: ReportScope) -> Iterator[Asking]:
    """Every contact of the ticket after its first that a human answered before the next one."""
    if view.is_in_cohort(ticket):
        yield Asking(**ticket["repeats"])


def figures(observed: Sequence[Asking], view: ReportScope) -> Figures:
    """By contact, by fact, and whether the history was opened before the answer."""
    handled = sum(one.handled for one in observed)
    return {
        "reask_rate": rate(sum(one.asked_again for one in observed), handled),
        "facts": rate(sum(one.facts_asked_again for one in observed), sum(one.known for one in observed)),
        "opened_history": rate(sum(one.history_opened for one in observed), handled),
    }


COUNTS = {
    "repeats": Count(_("With a repeat contact that a person answered"), lambda one, view: one.handled > 0),
    "asked_again": Count(_("Asked again for what we knew"), lambda one, view: one.asked_again > 0),
    "opened": Count(_("History opened before the answer"), lambda one, view: one.history_opened > 0),
    "known": Count(_("With known facts"), lambda one, view: one.known > 0),
}
REPORT = Report(observe, figures, ("repeats",), counts=COUNTS)
