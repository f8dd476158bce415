"""Mail servers of every mood, and mailboxes that send by them."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

import time_machine
from aiosmtpd.controller import Controller

from tests import make
from tests.make import WEDNESDAY, account, mail
from tickets import tasks
from tickets.actions.inbox import arrivals
from tickets.channels.email import incoming
from tickets.models import Mailbox, Message
from tickets.models.mailbox import Security
from tickets.models.message import Delivery, Direction


class Accepting:
    """Takes every mail."""

    def __init__(self):
        self.mails, self.tries = [], 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """The whole mail is there."""
        self.tries += 1
        return self.answer(envelope)

    def answer(self, envelope):
        """What it says to a mail."""
        self.mails.append(envelope)
        return "250 Thank you"

    def read(self, number=-1):
        """A mail that it got, as a mail program reads it."""
        return message_from_bytes(self.mails[number].content.replace(b"\r\n", b"\n"), policy=policy.default)


class Counting(Accepting):
    """Takes every mail, and counts who comes; after `most` mails it ends the conversation by itself."""

    def __init__(self, most=1000):
        super().__init__()
        self.greeted, self.most = 0, most

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802  aiosmtpd's name
        """A new conversation."""
        self.greeted += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        """The whole mail is there."""
        if len(self.mails) % self.most == self.most - 1:
            server.loop.call_later(0.05, server.transport.close)
        return self.answer(envelope)


class Greylisting(Accepting):
    """Asks a stranger to come again."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Once."""
        self.tries += 1
        if self.tries == 1:
            return "451 4.7.1 Greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"


class Refusing(Accepting):
    """Knows nobody of that name."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Never."""
        self.tries += 1
        return "550 5.1.1 No such user here"


class Suspicious(Accepting):
    """Reads the mail, and does not like it."""

    def answer(self, envelope):
        """Never."""
        return "554 5.7.1 Looks like spam"


class Busy(Accepting):
    """Reads the mail, and has no room for it today."""

    def answer(self, envelope):
        """Later."""
        return "452 4.3.1 Disk full"


class HangingUp(Accepting):
    """Goes away in the middle of a mail, the first time."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """It reads, and is gone before it answers."""
        self.tries += 1
        if self.tries == 1:
            server.transport.abort()
            return "250 nobody hears this"
        return self.answer(envelope)


class Silent(Accepting):
    """Takes the call and says nothing."""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        """It thinks, for longer than anybody waits."""
        self.tries += 1
        await server.loop.create_future()


@contextmanager
def serving(handler):
    """A server of that mood, on a port that the kernel chose; gives the port."""

    class Here(Controller):
        def _trigger_server(self):
            """Knock where the kernel put it."""
            socket.create_connection(self.server.sockets[0].getsockname(), timeout=5).close()

    controller = Here(handler, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller.server.sockets[0].getsockname()[1]
    finally:
        controller.stop(no_assert=True)


def mailbox(slug, port, **more):
    """A mailbox that sends by a server at that port."""
    row, _secret = account("email", slug, address=f"{slug}@desk.example")
    Mailbox.objects.create(account=row, smtp_host="127.0.0.1", smtp_port=port, smtp_security=Security.NONE, **more)
    return row


def question(box, sender="Mia Novak <mia@example.org>", at=WEDNESDAY, **more):
    """A customer's mail to a mailbox; gives its ticket."""
    raw, _is_new = incoming.store(
        box, mail(sender=sender, Message_ID=f"<{sender[:3]}{at:%H%M%S}@example.org>", **more), at=at
    )
    (raw,) = [row for row in arrivals.claim(at, 10) if row.pk == raw.pk]
    incoming.process(raw, at=at)
    raw.refresh_from_db()
    return raw.message.ticket


def answer(ticket, text="Try 4.2.1.", **more):
    """A person answers by mail, and nothing else waits in the outbox."""
    Message.objects.filter(automatic=True).update(delivery=Delivery.SENT)
    make.do("reply", ticket, by=make.person("ben"), at=WEDNESDAY, text=text, channel="email", **more)
    return Message.objects.filter(direction=Direction.OUT, automatic=False).latest("pk")


def delivered(message, at=WEDNESDAY):
    """What became of a message after a round of sending."""
    with time_machine.travel(at, tick=False):
        tasks.deliver()
    message.refresh_from_db()
    return message.delivery, message.error
