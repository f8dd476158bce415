"""`manage.py parse_email FILE... --json`: what would be understood of mails. Stores nothing."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from tickets.channels.email.charsets import decode
from tickets.channels.email.mail_parser.parent import reader
from tickets.channels.email.parse import Unreadable
from tickets.channels.email.reply import new_words
from tickets.channels.email.shape import printed, unread


class Command(BaseCommand):
    """One JSON object a mail, one a line."""

    help = "Say what would be understood of raw mails; stores nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        """Which files, and whether they are mails or plain bodies."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one object a line (otherwise indented)")
        parser.add_argument("--text", action="store_true", help="the files are plain bodies; only `reply` counts")

    def handle(self, *, files, text, **options):
        """Print what is understood."""
        indent = None if options["json"] else 2
        for name in files:
            understood = {"file": name, "unreadable": None, **(_body if text else _mail)(Path(name))}
            self.stdout.write(json.dumps(understood, ensure_ascii=False, indent=indent))


def _mail(path):
    try:
        return printed(reader.read(path.read_bytes()))
    except Unreadable as error:
        return unread(str(error))
    except OSError as error:
        return unread(f"The file cannot be opened: {error.strerror}.")


def _body(path):
    try:
        return {"reply": new_words(decode(path.read_bytes()))}
    except OSError as error:
        return {"unreadable": f"The file cannot be opened: {error.strerror}."}
