"""`manage.py receive_email MAILBOX < mail`: what a mail server's pipe calls for each mail."""

import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.broker import nudge
from tickets.channels.email.incoming import store
from tickets.channels.email.raw_mail import MAX_MAIL
from tickets.models import ChannelAccount
from tickets.rules.lifecycle import Channel

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the mail and tries again


class Command(BaseCommand):
    """Store one mail from standard input. Exit status 0: it is ours now."""

    help = "Store one raw mail from standard input; a worker reads it."

    def add_arguments(self, parser):
        """Which mailbox it came to."""
        parser.add_argument("mailbox", help="the mailbox's name, as in its address /api/v1/channels/email/NAME")

    def handle(self, *, mailbox, **options):
        """Keep the mail as it came."""
        account = ChannelAccount.objects.filter(channel=Channel.EMAIL, slug=mailbox, active=True).first()
        if account is None:
            raise CommandError(f"There is no mailbox {mailbox}.", returncode=TRY_LATER)
        body = sys.stdin.buffer.read(MAX_MAIL + 1)
        if len(body) > MAX_MAIL:
            raise CommandError("The mail is larger than 25 MB.")
        if not body.strip():
            raise CommandError("There is no mail in the standard input.")
        raw, is_new = store(account, body, at=timezone.now())
        nudge("tickets.tasks.process_inbound")
        self.stdout.write(f"Stored as {raw.pk}." if is_new else f"Known as {raw.pk}.")
