"""What the commands that print figures ask for alike: as of when, known by when, by whose opening hours."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from metrics.reading import StoryReader
from metrics.reports.moments import InvalidMoment, moment_of
from tickets.models.history import current_desk, desk_known_at
from tickets.rules.desk import Desk, InvalidDesk
from tickets.rules.opening_hours import InvalidCalendar


def add_horizon(parser: ArgumentParser) -> None:
    """The options that every figure takes."""
    parser.add_argument("--as-of", help="as of when; now. A date, or an instant with an offset")
    parser.add_argument("--known-at", help="by what was known when; now")
    parser.add_argument("--desk", help="a JSON file with the calendar, limits and targets to use")
    parser.add_argument("--json", action="store_true", help="print JSON instead of words")


def reader_of(options: dict[str, Any]) -> StoryReader:
    """Where the figures come from. The clock is read here, once. Errors: CommandError."""
    now = timezone.now()
    desk = read_desk(options["desk"]) if options["desk"] else current_desk(now)
    as_of, known_at = (asked(options, name, desk) or now for name in ("as_of", "known_at"))
    if not options["desk"]:
        desk = desk_known_at(known_at)
    return StoryReader(desk, as_of, known_at, own_desk=bool(options["desk"]))


def asked(options: dict[str, Any], name: str, desk: Desk) -> datetime | None:
    """A time that was asked for by an option, if it was. Errors: CommandError."""
    if options[name] is None:
        return None
    try:
        return moment_of(options[name], desk)
    except InvalidMoment as error:
        raise CommandError(f"--{name.removeprefix('cohort_').replace('_', '-')}: {error}") from error


def read_desk(path: str) -> Desk:
    """A desk file. Errors: CommandError that says what to mend."""
    try:
        return Desk.from_json(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (InvalidDesk, InvalidCalendar, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path} is no desk file: {error}") from error
