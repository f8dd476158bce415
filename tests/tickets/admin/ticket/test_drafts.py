"""What is typed on a ticket's page is kept, and nobody else reads it."""

import pytest

from tests import make
from tests.tickets.admin.conftest import hide, words
from tests.tickets.admin.ticket.conftest import page
from tickets.models import Draft, Message, Promise

PROMISE = {"promise.text": "a fix", "promise.due_at": "2025-03-11T10:00"}


def keep(browser, ticket, **said):
    return browser.client.post(f"/admin/tickets/ticket/{ticket.pk}/draft/", {"mode": "reply", "draft": 0, **said})


def test_the_next_page_is_filled_with_all_of_it(ana, ticket):
    owed = make.do("promise", ticket, by=ana.person, at=make.at("10 10:05"), text="a call")
    promise = Promise.objects.get(ticket=owed)
    said = {"text": "We look\x00 into it.", "channel": "phone", "keeps": promise.pk, **PROMISE}
    assert keep(ana, ticket, **said).json() == {"version": 1}
    shown = ana.get(page(ticket))
    composer = shown.context["composer"]
    assert composer.typed["text"] == "We look into it."
    assert (composer.mode, composer.chosen, composer.keeps) == ("reply", "phone", [str(promise.pk)])
    assert (composer.promises, composer.promise_text, composer.promise_due) == (True, "a fix", "2025-03-11T10:00")
    assert "We look into it." in shown.content.decode()


def test_a_note_is_a_note_again(ana, ticket):
    keep(ana, ticket, text="For us", mode="note")
    assert ana.get(page(ticket)).context["composer"].mode == "note"


def test_a_chosen_channel_alone_is_no_draft(ana, ticket):
    assert keep(ana, ticket, text=" ", channel="phone").json() == {"version": 0}
    assert not Draft.objects.exists()


def test_another_window_gets_the_newer_one(ana, ticket):
    keep(ana, ticket, text="First")
    answer = keep(ana, ticket, text="Second")
    assert answer.status_code == 409
    assert answer.json() == {"version": 1, "mode": "reply", "text": "First", "given": {}}


def test_colleagues_learn_that_it_is_there_and_never_what_it_says(ana, browser, ticket):
    keep(ana, ticket, text="Secret words")
    ben = browser("ben")
    said = ben.get(page(ticket)).content.decode()
    assert "ana has a draft here" in said
    assert "Secret words" not in said
    assert "ana has a draft here" not in words(ana.get(page(ticket)))


def test_a_draft_goes_with_what_is_sent_and_stays_with_anything_else(ana, ticket):
    keep(ana, ticket, text="We look into it.")
    ana.do(ticket, "priority", to="high")
    assert Draft.objects.exists()
    ana.do(ticket, "note", text="We look into it.")
    assert not Draft.objects.exists()


def test_who_may_not_write_or_not_see_keeps_none(browser, ticket):
    assert keep(browser("rita", "read_only"), ticket, text="x").status_code == 403
    ben = browser("ben")
    assert ben.client.get(f"/admin/tickets/ticket/{ticket.pk}/draft/").status_code == 405
    hide(ticket)
    assert keep(ben, ticket, text="x").status_code == 404
    assert not Draft.objects.exists()


def test_words_of_a_draft_answer_what_was_there_when_they_were_typed(ana, browser, ticket):
    seen = ana.get(page(ticket)).context["last_line"]
    keep(ana, ticket, text="It cannot be fixed.", seen=seen)
    browser("ben").do(ticket, "reply", text="It is fixed.")
    shown = ana.get(page(ticket)).context
    assert [row.text for row in shown["rows"] if row.is_new and row.kind == "ours"] == ["It is fixed."]
    answer = ana.post(ticket, "reply", text="It cannot be fixed.", version=shown["version"], seen=shown["last_line"])
    assert answer.status_code == 409
    assert Draft.objects.exists()
    again = answer.context
    answer = ana.post(ticket, "reply", text="It cannot be fixed.", version=again["version"], seen=again["last_line"])
    assert answer.status_code == 302
    assert Message.objects.filter(direction="out", automatic=False).count() == 2


def test_what_one_did_oneself_meanwhile_stops_nobody(ana, ticket):
    seen = ana.get(page(ticket)).context["last_line"]
    keep(ana, ticket, text="Hello", seen=seen)
    ana.do(ticket, "priority", to="high")
    assert ana.do(ticket, "reply", text="Hello").status_code == 302


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30])
def test_a_version_that_nobody_can_mean_is_that_of_a_new_draft(ana, ticket, value):
    assert keep(ana, ticket, text="x", draft=value, seen=value).json() == {"version": 1}
