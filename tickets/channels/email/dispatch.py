"""A run of the outbox: mails are made ready one after another and leave several at a time.

Only the talk with mail servers has threads. Each answer of a server takes its time, of which a mail needs four; whoever waits
for them one by one sends five mails a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from types import TracebackType

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail.backends.base import BaseEmailBackend

from tickets.actions.outbox import delivery
from tickets.actions.outbox.signature import mailbox_for
from tickets.channels.email import sending
from tickets.channels.email.smtp import Connections
from tickets.models import ChannelAccount, Message

log = structlog.get_logger(__name__)
AT_ONCE = 4  # mails on their way
# Mails that left are written down together: on SQLite each write waits for those of the pages, longer than a mail takes. A
# sender that is killed sends at most these and those on their way again.
WRITTEN_AT_ONCE = 8
WORTH_ANOTHER = 4  # mails for which one more connection is opened: greeting a server takes longer than a mail

OnItsWay = tuple[Message, ChannelAccount | None, BaseEmailBackend]


class Dispatch:
    """What is on its way, and which mailboxes are in trouble. A context manager, at whose end all connections are closed."""

    def __init__(self, *, at: datetime) -> None:
        self._connections = Connections(at=at)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail")
        self._troubled: set[ChannelAccount | None] = set()
        self._on_the_way: dict[Future[None], OnItsWay] = {}
        self._left: list[Message] = []  # and nobody has written it down yet

    def send(self, messages: Sequence[Message], at: datetime) -> None:
        """Send messages that were claimed, and write down what became of each."""
        most = min(AT_ONCE, 1 + len(messages) // WORTH_ANOTHER)
        behind = [message.pk for message in messages]
        try:
            for message in messages:
                behind.remove(message.pk)
                if len(self._on_the_way) >= most:
                    self._wait(at)
                self._try(message, behind, at)
            while self._on_the_way:
                self._wait(at)
        finally:
            self._write_down(at)

    def _try(self, message: Message, behind: Sequence[int], at: datetime) -> None:
        try:
            if not message.is_mail:
                self._left.append(message)
            elif not delivery.withheld(message, at, behind=behind):
                self._begin(message, mailbox_for(message), at)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001  a mail that we cannot even write must not hold up the others
            _not_sent(message, error, at)

    def _begin(self, message: Message, mailbox: ChannelAccount | None, at: datetime) -> None:
        if mailbox in self._troubled:
            delivery.postponed(message, at)
            return
        mail = sending.prepare(message, mailbox, at=at)
        try:
            connection = sending.connect(mailbox, self._connections)
        except sending.Trouble:
            self._troubled.add(mailbox)
            raise
        self._on_the_way[self._threads.submit(sending.send, mail, connection)] = (message, mailbox, connection)

    def _wait(self, at: datetime) -> None:
        """Until one more has left or could not. What left before is written down meanwhile, once it is worth a write."""
        if len(self._left) >= WRITTEN_AT_ONCE:
            self._write_down(at)
        for done in wait(self._on_the_way, return_when=FIRST_COMPLETED).done:
            message, mailbox, connection = self._on_the_way.pop(done)
            error = done.exception()
            if isinstance(error, sending.Trouble):
                self._troubled.add(mailbox)
            else:
                self._connections.free(mailbox, connection)
            if error is None:
                self._left.append(message)
            else:
                _not_sent(message, error, at)

    def _write_down(self, at: datetime) -> None:
        if self._left:
            delivery.mark_sent(*self._left, at=at)
            self._left = []

    def __enter__(self) -> Dispatch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._connections.close()


def _not_sent(message: Message, error: BaseException, at: datetime) -> None:
    """Tried again later, unless its server refused it for good; what was a fault of ours too."""
    if isinstance(error, sending.RecipientRefused | sending.Later):
        delivery.mark_failed(message, str(error), at, final=isinstance(error, sending.RecipientRefused))
    elif isinstance(error, sending.Trouble):
        log.warning("mailbox_in_trouble", message=message.pk, error=str(error))
        delivery.mark_failed(message, str(error), at)
    else:
        log.error("not_delivered", message=message.pk, exc_info=error)
        delivery.mark_failed(message, f"{type(error).__name__}: {error}"[:1000], at)
