"""Moments and durations in the words of the desk: "24 h 42 min", "today 10:18", "15 h 57 min over".

Instants are Unix seconds, as in the rules; days and times are those of the reader's zone, which the request has set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.models.history import moment, seconds
from tickets.rules.desk import Desk

MINUTE, HOUR, DAY = 60, 3600, 86_400


def hours(duration: int) -> str:
    """A duration with hours as its largest part: "119 h 57 min"."""
    if duration < MINUTE:
        return _("under 1 min")
    if duration < HOUR:
        return _("%(minutes)d min") % {"minutes": duration // MINUTE}
    return _("%(hours)d h %(minutes)02d min") % {"hours": duration // HOUR, "minutes": duration % HOUR // MINUTE}


def days(duration: int) -> str:
    """A duration by the calendar: "5 days 0 h 42 min"."""
    whole, rest = divmod(duration, DAY)
    if not whole:
        return hours(duration)
    told = ngettext("%(days)d day", "%(days)d days", whole) % {"days": whole}
    part = _("%(hours)d h %(minutes)02d min") % {"hours": rest // HOUR, "minutes": rest % HOUR // MINUTE}
    return f"{told} {part}"


def midnight(at: datetime, ahead: int = 0) -> datetime:
    """The reader's midnight before an instant, or that many days later; a day may last 23 or 25 hours."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=ahead)  # on the wall clock: zones add their hours only when instants are compared


@dataclass(frozen=True)
class Distance:
    """How far off a due time is, in words, and how it presses: "over", "soon" (within 1 business hour) or "later"."""

    words: str
    tone: str


@dataclass(frozen=True)
class Formatter:
    """What time it is, and the desk's opening hours: all that is needed to put times into words."""

    desk: Desk
    at: datetime

    @cached_property
    def now(self) -> int:
        """The instant as Unix seconds."""
        return seconds(self.at)

    @cached_property
    def today(self) -> datetime:
        """The reader's midnight before now."""
        return midnight(self.at)

    def business(self, start: int, end: int | None = None) -> int:
        """Open seconds from `start` until `end`, or until now."""
        return self.desk.calendar.elapsed(start, self.now if end is None else end)

    def local(self, at: int) -> datetime:
        """An instant on the reader's clock."""
        return timezone.localtime(moment(at))

    def time(self, at: int) -> str:
        """ "10:04"."""
        return date_format(self.local(at), "H:i")

    def date(self, at: int) -> str:
        """ "Wed 5 March", with the year if it is not this one."""
        return self._date(self.local(at))

    def _date(self, local: datetime) -> str:
        return date_format(local, "D j F" if local.year == self.today.year else "D j F Y")

    def moment(self, at: int) -> str:
        """ "today 10:18" or "Wed 5 March 10:00"."""
        local = self.local(at)
        time = date_format(local, "H:i")
        if local.date() == self.today.date():
            return _("today %(time)s") % {"time": time}
        return f"{self._date(local)} {time}"

    def brief(self, at: int) -> str:
        """A moment where there is little room: "Mon 23 Nov 11:00"."""
        local = self.local(at)
        if local.date() == self.today.date():
            return self.moment(at)
        return date_format(local, "D j M H:i" if local.year == self.today.year else "D j M Y H:i")

    def near(self, at: int, anchor: int) -> str:
        """ "Thu 10:04": a moment beside one that is told with its date, while that cannot be mistaken."""
        if abs(at - anchor) < 6 * DAY:
            return date_format(self.local(at), "D H:i")
        return self.moment(at)

    def day(self, at: int) -> str:
        """A day's own row: "Today, Mon 10 March", "Sat 8 March, closed"."""
        start, end = midnight(self.local(at)), midnight(self.local(at), 1)
        told = self.date(at)
        if start == self.today:
            told = _("Today, %(day)s") % {"day": told}
        if not self.business(seconds(start), seconds(end)):
            told = _("%(day)s, closed") % {"day": told}
        return told

    def distance(self, due: int, clock: str = "business", since: int | None = None) -> Distance:
        """How long until a due time, or since, on the clock it was agreed on.

        `since`: when a service-level clock started. It keeps the opening hours of then to its end (definitions 6), so
        the time left is told by the same hours as the due time.
        """
        calendar = self.desk.calendar if since is None else self.desk.calendar.at_version(since)
        if due <= self.now:
            over = self.now - due if clock == "calendar" else calendar.elapsed(due, self.now)
            return Distance(_("%(time)s over") % {"time": hours(over)}, "over")
        left = due - self.now if clock == "calendar" else calendar.elapsed(self.now, due)
        return Distance(_("in %(time)s") % {"time": hours(left)}, "soon" if left <= HOUR else "later")
