"""Attributes of customers from a file of comma-separated values."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tickets.actions.customers.attributes import import_rows
from tickets.actions.own_fields import fields
from tickets.models.custom_field import FieldOn
from tickets.rules.access import COMMAND


class Command(BaseCommand):
    """Imports a file; the exit status is 1 if a line was refused."""

    help = (
        "Import attributes of customers: a CSV file whose first line names the columns. One column names the customer by an "
        "address, a number or a handle (--who, email unless said otherwise), the others are keys of the desk's own fields. "
        "What is there already stays, so it is safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what goes beside it."""
        parser.add_argument("file", help="a CSV file in UTF-8")
        parser.add_argument("--who", default="email", help="the column that names the customer")
        parser.add_argument("--source", default="", help="where the values come from, as the desk shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was refused."""
        try:
            with Path(options["file"]).open(encoding="utf-8-sig", newline="") as lines:
                rows = csv.DictReader(lines)
                self._check(rows.fieldnames or (), options["who"])
                source = options["source"] or Path(options["file"]).name
                numbered = ((rows.line_num, row) for row in rows)
                told = import_rows(numbered, who=options["who"], source=source, by=COMMAND, at=timezone.now())
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}.") from error
        for number, reason in told.refused:
            self.stderr.write(f"line {number}: {reason}")
        self.stdout.write(f"{told.taken} taken, {told.known} known before, {len(told.refused)} refused")
        if told.refused:
            sys.exit(1)

    def _check(self, columns: Any, who: str) -> None:
        known = fields(FieldOn.CUSTOMER)
        unknown = [name for name in columns if name != who and name not in known]
        if who not in columns:
            raise CommandError(f"The file has no column {who}: say which names the customer, by --who.")
        if unknown:
            raise CommandError(f"Customers have no field {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
