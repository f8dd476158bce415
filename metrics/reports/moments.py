"""Times as people type them: an instant with an offset, or a bare date, which is midnight in the desk's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tickets.rules.desk import Desk

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class InvalidMoment(ValueError):
    """A time that cannot be meant; the text says what to type instead."""


def moment_of(text: str, desk: Desk) -> datetime:
    """An instant. Errors: InvalidMoment."""
    at = _read(text.strip(), desk)
    if not EARLIEST <= at < LATEST:
        raise InvalidMoment(_("%(text)s lies outside 1970 to 2100.") % {"text": text})
    return at


def _read(text: str, desk: Desk) -> datetime:
    day = _day(text)
    if day is not None:
        return midnight(day, desk)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidMoment(
            _("%(text)s is no time: write 2025-03-05, or 2025-03-05T10:00:00+01:00.") % {"text": text}
        ) from error
    if at.tzinfo is None:
        raise InvalidMoment(
            _("%(text)s carries no offset: write 2025-03-05T10:00:00+01:00, or end it with Z.") % {"text": text}
        )
    return at


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def midnight(day: date, desk: Desk) -> datetime:
    """When a day begins at the desk."""
    return datetime.combine(day, time(), zone_on(day, desk))


def zone_on(day: date, desk: Desk) -> ZoneInfo:
    """The zone of the desk's calendar on a day; before its first version the first holds."""
    first, *later = desk.calendar.versions
    valid = [version for version in later if version.valid_from is not None and version.valid_from <= day]
    return ZoneInfo((valid[-1] if valid else first).tz)
