"""Undo send on a ticket's page: the mail waits in its row, comes back with all that was in it, or goes when its time has come."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import page
from tickets.actions.setup.preferences import prefer
from tickets.models import Draft, Message, Ticket
from tickets.rules.lifecycle import Status

pytestmark = pytest.mark.holds
PROMISE = {"promise.text": "A fix", "promise.due_at": "2025-03-11T10:00"}
STEP = '{"verb": "tag", "add": ["billing"]}'
JSON = {"accept": "application/json"}


def answers():
    return Message.objects.filter(direction="out", automatic=False)


def act(browser, ticket, what):
    return browser.client.post(f"/admin/tickets/ticket/{ticket.pk}/held/{what}/", headers=JSON)


def test_it_waits_in_its_row_and_goes_out_when_the_page_has_counted_down(ana, ticket, now):
    ana.do(ticket, "reply", text="We look into it.", channel="email", then="wait", **PROMISE)
    shown = ana.get(page(ticket))
    assert shown.context["held"].left == 10
    assert "It goes out in 10 seconds." in words(shown)
    assert "Not sent yet goes out in 10 s · then waits for the customer We look into it." in words(shown)
    assert act(ana, ticket, "go").json() == {"state": "waits"}
    assert not answers().exists()
    now.shift(10)
    state = act(ana, ticket, "go").json()
    assert state["state"] == "sent"
    assert answers().get().occurred_at == make.at("10 10:42:10")
    again = ana.client.get(f"/admin/tickets/{page(ticket)}", {"seen": state["seen"]})
    assert (again.context["held"], again.context["news"]) == (None, 0)
    assert act(ana, ticket, "go").json()["state"] == "sent"


def test_undo_puts_text_files_promise_and_chips_back(ana, ticket):
    file = SimpleUploadedFile("log.txt", b"abc", "text/plain")
    ana.do(ticket, "reply", text="We look into it.", channel="email", attachments=file, steps=STEP, **PROMISE)
    told = act(ana, ticket, "undo").json()
    assert told["words"] == "Taken back: nothing was sent."
    assert told["draft"]["text"] == "We look into it."
    shown = ana.get(page(ticket))
    composer = shown.context["composer"]
    assert (composer.typed["text"], composer.promise_text, composer.promise_due) == (
        "We look into it.",
        "A fix",
        PROMISE["promise.due_at"],
    )
    assert [row.name for row in composer.files] == ["log.txt"]
    assert "billing" in words(shown)
    assert Ticket.objects.get(pk=ticket.pk).tags == []
    key = str(composer.files[0].key)
    prefer(by=ana.person, send_by_enter=True, undo_seconds=0, sound=False, notice=False)
    ana.do(ticket, "reply", text="We look into it.", channel="email", files=key)
    assert [row.name for row in answers().get().attachments.all()] == ["log.txt"]
    assert act(ana, ticket, "undo").json() == {"draft": None, "words": "It had gone out already."}


def test_without_a_script_undo_is_a_form(ana, ticket):
    ana.do(ticket, "reply", text="We look into it.", channel="email")
    ana.client.post(f"/admin/tickets/ticket/{ticket.pk}/held/undo/")
    assert "Taken back: nothing was sent." in words(ana.get(page(ticket)))


def test_what_came_meanwhile_brings_it_back_with_the_panel(ana, ticket, now):
    ana.do(ticket, "reply", text="We look into it.", channel="email", then="resolve")
    make.receive("10 10:42:05", "It works again!", ticket=ticket)
    now.shift(10)
    state = act(ana, ticket, "go").json()
    assert (state["state"], state["draft"]["text"]) == ("back", "We look into it.")
    shown = ana.get(page(ticket))
    assert shown.status_code == 200
    assert "It did not go out: Something new came in it since you looked." in words(shown)
    assert shown.context["conflict"].rows
    assert "It works again!" in " ".join(row.text for row in shown.context["conflict_rows"])
    assert Ticket.objects.get(pk=ticket.pk).status != Status.RESOLVED
    assert "Your answer did not go out" in words(ana.get("ticket/"))
    version, seen = shown.context["version"], shown.context["last_line"]
    ana.post(ticket, "reply", text="Glad to hear.", channel="email", version=version, seen=seen)
    assert Draft.objects.get().text == "Glad to hear."


def test_colleagues_see_that_it_is_about_to_go_and_never_what_it_says(ana, browser, ticket):
    ana.do(ticket, "reply", text="Secret words", channel="email")
    ben = browser("ben")
    said = words(ben.get(page(ticket)))
    assert "ana is about to send an answer" in said
    assert "Secret words" not in said
    assert "has a draft here" not in said
    assert "An answer is about to go" in words(ben.get("ticket/"))
    live = ben.client.get(f"/admin/tickets/ticket/{ticket.pk}/live/").json()
    assert [(row["name"], row["sends"]) for row in live["company"]] == [("ana", True)]
    act(ana, ticket, "undo")
    assert "ana has a draft here" in words(ben.get(page(ticket)))
    assert act(ben, ticket, "undo").json()["draft"] is None


@pytest.mark.parametrize(("seconds", "waits"), [(0, 0), (1, 1), (30, 30)])
def test_it_waits_as_long_as_its_writer_wants(ana, ticket, seconds, waits):
    prefer(by=ana.person, send_by_enter=True, undo_seconds=seconds, sound=False, notice=False)
    ana.do(ticket, "reply", text="We look into it.", channel="email")
    assert answers().exists() == (seconds == 0)
    shown = ana.get(page(ticket)).context["held"]
    assert (shown.left if shown else 0) == waits


def test_a_call_and_a_note_are_done_at_once(ana, ticket):
    ana.do(ticket, "reply", text="I called her.", channel="phone")
    ana.do(ticket, "note", text="For us")
    assert answers().exists()
    assert not Draft.objects.exists()


def test_what_is_refused_is_refused_at_once(ana, ticket):
    make.receive("10 10:41", "More", ticket=ticket)
    shown = ana.post(ticket, "reply", text="We look into it.", channel="email", version=1, seen=1)
    assert shown.status_code == 409
    assert not Draft.objects.exists()


def test_who_may_not_answer_sends_nothing_and_takes_nothing_back(browser, ticket):
    rita = browser("rita", "read_only")
    assert [act(rita, ticket, what).status_code for what in ("undo", "go")] == [403, 403]
