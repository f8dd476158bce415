"""`manage.py export_history [FILE]`: everything that happened, as lines of the history format."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tickets.exchange.export import export_lines


class Command(BaseCommand):
    """Writes one JSON object a line."""

    help = "Write all events as lines of the history format, to a file or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", nargs="?", help="the file to write (default: standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write line by line."""
        if options["file"]:
            with Path(options["file"]).open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in export_lines())
            return
        for line in export_lines():
            self.stdout.write(json.dumps(line, ensure_ascii=False))
