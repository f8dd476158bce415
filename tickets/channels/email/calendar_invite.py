"""What a calendar invitation (RFC 5545, iTIP) asks for, in four words: what, when, where, and whether it stands.

icalendar reads the event, in the child that reads the mail. It gets the first event alone: a calendar's own time zones
may repeat every second for ever, and nothing here asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from icalendar import Component, Event

from tickets.channels.email.charsets import clean

LONGEST = 200_000  # characters of a calendar that are looked at
MOST_LINES = 1_000  # of an event
LONGEST_VALUE = 300
# What the library raises over what is no event; its own errors are ValueErrors.
BROKEN = (ValueError, TypeError, AttributeError, KeyError, IndexError, ArithmeticError, RecursionError)


@dataclass(frozen=True)
class Invitation:
    """The first event of a calendar. `method` as sent: REQUEST, CANCEL, REPLY ...; times on the organiser's wall clock."""

    method: str
    what: str
    when: str
    where: str


def invitation(calendar: str) -> Invitation | None:
    """What the calendar's first event says, or None if there is no event with a title or a time."""
    lines = calendar[:LONGEST].replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "").split("\n")
    try:
        event = Event.from_ical("\n".join(["BEGIN:VEVENT", *_first_event(lines), "END:VEVENT"]))
    except BROKEN:
        return None
    said = (line.partition(":") for line in lines)
    method = next((value for name, _colon, value in said if name.strip().upper() == "METHOD"), "")
    found = Invitation(method.strip().upper()[:20], _words(event, "SUMMARY"), _when(event), _words(event, "LOCATION"))
    return found if found.what or found.when else None


def _first_event(lines: list[str]) -> list[str]:
    """Its own lines, without those of what lies in it, such as alarms."""
    own: list[str] = []
    inside: list[str] = []
    for line in lines:
        begun, _colon, name = line.strip().upper().partition(":")
        if begun == "BEGIN" and (inside or name == "VEVENT"):
            inside.append(name)
        elif begun == "END" and name == "VEVENT":
            break
        elif begun == "END" and inside[1:]:
            inside.pop()
        elif len(inside) == 1 and line.strip():
            own.append(line)
        if len(own) >= MOST_LINES:
            break
    return own


def _first(event: Component, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) else value


def _words(event: Component, name: str) -> str:
    return clean(" ".join(str(_first(event, name) or "").split()))[:LONGEST_VALUE]


def _moment(event: Component, name: str) -> date | None:
    """A day, or a moment on the organiser's wall clock."""
    try:
        found = _first(event, name).dt
    except BROKEN:
        return None
    return found if isinstance(found, date) else None


def _when(event: Component) -> str:
    """`2025-03-05 10:00-11:00 Europe/Berlin`; a day alone for what lasts all day."""
    start, end = _moment(event, "DTSTART"), _end(event)
    if not isinstance(start, datetime):
        return start.isoformat() if start else ""
    until = ""
    if isinstance(end, datetime):
        other = "" if end.date() == start.date() else f"{end.date()} "
        until = f"-{other}{end:%H:%M}"
    zone = _first(event, "DTSTART").params.get("TZID") or ("UTC" if start.tzinfo else "")
    return f"{start.date()} {start:%H:%M}{until} {clean(str(zone))[:60]}".strip()


def _end(event: Component) -> date | None:
    """As it is said, or by how long it lasts; on the clock on which it begins."""
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    try:
        if end is None and start is not None:
            return start + _first(event, "DURATION").dt
        if isinstance(start, datetime) and isinstance(end, datetime) and start.tzinfo and end.tzinfo:
            return end.astimezone(start.tzinfo)
    except BROKEN:
        return None
    return end
