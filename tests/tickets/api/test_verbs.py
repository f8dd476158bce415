"""One URL per verb: what each one does, and how each one can be refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.make import api_key, contact, person
from tests.tickets.api.conftest import Caller
from tickets.actions.intake.receive import receive
from tickets.actions.setup.custom_fields import add_field
from tickets.api.verbs import IN_API
from tickets.models import Event, Message, Promise, Team, Ticket, TicketLink, tokens
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db

LATER = "2090-03-11T09:00:00Z"


def now():
    return timezone.now()


@pytest.fixture
def do(agent, ticket):
    """Posts a verb to the ticket; gives what it answers."""

    def post(verb, body=None, to=None):
        response = agent.post(f"tickets/{(to or ticket).pk}/{verb}", body)
        assert response.status_code == 200, response.content
        assert response["ETag"] == f'"{response.json()["version"]}"'
        return response.json()

    return post


class TestEachVerb:
    def test_reply(self, do, ticket):
        told = do("reply", {"text": "We check.", "promise": {"text": "Check and get back", "due_at": None}})
        assert told["waiting_on"] == "us"  # we owe something
        assert [promise["text"] for promise in told["promises"]] == ["Check and get back"]
        message = Message.objects.get(direction="out")
        assert (message.channel, message.recipient) == ("email", "mia@example.org")

    def test_a_key_that_answers_for_a_person_makes_it_theirs(self, do, ana):
        assert do("note", {"text": "Seen."})["owner"] is None
        assert do("reply", {"text": "We check."})["owner"] == "ana"
        taken = Event.objects.get(kind="assign")
        assert (taken.data, taken.actor_kind, taken.actor_id) == ({"to": ana.pk}, "person", str(ana.pk))

    def test_reply_and_resolve(self, do):
        told = do("reply", {"channel": "email", "text": "Fixed.", "then": "resolve"})
        assert (told["status"], told["loop"]) == ("resolved", "awaiting")

    def test_reply_keeps_a_promise(self, do, ticket, ana):
        make.do("promise", ticket, by=ana, at=now() - timedelta(minutes=5), text="Check")
        told = do("reply", {"text": "Checked.", "keeps": [Promise.objects.get().pk]})
        assert told["promises"][0]["state"] == "kept"

    def test_forward(self, do, ticket):
        along = Message.objects.get(direction="in")
        told = do("forward", {"to": "vendor@example.net", "text": "Look?", "messages": [along.pk], "hold": True})
        assert (told["status"], told["waiting_on"]) == ("on_hold", "third_party")
        message = Message.objects.get(recipient="vendor@example.net")
        assert (message.direction, along.text in message.quoted_below) == ("internal", True)

    def test_note(self, do):
        do("note", {"text": "Seen this twice."})
        assert Message.objects.get(direction="internal").text == "Seen this twice."

    def test_a_program_reads_a_fact_under_the_name_that_it_gave(self, do):
        told = do("facts", {"facts": {"phone model": "Pixel 7"}})
        assert [fact["key"] for fact in told["facts"]] == ["phone model"]

    def test_facts(self, do, ticket):
        message = Message.objects.get().pk
        told = do("facts", {"facts": {"device": "Pixel 7"}, "from_message": message, "valid_until": LATER})
        assert told["facts"] == [
            {
                "key": "device",
                "value": "Pixel 7",
                "from_message": message,
                "noted_at": told["facts"][0]["noted_at"],
                "valid_until": LATER,
            }
        ]

    def test_ask(self, do):
        do("ask", {"facts": ["device"], "verify": True})
        assert Event.objects.get(kind="asked").data == {"facts": ["device"], "verify": True}

    def test_assign_to_a_person_and_back_to_nobody(self, do, ana):
        assert do("assign", {"to": "ana"})["owner"] == "ana"
        assert do("assign", {"to": None})["owner"] is None

    def test_assign_to_a_team_leaves_the_owner(self, do, ana):
        Team.objects.create(name="First line", slug="first-line").members.add(ana)
        do("assign", {"to": "ana"})
        told = do("assign", {"team": "first-line"})
        assert (told["owner"], told["team"]) == ("ana", "first-line")

    def test_status(self, do):
        assert do("status", {"to": "on_hold"})["waiting_on"] == "third_party"

    def test_priority(self, do):
        assert do("priority", {"to": "urgent"})["priority"] == "urgent"

    def test_rename(self, do):
        assert do("rename", {"subject": "The app hangs"})["subject"] == "The app hangs"

    def test_tag(self, do):
        assert do("tag", {"add": ["billing", "vip"]})["tags"] == ["billing", "vip"]
        assert do("tag", {"remove": ["vip"]})["tags"] == ["billing"]

    def test_fields(self, do):
        add_field(by=COMMAND, on="ticket", key="order", label="Order number", kind="text")
        assert do("fields", {"fields": {"order": "A-1"}})["fields"] == {"order": "A-1"}
        assert do("fields", {"fields": {"order": None}})["fields"] == {}

    def test_snooze(self, do):
        assert do("snooze", {"until": LATER})["snoozed_until"] == LATER

    def test_promise(self, do):
        assert do("promise", {"text": "A fix", "due_at": LATER})["promises"][0]["due_at"] == LATER

    def test_keep_promise(self, do, ticket, ana):
        make.do("promise", ticket, by=ana, at=now() - timedelta(minutes=5), text="Check")
        make.do("reply", ticket, by=ana, at=now() - timedelta(minutes=1), text="Checked.")
        assert do("keep-promise", {"promise": Promise.objects.get().pk})["promises"][0]["state"] == "kept"

    def test_waive_promise(self, do, ticket, ana):
        make.do("promise", ticket, by=ana, at=now(), text="Check")
        assert do("waive-promise", {"promise": Promise.objects.get().pk})["promises"][0]["state"] == "waived"

    def test_supersede_promise(self, do, ticket, ana):
        make.do(
            "promise", ticket, by=ana, at=now() - timedelta(minutes=5), text="Check", due_at=now() + timedelta(hours=1)
        )
        told = do("supersede-promise", {"promise": Promise.objects.get().pk, "due_at": LATER})
        assert [(p["state"], p["text"]) for p in told["promises"]] == [("superseded", "Check"), ("open", "Check")]

    def test_resolve_in_words_asks_for_confirmation(self, do):
        assert do("resolve", {"text": "It is fixed."})["loop"] == "awaiting"

    def test_resolve_without_words_leaves_the_loop_open(self, do):
        assert do("resolve")["loop"] == "open"

    def test_resolve_without_telling_is_a_state_of_its_own_with_a_reason(self, do):
        assert do("resolve", {"reason": "They left the company."})["resolved_without_telling"] is True

    def test_reopen(self, do, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        told = do("reopen")
        assert (told["status"], told["reopens"]) == ("open", 0)

    def test_not_thanks_counts_a_thank_you_as_a_contact(self, do, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        thanks = receive(make.message("Thank you!"), at=now(), ticket=ticket).message
        told = do("not-thanks", {"message": thanks.pk, "reason": "They ask for a refund."})
        assert (told["status"], told["reopens"]) == ("open", 1)

    def test_confirm_notes_what_was_said(self, do, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        assert do("confirm")["loop"] == "confirmed"
        event = Event.objects.get(kind="confirm")
        assert (event.by, event.data) == (ana, {"spoken": True})

    def test_dispute(self, do, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        told = do("dispute", {"text": "It still hangs."})
        assert (told["loop"], told["reopens"]) == ("disputed", 1)

    def test_merge_and_unmerge(self, do, ticket):
        other = contact(email="leo@example.org")
        assert do("merge", {"into": other.pk})["number"] == other.pk
        assert Ticket.objects.get(pk=ticket.pk).merged_into == other
        assert do("unmerge")["merged_into"] is None

    def test_split_answers_with_the_new_ticket(self, do, ticket):
        contact("And it beeps.", at=now())
        told = do("split", {"messages": [Message.objects.get(text="And it beeps.").pk]})
        assert told["number"] != ticket.pk
        assert told["contacts"] == 1

    def test_link(self, do, ticket):
        other = contact(email="leo@example.org")
        assert do("link", {"to": other.pk, "relation": "same_issue"})["links"] == [
            {"to": other.pk, "relation": "same_issue"}
        ]
        assert TicketLink.objects.get().from_ticket == ticket

    def test_unlink(self, do, ticket):
        other = contact(email="leo@example.org")
        do("link", {"to": other.pk, "relation": "same_issue"})
        assert do("unlink", {"to": other.pk})["links"] == []

    def test_revoke_links(self, do, ticket):
        token = make.token(ticket, at=timezone.now())
        assert do("revoke-links")["status"] == "new"
        assert tokens.read(ticket.reference, token, timezone.now()) is None
        assert Message.objects.get(direction="internal").text == "All links of the customer were ended."

    def test_passed_on(self, do, ticket):
        Message.objects.filter(ticket=ticket).update(
            sender={"email": "ben@desk.example", "passed_on": "ines@example.org"}
        )
        assert do("passed-on")["customer"]["id"] != ticket.customer_id

    def test_spam(self, do):
        assert do("spam")["status"] == "spam"

    def test_not_spam(self, do, ticket):
        do("spam")
        assert do("not-spam")["status"] == ticket.status


def test_no_verb_is_left_out():
    tested = [name for name in vars(TestEachVerb) if name.startswith("test_")]
    assert [verb for verb in IN_API if not any(verb.replace("-", "_") in name for name in tested)] == []


class TestRefusals:
    def test_a_move_that_the_lifecycle_forbids_says_why(self, agent, ticket, ana):
        make.resolved(ticket, timezone.now(), ana)
        response = agent.post(f"tickets/{ticket.pk}/status", {"to": "on_hold"})
        assert response.status_code == 409
        assert response.json()["detail"] == "The ticket is already resolved. Open it again first."

    def test_a_ticket_that_was_merged_away_goes_on_elsewhere(self, agent, ticket):
        other = contact(email="leo@example.org")
        agent.post(f"tickets/{ticket.pk}/merge", {"into": other.pk})
        assert agent.post(f"tickets/{ticket.pk}/note", {"text": "x"}).status_code == 409

    def test_what_was_read_before_somebody_else_wrote_is_not_overwritten(self, agent, ticket, ana):
        etag = agent.get(f"tickets/{ticket.pk}")["ETag"]
        make.do("note", ticket, by=ana, at=now(), text="I was faster.")
        response = agent.post(f"tickets/{ticket.pk}/priority", {"to": "high"}, HTTP_IF_MATCH=etag)
        assert response.status_code == 412
        assert response.json()["detail"].startswith("The ticket has changed")
        assert Ticket.objects.get().priority == "normal"

    @pytest.mark.parametrize("form", ["{}", "W/{}", "*"])
    def test_an_etag_that_still_holds_lets_it_through(self, agent, ticket, form):
        etag = form.format(agent.get(f"tickets/{ticket.pk}")["ETag"])
        assert agent.post(f"tickets/{ticket.pk}/priority", {"to": "high"}, HTTP_IF_MATCH=etag).status_code == 200

    def test_the_historys_etag_is_one_of_the_tickets_too(self, agent, ticket):
        etag = agent.get(f"tickets/{ticket.pk}/history")["ETag"]
        assert agent.post(f"tickets/{ticket.pk}/priority", {"to": "high"}, HTTP_IF_MATCH=etag).status_code == 200
        assert agent.post(f"tickets/{ticket.pk}/priority", {"to": "low"}, HTTP_IF_MATCH=etag).status_code == 412

    @pytest.mark.parametrize("etag", ['""', '"x"', "1", '"99999999999"', '"1", "2"', ""])
    def test_an_etag_that_no_version_ever_had(self, agent, ticket, etag):
        assert agent.post(f"tickets/{ticket.pk}/note", {"text": "x"}, HTTP_IF_MATCH=etag).status_code == 412

    @pytest.mark.parametrize("verb", IN_API)
    def test_every_verb_refuses_a_field_that_it_does_not_know(self, agent, ticket, verb):
        body = IN_API[verb].example | {"version": 7}
        response = agent.post(f"tickets/{ticket.pk}/{verb}", body)
        assert response.status_code == 400
        assert "version" in [error["field"] for error in response.json()["errors"]]

    @pytest.mark.parametrize("verb", IN_API)
    def test_every_verb_is_for_those_who_see_the_ticket(self, agent, ticket, elsewhere, verb):
        elsewhere(ticket)
        foreign = agent.post(f"tickets/{ticket.pk}/{verb}", IN_API[verb].example)
        missing = agent.post(f"tickets/999/{verb}", IN_API[verb].example)
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json()["detail"] == missing.json()["detail"]

    @pytest.mark.parametrize("verb", IN_API)
    def test_who_only_reads_does_nothing(self, ticket, ana, verb):
        """With what each verb needs in place, so that it is the role that is refused."""
        make.do("promise", ticket, by=ana, at=now(), text="Check", due_at=now() + timedelta(days=1))
        other, message = contact(email="leo@example.org"), Message.objects.order_by("pk").first()
        needed = {"promise": Promise.objects.get().pk, "into": other.pk, "to": other.pk, "messages": [message.pk]}
        example = IN_API[verb].example
        body = {
            name: needed.get(name, value) if type(value) in (int, list) else value for name, value in example.items()
        }
        reader = Caller(**api_key(person("rita", "read_only"), "tickets"))
        before = Ticket.objects.get(pk=ticket.pk).version
        assert reader.get(f"tickets/{ticket.pk}").status_code == 200
        response = reader.post(f"tickets/{ticket.pk}/{verb}", body)
        assert response.status_code == 403, response.content
        assert Ticket.objects.get(pk=ticket.pk).version == before

    def test_a_ticket_that_one_does_not_see_cannot_be_named_either(self, agent, ticket, elsewhere):
        other = contact(email="leo@example.org")
        elsewhere(other)
        for verb, name in (("merge", "into"), ("link", "to")):
            foreign = agent.post(f"tickets/{ticket.pk}/{verb}", {name: other.pk})
            missing = agent.post(f"tickets/{ticket.pk}/{verb}", {name: 999})
            assert foreign.status_code == missing.status_code == 409
            assert foreign.json()["detail"] == missing.json()["detail"]

    def test_nothing_is_assigned_to_somebody_who_left(self, agent, ticket):
        person("gone", is_active=False)
        assert agent.post(f"tickets/{ticket.pk}/assign", {"to": "gone"}).status_code == 409
        assert agent.post(f"tickets/{ticket.pk}/assign", {"to": "never-was"}).status_code == 409
        assert agent.post(f"tickets/{ticket.pk}/assign", {}).status_code == 409

    @pytest.mark.parametrize(
        ("verb", "body"),
        [("snooze", {"until": "2020-01-01T00:00:00Z"}), ("promise", {"text": "x", "due_at": "2020-01-01T00:00:00Z"})],
    )
    def test_what_must_lie_ahead_does_not_lie_behind(self, agent, ticket, verb, body):
        assert agent.post(f"tickets/{ticket.pk}/{verb}", body).status_code == 409

    def test_there_is_no_door_beside_the_verbs(self, agent, ticket):
        for method in ("put", "patch", "delete", "post"):
            response = getattr(agent.client, method)(f"/api/v1/tickets/{ticket.pk}", {}, **agent.headers)
            assert response.status_code == 405


SENDS = [("reply", {"text": "We check."}), ("resolve", {"text": "Fixed."})]


@pytest.mark.parametrize(("verb", "body"), SENDS)
def test_an_answer_is_sent_at_once(do, nudged, verb, body):
    assert nudged(lambda: do(verb, body)) == ["tickets.tasks.deliver"]
    assert Message.objects.filter(direction="out", delivery="waiting").count() == 1


def test_nobody_is_asked_to_send_what_is_internal(do, nudged):
    assert nudged(lambda: do("note", {"text": "Seen this twice."})) == []
