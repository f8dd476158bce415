"""`manage.py identify VALUE... --json`: what an address, a number or a handle is taken for, and who has it."""

import json

from django.core.management.base import BaseCommand

from tickets.actions.customers.identities import kind_of
from tickets.models import Identity


class Command(BaseCommand):
    """One object a value, one a line."""

    help = "Say what values are taken for and which customers have them; stores nothing."

    def add_arguments(self, parser):
        """The values, and where national numbers are dialled from."""
        parser.add_argument("values", nargs="+", metavar="VALUE")
        parser.add_argument("--json", action="store_true", help="one object a line (otherwise indented)")
        parser.add_argument("--region", type=str.upper, help="for numbers without a country code, such as DE")

    def handle(self, *, values, region, **options):
        """Print what is known."""
        for given in values:
            kind, value = kind_of(given, region)
            rows = Identity.objects.filter(kind=kind, value=value or "").order_by("customer_id")
            known = {
                "kind": str(kind),
                "value": value,
                "customers": [
                    {"id": row.customer_id, "name": row.customer.called} for row in rows.select_related("customer")
                ],
            }
            self.stdout.write(json.dumps(known, ensure_ascii=False, indent=None if options["json"] else 2))
