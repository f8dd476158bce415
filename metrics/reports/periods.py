"""The periods that one can choose by a name, and the buckets in which a period is drawn: days, weeks, months."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)
MOST = 62  # buckets in a picture
DAYS_DRAWN, WEEKS_DRAWN = 31, 26  # up to which a period is drawn by day, and by week


@dataclass(frozen=True)
class Period:
    """A period by its name: when it begins, and when it ends if that is not the midnight that ends today."""

    title: Promise
    begins: Callable[[date], date]
    ends: Callable[[date], date] = lambda today: today + DAY

    def days(self, today: date) -> dict[str, date]:
        """Its days [from, to)."""
        return {"from": self.begins(today), "to": self.ends(today)}


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _back(days: int) -> Callable[[date], date]:
    return lambda today: today - (days - 1) * DAY


PERIODS = {
    "today": Period(_("Today"), lambda today: today),
    "yesterday": Period(_("Yesterday"), _back(2), lambda today: today),
    "this_week": Period(_("This week"), _monday),
    "last_week": Period(_("Last week"), lambda today: _monday(today) - 7 * DAY, _monday),
    "last_7": Period(_("Last 7 days"), _back(7)),
    "last_28": Period(_("Last 28 days"), _back(28)),
    "last_90": Period(_("Last 90 days"), _back(90)),
    "this_month": Period(_("This month"), _first_of_month),
    "last_month": Period(_("Last month"), lambda today: _first_of_month(_first_of_month(today) - DAY), _first_of_month),
    "this_quarter": Period(_("This quarter"), lambda today: today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)),
    "this_year": Period(_("This year"), lambda today: today.replace(month=1, day=1)),
}
USUAL = "last_28"


@dataclass(frozen=True)
class Bucket:
    """A kind of bucket: what it is called, and the first day of the one that follows a day's."""

    title: Promise
    following: Callable[[date], date]


BUCKETS = {
    "day": Bucket(_("day"), lambda day: day + DAY),
    "week": Bucket(_("week"), lambda day: _monday(day) + 7 * DAY),
    "month": Bucket(_("month"), lambda day: _first_of_month(_first_of_month(day) + 31 * DAY)),
}


def suitable(since: date, to: date) -> str:
    """The kind of bucket that suits a period's length."""
    days = (to - since).days
    if days <= DAYS_DRAWN:
        return "day"
    return "week" if days <= 7 * WEEKS_DRAWN else "month"


def buckets(since: date, to: date, every: str) -> list[tuple[date, date]]:
    """The days [from, to) of each, the first and the last cut to the period; the latest MOST of them."""
    return list(_cut(since, to, BUCKETS[every]))[-MOST:]


def _cut(since: date, to: date, bucket: Bucket) -> Iterator[tuple[date, date]]:
    while since < to:
        end = min(bucket.following(since), to)
        yield since, end
        since = end
