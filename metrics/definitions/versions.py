"""What every version of the rules changed in the figures, in a manager's words: one entry a version, the newest first.

Two numbers say how a figure is computed. `rules/version.py` counts what is said of a ticket's history; `digests/holding.py` what
is told of each ticket to the reports. Whoever raises one of them adds an entry here: a test holds that the newest has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Change:
    """One thing that a version says otherwise. `reports`: those whose figures it moves; none where no figure moved."""

    text: Promise
    reports: Sequence[str] = ()


@dataclass(frozen=True)
class Version:
    """A version of the rules, since when there is one, and what it changed."""

    number: int
    since: date
    changes: Sequence[Change]


RULES: tuple[Version, ...] = (
    Version(
        4,
        date(2026, 11, 28),
        [
            Change(
                _(
                    "Each ticket's row says its place in the lists, and when what we promised first falls due. What is kept of a "
                    "ticket that no sweep has closed yet is told again as soon as a promise falls due in it."
                ),
                ("promises",),
            )
        ],
    ),
    Version(
        3,
        date(2026, 11, 27),
        [Change(_("A resolution ends a snooze. Lists show it; no figure counts a snooze, so none moved."))],
    ),
    Version(
        2,
        date(2026, 11, 27),
        [
            Change(
                _(
                    "A dispute, a reopen and an end of “on hold” wait on us until a person of ours answers, whatever is waived, "
                    "delivered or parked meanwhile. Before, they could pass the wait back to the customer unanswered."
                ),
                ("waits", "backlog", "stalled", "channels", "next-response", "sla", "customers"),
            ),
            Change(
                _(
                    "An answer that came back delivered nothing: its promise is broken at its due time, and past due from the "
                    "later of due time and return."
                ),
                ("promises", "stalled", "workload", "customers"),
            ),
            Change(
                _("What says that a promise was delivered counts before or after its answer, within the same second."),
                ("promises", "stalled", "workload", "customers"),
            ),
            Change(
                _(
                    "A second answer in the same second takes nothing away from the first: a promise that one delivered is kept."
                ),
                ("promises", "stalled", "workload", "customers"),
            ),
            Change(
                _("A waiver after which the ticket waits on the customer clears its flags of a long wait."),
                ("stalled", "backlog"),
            ),
            Change(
                _("A newer note of a fact ends the older one; when the newest has expired, we no longer know."),
                ("re-ask", "reasons", "hand-offs"),
            ),
        ],
    ),
    Version(1, date(2026, 11, 27), [Change(_("From here on every ticket says which rules its figures come from."))]),
)
"""What is said of a ticket's history: `RULES_VERSION`."""

COUNTING: tuple[Version, ...] = (
    Version(
        2,
        date(2026, 11, 28),
        [
            Change(
                _(
                    "Each service-level clock says when it falls due, when it ended and by how much it was missed, and on whom its "
                    "ticket waited meanwhile. No figure moved."
                )
            )
        ],
    ),
    Version(
        1,
        date(2026, 11, 27),
        [
            Change(
                _("From here on what reports read of each ticket is kept, and believed only where it is the very same.")
            ),
            Change(
                _(
                    "A ticket that we opened and resolved before the customer's first word took no time, instead of less than "
                    "none."
                ),
                ("ttr",),
            ),
        ],
    ),
)
"""What reports read of a ticket: `SECTIONS_VERSION`."""


def moved(report: str, versions: Sequence[Version]) -> list[tuple[Version, Change]]:
    """What changed the figures of a report, the newest first."""
    return [(version, change) for version in versions for change in version.changes if report in change.reports]
