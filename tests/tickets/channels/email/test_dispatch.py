"""A run of the outbox: several mails at once, few statements, and on SQLite hardly a write to wait for."""

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import WEDNESDAY, account
from tests.tickets.channels.post import Counting, answer, mailbox, question, serving
from tickets import tasks
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.models import Message
from tickets.models.message import Delivery

pytestmark = pytest.mark.django_db


def acknowledged(number):
    """So many customers wrote, and an acknowledgement for each waits."""
    account("email", "help", address="help@example.org")
    for n in range(number):
        receive(InboundMessage("email", Sender(email=f"c{n}@example.org"), "It hangs."), at=WEDNESDAY)


@pytest.mark.parametrize(
    ("mails", "statements", "writes"),
    [
        (0, 3, 0),  # chats that were left, mails that could be taken back until now, the outbox
        (1, 17, 2),  # a claim, and what has left
        (10, 81, 3),
    ],
)
def test_what_a_run_costs(mails, statements, writes):
    acknowledged(mails)
    with CaptureQueriesContext(connection) as asked:
        tasks.deliver()
    assert len(outbox.outbox) == mails
    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert (len(said), sum(sql.startswith(("UPDATE", "INSERT", "DELETE")) for sql in said)) == (statements, writes)


def test_many_mails_of_a_mailbox_leave_by_several_connections():
    server = Counting()
    with serving(server) as port:
        box = mailbox("help", port)
        for n in range(12):
            answer(question(box, f"c{n}@example.org"))
        tasks.deliver()
    assert set(Message.objects.filter(direction="out").values_list("delivery", flat=True)) == {Delivery.SENT}
    assert len({envelope.rcpt_tos[0] for envelope in server.mails}) == len(server.mails) == 12
    assert 1 < server.greeted <= 4
