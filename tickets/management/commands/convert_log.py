"""`manage.py convert_log MAPPING FILE > out.jsonl`: another system's event log as a history."""

import gzip
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from tickets.exchange import eventlog, mapping


class Command(BaseCommand):
    """Print the lines; name the rows that cannot be translated on stderr and go on."""

    help = "Translate a CSV event log into the history format."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("mapping", help=f"a JSON file, or one of ours: {', '.join(mapping.ours())}")
        parser.add_argument("file", type=Path, help="CSV in UTF-8, or the same with gzip (.gz)")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0

        def refuse(row: int, reason: str) -> None:
            nonlocal refused
            refused += 1
            self.stderr.write(f"line {row}: {reason}")

        try:
            with _opened(options["file"]) as text:
                log = eventlog.convert(text, mapping.load(options["mapping"]), refuse)
                for line in log:
                    self.stdout.write(json.dumps(line, ensure_ascii=False))
        except (mapping.InvalidMapping, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        if refused:
            raise CommandError(f"{refused} rows could not be translated.")


def _opened(path: Path) -> TextIO:
    # A byte order mark is what spreadsheets put before the first column's name.
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")
