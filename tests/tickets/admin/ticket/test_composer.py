"""Each verb of the page: one address, one action, and nothing typed is ever lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh, kinds, page
from tickets.actions.outbox import delivery
from tickets.actions.promises import PromiseGiven
from tickets.actions.setup import people
from tickets.admin.tickets.ticket_admin import ON_DESK
from tickets.models import Attachment, Event, KnownFact, Message, Promise, Ticket, TicketLink, tokens
from tickets.rules.access import COMMAND
from tickets.rules.identity import JoinHint


def test_a_reply_waits_in_the_outbox_with_its_promise_and_its_files(ana, ticket):
    file = SimpleUploadedFile("fix.txt", b"turn it off and on")
    said = {
        "text": "We look into it.",
        "channel": "email",
        "promise.text": "a fix",
        "promise.due_at": "2025-03-11T10:00",
    }
    answer = ana.do(ticket, "reply", attachments=file, **said)
    message = Message.objects.get(direction="out", automatic=False)
    assert answer["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"
    assert (message.text, message.recipient, message.delivery) == ("We look into it.", make.MIA, "waiting")
    assert message.author == ana.person
    assert (Promise.objects.get().text, Promise.objects.get().due_at) == ("a fix", make.at("11 10:00"))
    assert (Attachment.objects.get().name, Attachment.objects.get().size) == ("fix.txt", 18)


@pytest.mark.parametrize(("then", "status"), [("", "open"), ("wait", "pending"), ("resolve", "resolved")])
def test_what_comes_after_a_reply(ana, ticket, then, status):
    ana.do(ticket, "reply", text="Done.", then=then)
    assert fresh(ticket).status == status


def test_a_reply_keeps_the_promises_that_were_ticked(ana, ticket):
    make.answered(ticket, "10 10:10", promise=PromiseGiven("a fix", make.at("10 12:00")))
    ana.do(ticket, "reply", text="Here it is.", keeps=Promise.objects.get().pk)
    assert Promise.objects.get().state == "kept"


def test_a_call_that_was_made_is_an_answer_and_is_not_sent(ana, ticket):
    ana.do(ticket, "reply", text="Told her on the phone.", channel="phone")
    message = Message.objects.get(direction="out", automatic=False)
    assert (message.channel, message.delivery) == ("phone", "none")
    assert fresh(ticket).first_answered_at == make.at("10 10:42")


def test_more_than_thanks_is_a_contact_from_then_on(ana, ticket):
    ticket = make.resolved(ticket, "10 10:20")
    thanks = make.receive("10 10:30", "Thanks!", ticket=ticket).message
    assert "More than thanks?" in ana.words(f"ticket/{ticket.pk}/change/")
    ana.do(ticket, "not-thanks", message=thanks.pk, reason="They ask for a refund.")
    assert fresh(ticket).status == "open"
    shown = ana.words(f"ticket/{ticket.pk}/change/")
    assert "More than thanks?" not in shown
    assert "They ask for a refund." in shown


def test_few_words_that_were_taken_as_a_yes_are_shown_as_one_and_can_be_overruled(ana, ticket):
    ticket = make.resolved(ticket, "10 10:20")
    asked = tokens.message_id_for(Message.objects.filter(direction="out", automatic=False).latest("pk"))
    claims = [(ticket, JoinHint.TOKEN)]
    yes = make.receive("10 10:30", "Yes, thanks", claims=claims, in_reply_to=asked).message
    shown = ana.words(f"ticket/{ticket.pk}/change/")
    assert (fresh(ticket).loop, "Taken as a yes" in shown, "Not a yes?" in shown) == ("confirmed", True, True)
    assert "Thanks only" not in shown
    ana.do(ticket, "not-thanks", message=yes.pk, reason="They ask for a refund.")
    shown = ana.words(f"ticket/{ticket.pk}/change/")
    assert (fresh(ticket).status, fresh(ticket).loop, "Taken as a yes" in shown) == ("open", "reopened", False)
    assert "They ask for a refund." in shown


def test_a_resolution_in_a_chat_says_whether_it_was_asked(ana):
    ticket = make.ticket("10 10:00", channel="chat", email="", session="demo.x")
    make.do("reply", ticket, by=ana.person, at=make.at("10 10:20"), text="Fixed.", channel="chat", then="resolve")
    assert "resolved, not asked yet" in ana.words(f"ticket/{ticket.pk}/change/")
    make.do("ask-whether-solved", ticket, by=make.channel_actor("chat"), at=make.at("10 10:21"))
    assert "resolved, and asked whether it is" in ana.words(f"ticket/{ticket.pk}/change/")


def test_what_was_done_is_said_once(ana, ticket):
    ana.do(ticket, "note", text="x")
    assert ana.words(f"ticket/{ticket.pk}/change/").count("Noted. Only we see it.") == 1


def test_a_browser_sends_an_empty_word_for_a_field_in_which_no_file_was_chosen(ana, ticket):
    """Its part has no file name, and Django takes that for a word."""
    ana.do(ticket, "reply", text="It is fixed.", channel="email", attachments="")
    assert Message.objects.get(direction="out", automatic=False).text == "It is fixed."
    assert not Attachment.objects.exists()


def test_a_note_stays_inside(ana, ticket):
    ana.do(ticket, "note", text="She is angry.")
    assert Message.objects.get(direction="internal").text == "She is angry."
    assert fresh(ticket).first_answered_at is None


def test_handing_over(ana, ticket):
    ben, team = make.person("ben"), people.create_team(by=COMMAND, slug="app", name="App support")
    assert "App support" in words(ana.get(f"ticket/{ticket.pk}/assignees/"))
    ana.do(ticket, "assign", to=ben.username, team=team.slug)
    assert (fresh(ticket).owner, fresh(ticket).team) == (ben, team)


def test_handing_over_to_nobody_leaves_the_team(ana, ticket):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    ana.person.teams.add(team)
    make.do("assign", ticket, at=make.at("10 10:10"), to=ana.person, team=team)
    ana.do(ticket, "assign", to="nobody", team="")
    assert (fresh(ticket).owner, fresh(ticket).team) == (None, team)


def test_a_ticket_that_is_handed_away_leads_back_to_the_list(ana, ticket):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    ana.do(ticket, "take")
    answer = ana.do(ticket, "assign", to="nobody", team=others.slug)
    assert answer["Location"] == "/admin/tickets/ticket/"


@pytest.mark.parametrize("to", ["pending", "on_hold", "open"])
def test_status(ana, ticket, to):
    ana.do(ticket, "status", to=to)
    assert fresh(ticket).status == to


def test_priority_and_snooze(ana, ticket):
    ana.do(ticket, "priority", to="urgent")
    ana.do(ticket, "snooze", until="2025-03-12T09:00")
    assert (fresh(ticket).priority, fresh(ticket).snoozed_until) == ("urgent", make.at("12 09:00"))


def test_resolve_reopen_confirm_and_dispute(ana, ticket):
    ana.do(ticket, "resolve", text="It is fixed.")
    assert fresh(ticket).loop == "awaiting"
    ana.do(ticket, "reopen")
    assert fresh(ticket).status == "open"
    ana.do(ticket, "resolve", delivered="on")
    ana.do(ticket, "confirm")
    assert fresh(ticket).loop == "confirmed"
    ana.do(ticket, "dispute", text="It hangs again.")
    assert (fresh(ticket).loop, fresh(ticket).status) == ("disputed", "open")


@pytest.mark.parametrize(("verb", "role"), [("spam", "agent"), ("test", "team_lead")])
def test_out_of_every_figure(browser, ticket, verb, role):
    browser("lea", role).do(ticket, verb)
    assert fresh(ticket).status == verb


def test_merging_leads_to_the_ticket_that_goes_on_and_can_be_undone(ana, ticket):
    other = make.ticket("10 10:05", email="leo@example.org")
    answer = ana.do(ticket, "merge", into=f"#{other.pk}")
    assert answer["Location"] == f"/admin/tickets/ticket/{other.pk}/change/"
    assert "was merged away" in ana.words(f"ticket/{ticket.pk}/change/")
    ana.do(ticket, "unmerge")
    assert fresh(ticket).merged_into is None


@pytest.mark.parametrize(("verb", "name"), [("merge", "into"), ("link", "to")])
def test_a_ticket_that_one_may_not_see_is_not_known_by_its_number(ana, ticket, verb, name):
    hidden = make.ticket("10 10:05", email="leo@example.org")
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", hidden, at=make.at("10 10:10"), team=others)
    answer = ana.do(ticket, verb, **{name: str(hidden.pk)})
    assert answer.status_code == 400
    assert f"There is no ticket #{hidden.pk}." in words(answer)


def test_linking_and_splitting(ana, ticket):
    other = make.ticket("10 10:05", email="leo@example.org")
    ana.do(ticket, "link", to=str(other.pk), relation="same_issue")
    assert TicketLink.objects.get().to_ticket == other
    received = make.receive("10 10:20", "Something else: my invoice.", ticket=ticket)
    answer = ana.do(ticket, "split", messages=received.message.pk)
    assert answer["Location"] == f"/admin/tickets/ticket/{Ticket.objects.latest('pk').pk}/change/"
    assert Message.objects.get(pk=received.message.pk).ticket_id != ticket.pk


def test_what_was_told_and_what_was_asked(ana, ticket):
    ana.do(ticket, "facts", facts="Device: Pixel 7")
    ana.do(ticket, "ask", facts="device, app version", verify="on")
    fact = KnownFact.objects.get()
    assert (fact.key, fact.value) == ("device", "Pixel 7")
    assert Event.objects.get(kind="asked").data == {"facts": ["device", "app version"], "verify": True}


def test_promises_are_made_replaced_waived_and_kept(ana, ticket):
    ana.do(ticket, "promise", text="call back", due_at="2025-03-10T15:00")
    first = Promise.objects.get()
    ana.do(ticket, "supersede-promise", promise=first.pk, due_at="2025-03-10T16:00")
    second = Promise.objects.latest("pk")
    ana.do(ticket, "waive-promise", promise=second.pk)
    assert [promise.state for promise in Promise.objects.order_by("pk")] == ["superseded", "waived"]
    make.answered(ticket, "10 10:42", promise=PromiseGiven("a fix"))
    assert "Tell the customer first" in words(ana.do(ticket, "keep-promise", promise=Promise.objects.latest("pk").pk))


def test_a_message_is_sent_again_from_its_own_ticket_only(ana, ticket):
    make.answered(ticket, "10 10:05")
    failed = delivery.claim(make.at("10 10:06"), 10)[0]
    delivery.mark_failed(failed, "550", make.at("10 10:06"), final=True)
    other = make.ticket("10 10:00", email="leo@example.org")
    assert ana.do(other, "retry", message=failed.pk).status_code == 400
    assert Message.objects.get(pk=failed.pk).delivery == "failed"


def test_other_fields_change_nothing(ana, ticket):
    ana.do(ticket, "note", text="x", status="closed", owner=ana.person.pk, subject="Mine", customer="5")
    now = fresh(ticket)
    assert (now.status, now.owner, now.subject) == ("new", None, ticket.subject)


@pytest.mark.parametrize("verb", ON_DESK)
def test_a_foreign_ticket_is_not_found_by_any_verb(ana, ticket, verb):
    others = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", ticket, at=make.at("10 10:10"), team=others)
    before = kinds(ticket)
    assert ana.post(ticket, verb, text="x", to="open", into="1").status_code == 404
    assert kinds(ticket) == before


@pytest.mark.parametrize("verb", ON_DESK)
def test_who_may_only_read_does_nothing_by_any_verb(browser, ticket, verb):
    before = kinds(ticket)
    assert browser("max", "read_only").post(ticket, verb, text="x", to="open", into="1").status_code == 403
    assert kinds(ticket) == before


@pytest.mark.parametrize("verb", ON_DESK)
def test_an_address_of_a_verb_that_is_only_opened_does_nothing(ana, ticket, verb):
    before = kinds(ticket)
    answer = ana.get(f"ticket/{ticket.pk}/do/{verb}/")
    assert (answer.status_code, kinds(ticket)) == (302, before)


def test_a_verb_needs_the_pages_own_token(ana, ticket):
    ana.client.handler.enforce_csrf_checks = True
    assert ana.post(ticket, "take").status_code == 403


def test_an_answer_is_sent_at_once(ana, ticket, nudged):
    assert nudged(lambda: ana.do(ticket, "reply", text="We look into it.", channel="email")) == [
        "tickets.tasks.deliver"
    ]


def test_what_did_not_arrive_is_sent_again_at_once(ana, ticket, nudged):
    ana.do(ticket, "reply", text="We look into it.", channel="email")
    message = Message.objects.get(direction="out", automatic=False)
    Message.objects.filter(pk=message.pk).update(delivery="failed")
    assert nudged(lambda: ana.do(ticket, "retry", message=message.pk)) == ["tickets.tasks.deliver"]


def test_nobody_is_asked_to_send_a_note(ana, ticket, nudged):
    assert nudged(lambda: ana.do(ticket, "note", text="Seen this twice.")) == []


def test_it_is_sent_again_to_another_address(ana, came_back):
    ticket, message = came_back
    ana.do(ticket, "retry", message=message.pk, recipient="mia@work.example")
    message.refresh_from_db()
    assert (message.delivery, message.recipient) == ("waiting", "mia@work.example")
    assert "Our answer did not arrive" not in ana.words(page(ticket))


def test_what_is_no_address_is_refused_with_the_reason(ana, came_back):
    ticket, message = came_back
    answer = ana.do(ticket, "retry", message=message.pk, recipient="mia@@work")
    assert answer.status_code == 400
    assert "This is no email address." in answer.content.decode()
    ana.client.post(f"/admin/tickets/message/{message.pk}/retry/", {"recipient": "nonsense"})
    message.refresh_from_db()
    assert message.delivery == "bounced"


def test_spam_is_undone_by_a_button_that_is_there_for_nothing_else(ana, ticket):
    assert "Not spam" not in ana.words(f"ticket/{ticket.pk}/change/")
    ana.do(ticket, "spam")
    assert "Not spam" in ana.words(f"ticket/{ticket.pk}/change/")
    ana.do(ticket, "not-spam")
    text = ana.words(f"ticket/{ticket.pk}/change/")
    assert fresh(ticket).status == "new"
    assert "ana marked it as spam" in text
    assert "ana found that it is no spam" in text


def test_page_list_and_history_say_resolved_without_telling_and_ask_for_the_reason(ana, ticket):
    refused = ana.do(ticket, "resolve", text="")
    assert (refused.status_code, fresh(ticket).status) == (400, "new")
    assert "Tell the customer, or say why they are not told." in words(refused)
    ana.do(ticket, "resolve", reason="They left the company.")
    text = ana.words(f"ticket/{ticket.pk}/change/")
    assert "Loop open" not in text
    assert "unpublished Resolved without telling" in text
    assert "Resolved without telling: They left the company." in text
    assert "ana resolved it without telling the customer" in text
    listed = ana.words("ticket/", view="everything")
    assert "Resolved without telling" in listed
    assert "Nobody today 10:42" in listed
