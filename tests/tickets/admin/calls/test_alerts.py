"""Who asked for it is told of new chats and calls."""

from tests import make
from tests.tickets.admin.conftest import hide
from tickets.actions.setup.preferences import prefer
from tickets.models import ChannelSession

ALERTS = "ticket/alerts/"


def wanted(browser, **wants):
    prefer(by=browser.person, send_by_enter=True, undo_seconds=10, **{"sound": False, "notice": False, **wants})


def chat(ticket, when="10 10:41"):
    return ChannelSession.objects.create(channel="chat", external_id=f"c{when}", ticket=ticket, opened_at=make.at(when))


def test_nobody_is_told_anything_who_did_not_ask_for_it(ana, mias):
    chat(mias)
    assert ana.get(ALERTS).json() == {"sound": False, "notice": False, "new": []}


def test_a_chat_of_the_last_minutes_is_new_and_an_older_one_is_not(ana, mias):
    wanted(ana, sound=True)
    chat(mias, "10 10:30")
    session = chat(mias)
    told = ana.get(ALERTS)
    assert told.json()["new"] == [{"id": session.pk, "ticket": mias.pk, "words": f"New chat: #{mias.pk}"}]
    again = ana.client.get("/admin/tickets/ticket/alerts/", headers={"if-none-match": told["ETag"]})
    assert again.status_code == 304


def test_nobody_hears_of_a_ticket_that_they_may_not_see(ana, mias):
    wanted(ana, notice=True)
    chat(mias)
    hide(mias)
    assert ana.get(ALERTS).json()["new"] == []
