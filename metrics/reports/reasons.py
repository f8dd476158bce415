"""Why people turn to us: the tickets started in the period by their tags, and by the facts that are known of them.

A tag is one that is on the ticket, a fact one that is known (definitions 4: the newest note of a key, unless it has expired), both
as of the instant looked at; a fact is named key=value. A ticket counts under each of its tags and facts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.relation import TICKET
from metrics.facts.table import NONE, Array, Table, each, joined
from metrics.facts.words import code
from metrics.measures import Figures
from metrics.reports.shapes import durations, many, rate
from metrics.reports.view import Count, Report, ReportScope
from metrics.statistics import Lasting

MOST_SHOWN = 20  # of reasons that are equally frequent it hangs on their codes which are
TICKETS, TAGS, FACTS = range(3)


def observe(facts: Facts, view: ReportScope) -> Table:
    """The tickets started in the period: a row for each, and one for each of its tags and facts.

    How long each took, its contacts, and whether it was ever resolved and came back. `kind`: which of the three a row is.
    """
    lives = facts.lives.where(view.covers(facts.lives.start))
    tickets = Table(
        {
            TICKET: lives.ticket,
            "start": lives.start,
            "kind": np.full(len(lives), TICKETS),
            "reason": np.full(len(lives), NONE),
            "seconds": view.lasted(lives.start, lives.end, lives.business),
            "ended": lives.end != NONE,
            "contacts": each(lives.ticket, facts.contacts.ticket),
            "resolved": np.isin(lives.ticket, facts.resolutions.ticket),
            "reopened": np.isin(lives.ticket, facts.standing.ticket[facts.standing.reopened]),
        }
    )
    tags, known = facts.tags, facts.known
    return joined(tickets, _with(tickets, TAGS, tags.ticket, tags.tag), _with(tickets, FACTS, known.ticket, known.fact))


def _with(tickets: Table, kind: int, having: Array, reasons: Array) -> Table:
    """A row for each reason of these tickets, which says of its ticket what its own row says."""
    order = np.argsort(tickets.ticket)
    places = np.searchsorted(tickets.ticket[order], having)
    here = np.isin(having, tickets.ticket)
    found = tickets.where(order[places[here]])
    return found.having(kind=np.full(len(found), kind), reason=reasons[here])


def figures(observed: Table, view: ReportScope) -> Figures:
    """The most frequent tags and facts, each with its tickets' figures."""
    tickets = observed.where(observed.kind == TICKETS)
    return {
        "n": len(tickets),
        "clock": view.clock,
        "tags": _reasons(observed.where(observed.kind == TAGS), tickets, view),
        "facts": _reasons(observed.where(observed.kind == FACTS), tickets, view),
    }


def _reasons(rows: Table, tickets: Table, view: ReportScope) -> Figures:
    """Those of most tickets first; how many others there are, and how many tickets have none at all."""
    found, counts = np.unique(rows.reason, return_counts=True)
    most = found[np.lexsort((found, -counts))][:MOST_SHOWN]
    named = view.told(most)
    told = [{"reason": named[int(one)]} | _figures(rows.where(rows.reason == one), len(tickets)) for one in most]
    return {
        "most_frequent": sorted(told, key=lambda one: (-one["n"], one["reason"])),
        "others": len(found) - len(most),
        "tickets_without": many(_without(tickets, rows)),
    }


def _without(tickets: Table, rows: Table) -> Array:
    return np.isin(tickets.ticket, rows.ticket, invert=True)


def _figures(cases: Table, n: int) -> Figures:
    """Reopened is a share of those that were once resolved: what never was cannot come back."""
    return {
        "n": len(cases),
        "share": rate(len(cases), n),
        "ttr": durations(Lasting(cases.seconds, cases.ended)),
        "contacts_per_ticket": many(cases.contacts) / len(cases),
        "reopened": rate(many(cases.resolved & cases.reopened), many(cases.resolved)),
    }


def _of(kind: int, title: Any, name: str, reopened: bool = False) -> Callable[[str], Count]:
    """The tickets with one reason, which came back or not."""

    def count(reason: str) -> Count:
        def included(seen: Table, view: ReportScope) -> Array:
            found: Array = (seen.kind == kind) & (seen.reason == code(reason))
            return found & seen.resolved & seen.reopened if reopened else found

        return Count(format_lazy(title, **{name: reason}), included)

    return count


def _lacking(kind: int) -> Callable[[Table, ReportScope], Array]:
    return lambda seen, view: (seen.kind == TICKETS) & _without(seen, seen.where(seen.kind == kind))


COUNTS = {
    "started": Count(_("Tickets started in the period"), lambda seen, view: seen.kind == TICKETS),
    "untagged": Count(_("Without a tag"), _lacking(TAGS)),
    "no_facts": Count(_("Without a known fact"), _lacking(FACTS)),
}
VALUED = {
    "tag": _of(TAGS, _("Tagged {tag}"), "tag"),
    "tag.reopened": _of(TAGS, _("Tagged {tag} and reopened"), "tag", reopened=True),
    "fact": _of(FACTS, _("With the fact {fact}"), "fact"),
    "fact.reopened": _of(FACTS, _("With the fact {fact} and reopened"), "fact", reopened=True),
}
READ = ("lives", "tags", "known", "contacts", "resolutions", "standing")
REPORT = Report(observe, figures, READ, counts=COUNTS, valued=VALUED)
