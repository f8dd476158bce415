"""Mails that are written to break what reads them: stored at once, read or marked unreadable, and nobody else waits."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from tests.make import account, mail
from tests.tickets.channels.bombs import BOMBS
from tests.tickets.channels.email.test_mutations import peak
from tests.yardstick import slowness, within_cpu
from tickets import tasks
from tickets.channels.email.mail_parser.child import MEMORY
from tickets.channels.email.mail_parser.parent import SECONDS, reader
from tickets.models import Message, RawInbound
from tickets.models.inbound import InboundState

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]
AS_BEFORE = 2.0  # seconds for an answer


def in_a_worker(work):
    """Run it as a worker would, with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    return worker


def timed(call):
    """What it answers, and after how long."""
    started = time.perf_counter()
    return call(), time.perf_counter() - started


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stored_and_settled_and_the_next_mail_is_read(name):
    _, secret = account("email", "help", address="help@example.org")
    posted = {"content_type": "message/rfc822", "headers": secret}
    client = Client()
    with within_cpu(2 * AS_BEFORE):
        answer = client.post("/api/v1/channels/email/help", BOMBS[name], **posted)
    assert answer.status_code == 202
    assert client.post("/api/v1/channels/email/help", mail("The next one."), **posted).status_code == 202

    started = time.perf_counter()
    worker = in_a_worker(tasks.process_inbound)
    waits = [timed(lambda: client.get("/healthz"))[1]]
    while worker.is_alive():
        waits.append(timed(lambda: client.get("/healthz"))[1])
        waits.append(timed(lambda: client.get("/api/v1/tickets"))[1])
        worker.join(0.05)
    assert time.perf_counter() - started < SECONDS + 5 * slowness()
    assert max(waits) < AS_BEFORE * slowness()

    first, second = RawInbound.objects.order_by("id")
    assert first.state in (InboundState.DONE, InboundState.UNREADABLE)
    assert bool(first.error) == (first.state == InboundState.UNREADABLE)
    assert bytes(first.body) == BOMBS[name]
    assert second.state == InboundState.DONE
    assert Message.objects.get(pk=second.message_id).text == "The next one."
    if reader._child:
        assert peak(reader._child.pid)[0] <= MEMORY
