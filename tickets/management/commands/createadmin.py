"""`manage.py createadmin`: the first administrator, so that somebody can sign in."""

from typing import Any

from django.core.management.base import BaseCommand

from tickets.actions.setup.people import create_person
from tickets.models import User
from tickets.models.people import Role
from tickets.rules.access import COMMAND


class Command(BaseCommand):
    """Prints the login once; says nothing where an administrator exists."""

    help = "Create the administrator “admin” with a random password, unless there is an administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create and print, or do nothing."""
        if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
            return
        person, password = create_person(by=COMMAND, username="admin", role=Role.ADMINISTRATOR)
        self.stdout.write(f"LOGIN administrator {person.username} {password}")
