"""Providers' webhooks for mail: each published one becomes the right mail or is judged as it should be."""

import base64
import email
import email.policy
import json
from pathlib import Path

import pytest

from tests import make
from tests.make import WEDNESDAY, account, mail, person
from tests.tickets.channels.hook_cases import FORM, JSON, MULTIPART, cases, form, multipart, posted
from tickets import tasks
from tickets.actions.inbox import arrivals
from tickets.channels.email.hook_parser import events
from tickets.models import Mailbox, Message, RawInbound, Ticket, tokens
from tickets.models.inbound import InboundState
from tickets.models.message import Direction

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning")]


@pytest.fixture
def door(client):
    """Posts to a mailbox of a provider, with the mailbox's secret in basic authentication, and has it read."""
    row, headers = account("email", "help", address="help@example.org")
    (secret,) = headers.values()
    known = {"Authorization": "Basic " + base64.b64encode(f"desk:{secret}".encode()).decode()}
    box = Mailbox.objects.create(account=row)

    def post(provider, content_type, body, headers=known):
        Mailbox.objects.filter(pk=box.pk).update(provider=provider)
        answer = client.post("/api/v1/channels/email/help", body, content_type=content_type, headers=headers)
        tasks.process_inbound()
        return answer

    return post


def incoming():
    return Message.objects.filter(direction=Direction.IN)


# What a case says of its mail, and where that is in ours. Spam scores and the like are nobody's business here.
FIELDS = {
    "message.subject": lambda m: m["subject"],
    "message.from_email.addr_spec": lambda m: m["from"].addresses[0].addr_spec,
    "message.from_email.display_name": lambda m: m["from"].addresses[0].display_name,
    "message.to[0].addr_spec": lambda m: m["to"].addresses[0].addr_spec,
    "message.to[1].addr_spec": lambda m: m["to"].addresses[1].addr_spec,
    "message.to[0].display_name": lambda m: m["to"].addresses[0].display_name,
    "message.date.isoformat(' ')": lambda m: m["date"].datetime.isoformat(" "),
    "message['Message-ID']": lambda m: m["message-id"],
    "message['Reply-To']": lambda m: m["reply-to"],
    "message.get_all('Received')": lambda m: m.get_all("received"),
    "message.text": lambda m: m.get_body(["plain"]).get_content(),
    "message.html": lambda m: m.get_body(["html"]).get_content(),
    "message.envelope_sender": lambda m: only(m["return-path"]),
    "message.envelope_recipient": lambda m: only(m["delivered-to"]),
}


def only(value):
    return value and str(value).strip("<>")


def same(said, found):
    """Line ends may differ by a mail's own rules."""
    if isinstance(said, str) and isinstance(found, str):
        return said.replace("\r\n", "\n").rstrip("\n") == found.replace("\r\n", "\n").rstrip("\n")
    return said == found


def test_every_published_mail_becomes_the_right_one(door, shared):
    wrong, checked, mails = [], 0, 0
    for provider, case in cases(shared("data/webhooks-inbound-email"), "inbound"):
        RawInbound.objects.filter(provider="").delete()
        if case["test"].endswith("test_inbound_s3"):
            continue  # the mail is in a bucket: see below
        assert door(provider, *posted(provider, case["payload"])).status_code == 200, case["test"]
        assert RawInbound.objects.exclude(provider="").latest("pk").state == InboundState.DONE, case["test"]
        (raw,) = RawInbound.objects.filter(provider="")
        mails += 1
        found = email.message_from_bytes(bytes(raw.body), policy=email.policy.default)
        for field, said in case["expected"]:
            if field in FIELDS:
                checked += 1
                if not same(said, FIELDS[field](found)):
                    wrong.append((provider, field, said, FIELDS[field](found)))
    assert wrong == []
    assert (mails, checked) == (11, 86)
    assert incoming().count() >= 7  # some are the same mail by several providers, or say nothing


def test_every_published_event_is_judged(shared):
    wrong, checked = [], 0
    for provider, case in cases(shared("data/webhooks-inbound-email"), "webhooks"):
        contents = events.read(provider, "", *posted(provider, case["payload"]))
        # Where a webhook tells of several mails, the first is described first.
        said = {name: value for name, value in reversed(case["expected"]) if name.startswith("event.")}
        if "event.event_type" not in said:
            continue
        told = contents.told[0] if contents.told else {"event": None, "recipient": None}
        for name, part in (("event.event_type", "event"), ("event.recipient", "recipient")):
            if name in said:
                checked += 1
                if told[part] != said[name]:
                    wrong.append((provider, case["test"], name, said[name], told[part]))
    # That it was opened for the first time is anymail's "opened" only where it is set so; to us neither means a thing.
    assert [(case, said) for _, case, _, said, _ in wrong] == [
        ("SparkPostDeliveryTestCase.test_initial_open_event_as_opened", "opened")
    ]
    assert checked == 214


@pytest.mark.parametrize(("name", "files"), [("default_data", 0), ("raw_data", 0), ("raw_data_with_attachments", 1)])
def test_sendgrids_own_examples(door, shared, name, files):
    text = Path(shared("data/webhooks-inbound-email"), "sendgrid_raw", f"{name}.txt").read_bytes()
    door("sendgrid", MULTIPART, text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    message = incoming().get()
    assert message.subject.startswith("Inbound Parse Test")
    assert message.sender["email"] == "test@example.com"
    assert "Hello" in message.text
    assert message.attachments.count() == files


@pytest.mark.parametrize("name", ["postmark-inbound-test-payload", "postmark-inbound-test-payload-with-raw"])
def test_postmarks_own_examples(door, shared, name):
    door("postmark", JSON, Path(shared("data/webhooks-inbound-email"), f"{name}.json").read_bytes())
    assert incoming().get().subject == "Test subject"


def test_a_mail_in_a_bucket_is_shown_with_what_to_do(door, shared):
    (case,) = (case for provider, case in cases(shared("data/webhooks-inbound-email"), "inbound") if "ses" in provider)
    door("amazon_ses", *posted("amazon_ses", case["payload"]))
    raw = RawInbound.objects.get()
    assert (raw.state, "bucket" in raw.error) == (InboundState.UNREADABLE, True)


# Whatever comes, it is kept


def test_a_mail_by_amazon_is_read_whole(door):
    ses = {"notificationType": "Received", "receipt": {"action": {"type": "SNS"}, "recipients": ["help@example.org"]}}
    ses |= {"mail": {"source": "mia@example.com"}, "content": mail("Größe?").decode()}
    door("amazon_ses", "text/plain", json.dumps({"Type": "Notification", "Message": json.dumps(ses)}).encode())
    assert incoming().get().text == "Größe?"


def test_amazons_question_is_for_a_person(door):
    said = {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.example/"}
    assert door("amazon_ses", "text/plain", json.dumps(said).encode()).status_code == 200
    assert "SubscribeURL" in RawInbound.objects.get().error


@pytest.mark.parametrize(
    ("provider", "said", "reason"),
    [
        (
            "brevo",
            {"items": [{"Attachments": [{"DownloadToken": "x", "Name": "a.pdf"}]}]},
            "Brevo keeps the attachments",
        ),
        ("resend", {"type": "email.received", "data": {"email_id": "x"}}, "fetched by IMAP"),
        ("mailtrap", {"events": [{"event": "inbound.message_received"}]}, "fetched by IMAP"),
    ],
)
def test_a_mail_that_is_not_all_there_is_shown_with_what_to_do(door, provider, said, reason):
    door(provider, JSON, json.dumps(said).encode())
    raw = RawInbound.objects.get()
    assert (raw.state, reason in raw.error) == (InboundState.UNREADABLE, True)


MAILGUN = {"timestamp": "1", "token": "t", "sender": "mia@example.com", "recipient": "help@example.org"}


@pytest.mark.parametrize(("content_type", "build"), [(FORM, None), (MULTIPART, multipart)])
def test_what_cannot_be_read_is_kept_with_a_reason_and_read_again(door, content_type, build):
    assert door("mailgun", content_type, (build or (lambda _: b"a=1"))({"a": "1"})).status_code == 200
    raw = RawInbound.objects.get()
    assert (raw.state, raw.error) == (InboundState.UNREADABLE, "The webhook cannot be read (MultiValueDictKeyError).")
    arrivals.retry(raw, by=make.person())
    tasks.process_inbound()
    raw.refresh_from_db()
    assert raw.attempts == 1


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"[[[[", b"\xff\xfe", b"{}"])
@pytest.mark.parametrize("provider", ["postmark", "sparkpost", "brevo", "amazon_ses", "resend", "mailtrap"])
def test_nonsense_raises_nothing(door, provider, body):
    assert door(provider, JSON, body).status_code == 200
    assert RawInbound.objects.filter(state=InboundState.WAITING).count() == 0


def test_a_large_mail_is_taken(door):
    body = multipart(MAILGUN | {"body-mime": mail("x " * 4_000_000).decode()})
    assert door("mailgun", MULTIPART, body).status_code == 200
    assert len(bytes(RawInbound.objects.get(provider="").body)) > 8_000_000


def test_a_hostile_mail_costs_its_own_arrival_and_no_more(door, monkeypatch):
    monkeypatch.setattr("tickets.channels.email.hooks.reader.seconds", 1.5)
    many = ", ".join(f"a{n}@example.com" for n in range(60_000))
    headers = json.dumps([["From", "mia@example.com"], ["Cc", many]])
    door("mailgun", FORM, form(MAILGUN | {"message-headers": headers, "body-plain": "x"}))
    raw = RawInbound.objects.get(provider="mailgun")
    assert (raw.state, "longer than" in raw.error) == (InboundState.UNREADABLE, True)


def test_a_mail_that_was_handed_in_twice_is_one(door):
    """A provider that tries again signs again: the webhook differs, the mail in it does not."""
    for timestamp in ("1", "2"):
        said = MAILGUN | {"timestamp": timestamp, "body-plain": "It hangs.", "body-html": "<p>It hangs.</p>"}
        said["message-headers"] = json.dumps([["From", "mia@example.com"], ["Subject", "Help"]])
        door("mailgun", FORM, form(said))
    assert RawInbound.objects.filter(provider="mailgun").count() == 2
    assert (RawInbound.objects.filter(provider="").count(), incoming().count()) == (1, 1)


def test_a_webhook_without_a_provider_is_refused(door):
    assert door("", JSON, b"{}").status_code == 415
    assert not RawInbound.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eDp5"}, {"Authorization": "Basic %"}])
def test_without_the_secret_nothing_is_kept_and_the_provider_is_asked_for_it(door, headers):
    answer = door("postmark", JSON, b"{}", headers=headers)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="mailbox"')
    assert not RawInbound.objects.exists()


def test_a_provider_may_ask_whether_the_address_is_there(door, client):
    assert client.head("/api/v1/channels/email/help").status_code == 200
    assert client.head("/api/v1/channels/email/nobody").status_code == 404


# What became of our mails


@pytest.fixture
def ours(door):
    """A mail of ours, and its Message-ID."""
    row = Mailbox.objects.get().account
    arrivals.store(row, mail(), "email:help:1", at=WEDNESDAY)
    tasks.process_inbound()
    ticket = Ticket.objects.get()
    make.do("reply", ticket, by=person("ben"), at=WEDNESDAY, text="Try 4.2.1.", channel="email")
    message = Message.objects.get(author__username="ben")
    return message, tokens.message_id_for(message)


def failed_at_mailgun(message_id, severity="permanent"):
    data = {"event": "failed", "severity": severity, "recipient": "mia@example.com", "timestamp": 1}
    data |= {
        "message": {"headers": {"message-id": message_id.strip("<>")}},
        "delivery-status": {"message": "No such user"},
    }
    return json.dumps({"signature": {"token": "t"}, "event-data": data}).encode()


def test_a_bounce_marks_our_message(door, ours):
    message, message_id = ours
    door("mailgun", JSON, failed_at_mailgun(message_id, "temporary"))
    message.refresh_from_db()
    assert message.delivery != "bounced"
    door("mailgun", JSON, failed_at_mailgun(message_id))
    message.refresh_from_db()
    assert (message.delivery, "No such user" in message.error) == ("bounced", True)


def test_a_bounce_by_sendgrid_is_found_by_the_message_id_too(door, ours):
    message, message_id = ours
    event = {"event": "bounce", "email": "mia@example.com", "smtp-id": message_id, "reason": "550 no", "type": "bounce"}
    door("sendgrid", JSON, json.dumps([event | {"sg_event_id": "1", "timestamp": 1, "sg_message_id": "x"}]).encode())
    message.refresh_from_db()
    assert message.delivery == "bounced"


def test_a_message_id_that_we_did_not_sign_bounces_nothing(door, ours):
    message, message_id = ours
    forged = message_id[:10] + ("a" if message_id[10] != "a" else "b") + message_id[11:]
    door("mailgun", JSON, failed_at_mailgun(forged))
    message.refresh_from_db()
    assert message.delivery != "bounced"
    assert RawInbound.objects.get(provider="mailgun").state == InboundState.DONE
