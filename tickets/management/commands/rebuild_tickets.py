"""Make the rows of all tickets true, or say which are not."""

from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tickets.actions.projection.rebuild import MOST_AT_ONCE, check, heal
from tickets.models import Ticket


class Command(BaseCommand):
    """`manage.py rebuild_tickets [--check]`: after a rule has changed, or when a row is not trusted."""

    help = "Compare every ticket's rows with its events and make those that differ true; --check only names them."

    def add_arguments(self, parser):
        """--check writes nothing."""
        parser.add_argument(
            "--check", action="store_true", help="name what differs, write nothing; status 1 if any does"
        )

    def handle(self, *args, **options):
        """All tickets, some at a time, each lot in a transaction of its own."""
        at, found, looked_at = timezone.now(), 0, 0
        ids = Ticket.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)
        while lot := list(islice(ids, MOST_AT_ONCE)):
            for difference in check(lot) if options["check"] else heal(lot, at):
                found += 1
                ticket = difference.ticket
                self.stdout.write(f"#{ticket.pk} {ticket.reference}: {', '.join(difference.what)}")
            looked_at += len(lot)
        self.stderr.write(f"{looked_at} tickets, {found} {'differ' if options['check'] else 'made true'}")
        if options["check"] and found:
            raise CommandError("Some rows are not as the events have them.", returncode=1)
