"""`manage.py keep_digests [--check]`: what reports need of every ticket, told again from its events."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from metrics import keeping


class Command(BaseCommand):
    """Tells all digests again, or says which are wrong and puts them right."""

    help = "Tell the digests of all tickets again from their events."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true", help="fail if one was wrong that reports believed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell them, a few at a time."""
        at, number, wrong = timezone.now(), 0, []
        for tickets in keeping.rounds():
            wrong += keeping.compare(tickets, at)
            number += len(tickets)
        if wrong and options["check"]:
            raise CommandError(f"{len(wrong)} of {number} digests were wrong and are right now: {wrong[:20]}")
        self.stdout.write(f"{number} tickets told, {len(wrong)} digests were wrong.")
