"""`manage.py measures [TICKET ...]`: every figure of each ticket."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from metrics.management.asking import add_horizon, reader_of
from metrics.measures import Figures, instant
from metrics.reading import StoryReader, measured
from metrics.reports import words
from tickets.models import Ticket
from tickets.models.history import seconds

COLUMNS = "{:<20} {:<9} {:<12} {:>20} {:>20} {:>8} {:>8} {:>8}"
HEADINGS = ("ticket", "status", "loop", "first response", "TTR", "contacts", "chasers", "reopens")


class Command(BaseCommand):
    """Prints one line a ticket; a ticket that was merged away is told within the one it went into."""

    help = "Print the figures of tickets, named by their key or their number; of all when none is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which tickets, and from which side."""
        parser.add_argument("tickets", nargs="*", metavar="TICKET", help="a ticket's key or number")
        add_horizon(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them, one after the other."""
        reader = reader_of(options)
        tickets = [_find(name, reader) for name in options["tickets"]] or None
        looked_at = f"as of {instant(seconds(reader.as_of))}, known at {instant(seconds(reader.known_at))}"
        if options["json"]:
            self.stderr.write(looked_at)  # an object's shape is fixed by the history format
        else:
            self.stdout.write(f"{looked_at}\n\n{COLUMNS.format(*HEADINGS)}")
        for figures in measured(reader, tickets):
            self.stdout.write(json.dumps(figures, ensure_ascii=False) if options["json"] else _row(figures))


def _find(name: str, reader: StoryReader) -> int:
    named = Q(source_key=name) | Q(reference=name)
    number = name.removeprefix("#")
    if number.isdecimal() and len(number) < 19:
        named |= Q(pk=int(number))
    found = list(Ticket.objects.filter(named)[:2])
    ticket = next((one for one in found if name in (one.source_key, one.reference)), found[0] if found else None)
    if ticket is None:
        raise CommandError(f"There is no ticket {name!r}: name it by its key or its number.")
    root = reader.merged.get(ticket.pk)
    if root is not None:
        raise CommandError(f"{name} was merged into {Ticket.objects.get(pk=root).key}: ask for that.")
    return ticket.pk


def _row(figures: Figures) -> str:
    durations = (_duration(figures[name]) for name in ("first_response", "ttr"))
    counts = (figures[name] for name in ("contacts", "chasers", "reopens"))
    return COLUMNS.format(figures["ticket"], figures["status"], figures["loop"], *durations, *counts)


def _duration(figure: Figures | None) -> str:
    if figure is None:
        return "never started"
    return words.duration(figure["calendar_s"]) + (" +" if figure["running"] else "")
