"""Sixty questions and sixty answers by mail, in one ticket: what is answered then leaves by mail as the first answer did."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests import make
from tickets import tasks
from tickets.models import Event, Message, Ticket
from tickets.models.message import Delivery

MAILS = 60


def correspondence():
    """The lines of a day and night in which both sides wrote every twenty minutes."""
    now = timezone.now().replace(microsecond=0)
    for number in range(2 * MAILS):
        at = now - timedelta(minutes=20 * (2 * MAILS - number))
        line = {
            "id": f"L-{number}",
            "ticket": "LONG",
            "at": at.isoformat(),
            "channel": "email",
            "text": f"Mail {number}.",
        }
        yield line | (
            {"kind": "answer", "by": "ana"} if number % 2 else {"kind": "contact", "from": {"email": make.MIA}}
        )


def at_the_desk(client, ticket, verb, **said):
    """An agent sends the form of the ticket's page."""
    seen = {"version": ticket.version, "seen": Event.objects.latest("id").pk}
    return client.post(f"/admin/tickets/ticket/{ticket.pk}/do/{verb}/", seen | said)


def by_the_api(client, ticket, verb, **said):
    """An agent's program calls the verb."""
    return client.post(f"/api/v1/tickets/{ticket.pk}/{verb}", json.dumps(said), content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [at_the_desk, by_the_api])
@pytest.mark.parametrize("verb", ["reply", "resolve"])
def test_an_answer_at_the_end_of_a_long_correspondence_leaves_by_mail(answer, verb):
    make.desk()
    client = Client(raise_request_exception=True)
    client.force_login(make.person(is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    make.take(correspondence(), when=timezone.now())
    ticket = Ticket.objects.get(source_key="LONG")
    assert (ticket.contacts, ticket.last_channel, ticket.contacts_by_channel) == (MAILS, "email", {"email": MAILS})
    assert answer(client, ticket, verb, text="It is solved.").status_code in (200, 302)
    tasks.deliver()
    message = Message.objects.get(text="It is solved.")
    assert (message.channel, message.recipient, message.delivery) == ("email", make.MIA, Delivery.SENT)
    assert ["It is solved." in sent.body for sent in mail.outbox] == [True]
    if verb == "resolve":
        ticket.refresh_from_db()
        assert (ticket.status, ticket.loop) == ("resolved", "awaiting")
