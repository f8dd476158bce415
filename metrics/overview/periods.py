"""The periods before the one looked at: of the same length on the desk's own clock, one right before the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.reports.moments import zone_on
from metrics.reports.view import ReportScope
from tickets.models.history import seconds

SHOWN = 8  # periods, that looked at included
EARLIEST = 1970
DAY = timedelta(days=1)


def before(view: ReportScope) -> list[ReportScope]:
    """Up to seven periods before, the nearest first, all as of the same instant; none where the period has no bound."""
    if view.since is None or view.to is None:
        return []
    since, length = _local(view.since, view), _length(view)
    starts = [since - count * length for count in range(SHOWN)]
    bounds = [_instant(start, view) for start in starts if start.year >= EARLIEST]
    return [replace(view, since=start, to=end) for end, start in pairwise(bounds)]


def ago(view: ReportScope) -> str:
    """How the period before is called: 4 weeks before."""
    length = _length(view)
    if length % DAY:
        return _("the period before")
    if length.days % 7 == 0:
        weeks = length.days // 7
        return ngettext("%(n)d week before", "%(n)d weeks before", weeks) % {"n": weeks}
    return ngettext("%(n)d day before", "%(n)d days before", length.days) % {"n": length.days}


def _length(view: ReportScope) -> timedelta:
    """By the desk's wall clock: 28 days are 28 days, also where an hour is lost or won."""
    if view.since is None or view.to is None:
        return timedelta(microseconds=1)
    return _local(view.to, view) - _local(view.since, view)


def _local(at: int, view: ReportScope) -> datetime:
    """An instant as the desk's clock on the wall shows it."""
    instant = datetime.fromtimestamp(at, UTC)
    return instant.astimezone(zone_on(instant.date(), view.desk)).replace(tzinfo=None)


def _instant(wall: datetime, view: ReportScope) -> int:
    return seconds(wall.replace(tzinfo=zone_on(wall.date(), view.desk)))
