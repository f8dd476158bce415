"""Chat: one conversation for who has its key, and nobody's history for anybody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from config import presence
from tests import make
from tests.make import account, person
from tests.tickets.channels.visitor import SESSIONS, Visitor
from tickets.actions import files
from tickets.actions.intake import chats
from tickets.actions.intake.inbound_message import InboundFile, InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.promises import PromiseGiven
from tickets.channels.chat import bodies, throttles
from tickets.models import ChannelAccount, ChannelSession, KnownFact, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    account("chat", "demo")
    return Visitor(client)


def test_a_chat_becomes_a_ticket_and_the_answer_comes_back(visitor):
    assert visitor.say("It hangs.", name="Mia", email="mia@example.com", facts={"device": "Pixel 7"}).status_code == 201
    ticket = Ticket.objects.get()
    make.do("reply", ticket, by=person("ana", first_name="Ana"), at=datetime.now(UTC), text="We will check.")
    lines = visitor.look().json()["messages"]
    assert [(line["who"], line["name"], line["text"]) for line in lines] == [
        ("you", None, "It hangs."),
        ("us", "Ana", "We will check."),
    ]
    assert KnownFact.objects.get().value == "Pixel 7"


def test_facts_and_promises_of_the_chat_are_cards_in_it(visitor):
    visitor.say("It hangs.", facts={"device": "Pixel 7"})
    promise = PromiseGiven("check", datetime(2100, 1, 1, tzinfo=UTC))
    make.do(
        "reply",
        Ticket.objects.get(),
        by=person("ana", first_name="Ana"),
        at=datetime.now(UTC),
        text="Soon.",
        promise=promise,
    )
    told = visitor.look().json()
    first, second = (line["id"] for line in told["messages"])
    assert told["facts"] == [{"key": "device", "value": "Pixel 7", "after": first}]
    owed = {"by": "Ana", "text": "check", "due_at": "2100-01-01T00:00:00Z", "state": "open", "after": second}
    assert [{name: value for name, value in row.items() if name != "id"} for row in told["promises"]] == [owed]


def test_cards_of_somebody_whose_address_was_only_named_are_not_shown(visitor):
    """Words that chase join the ticket of the address, and show nothing of it."""
    at, ana = datetime.now(UTC), person("ana")
    inbound = InboundMessage("email", Sender(email="mia@example.com"), "Hello", facts={"card": "4711"})
    ticket = receive(inbound, at=at).ticket
    make.do("promise", ticket, by=ana, at=at, text="pay it back")
    visitor.say("And?", email="mia@example.com")
    make.do("facts", ticket, by=ana, at=at, facts={"iban": "DE02"})
    assert Message.objects.get(channel="chat").ticket == ticket
    told = visitor.look().json()
    assert (told["facts"], told["promises"], len(told["messages"])) == ([], [], 1)


def test_what_the_visitor_called_a_line_comes_back_with_it(visitor):
    visitor.say("It hangs.", "a:b")
    assert visitor.look().json()["messages"][0]["client_id"] == "a:b"


def test_a_look_costs_two_statements_while_nothing_is_new(visitor, django_assert_num_queries):
    visitor.say("It hangs.")
    last = visitor.look().json()["messages"][-1]["id"]
    etag = visitor.look(last)["etag"]
    with django_assert_num_queries(2):
        assert visitor.look(last, if_none_match=etag).status_code == 304
    backdated = datetime.now(UTC) - timedelta(seconds=30)
    ChannelSession.objects.update(seen_at=backdated)
    with django_assert_num_queries(3):  # now and then it is noted that they are there
        visitor.look(last, if_none_match=etag)
    assert ChannelSession.objects.get().seen_at > backdated


@pytest.mark.parametrize("lines", [1, 3])
def test_news_cost_the_same_however_many(visitor, django_assert_num_queries, lines):
    for number in range(lines):
        visitor.send((f"{number}.txt", b"x"), client_id=f"{number}", text=f"Line {number}")
    with django_assert_num_queries(7):
        assert len(visitor.look().json()["messages"]) == lines


def test_dots_both_ways_and_none_once_it_was_sent(visitor):
    visitor.say("It hangs.")
    etag, chat = visitor.look()["etag"], ChannelSession.objects.get()
    presence.writes(chat.pk, "desk")
    assert visitor.look(if_none_match=etag).json()["typing"]
    visitor.look(typing="yes")
    assert presence.is_writing(chat.pk, "visitor")
    visitor.say("Still.", "2")
    assert not presence.is_writing(chat.pk, "visitor")


def test_files_come_with_words_or_without_and_go_out_only_to_this_chat(visitor, client):
    said = visitor.send(("photo.png", b"\x89PNG"), ("log.txt", b"text"), text="Look.")
    assert said.status_code == 201
    files = visitor.look().json()["messages"][0]["files"]
    assert [(file["name"], file["size"]) for file in files] == [("photo.png", 4), ("log.txt", 4)]
    got = visitor.get(f"files/{files[0]['id']}")
    assert (got.getvalue(), got["content-type"]) == (b"\x89PNG", "application/octet-stream")
    assert got["content-disposition"].startswith("attachment")
    assert (got["x-content-type-options"], got["content-security-policy"]) == ("nosniff", "sandbox; default-src 'none'")
    assert Visitor(client).get(f"files/{files[0]['id']}").status_code == 404
    assert visitor.send(("again.txt", b"x"), client_id="2").status_code == 201


def test_a_picture_is_known_by_its_bytes_and_not_by_its_name(visitor):
    visitor.send(("photo.bin", b"\x89PNG\r\n\x1a\n1234"), ("photo.png", b"<svg onload=alert(1)>"))
    told = visitor.look().json()["messages"][0]["files"]
    assert [(file["name"], file["type"]) for file in told] == [("photo.bin", "image/png"), ("photo.png", "")]


def test_files_of_a_note_are_nobodys(visitor):
    visitor.say("It hangs.")
    ticket = Ticket.objects.get()
    make.do("note", ticket, by=person("ana"), at=datetime.now(UTC), text="Only we.")
    hidden = Message.objects.get(direction="internal")
    files.attach(hidden, [InboundFile("secret.txt", "text/plain", b"x")])
    assert visitor.get(f"files/{hidden.attachments.get().pk}").status_code == 404


def test_too_many_and_too_large_files_are_refused(visitor, monkeypatch):
    assert visitor.send(*[(f"{n}.txt", b"x") for n in range(6)]).status_code == 400
    monkeypatch.setattr(bodies, "MAX_FILE", 3)
    assert visitor.send(("a.txt", b"1234")).status_code == 400
    assert visitor.send().status_code == 400
    monkeypatch.setattr(bodies.ChatForm, "most_bytes", 10)
    assert visitor.send(("a.txt", b"1")).status_code == 413
    assert not Message.objects.exists()


def test_after_the_end_nothing_is_said_but_a_repeat_is_still_one(visitor):
    visitor.say("It hangs.")
    assert (visitor.post("end").status_code, visitor.post("end").status_code) == (204, 204)
    assert visitor.say("It hangs.").status_code == 200
    assert visitor.say("More.", "2").status_code == 409
    assert visitor.look().json()["ended"]
    assert Ticket.objects.get().status == "new"


def test_a_chat_of_a_closed_widget_is_closed(visitor):
    ChannelAccount.objects.update(active=False)
    assert (visitor.say("It hangs.").status_code, visitor.look().status_code) == (404, 404)


def test_chats_are_opened_at_a_bearable_rate(visitor, client, monkeypatch):
    monkeypatch.setattr(throttles.OpensPerAddress, "rate", "3/min")
    assert [Visitor(client).opened.status_code for _ in range(3)] == [201, 201, 429]  # one was there
    cache.clear()
    monkeypatch.setattr(throttles.OpensPerWidget, "rate", "2/min")
    assert [Visitor(client).opened.status_code for _ in range(3)] == [201, 201, 429]


def test_who_looks_too_often_waits_and_who_writes_is_not_in_their_way(visitor, client, monkeypatch):
    visitor.say("It hangs.")
    monkeypatch.setattr(throttles.LooksPerChat, "rate", "2/min")
    assert [visitor.look().status_code for _ in range(3)] == [200, 200, 429]
    assert Visitor(client).look().status_code == 200
    assert visitor.say("Still.", "2").status_code == 201


def test_chats_in_which_nobody_spoke_are_forgotten(visitor, client):
    Visitor(client).say("It hangs.")
    at = datetime.now(UTC)
    chats.forget_silent(at + timedelta(days=2))
    assert ChannelSession.objects.count() == 2
    chats.forget_silent(at + timedelta(days=4))
    assert ChannelSession.objects.get().ticket is not None
    assert visitor.look().status_code == 404


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
    make.do("note", ticket, by=ana, at=datetime.now(UTC), text="She is upset.")
    make.do("reply", ticket, by=ana, at=datetime.now(UTC), text="By mail.", channel="email")
    assert [line["text"] for line in visitor.look().json()["messages"]] == ["It hangs."]


def test_an_address_typed_in_shows_nobodys_history(visitor):
    secret = InboundMessage("email", Sender(email="mia@example.com"), "My number is 1234.")
    receive(secret, at=datetime.now(UTC))
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


BROWSER = "b" * 64


def test_two_pages_of_one_browser_have_one_chat(client):
    account("chat", "demo")
    one, other = Visitor(client, browser=BROWSER), Visitor(client, browser=BROWSER)
    one.say("It hangs.", "1")
    other.say("On every start.", "2")
    assert (one.session, one.key) == (other.session, other.key)
    assert one.texts() == other.texts() == ["It hangs.", "On every start."]
    assert Ticket.objects.count() == 1


def test_after_the_end_the_same_browser_begins_anew_and_its_old_key_writes_nothing_new(client):
    account("chat", "demo")
    one = Visitor(client, browser=BROWSER)
    one.say("It hangs.")
    one.post("end")
    other = Visitor(client, browser=BROWSER)
    assert other.session != one.session
    assert other.texts() == []
    assert one.say("More.", "2").status_code == 409


@pytest.mark.parametrize("browser", ["1", "b" * 42, "b" * 201, "b" * 50 + "!", "b" * 50 + " b", 7, ["b" * 64]])
def test_what_could_be_guessed_is_no_browsers_key(client, browser):
    account("chat", "demo")
    assert Visitor(client, browser=browser).opened.status_code == 400
    assert not ChannelSession.objects.exists()


def test_the_key_is_taken_as_authorization_too(visitor, client):
    assert client.get(visitor.url, headers={"Authorization": f"Chat {visitor.key}"}).status_code == 200


BAD = [
    (b'{"text": "a"', 400),
    (b'{"text": "a", "client_id": "1", "admin": true}', 400),
    (b'{"text": "", "client_id": "1"}', 400),
    (b'{"text": "' + b"a" * 5_001 + b'", "client_id": "1"}', 400),
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
    assert visitor.look(after=2**63 - 1).status_code == 200
