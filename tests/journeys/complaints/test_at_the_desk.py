"""At the desk: finding what was said, knowing what is known, keeping what one types."""

import pytest

from tests import make
from tests.journeys.complaints.conftest import DAY, HOUR, answering, of_ours, reply
from tests.make import MIA, WEDNESDAY
from tickets.actions import sweep
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_search_finds_a_word_of_a_later_mail_in_a_closed_ticket(arrive, ben, desk):
    done = reply(arrive().ticket, ben)
    arrive("Wo bleibt die Rückerstattung?", at=WEDNESDAY + 2 * HOUR, **answering(done))
    make.resolved(done.ticket, WEDNESDAY + 3 * HOUR, ben)
    sweep.check_due(WEDNESDAY + 40 * DAY)
    assert Ticket.objects.get().status == "closed"
    for word in ("Rückerstattung", "RÜCKERSTATTUNG", "rückerstatt"):
        assert f"#{done.ticket_id}" in desk.words("ticket/", q=word), word


def test_what_a_form_said_stands_on_the_page_and_whoever_asks_for_it_again_is_counted(client, arrive, ben, desk):
    said = {"from": {"email": MIA}, "text": "It hangs.", "facts": {"device": "Pixel 7"}}
    client.post("/api/v1/intake", said, content_type="application/json")
    ticket = Ticket.objects.get()
    make.answered(ticket, ticket.started_at + HOUR, ben)
    arrive("Any news?", at=ticket.started_at + 2 * HOUR, **answering(of_ours().get()))
    assert "Pixel 7" in desk.words(f"ticket/{ticket.pk}/change/")
    make.do("ask", ticket, by=ben, at=ticket.started_at + 3 * HOUR, facts=["device"])
    reply(ticket, ben, at=ticket.started_at + 4 * HOUR, text="Which device is it?")
    figures = make.figures(as_of=ticket.started_at + 5 * HOUR)[ticket.key]
    assert (figures["reasks"], figures["facts_reasked"]) == (1, 1)


def test_what_was_typed_while_the_customer_wrote_is_kept_and_not_sent(arrive, desk):
    ticket = arrive().ticket
    page = desk.get(f"ticket/{ticket.pk}/change/").context
    arrive("It works again, thanks.", at=WEDNESDAY + HOUR)
    answer = desk.post(ticket, "reply", text="Please reset the phone.", version=page["version"], seen=page["last_line"])
    assert (answer.status_code, "Please reset the phone." in answer.content.decode()) == (409, True)
    assert "It works again, thanks." in answer.content.decode()
