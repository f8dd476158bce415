"""Why people turn to us: the tickets started in the period by their tags, and by the facts that are known of them.

A tag is one that is on the ticket, a fact one that is known (definitions 4: the newest note of a key, unless it has expired), both
as of the instant looked at; a fact is named key=value. A ticket counts under each of its tags and facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.shapes import Lasting, durations, rate
from metrics.reports.view import Count, Report, ReportScope

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

    @property
    def back(self) -> bool:
        """Whether it was resolved and came back."""
        return self.resolved and self.reopened


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


def _tagged(title: Any, reopened: bool = False) -> Callable[[str], Count]:
    return lambda tag: Count(
        format_lazy(title, tag=tag), lambda case, view: tag in case.tags and (case.back if reopened else True)
    )


def _knowing(title: Any, reopened: bool = False) -> Callable[[str], Count]:
    return lambda fact: Count(
        format_lazy(title, fact=fact), lambda case, view: fact in case.facts and (case.back if reopened else True)
    )


COUNTS = {
    "started": Count(_("Tickets started in the period"), lambda case, view: True),
    "untagged": Count(_("Without a tag"), lambda case, view: not case.tags),
    "no_facts": Count(_("Without a known fact"), lambda case, view: not case.facts),
}
VALUED = {
    "tag": _tagged(_("Tagged {tag}")),
    "tag.reopened": _tagged(_("Tagged {tag} and reopened"), reopened=True),
    "fact": _knowing(_("With the fact {fact}")),
    "fact.reopened": _knowing(_("With the fact {fact} and reopened"), reopened=True),
}
SECTIONS = ("life", "tags", "known", "contacts", "resolutions", "standing")
REPORT = Report(observe, figures, SECTIONS, counts=COUNTS, valued=VALUED)
