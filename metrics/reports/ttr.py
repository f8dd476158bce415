"""Time to resolution of the tickets started in the period: open ones count as "at least this long" (definitions 6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from metrics.facts import Facts
from metrics.facts.table import NONE, Table, joined
from metrics.measures import Figures
from metrics.reports.shapes import durations, ended_only, many
from metrics.reports.view import Count, Report, ReportScope
from metrics.statistics import MEDIAN, P90, Lasting, nearest_rank
from tickets.events.contact import CONTACTS
from tickets.events.resolution import Resolved


def observe(facts: Facts, view: ReportScope) -> Table:
    """The tickets that started in the period, and those that were last resolved in it: how long each lasted, and which it is."""
    started = facts.lives.where(view.covers(facts.lives.start))
    ended = facts.endings.where(view.covers(facts.endings.end) & ~view.covers(facts.endings.start))
    lives = joined(started, ended)
    return Table(
        {
            "ticket": lives.ticket,
            "start": lives.start,
            "seconds": view.lasted(lives.start, lives.end, lives.business),
            "ended": lives.end != NONE,
            "started": view.covers(lives.start),
            "resolved": view.covers(lives.end),
        }
    )


def lasting(observed: Table) -> Lasting:
    """The tickets that started in the period."""
    return Lasting(observed.seconds[observed.started], observed.ended[observed.started])


def figures(observed: Table, view: ReportScope) -> Figures:
    """By start; beside it what leaving the open ones out would pretend, and the throughput by last resolution."""
    started, resolved = lasting(observed), observed.seconds[observed.resolved]
    return durations(started) | {
        "n_open": many(~started.ended),
        "clock": view.clock,
        "closed_only_biased": ended_only(started),
        "throughput": {
            "n": len(resolved),
            "median": nearest_rank(resolved, MEDIAN),
            "p90": nearest_rank(resolved, P90),
        },
    }


COUNTS = {
    "started": Count(_("Tickets started in the period"), lambda seen, view: seen.started),
    "open": Count(_("Started in the period and still open"), lambda seen, view: seen.started & ~seen.ended),
    "closed": Count(_("Started in the period and resolved"), lambda seen, view: seen.started & seen.ended),
    "resolved": Count(_("Last resolved in the period"), lambda seen, view: seen.resolved),
}
REPORT = Report(observe, figures, ("lives", "endings"), kinds=CONTACTS | {Resolved.name}, counts=COUNTS)
