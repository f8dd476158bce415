"""Chat: one conversation for who has its key, and nobody's history for anybody."""

from datetime import UTC, datetime

import pytest

from tests.tickets.channels.builders import account, person
from tickets.actions import conversation, intake
from tickets.actions.inbound import InboundMessage, Sender
from tickets.models import KnownFact, Message, Ticket

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/channels/chat/demo/sessions"


class Visitor:
    """Somebody with the widget open."""

    def __init__(self, client):
        self.client = client
        opened = client.post(SESSIONS, {}, content_type="application/json").json()
        self.session, self.key = opened["session"], opened["key"]
        self.url = f"{SESSIONS}/{self.session}/messages"

    def say(self, text, client_id="1", **more):
        body = {"text": text, "client_id": client_id, **more}
        return self.client.post(self.url, body, content_type="application/json", headers={"X-Chat-Key": self.key})

    def look(self, after=0, **headers):
        return self.client.get(f"{self.url}?after={after}", headers={"X-Chat-Key": self.key, **headers})


@pytest.fixture
def visitor(client):
    account("chat", "demo")
    return Visitor(client)


def test_a_chat_becomes_a_ticket_and_the_answer_comes_back(visitor):
    assert visitor.say("It hangs.", name="Mia", email="mia@example.com", facts={"device": "Pixel 7"}).status_code == 201
    ticket = Ticket.objects.get()
    conversation.reply(ticket, by=person("ana"), at=datetime.now(UTC), text="We will check.")
    lines = visitor.look().json()["messages"]
    assert [(line["who"], line["name"], line["text"]) for line in lines] == [
        ("you", None, "It hangs."),
        ("us", "Ana", "We will check."),
    ]
    assert KnownFact.objects.get().value == "Pixel 7"


def test_the_same_client_id_is_the_same_message(visitor):
    first, again = visitor.say("It hangs."), visitor.say("It hangs.")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Message.objects.count() == 1


def test_the_lines_of_a_chat_stay_together(visitor):
    visitor.say("It hangs.", "1")
    visitor.say("On every start.", "2")
    assert Ticket.objects.count() == 1
    assert [line["text"] for line in visitor.look().json()["messages"]] == ["It hangs.", "On every start."]


def test_nothing_new_is_a_304_and_something_new_is_not(visitor):
    visitor.say("It hangs.")
    etag = visitor.look()["etag"]
    assert visitor.look(if_none_match=etag).status_code == 304
    visitor.say("Still.", "2")
    assert visitor.look(if_none_match=etag).status_code == 200
    first = visitor.look().json()["messages"][0]["id"]
    assert [line["text"] for line in visitor.look(after=first).json()["messages"]] == ["Still."]


def test_notes_and_other_channels_are_never_shown(visitor):
    visitor.say("It hangs.", email="mia@example.com")
    ticket, ana = Ticket.objects.get(), person("ana")
    conversation.note(ticket, by=ana, at=datetime.now(UTC), text="She is upset.")
    conversation.reply(ticket, by=ana, at=datetime.now(UTC), text="By mail.", channel="email")
    assert [line["text"] for line in visitor.look().json()["messages"]] == ["It hangs."]


def test_an_address_typed_in_shows_nobodys_history(visitor):
    secret = InboundMessage("email", Sender(email="mia@example.com"), "My number is 1234.")
    intake.receive(secret, at=datetime.now(UTC))
    said = visitor.say("Hello?", email="mia@example.com")
    assert said.status_code == 201
    assert not Message.objects.get(pk=said.json()["id"]).proven
    assert "1234" not in visitor.look().text


def test_one_session_does_not_open_another(visitor, client):
    other = Visitor(client)
    other.say("Mine.")
    for key in (visitor.key, "", "wrong"):
        assert client.get(other.url, headers={"X-Chat-Key": key}).status_code == 404
    account("chat", "shop")
    elsewhere = other.url.replace("/demo/", "/shop/")
    assert client.get(elsewhere, headers={"X-Chat-Key": other.key}).status_code == 404


def test_the_key_is_taken_as_authorization_too(visitor, client):
    assert client.get(visitor.url, headers={"Authorization": f"Chat {visitor.key}"}).status_code == 200


BAD = [
    (b'{"text": "a"', 400),
    (b'{"text": "a", "client_id": "1", "admin": true}', 400),
    (b'{"text": "", "client_id": "1"}', 400),
    (b'{"text": "a"}', 400),
    (b'{"text": "\\u0000", "client_id": "1"}', 400),
    (b'{"text": "\\ud800", "client_id": "1"}', 400),
    (b'{"text": "a\xff", "client_id": "1"}', 400),
    (b'{"text": {}, "client_id": "1"}', 400),
    (b'{"text": "a", "client_id": "1", "email": "nobody"}', 400),
    (b'{"text": "a", "client_id": "1", "facts": {"\\u0000": "b"}}', 400),
    (b'{"text": "a", "client_id": "1", "facts": {"": "b"}}', 400),
    (b'{"text": "a", "client_id": "1", "facts": {" ": "b"}}', 400),
    (b"[" * 100_000, 400),
    (b"[]", 400),
    (b"null", 400),
    (b"", 400),
    (b'{"text": "' + b"a" * 1_500_000 + b'", "client_id": "1"}', 413),
]


@pytest.mark.parametrize(("body", "status"), BAD)
def test_bad_input_is_refused_with_a_reason(visitor, client, body, status):
    answer = client.post(visitor.url, body, content_type="application/json", headers={"X-Chat-Key": visitor.key})
    assert (answer.status_code, answer["content-type"]) == (status, "application/problem+json")
    assert not Message.objects.exists()


def test_unknown_widgets_and_absurd_questions_are_refused(visitor, client):
    assert client.post(SESSIONS.replace("demo", "nobody"), {}, content_type="application/json").status_code == 404
    for after in ("x", "-1", "9" * 40):
        assert visitor.look(after=after).status_code == 400
