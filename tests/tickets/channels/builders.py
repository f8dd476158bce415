"""Mails, accounts and people for the tests of the channels."""

from datetime import UTC, datetime

from tickets.actions.setup import accounts
from tickets.models import User
from tickets.rules.access import COMMAND

WEDNESDAY = datetime(2025, 3, 5, 9, 0, tzinfo=UTC)
SECRET = "X-Followthrough-Secret"


def mail(text="The app hangs.", *, sender="Mia Novak <mia@example.com>", subject="Help", **headers):
    """A raw mail; headers are given with underscores (`in_reply_to`)."""
    named = {"From": sender, "To": "help@example.org", "Subject": subject}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    return f"{head}\r\n{text}".encode()


def account(channel, slug, **more):
    """An account and the headers that open it."""
    row, secret = accounts.create_account(by=COMMAND, channel=channel, slug=slug, name=slug.title(), **more)
    return row, {SECRET: secret}


def person(name, **more):
    """Somebody who works here."""
    return User.objects.create_user(username=name, first_name=name.title(), **more)
