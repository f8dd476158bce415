"""Mail by HTTP and by pipe: stored as it came, answered, read later."""

import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests import make
from tests.make import WEDNESDAY, account, mail, person
from tickets import tasks
from tickets.actions.inbox import arrivals
from tickets.channels.email import incoming
from tickets.channels.email.parse import Unreadable
from tickets.models import Message, RawInbound, Ticket, tokens
from tickets.models.inbound import InboundState
from tickets.models.message import Direction

pytestmark = pytest.mark.django_db
RAW = "message/rfc822"


@pytest.fixture
def help_desk():
    return account("email", "help", address="help@example.org")


@pytest.fixture
def post(client, help_desk):
    def send(body, mailbox="help", content_type=RAW, headers=help_desk[1]):
        return client.post(f"/api/v1/channels/email/{mailbox}", body, content_type=content_type, headers=headers)

    return send


def test_a_mail_is_stored_first_and_read_later_at_the_time_of_its_receipt(post):
    with time_machine.travel(WEDNESDAY, tick=False):
        answer = post(mail(Date="Mon, 1 Jan 1990 00:00:00 +0000"))
    assert answer.status_code == 202
    assert not Ticket.objects.exists()
    with time_machine.travel(WEDNESDAY.replace(hour=11), tick=False):
        tasks.process_inbound()
    message = Message.objects.get(direction=Direction.IN)
    assert (message.occurred_at, message.recorded_at) == (WEDNESDAY, WEDNESDAY.replace(hour=11))
    assert (message.text, message.sender["email"]) == ("The app hangs.", "mia@example.com")
    assert RawInbound.objects.get().message == message


def test_the_same_mail_twice_is_one(post):
    assert [post(mail()).status_code for _ in range(2)] == [202, 200]
    tasks.process_inbound()
    tasks.process_inbound()
    assert Message.objects.filter(direction=Direction.IN).count() == 1


def test_bytes_are_a_mail_as_well(post):
    assert post(mail(), content_type="application/octet-stream").status_code == 202
    assert post(mail(), content_type="Message/RFC822; charset=utf-8").json()["repeated"]


def test_two_mails_with_one_message_id_are_two(post):
    for text in ("one", "two"):
        post(mail(text, Message_ID="<same@example.com>"))
    tasks.process_inbound()
    assert Message.objects.filter(direction=Direction.IN).count() == 2


REFUSED = [
    ({"mailbox": "nobody"}, 404),
    ({"headers": {}}, 401),
    ({"headers": {"X-Followthrough-Secret": "wrong"}}, 401),
    ({"content_type": "application/json"}, 415),
    ({"body": b"  "}, 400),
    ({"body": b"x" * (25 * 1024 * 1024 + 1)}, 413),
]


@pytest.mark.parametrize(("what", "status"), REFUSED)
def test_what_is_refused_says_why_and_stores_nothing(post, what, status):
    answer = post(**{"body": mail(), **what})
    assert (answer.status_code, answer["content-type"]) == (status, "application/problem+json")
    assert answer.json()["detail"]
    assert not RawInbound.objects.exists()


def test_an_unreadable_mail_is_kept_with_its_error_and_can_be_tried_again(post):
    assert post(b"\x00\x01 no mail").status_code == 202
    tasks.process_inbound()
    raw = RawInbound.objects.get()
    assert (raw.state, raw.error) == (InboundState.UNREADABLE, "There are no headers, so this is not a mail.")
    arrivals.retry(raw, by=make.person())
    tasks.process_inbound()
    raw.refresh_from_db()
    assert (raw.state, bytes(raw.body)) == (InboundState.UNREADABLE, b"\x00\x01 no mail")


def test_of_what_takes_too_long_the_head_is_still_told(post, monkeypatch):
    def too_long(_raw):
        raise Unreadable("Reading the mail takes longer than 10 seconds.")

    monkeypatch.setattr(incoming.reader, "read", too_long)
    post(mail(subject="=?utf-8?q?Zu_gro=C3=9F?=", sender="a@example.com, b@example.com"))
    tasks.process_inbound()
    raw = RawInbound.objects.get()
    assert (raw.sender, raw.subject, raw.is_head) == ("a@example.com, b@example.com", "Zu groß", False)


def sent_by_ben(ticket):
    make.do("reply", ticket, by=person("ben"), at=WEDNESDAY, text="Try 4.2.1.", channel="email")
    return tokens.message_id_for(Message.objects.get(author__username="ben"))


def test_an_answer_to_our_mail_joins_its_ticket_proven(post):
    post(mail())
    tasks.process_inbound()
    ticket = Ticket.objects.get()
    post(mail("It works.", In_Reply_To=sent_by_ben(ticket)))
    tasks.process_inbound()
    answer = Message.objects.filter(direction=Direction.IN).last()
    assert (answer.ticket, answer.proven) == (ticket, True)


def test_an_answer_from_a_stranger_opens_another_ticket(post):
    post(mail())
    tasks.process_inbound()
    ticket = Ticket.objects.get()
    post(mail("Tell me more.", sender="eve@evil.com", References=sent_by_ben(ticket)))
    tasks.process_inbound()
    answer = Message.objects.filter(direction=Direction.IN).last()
    assert answer.ticket != ticket
    assert not answer.proven


def test_our_reply_address_names_its_ticket(post):
    post(mail())
    tasks.process_inbound()
    ticket = Ticket.objects.get()
    sent_by_ben(ticket)
    post(mail("It works.", subject="other", Delivered_To=tokens.reply_address(ticket, "help@example.org")))
    tasks.process_inbound()
    assert Message.objects.filter(direction=Direction.IN, ticket=ticket, proven=True).count() == 1


def test_a_mail_from_nobody_in_particular_belongs_to_no_known_customer(post):
    post(mail())
    post(mail("Me too.", sender="mia@example.com <eve@evil.com>"))
    tasks.process_inbound()
    first, second = Ticket.objects.order_by("id")
    assert second.customer != first.customer
    assert not second.customer.identities.exists()


def test_the_pipe_stores_a_mail_too(help_desk, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail())))
    call_command("receive_email", "help", stdout=io.StringIO())
    assert bytes(RawInbound.objects.get().body) == mail()


def test_the_pipe_refuses_a_mailbox_that_is_not_there():
    with pytest.raises(CommandError, match="no mailbox sales"):
        call_command("receive_email", "sales")


def test_parse_email_prints_one_object_a_file_and_stores_nothing(tmp_path):
    (tmp_path / "a.eml").write_bytes(mail("Yes.\n\n> Does it work?"))
    (tmp_path / "b.eml").write_bytes(b"")
    out = io.StringIO()
    call_command("parse_email", str(tmp_path / "a.eml"), str(tmp_path / "b.eml"), "--json", stdout=out)
    one, two = (json.loads(line) for line in out.getvalue().splitlines())
    assert list(one) == list(two)
    assert (one["reply"], one["unreadable"], two["unreadable"]) == ("Yes.", None, "The mail is empty.")
    assert not RawInbound.objects.exists()


def test_identify_says_what_a_value_is_and_who_has_it(post):
    post(mail())
    tasks.process_inbound()
    out = io.StringIO()
    call_command("identify", "MIA@example.com", "030 901820", "@mia", "--json", "--region", "DE", stdout=out)
    address, number, handle = (json.loads(line) for line in out.getvalue().splitlines())
    assert (address["kind"], address["value"], len(address["customers"])) == ("email", "mia@example.com", 1)
    assert (number["kind"], number["value"], number["customers"]) == ("phone", "+4930901820", [])
    assert (handle["kind"], handle["value"]) == ("handle", "mia")
