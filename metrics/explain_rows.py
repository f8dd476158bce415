"""An explanation as the rows of a page: days with their hours drawn, long runs of days as months, and the events in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.explain.days import Day, Month, Total, months
from metrics.explain.shapes import Due, LeftOut, Mark, Waited
from metrics.explain_words import DAY, HOUR, WAITED_ON, Wording, clock_time, shift
from tickets.events import kind_of
from tickets.models import Event, Promise
from tickets.models.words import CHANNEL
from tickets.rules.opening_hours import Interval

MOST_DAYS = 62  # a longer run is shown by months
MOST_PIECES = 3  # of one day that are told one by one
MOST_IGNORED = 20
EXCERPT = 80  # characters of a message
ICONS = {
    "contact": "chat_bubble",
    "thanks": "chat_bubble",
    "answer": "reply",
    "auto_reply": "smart_toy",
    "note": "lock",
    "promise": "handshake",
    "promise_superseded": "handshake",
    "resolve": "check_circle",
    "confirm": "check",
    "dispute": "close",
    "assign": "person",
}
CHANNELS = dict(CHANNEL)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a day's drawing, in hundredths of its width."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A day or a month of a sum. `month`: its key, for a month whose days can be opened; `is_within`: a day of an opened one."""

    label: str
    open: str
    counted: str
    business: str
    calendar: str
    running_sum: str
    is_idle: bool
    month: str = ""
    is_within: bool = False
    hours: list[Bar] = field(default_factory=list)
    worked: list[Bar] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Axis:
    """What the drawings of the days span, in seconds of the wall clock, and the hours that are named under it."""

    start: int
    end: int

    @property
    def names(self) -> list[str]:
        """Five hours from end to end."""
        step = (self.end - self.start) / 4
        return [f"{(self.start + number * step) / HOUR:.3g}" for number in range(5)]

    def bars(self, day: Day, pieces: Iterable[Interval]) -> list[Bar]:
        """Pieces of a day as they are drawn."""
        found = []
        for start, end in (_wall(day, piece) for piece in pieces):
            left, right = (100 * (at - self.start) / (self.end - self.start) for at in (start, end))
            found.append(Bar(round(left, 2), round(max(right - left, 0), 2)))
        return found


def axis(days: Sequence[Day]) -> Axis | None:
    """From the earliest opening to the latest closing; None where the desk was never open."""
    spans = [_wall(day, piece) for day in days for piece in day.opens]
    if not spans:
        return None
    start, end = min(opens for opens, _ in spans), max(closes for _, closes in spans)
    return Axis(start // HOUR * HOUR, -(-end // HOUR) * HOUR) if end > start else None


def rows(total: Total, wording: Wording, opened: str, spans: Axis | None) -> Iterator[Row]:
    """A sum day by day; a long run of days by months, of which one may be opened."""
    if len(total.days) <= MOST_DAYS:
        yield from (_day(day, wording, spans) for day in total.days)
        return
    for month in months(total.days):
        yield _month(month)
        if month.key == opened:
            yield from (_day(day, wording, spans, is_within=True) for day in month.days)


def _day(day: Day, wording: Wording, spans: Axis | None, *, is_within: bool = False) -> Row:
    return Row(
        label=wording.date(day.date),
        open=_opening(day),
        counted=_counted(day),
        business=clock_time(day.business_s),
        calendar=clock_time(day.calendar_s),
        running_sum=clock_time(day.business_sum),
        is_idle=not day.business_s,
        is_within=is_within,
        hours=spans.bars(day, day.opens) if spans else [],
        worked=spans.bars(day, day.worked) if spans else [],
    )


def _opening(day: Day) -> str:
    if day.is_holiday:
        return _("closed, holiday")
    return _times(day, day.opens) or _("closed")


def _counted(day: Day) -> str:
    if not day.worked:
        return _("nothing")
    return _("all") if day.worked == day.opens else _times(day, day.worked)


def _times(day: Day, pieces: Sequence[Interval]) -> str:
    if len(pieces) > MOST_PIECES:
        return ngettext("%(n)d piece", "%(n)d pieces", len(pieces)) % {"n": len(pieces)}
    return ", ".join(shift(*_wall(day, piece)) for piece in pieces)


def _wall(day: Day, piece: Interval) -> Interval:
    """A piece of a day in seconds of its wall clock; its end may be 24:00."""
    zone = ZoneInfo(day.version.tz)
    start, end = (_wall_seconds(day.date, datetime.fromtimestamp(at, zone)) for at in piece)
    return start, end


def _wall_seconds(day: date, local: datetime) -> int:
    return DAY if local.date() > day else local.hour * HOUR + local.minute * 60 + local.second


def _month(month: Month) -> Row:
    days = ngettext("%(n)d day", "%(n)d days", len(month.days)) % {"n": len(month.days)}
    return Row(
        label=date_format(month.first, "F Y"),
        open=days,
        counted="",
        business=clock_time(month.business_s),
        calendar=clock_time(month.calendar_s),
        running_sum=clock_time(month.business_sum),
        is_idle=not month.business_s,
        month=month.key,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a sum, or what is left out of it, with how long it lasts on both clocks."""

    label: str
    business: str
    calendar: str
    is_nothing: bool = False


def due_lines(due: Due, wording: Wording) -> list[Line]:
    """How a due time comes about: what counts on the clock that it is agreed on, by months in a long run of days."""
    days = due.total.days
    if len(days) > MOST_DAYS:
        return [Line(row.label, row.business, row.calendar) for row in map(_month, months(days))]
    found = []
    for day in days:
        for start, end in day.counted if due.clock == "calendar" else day.worked:
            label = f"{wording.date(day.date)} {_to_the_second(day, start, end)}"
            found.append(Line(label, clock_time(end - start), clock_time(end - start)))
    return found


def _to_the_second(day: Day, start: int, end: int) -> str:
    opens, closes = _wall(day, (start, end))
    return f"{opens // HOUR:02}:{opens % HOUR // 60:02}:{opens % 60:02}–{clock_time(closes).zfill(8)}"


def waited(waits: Iterable[Waited]) -> list[Line]:
    """Whom it waited on."""
    return [
        Line(str(WAITED_ON[one.on]), clock_time(one.business_s), clock_time(one.calendar_s), not one.calendar_s)
        for one in waits
    ]


def left_out(gaps: Sequence[LeftOut], wording: Wording) -> list[Line]:
    """What lies between its ends and is not counted, the first of many."""
    found = []
    for gap in gaps[:MOST_IGNORED]:
        values = {"start": wording.moment(gap.start), "end": wording.moment(gap.end), "on": WAITED_ON[gap.on]}
        label = _("%(on)s: %(start)s to %(end)s") % values
        found.append(Line(label, clock_time(gap.business_s), clock_time(gap.calendar_s)))
    return found


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in words: its place in the log, whose it is and what was said, and why it stands there."""

    number: int
    icon: str
    what: str
    text: str
    why: str
    moment: str
    message: int | None


class Said:
    """Who said what with some events: read in two statements, however many they are."""

    def __init__(self, marks: Iterable[Mark], wording: Wording, customer: str) -> None:
        pks = {event.id for mark in marks for event in (mark.event, mark.told_by) if event}
        named = Event.objects.filter(pk__in=pks).select_related("by", "message__author")
        self._events: Mapping[int, Event] = {event.pk: event for event in named}
        promises = Promise.objects.filter(made_in__in=pks).values_list("made_in", "text")
        self._promises = dict(promises)
        self._wording, self._customer = wording, customer

    def row(self, mark: Mark | None) -> EventRow | None:
        """An event in words; None for none."""
        if mark is None:
            return None
        event = self._events.get(mark.event.id)
        told_by = self._events.get(mark.told_by.id) if mark.told_by else event
        message = told_by.message if told_by else None
        text = self._promises.get(mark.event.id) or (message.text if message else "")
        return EventRow(
            number=mark.number,
            icon=ICONS.get(mark.event.kind, "radio_button_checked"),
            what=self._what(mark, event),
            text=text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…",
            why=self._wording.why(mark),
            moment=self._wording.moment(mark.event.at),
            message=message.pk if message else None,
        )

    def _what(self, mark: Mark, event: Event | None) -> str:
        """ "Mia Novak: contact, chat"."""
        kind = kind_of(mark.event)
        parts = [_(kind.label).lower()]
        if channel := mark.event.data.get("channel"):
            parts.append(str(CHANNELS.get(channel, channel)).lower())
        who = self._who(event, theirs=kind.by_customer)
        return f"{who}: {', '.join(parts)}"

    def _who(self, event: Event | None, *, theirs: bool) -> str:
        if event and event.by:
            return str(event.by)
        if theirs:
            sender = event.message.sender if event and event.message else {}
            return sender.get("name") or self._customer
        return _("The desk")
