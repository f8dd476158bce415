"""Why people turn to us: the tickets started in the period by their tags, and by the facts that are known of them.

A tag is one that is on the ticket, a fact one that is known (definitions 4: the newest note of a key, unless it has expired), both
as of the instant looked at; a fact is named key=value. A ticket counts under each of its tags and facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from metrics.measures import Figures, TicketStory
from metrics.reports.shapes import Lasting, durations, rate
from metrics.reports.view import Report, ReportScope, start_of
from tickets.rules.conversation import contacts
from tickets.rules.facts import known_from

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


def observe(ticket: TicketStory, view: ReportScope) -> Iterator[Case]:
    """A ticket started in the period."""
    story, start = ticket.story, start_of(ticket)
    if start is None or not view.is_in_cohort(ticket):
        return
    yield Case(
        tags=frozenset(story.chosen.tags),
        facts=frozenset(_facts(ticket, view.as_of)),
        lasting=Lasting(view.elapsed(start, story.ended_at), story.ended_at is not None),
        contacts=len(contacts(story)),
        resolved=bool(story.resolutions),
        reopened=story.reopens > 0,
    )


def _facts(ticket: TicketStory, until: int) -> Iterator[str]:
    for key, noted in known_from(ticket.story, until).items():
        value = ticket.facts.get(noted.id, {}).get(key)
        if value:
            yield f"{key}={value}"


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


REPORT = Report(observe, figures, with_facts=True)
