"""`manage.py import_history FILE`: a desk's past comes in, as lines of the history format."""

import gc
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tickets.actions.imports import ImportReport, import_lines
from tickets.models.history import current_desk
from tickets.rules.desk import Desk, InvalidDesk
from tickets.rules.opening_hours import InvalidCalendar

# Made before the collector looks for circles. An import makes hundreds for each line and hardly a circle: looking each 700
# objects, which is usual, costs it a twelfth of its time.
OBJECTS = 50_000


class Command(BaseCommand):
    """Imports a file; the exit status is 1 if a line was refused."""

    requires_system_checks: list[str] = []  # of pages and addresses, which an import has nothing to do with
    help = "Import lines of the history format. Lines that are known do nothing, so it is safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what goes beside it."""
        parser.add_argument("file", help="a file of JSON lines, or - for standard input")
        parser.add_argument("--desk", help="a JSON file with the calendar, limits and targets to use")
        parser.add_argument("--rejects", help="where to write the lines that were refused, for mending")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, show progress, say what was refused."""
        gc.set_threshold(OBJECTS)
        at = timezone.now()
        desk = read_desk(options["desk"]) if options["desk"] else current_desk(at)
        try:
            with _open(options["file"]) as lines:
                report = import_lines(_numbered(lines), desk=desk, at=at, progress=self._progress)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        self._tell(report)
        if options["rejects"]:
            text = "".join(f"{refused.raw.rstrip()}\n" for refused in report.refused)
            Path(options["rejects"]).write_text(text, encoding="utf-8", errors="surrogateescape")
        if report.refused:
            sys.exit(1)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"\r{done} of {total} lines", ending="" if done < total else "\n")

    def _tell(self, report: ImportReport) -> None:
        for refused in report.refused:
            self.stderr.write(f"line {refused.number}: {refused.reason}")
        self.stdout.write(f"{report.taken} taken, {report.known} known before, {len(report.refused)} refused")


def read_desk(path: str) -> Desk:
    """A desk file. Errors: CommandError that says what to mend."""
    try:
        return Desk.from_json(json.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (InvalidDesk, InvalidCalendar, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path} is no desk file: {error}") from error


def _open(path: str) -> IO[str]:
    if path == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", errors="surrogateescape", closefd=False)
    return open(path, encoding="utf-8", errors="surrogateescape")


def _numbered(lines: IO[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line.rstrip("\n")
