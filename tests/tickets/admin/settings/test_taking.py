"""The setting of whether answering takes a ticket, and who decided it."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.models import TakingByAnswer, Ticket


def test_it_is_on_until_an_administrator_turns_it_off(clara, ana):
    assert "checked" in clara.get("takingbyanswer/add/").content.decode().partition('id="id_on"')[2][:60]
    post(clara, "takingbyanswer/add/")
    newest = TakingByAnswer.objects.get()
    assert (newest.on, newest.decided_by) == (False, clara.person)
    assert "from “yes” to “no”" in words(clara.get(f"takingbyanswer/{newest.pk}/history/"))
    ticket = make.ticket("10 10:00")
    ana.do(ticket, "reply", text="We look into it.")
    assert Ticket.objects.get().owner is None
