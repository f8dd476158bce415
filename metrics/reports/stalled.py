"""Which tickets are about to be forgotten now, and for how long already (definitions 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.digests import Digest
from metrics.measures import Figures
from metrics.reports.view import Count, Report, ReportScope
from metrics.statistics import MEDIAN, nearest_rank
from tickets.models.words import RULE


class Flag(NamedTuple):
    """A stalled follow-up as a digest tells it: its rule, the event it is counted from, since when, and when it ended."""

    rule: str
    anchor: Any
    stalled_from: int
    cleared_at: int | None


@dataclass(frozen=True, slots=True)
class Stalling:
    """A ticket's flags, those that have ended too, and for how long it has been stalled now (None: it is not).

    `counts`: whether it is in any figure.
    """

    flags: Sequence[Flag]
    age: int | None
    counts: bool


def stalled_since(ticket: Digest) -> int | None:
    """Since when a ticket has been stalled, by the oldest flag that stands; a resolution clears them all."""
    return _oldest(_flags(ticket))


def _flags(ticket: Digest) -> list[Flag]:
    return [Flag(*flag) for flag in ticket["stalled"]]


def _oldest(raised: Sequence[Flag]) -> int | None:
    return min((flag.stalled_from for flag in raised if flag.cleared_at is None), default=None)


def observe(ticket: Digest, view: ReportScope) -> Iterator[Stalling]:
    """What was raised on it, and for how long it has been stalled."""
    raised = _flags(ticket)
    since = _oldest(raised) if ticket.counts else None
    if raised:
        yield Stalling(raised, None if since is None else view.elapsed(since, None), ticket.counts)


def stalled_at(observed: Sequence[Stalling], at: int) -> int:
    """How many were stalled at an earlier instant, by what is known of them now."""
    return sum(one.counts and any(_stood(flag, at) for flag in one.flags) for one in observed)


def _stood(flag: Flag, at: int) -> bool:
    return flag.stalled_from <= at and (flag.cleared_at is None or at < flag.cleared_at)


def figures(observed: Sequence[Stalling], view: ReportScope) -> Figures:
    """How many are stalled, and how old half of them are at most."""
    ages = [one.age for one in observed if one.age is not None]
    return {"stalled": len(ages), "median_age": nearest_rank(ages, MEDIAN)}


def _raised(rule: str, title: Promise) -> Count:
    return Count(title, lambda one, view: any(flag.rule == rule and flag.cleared_at is None for flag in one.flags))


COUNTS = {"stalled": Count(_("Stalled"), lambda one, view: one.age is not None)} | {
    rule: _raised(rule, title) for rule, title in RULE
}
REPORT = Report(observe, figures, ("stalled",), when="flagged", has_period=False, counts=COUNTS)
