"""What leaves, what did not arrive, and that it can be sent again."""

from tests import make
from tests.tickets.admin.conftest import hide
from tickets.actions.outbox import delivery
from tickets.models import Message

OUTBOX = "message/"


def test_the_outbox_shows_what_leaves_and_what_did_not_arrive(ana):
    ticket = make.ticket("10 10:00", subject="Basket")
    make.answered(ticket, "10 10:05")
    failed = delivery.claim(make.at("10 10:06"), 10)[0]
    delivery.mark_failed(failed, "550 no such user", make.at("10 10:06"), final=True)
    text = ana.words(OUTBOX)
    assert make.MIA in text
    assert "550 no such user" in text
    assert "The app hangs." not in text  # what came in is no part of it
    assert "Send again" in ana.words(f"{OUTBOX}{failed.pk}/change/")
    ana.client.post(f"/admin/tickets/{OUTBOX}{failed.pk}/retry/")
    assert Message.objects.get(pk=failed.pk).delivery == "waiting"
    ana.client.post(f"/admin/tickets/{OUTBOX}{failed.pk}/retry/")  # twice is once
    assert Message.objects.get(pk=failed.pk).delivery == "waiting"


def test_messages_of_other_teams_are_not_found(ana):
    ticket = make.answered(make.ticket("10 10:00"), "10 10:05")
    message = Message.objects.latest("pk")
    hide(ticket)
    assert ana.get(f"{OUTBOX}{message.pk}/change/").status_code in (302, 404)
    assert ana.client.post(f"/admin/tickets/{OUTBOX}{message.pk}/retry/").status_code == 404
    assert make.MIA not in ana.words(OUTBOX)
