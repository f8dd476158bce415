"""Why people turn to us: the tickets started in the period by their tags, and by the facts that are known of them.

A tag is one that is on the ticket, a fact one that is known (definitions 4: the newest note of a key, unless it has expired), both
as of the instant looked at; a fact is named key=value. A ticket counts under each of its tags and facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import Lasting, durations, rate
from metrics.reports.view import Report, ReportScope

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket: its tags and facts, its time to resolution, its contacts, and whether it was ever resolved and came back."""

    tags: frozenset[str]
    facts: frozenset[str]
    lasting: Lasting
    contacts: int
    resolved: bool
    reopened: bool


def observe(ticket: Digest, view: ReportScope) -> Iterator[Case]:
    """A ticket started in the period."""
    if not view.is_in_cohort(ticket):
        return
    start, end, business = ticket["life"]
    yield Case(
        tags=frozenset(ticket["tags"]),
        facts=frozenset(ticket["known"]),
        lasting=Lasting(view.lasted(start, end, business), end is not None),
        contacts=len(ticket["contacts"]),
        resolved=bool(ticket["resolutions"]),
        reopened=ticket["standing"]["reopened"],
    )


def figures(observed: Sequence[Case], view: ReportScope) -> Figures:
    """The most frequent tags and facts, each with its tickets' figures."""
    return {
        "n": len(observed),
        "clock": view.clock,
        "tags": _reasons(observed, lambda case: case.tags),
        "facts": _reasons(observed, lambda case: case.facts),
    }


def _reasons(observed: Sequence[Case], named: Callable[[Case], frozenset[str]]) -> Figures:
    """Those of most tickets first; how many others there are, and how many tickets have none at all."""
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in observed:
        for reason in named(case):
            found[reason].append(case)
    most = sorted(found, key=lambda reason: (-len(found[reason]), reason))[:MOST_SHOWN]
    return {
        "most_frequent": [{"reason": reason} | _figures(found[reason], len(observed)) for reason in most],
        "others": len(found) - len(most),
        "tickets_without": sum(not named(case) for case in observed),
    }


def _figures(cases: Sequence[Case], n: int) -> Figures:
    """Reopened is a share of those that were once resolved: what never was cannot come back."""
    resolved = [case for case in cases if case.resolved]
    return {
        "n": len(cases),
        "share": rate(len(cases), n),
        "ttr": durations(case.lasting for case in cases),
        "contacts_per_ticket": sum(case.contacts for case in cases) / len(cases),
        "reopened": rate(sum(case.reopened for case in resolved), len(resolved)),
    }


REPORT = Report(observe, figures, ("life", "tags", "known", "contacts", "resolutions", "standing"))
