"""A ticket's page: what must be known before the first word, and one history over all channels."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import page
from tickets.actions.setup import people
from tickets.models import Event
from tickets.rules.access import COMMAND


def test_a_foreign_ticket_is_not_found_like_a_missing_one(ana, story):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", story, at=make.at("10 10:40"), to=None, team=others)
    assert ana.get(page(story)).status_code == 404
    assert ana.get("ticket/999999/change/").status_code == 404
    assert ana.get("ticket/x/change/").status_code == 404


def test_the_stock_form_saves_nothing(ana, story):
    before = make.rows(story.pk)
    answer = ana.client.post(f"/admin/tickets/{page(story)}", {"status": "closed", "subject": "Mine", "_save": "1"})
    assert (answer.status_code, make.rows(story.pk)) == (405, before)
    assert ana.client.post(f"/admin/tickets/ticket/{story.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_may_only_read_sees_the_history_and_no_composer(browser, story):
    answer = browser("max", "read_only").get(page(story))
    assert "119 h 57 min without an answer" in words(answer)
    assert b'id="composer"' not in answer.content
    assert b"/do/" not in answer.content


def test_the_page_records_once_for_each_contact_that_the_history_was_open(ana, story, now):
    assert ana.get(page(story)).context["opens_history"]
    ana.post(story, "open-history")
    ana.post(story, "open-history")
    assert Event.objects.filter(kind="opened_history", by=ana.person).count() == 1
    assert not ana.get(page(story)).context["opens_history"]
    make.receive("10 10:50", "Hello?", ticket=story)
    now.move_to(make.at("10 10:51"))
    assert ana.get(page(story)).context["opens_history"]


def test_looking_at_the_page_writes_nothing(ana, story):
    before = Event.objects.count()
    ana.get(page(story))
    assert Event.objects.count() == before


def test_chat_that_runs_is_answered_in_the_chat_and_mail_is_written_otherwise(ana, story):
    assert ana.get(page(story)).context["composer"].chosen == "email"
