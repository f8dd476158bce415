"""Logging a contact by hand: who it was, who began it, its true times, what was said and what was agreed."""

import pytest

from metrics.measures import TicketStory, measure
from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions.intake.by_hand import NotedContact, log
from tickets.actions.intake.inbound_message import Sender
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.actions.setup import people
from tickets.events.replay import story_of
from tickets.models import Customer, Event, Identity, Message, Promise, Ticket
from tickets.models.history import load_events, seconds
from tickets.rules.access import COMMAND, Denied

MIA = {"name": "Mia Novak", "phone": "+49 30 901820"}
# The session, the person, the sidebar, the ticket, its customer, theirs that are open, their promises.
FORM = 11


def post(browser, query="", **said):
    """The form as it was filled in; now is Monday 10 March, 10:42."""
    given = {"channel": "phone", "text": "The basket hangs."} | ({} if query else MIA)
    return browser.client.post(f"/admin/tickets/ticket/add/{query}", {**given, **said})


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def times(kind):
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("occurred_at", flat=True))


@pytest.fixture
def ticket(desk):
    return make.ticket("10 09:00", email="mia@example.org", phone="+4930901820", name="Mia Novak", noted=True)


# They turned to us


def test_a_call_that_was_answered_has_the_lines_of_a_call_at_their_true_times(ana):
    at = {"occurred_at": "2025-03-10T10:00", "answered_at": "2025-03-10T10:01", "ended_at": "2025-03-10T10:18"}
    answer = post(ana, reached="on", subject="Basket", facts="device: Pixel 7\nversion: 4.2", **at)
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/admin/tickets/ticket/{ticket.pk}/change/"
    assert kinds() == ["contact", "facts", "assign", "answer", "answer"]
    assert (times("contact"), times("answer")) == ([make.at("10 10:00")], [make.at("10 10:01"), make.at("10 10:18")])
    assert {event.data["initiated"] for event in Event.objects.filter(kind="answer")} == {False}
    assert (ticket.subject, ticket.owner, ticket.waiting_on, ticket.contacts) == ("Basket", ana.person, "customer", 1)
    assert dict(ticket.facts.values_list("key", "value")) == {"device": "Pixel 7", "version": "4.2"}
    page = words(ana.client.get(answer["Location"]))
    assert "Entered late" in page
    assert "waited 1 min" in page
    assert "17 min" in page


def test_what_the_customer_may_read_is_shown_to_the_desk_too(ana):
    page = ana.client.get(post(ana, reached="on", for_customer="Restart it.")["Location"])
    assert "The customer may read: “Restart it.”" in words(page)
    assert "The basket hangs." in words(page)


def test_what_the_customer_may_read_needs_a_call(ana):
    answer = post(ana, channel="social", handle="mia", for_customer="Restart it.")
    assert "Only of a call or a visit in which you spoke is there something to read." in words(answer)


def test_what_was_agreed_is_agreed_when_it_was_said(ana):
    at = {"occurred_at": "2025-03-10T09:30", "ended_at": "2025-03-10T09:40"}
    post(ana, reached="on", promise_text="a build", promise_due="2025-03-10T10:00", **at)
    promise = Promise.objects.get()
    assert (promise.made_at, promise.due_at, promise.by) == (make.at("10 09:40"), make.at("10 10:00"), ana.person)
    assert Ticket.objects.get().waiting_on == "us"


def test_a_call_that_nobody_answered_owes_a_call_back(ana):
    post(ana, text="", occurred_at="2025-03-10T10:00")
    assert kinds() == ["contact", "promise"]
    assert (Message.objects.get().text, Promise.objects.get().text) == ("(missed call)", "Call back")
    assert Promise.objects.get().made_at == make.at("10 10:00")


@pytest.mark.parametrize("channel", ["social", "email", "web", "other"])
def test_what_they_wrote_elsewhere_is_a_contact_and_no_answer(ana, channel):
    post(ana, channel=channel, reached="on", handle="mia")
    assert kinds() == ["contact"]
    assert Ticket.objects.get().first_answered_at is None


def test_somebody_who_came_by_was_answered_there_and_then(ana):
    post(ana, channel="in_person", reached="on", then="confirm")
    ticket = Ticket.objects.get()
    assert kinds() == ["contact", "assign", "answer", "resolve", "asked_confirmation", "confirm"]
    assert (ticket.status, ticket.loop, ticket.channels) == ("resolved", "confirmed", ["in_person"])


def test_who_is_chasing_joins_their_ticket_and_says_so(ana, ticket):
    answer = post(ana, reached="on")
    assert Ticket.objects.get().contacts == 2
    assert f"It belongs to #{ticket.pk}" in words(ana.client.get(answer["Location"]))


def test_a_customer_is_found_by_name_number_address_or_handle(ana, ticket):
    Identity.objects.create(customer=ticket.customer, kind="handle", value="mia_n", created_at=make.at("10 09:00"))
    for wanted in ("novak", "+49 30 90 18 20", "MIA@example.org", "@Mia_N"):
        page = ana.get("ticket/add/", q=wanted)
        assert [person.pk for person in page.context["found"]] == [ticket.customer_id], wanted
        assert f"?ticket={ticket.pk}" in page.content.decode()
    assert "Nobody whom you may see" in words(ana.get("ticket/add/", q="somebody else"))


def test_a_customer_of_another_team_is_neither_found_nor_taken(ana, ticket):
    team = people.create_team(by=COMMAND, slug="app", name="App")
    make.do("assign", ticket, at=make.at("10 09:10"), team=team)
    assert "Nobody whom you may see" in words(ana.get("ticket/add/", q="novak"))
    for query in (f"?customer={ticket.customer_id}", f"?ticket={ticket.pk}", "?ticket=x", "?customer=99999"):
        assert ana.client.get(f"/admin/tickets/ticket/add/{query}").status_code == 404
        assert post(ana, query).status_code == 404
    told = words(ana.client.get(post(ana)["Location"]))
    assert "Noted, on a ticket of another team." in told


def test_a_new_ticket_of_a_known_customer_is_a_matter_of_choice(ana, ticket):
    post(ana, f"?customer={ticket.customer_id}", reached="on", ticket="new", subject="Something else")
    new = Ticket.objects.latest("pk")
    assert (new.subject, new.customer, Customer.objects.count()) == ("Something else", ticket.customer, 1)
    assert new.messages.first().sender == {"name": "Mia Novak", "email": "mia@example.org"}


def test_from_a_tickets_page_it_goes_to_that_ticket(ana, ticket):
    other = make.ticket("10 09:30", "Another matter", email="leo@example.org")
    page = ana.get(f"ticket/{other.pk}/change/").content.decode()
    assert f"/admin/tickets/ticket/add/?ticket={other.pk}" in page
    post(ana, f"?ticket={other.pk}", ticket=str(other.pk), reached="on")
    assert list(other.messages.order_by("pk").values_list("direction", flat=True)) == ["in", "out", "in", "out"]
    assert Message.objects.filter(direction="in", ticket=ticket).count() == 1


# We turned to them


def test_a_call_of_ours_keeps_the_call_back_that_we_owed(ana, ticket):
    post(ana, f"?ticket={ticket.pk}", ticket=str(ticket.pk), occurred_at="2025-03-10T10:00")
    owed = Promise.objects.get()
    said = {"direction": "ours", "reached": "on", "keeps": [owed.pk], "facts": "device: Pixel 7"}
    post(ana, f"?ticket={ticket.pk}", ticket=str(ticket.pk), occurred_at="2025-03-10T10:30", **said)
    owed.refresh_from_db()
    ticket.refresh_from_db()
    assert (owed.state, owed.settled_at, ticket.waiting_on) == ("kept", make.at("10 10:30"), "customer")
    answer = Event.objects.get(kind="answer")
    assert (answer.data["initiated"], answer.message.text) == (True, "The basket hangs.")
    story = TicketStory(ticket.reference, None, story_of(load_events([ticket.pk])[ticket.pk], make.DESK))
    figures = measure(story, make.DESK, seconds(make.at("10 10:42")))
    assert figures["first_response"]["calendar_s"] == 90 * 60


def test_a_call_of_ours_that_nobody_took_is_a_note_and_keeps_nothing(ana, ticket):
    post(ana, f"?ticket={ticket.pk}", ticket=str(ticket.pk), direction="ours", text="Mailbox full.")
    assert kinds() == ["contact", "auto_reply", "note"]
    assert Message.objects.latest("pk").text == "We tried to reach them by phone: nobody answered.\nMailbox full."
    assert Ticket.objects.get().first_answered_at is None


def test_somebody_new_whom_we_called_has_a_ticket_that_we_opened(ana, desk):
    post(ana, direction="ours", reached="on", text="A recall of the battery.")
    ticket = Ticket.objects.get()
    assert (kinds(), ticket.started_at, ticket.subject) == (["assign", "answer"], None, "A recall of the battery.")
    assert ticket.customer.identities.get().value == "+4930901820"
    post(ana, direction="ours", reached="on", text="Again.")
    assert (Ticket.objects.count(), Customer.objects.count()) == (1, 1)


def test_what_we_wrote_elsewhere_is_an_answer_that_we_started(ana, ticket):
    post(ana, f"?ticket={ticket.pk}", ticket=str(ticket.pk), direction="ours", channel="social", then="wait")
    answer = Event.objects.get(kind="answer")
    assert (answer.data, Ticket.objects.get().status) == ({"channel": "social", "initiated": True}, "pending")


def test_which_of_several_tickets_is_asked(ana, ticket):
    make.receive("10 10:00", "Another matter", email="leo@example.org")
    make.do("reply", ticket, by=make.person(), at=make.at("10 10:00"), text="Done?")
    make.receive("10 10:10", "Another matter", email="mia@example.org")
    assert Ticket.objects.filter(customer=ticket.customer).count() == 2
    answer = post(ana, f"?customer={ticket.customer_id}", direction="ours", reached="on")
    assert "Choose the one" in words(answer)


# What cannot be


BAD = [
    {"phone": ""},
    {"phone": "not a number"},
    {"text": "", "reached": "on"},
    {"channel": "pigeon"},
    {"facts": "no colon"},
    {"email": "not an address"},
    {"occurred_at": "2025-03-11T10:00"},
    {"occurred_at": "yesterday"},
    {"occurred_at": "2025-01-10T10:00"},
    {"occurred_at": "2025-03-10T10:00", "answered_at": "2025-03-10T09:00", "reached": "on"},
    {"occurred_at": "2025-03-10T10:00", "ended_at": "2025-03-10T09:00", "reached": "on"},
    {"promise_text": "a build"},
    {"promise_due": "2025-03-11T10:00", "reached": "on"},
    {"promise_text": "a build", "promise_due": "2025-03-09T10:00", "reached": "on"},
    {"then": "resolve"},
    {"then": "dance", "reached": "on"},
    {"direction": "ours"},
]


@pytest.mark.parametrize("said", BAD)
def test_what_cannot_be_is_shown_again_as_it_was_typed(ana, said):
    answer = post(ana, **said)
    assert (answer.status_code, Ticket.objects.count(), Customer.objects.count()) == (400, 0, 0)
    assert "Mia Novak" in answer.content.decode()


def test_who_may_only_read_logs_nothing(browser, ticket):
    max_ = browser("max", "read_only")
    assert max_.get("ticket/add/").status_code == 403
    assert post(max_).status_code == 403
    assert "?customer=" not in max_.get(f"customer/{ticket.customer_id}/change/").content.decode()
    with pytest.raises(Denied):
        log(
            NotedContact("phone", make.at("10 10:00")),
            by=max_.person,
            at=make.at("10 10:42"),
            sender=Sender(email="a@b.de"),
        )


def test_their_call_keeps_no_promise_of_ours(ana, ticket):
    promise = PromiseGiven("a build")
    make.do("reply", ticket, by=ana.person, at=make.at("10 10:00"), text="Soon.", promise=promise)
    owed = Promise.objects.get().pk
    answer = post(ana, f"?ticket={ticket.pk}", ticket=str(ticket.pk), reached="on", keeps=[owed])
    assert answer.status_code == 400
    assert "Only a contact that we start" in words(answer)
    contact = NotedContact("phone", make.at("10 10:10"), "x", reached_at=make.at("10 10:10"), keeps=[owed])
    with pytest.raises(Invalid):
        log(contact, by=ana.person, at=make.at("10 10:42"), ticket=ticket)


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_form_costs_the_same_for_any_number_of_tickets_and_promises(
    ana, ticket, how_many, django_assert_num_queries
):
    ana.get("ticket/add/")
    for number in range(how_many - 1):
        at = make.at(f"10 09:{10 + number}")
        make.do("reply", ticket, by=ana.person, at=at, text="Soon.", promise=PromiseGiven("a build"))
    with django_assert_num_queries(FORM):
        ana.get("ticket/add/", ticket=ticket.pk)
