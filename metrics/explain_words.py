"""An explanation in words: what a figure is called, from what to what it runs, and why an event did or did not count.

Days and times are told in the zone of the opening hours that held then, to the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.explain.shapes import CalendarUsed, Explanation, Family, Figure, Judged, Mark, Version, Why
from metrics.reports.words import duration
from tickets.models import words
from tickets.rules.desk import Desk
from tickets.rules.lifecycle import WaitingOn
from tickets.rules.opening_hours import Interval

HOUR, DAY = 3600, 86_400
Text = str | Promise

TITLES: Mapping[Family, Text] = {
    Family.TTR: gettext_lazy("Time to resolution"),
    Family.TTR_FIRST: gettext_lazy("Time to first resolution"),
    Family.TTR_UNRESOLVED: gettext_lazy("Time unresolved"),
    Family.TTR_NET: gettext_lazy("Time to resolution, net"),
    Family.TIME_US: gettext_lazy("Our time"),
    Family.TIME_THIRD_PARTY: gettext_lazy("Third party's time"),
    Family.TIME_CUSTOMER: gettext_lazy("Customer's time"),
    Family.TIME_RESOLVED: gettext_lazy("Time resolved, before a reopen"),
    Family.CLOSED_LOOP: gettext_lazy("Time to closed loop"),
    Family.FIRST_RESPONSE: gettext_lazy("First response"),
    Family.LONGEST_SILENCE: gettext_lazy("Longest silence"),
    Family.WAIT: gettext_lazy("The wait that runs"),
    Family.NEXT_RESPONSE: gettext_lazy("Next response, %(day)s"),
    Family.UPDATE_GAP: gettext_lazy("Update gap, %(day)s"),
    Family.PROMISE: gettext_lazy("Promise of %(day)s"),
    Family.OVERDUE: gettext_lazy("Promise overdue, %(day)s"),
    Family.CLOCK: gettext_lazy("Target %(metric)s, %(day)s"),
    Family.FLAG: gettext_lazy("Stalled %(rule)s, %(day)s"),
}

# From what to what a figure runs: once it has ended, and while it runs.
RUNS: Mapping[Family, tuple[Text, Text]] = {
    Family.TTR: (
        gettext_lazy("From the first contact on any channel to the last resolution."),
        gettext_lazy("From the first contact on any channel until the instant looked at: it is not resolved."),
    ),
    Family.TTR_FIRST: (
        gettext_lazy("From the first contact on any channel to the first resolution."),
        gettext_lazy("From the first contact on any channel until the instant looked at: it was never resolved."),
    ),
    Family.TTR_UNRESOLVED: (
        gettext_lazy("From the first contact to the last resolution, without the time in which it was resolved."),
        gettext_lazy("From the first contact until the instant looked at, without the time in which it was resolved."),
    ),
    Family.TTR_NET: (
        gettext_lazy(
            "From the first contact to the last resolution, without the time resolved and the customer's own time."
        ),
        gettext_lazy(
            "From the first contact until the instant looked at, without the time resolved and the customer's own time."
        ),
    ),
    Family.TIME_US: (
        gettext_lazy("The time in which it waited on us, between the first contact and the last resolution."),
        gettext_lazy("The time in which it waited on us, since the first contact: it still does."),
    ),
    Family.TIME_THIRD_PARTY: (
        gettext_lazy(
            "The time in which it waited on a third party, between the first contact and the last resolution."
        ),
        gettext_lazy("The time in which it waited on a third party, since the first contact: it still does."),
    ),
    Family.TIME_CUSTOMER: (
        gettext_lazy("The time in which it waited on the customer, between the first contact and the last resolution."),
        gettext_lazy("The time in which it waited on the customer, since the first contact: it still does."),
    ),
    Family.TIME_RESOLVED: (
        gettext_lazy("The time in which it was resolved before it came back."),
        gettext_lazy("The time in which it was resolved before it came back."),
    ),
    Family.CLOSED_LOOP: (
        gettext_lazy("From the first contact on any channel to the customer's yes."),
        gettext_lazy(
            "From the first contact on any channel until the instant looked at: the customer has not said yes."
        ),
    ),
    Family.FIRST_RESPONSE: (
        gettext_lazy("From the first contact on any channel to the first answer of a person."),
        gettext_lazy("From the first contact on any channel until the instant looked at: no person has answered."),
    ),
    Family.LONGEST_SILENCE: (
        gettext_lazy("The longest time between two answers while it was ours, or a third party's, to move."),
        gettext_lazy(
            "The longest time without an answer while it was ours, or a third party's, to move: it still runs."
        ),
    ),
    Family.WAIT: (
        gettext_lazy("Since it waits on whom it waits on now."),
        gettext_lazy("Since it waits on whom it waits on now."),
    ),
    Family.NEXT_RESPONSE: (
        gettext_lazy(
            "From the oldest message without an answer to the next answer of a person. Later messages do not start it anew."
        ),
        gettext_lazy("From the oldest message without an answer until the instant looked at: no person has answered."),
    ),
    Family.UPDATE_GAP: (
        gettext_lazy("From an answer after which it was ours, or a third party's, to move, to the next one."),
        gettext_lazy(
            "From an answer after which it was ours, or a third party's, to move, until the instant looked at."
        ),
    ),
    Family.PROMISE: (
        gettext_lazy("From when it was promised to when it was due."),
        gettext_lazy("From when it was promised to when it will be due."),
    ),
    Family.OVERDUE: (
        gettext_lazy("From when the promise was due to the first answer, resolution or waiver after it."),
        gettext_lazy("From when the promise was due until the instant looked at: nobody has answered since."),
    ),
    Family.CLOCK: (
        gettext_lazy("From when the clock started to when it ended, by the opening hours of its start."),
        gettext_lazy("From when the clock started until the instant looked at, by the opening hours of its start."),
    ),
    Family.FLAG: (
        gettext_lazy("From what it is counted from to when it came true."),
        gettext_lazy("From what it is counted from to when it came true."),
    ),
}
UNANSWERED = gettext_lazy("It ended unanswered, with the resolution.")

WHY: Mapping[Why, Text] = {
    Why.EARLIEST_CONTACT: gettext_lazy("The earliest contact, so the start."),
    Why.UNANSWERED_CONTACT: gettext_lazy("The oldest message without an answer, so the start."),
    Why.OUR_ANSWER: gettext_lazy("An answer of ours after which it was still not the customer's move, so the start."),
    Why.BEGAN_THE_WAIT: gettext_lazy("It began the wait."),
    Why.PROMISED: gettext_lazy("The promise was made."),
    Why.COUNTED_FROM: gettext_lazy("It is counted from here."),
    Why.LAST_RESOLUTION: gettext_lazy("The last resolution, so the end."),
    Why.FIRST_RESOLUTION: gettext_lazy("The first resolution, so the end."),
    Why.CONFIRMATION: gettext_lazy("The customer's yes, so the end."),
    Why.FIRST_ANSWER: gettext_lazy("The first answer of a person, so the end."),
    Why.NEXT_ANSWER: gettext_lazy("The next answer of a person, so the end."),
    Why.ENDED_UNANSWERED: gettext_lazy("Resolved without an answer, so the end."),
    Why.WAIT_PASSED: gettext_lazy("The wait ended without an answer, so the end."),
    Why.ENDED_IT: gettext_lazy("It ended here."),
    Why.SETTLED: gettext_lazy("This settled it in time."),
    Why.SETTLED_LATE: gettext_lazy("This settled it after it was due: broken stays broken."),
    Why.AUTOMATIC_REPLY: gettext_lazy("Not an answer: it ended no wait and paused no clock."),
    Why.AUTOMATIC_CONTACT: gettext_lazy("A machine of theirs wrote it: not a contact."),
    Why.NOTE: gettext_lazy("Notes change no figure."),
    Why.THANKS: gettext_lazy("A thank-you moves nothing."),
    Why.PENDING: gettext_lazy("A status of pending moves no wait."),
    Why.LATE_ANSWER: gettext_lazy("It was resolved then, so this answer ended nothing."),
    Why.NO_EFFECT: gettext_lazy("It had no effect: %(reason)s"),
}

RULES: Mapping[str, Text] = {
    "R1": gettext_lazy("A promise was past its due time."),
    "R2": gettext_lazy(
        "It waited on us or on a third party for %(limit)s business hours. Holding replies, automatic replies and chasers "
        "do not start them anew."
    ),
    "R3": gettext_lazy("It waited on us and no person answered for %(limit)s business hours."),
    "R4": gettext_lazy("Nobody owned it for %(limit)s business hours."),
    "R5": gettext_lazy("It waited on a third party and the customer heard nothing for %(limit)s business hours."),
}
WAITED_ON: Mapping[WaitingOn, Text] = {
    WaitingOn.US: gettext_lazy("Us"),
    WaitingOn.THIRD_PARTY: gettext_lazy("Third party"),
    WaitingOn.CUSTOMER: gettext_lazy("Customer"),
    WaitingOn.NOBODY: gettext_lazy("Resolved"),
}
PROMISE: Mapping[str, Text] = {
    "open": gettext_lazy("The promise is open."),
    "kept": gettext_lazy("The promise was kept."),
    "broken": gettext_lazy("The promise was broken."),
    "waived": gettext_lazy("The customer waived the promise."),
    "superseded": gettext_lazy("Another promise took its place before it was due."),
}
METRICS = dict(words.METRIC)


def clock_time(seconds: int) -> str:
    """A duration to the second: "144:00:00"."""
    return f"{seconds // HOUR}:{seconds % HOUR // 60:02}:{seconds % 60:02}"


def length(seconds: int) -> str:
    """A limit or a target in hours: "24", "7.5"."""
    return f"{seconds / HOUR:g}"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for explanations of one desk as of an instant, whose year goes without saying."""

    desk: Desk
    as_of: int

    def zone(self, at: int) -> str:
        """The zone of the opening hours that hold at an instant."""
        return self.desk.calendar.at_version(at).versions[0].tz

    def local(self, at: int) -> datetime:
        """An instant on the desk's clock."""
        return datetime.fromtimestamp(at, ZoneInfo(self.zone(at)))

    def date(self, day: date) -> str:
        """ "Wed 5 March", with its year if it is another."""
        return date_format(day, "D j F" if day.year == self.local(self.as_of).year else "D j F Y")

    def day(self, at: int) -> str:
        """The day of an instant."""
        return self.date(self.local(at).date())

    def moment(self, at: int) -> str:
        """ "Wed 5 March 10:04:00"."""
        return f"{self.day(at)} {date_format(self.local(at), 'H:i:s')}"

    def title(self, figure: Figure) -> str:
        """What a figure is called among its ticket's."""
        subject = figure.subject
        values = {"day": self.day(figure.at)} if figure.at is not None else {}
        if figure.family == Family.CLOCK:
            values["metric"] = str(METRICS[subject.metric]).lower()
        elif figure.family == Family.FLAG:
            values["rule"] = str(dict(words.RULE)[subject.rule])
        return str(TITLES[figure.family]) % values if values else str(TITLES[figure.family])

    def question(self, found: Explanation) -> str:
        """What the page answers."""
        if found.promise and found.due and found.due.at is not None:
            text = _("Why is it due %(moment)s?") if found.running else _("Why was it due %(moment)s?")
            return text % {"moment": self.moment(found.due.at)}
        if found.flag:
            text = _("Why is it stalled since %(moment)s?")
            if not found.flag.running:
                text = _("Why was it stalled from %(moment)s?")
            return text % {"moment": self.moment(found.flag.flag.stalled_from)}
        if found.figure.family == Family.CLOCK and found.clock:
            return _("%(state)s. Why?") % {"state": self.target(found.clock)}
        return _("Why is it %(duration)s?") % {"duration": duration(found.total.business_s)}

    def sentence(self, found: Explanation) -> str:
        """From what to what it runs, or the rule of a flag."""
        if found.flag:
            rule = str(RULES[found.flag.flag.rule])
            return rule % {"limit": length(found.flag.limit_s)} if found.flag.limit_s else rule
        told = str(RUNS[found.figure.family][found.running])
        return f"{told} {UNANSWERED}" if found.unanswered else told

    def why(self, mark: Mark) -> str:
        """Why an event stands there."""
        reason = str(WHY[mark.why])
        return reason % {"reason": _(mark.because)} if mark.because else reason

    def target(self, judged: Judged) -> str:
        """A target, and how its clock stands: "Target 24 h: breached Mon 10 March 10:00:00"."""
        clock = judged.clock
        values = {"target": length(clock.target.target_s)}
        if clock.breached_at is not None:
            return _("Target %(target)s h: breached %(moment)s") % {**values, "moment": self.moment(clock.breached_at)}
        if clock.state == "achieved":
            return _("Target %(target)s h: met") % values
        if clock.state == "cancelled":
            return _("Target %(target)s h: ended unanswered") % values
        if clock.due_at is None:
            return _("Target %(target)s h: stands still") % values
        return _("Target %(target)s h: due %(moment)s") % {**values, "moment": self.moment(clock.due_at)}

    def since(self, version: Version) -> str:
        """Since when a version of limits or of a target holds."""
        if version.valid_from is None:
            return _("version %(number)d, from ever") % {"number": version.number}
        values = {"number": version.number, "moment": self.moment(version.valid_from)}
        return _("version %(number)d, valid from %(moment)s") % values

    def calendar(self, used: CalendarUsed) -> str:
        """A version of the opening hours: "version 1, from ever: Mon–Fri 09:00–17:00, Europe/Berlin; no holiday between."."""
        version = used.version
        values = {
            "number": used.number,
            "hours": week(version.hours),
            "zone": version.tz,
            "holidays": ", ".join(map(self.date, used.holidays)) or _("none"),
        }
        if version.valid_from is None:
            return (
                _("Opening hours, version %(number)d, from ever: %(hours)s, %(zone)s; holidays between: %(holidays)s.")
                % values
            )
        values["day"] = self.date(version.valid_from)
        text = _(
            "Opening hours, version %(number)d, valid from %(day)s: %(hours)s, %(zone)s; holidays between: %(holidays)s."
        )
        return text % values


def week(hours: Mapping[int, Sequence[Interval]]) -> str:
    """Opening hours in words, days of the same hours together: "Mon–Fri 09:00–17:00, Sat 10:00–14:00"."""
    runs: list[tuple[list[int], tuple[Interval, ...]]] = []
    for day in range(7):
        shifts = tuple(hours.get(day, ()))
        if shifts and runs and runs[-1][1] == shifts and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        elif shifts:
            runs.append(([day], shifts))
    told = [f"{_days(days)} {', '.join(shift(*one) for one in shifts)}" for days, shifts in runs]
    return "; ".join(told) or _("always closed")


def _days(days: Sequence[int]) -> str:
    first, last = (str(WEEKDAYS_ABBR[day]) for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}–{last}"


def shift(opens: int, closes: int) -> str:
    """Seconds of the wall clock as "09:00–17:00"; seconds are told where there are any."""
    return f"{wall(opens)}–{wall(closes)}"


def wall(at: int) -> str:
    """A wall-clock time."""
    told = f"{at // HOUR:02}:{at % HOUR // 60:02}"
    return told if at % 60 == 0 else f"{told}:{at % 60:02}"
