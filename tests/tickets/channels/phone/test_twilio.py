"""Twilio's voice webhooks: forms of tests/data/twilio, signed over our public address, in the order in which they come."""

import base64
import hmac
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
import time_machine

from tests.make import WEDNESDAY, account, person
from tickets.models import ChannelSession, Event, Line, Message, Promise, Ticket

pytestmark = pytest.mark.django_db
FORMS = Path(__file__).parents[3] / "data" / "twilio"
TOKEN, PUBLIC = "the-auth-token", "https://desk.example.com"
BEN = ["ben", "+4930555001"]


def form(name):
    return (FORMS / f"{name}.txt").read_text()


def signature(url, body, key=TOKEN):
    """Twilio's, made by its own description."""
    fields = "".join(name + value for name, value in sorted(set(parse_qsl(body, keep_blank_values=True))))
    return base64.b64encode(hmac.new(key.encode(), (url + fields).encode(), "sha1").digest()).decode()


@pytest.fixture
def line(settings):
    settings.PUBLIC_URL = PUBLIC
    row, _ = account("phone", "main", address="+4930901800")
    person("ben", first_name="Ben")
    row.line.signed_by, row.line.key, row.line.language, row.line.rings = "twilio", TOKEN, "de-DE", [BEN]
    row.line.save()
    return row.line


@pytest.fixture
def twilio(client, line):
    """Post a form to an event as Twilio would; `url` is what it signed, if not where it goes."""

    def happens(event, body, query="line=main", url=None, key=TOKEN, **headers):
        path = f"/api/v1/channels/phone/twilio/{event}" + (f"?{query}" if query else "")
        headers = {"X-Twilio-Signature": signature(url or PUBLIC + path, body, key)} | headers
        return client.post(path, body, content_type="application/x-www-form-urlencoded", headers=headers)

    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        happens.clock = clock
        yield happens


def told(response):
    """The TwiML of an answer."""
    assert (response.status_code, response["content-type"]) == (200, "text/xml")
    return ElementTree.fromstring(response.content)


def test_a_call_rings_at_the_desk_and_leaves_its_lines(twilio):
    answer = told(twilio("voice", form("voice")))
    (dial,) = answer
    (leg,) = dial
    assert dial.attrib["timeout"] == "25"
    assert dial.attrib["action"] == f"{PUBLIC}/api/v1/channels/phone/twilio/dial?line=main"
    assert (leg.tag, leg.text) == ("Number", "+4930555001")
    assert leg.attrib["statusCallback"] == f"{PUBLIC}/api/v1/channels/phone/twilio/status?line=main&agent=ben"
    twilio.clock.shift(15)
    told(twilio("status", form("leg_ringing"), "line=main&agent=ben"))
    told(twilio("status", form("leg_answered"), "line=main&agent=ben"))
    twilio.clock.shift(92)
    assert [part.tag for part in told(twilio("dial", form("dial_completed")))] == ["Hangup"]
    told(twilio("status", form("completed")))
    ticket = Ticket.objects.get()
    assert (str(ticket.owner), ticket.waiting_on) == ("Ben", "customer")
    events = [(e.kind, (e.occurred_at - WEDNESDAY).seconds) for e in Event.objects.order_by("id")]
    assert events == [("contact", 0), ("assign", 12), ("answer", 12), ("answer", 107)]
    assert ticket.customer.identities.get().value == "+4930901820"
    assert not Promise.objects.exists()


def test_nobody_answers_the_caller_leaves_a_message_and_is_owed_a_call_back(twilio):
    twilio("voice", form("voice"))
    twilio.clock.shift(25)
    say, record = told(twilio("dial", form("dial_no_answer")))
    assert (say.tag, say.attrib["language"], record.tag) == ("Say", "de-DE", "Record")
    assert record.attrib["transcribeCallback"].endswith("/twilio/transcription?line=main")
    twilio.clock.shift(30)
    told(twilio("recording", form("recording")))
    told(twilio("status", form("completed")))
    twilio.clock.shift(60)
    told(twilio("transcription", form("transcription")))
    words = Message.objects.filter(direction="in").order_by("id").last().text.splitlines()
    assert words[0] == "(voicemail)"
    assert words[1].startswith("Recording: https://api.twilio.com/")
    assert words[2] == "Hello, this is Mia. The app still hangs. Please call me."
    assert Promise.objects.get().made_at == WEDNESDAY + timedelta(seconds=25)
    assert Ticket.objects.get().contacts == 1


def test_a_line_that_rings_nobody_takes_a_message_at_once(twilio, line):
    Line.objects.update(rings=[], says="Wir rufen <b>Sie</b> & zurück.")
    say, _record = told(twilio("voice", form("voice")))
    assert say.text == "Wir rufen <b>Sie</b> & zurück."
    Line.objects.update(voicemail=False, says="")
    assert [part.tag for part in told(twilio("dial", form("dial_no_answer")))] == ["Say", "Hangup"]


def test_a_person_without_a_number_is_rung_in_their_browser(twilio, line):
    Line.objects.update(rings=[["ben", ""], ["ana", "+4930555002"]])
    ((client, number),) = told(twilio("voice", form("voice")))
    assert [(client.tag, client.text), (number.tag, number.text)] == [("Client", "ben"), ("Number", "+4930555002")]


def test_who_answered_goes_without_saying_if_only_one_was_rung(twilio):
    twilio("voice", form("voice"))
    twilio.clock.shift(107)
    twilio("dial", form("dial_completed"))
    assert [(e.kind, (e.occurred_at - WEDNESDAY).seconds) for e in Event.objects.order_by("id")][1:] == [
        ("assign", 12),
        ("answer", 12),
        ("answer", 107),
    ]


def test_who_answered_may_be_told_after_the_end(twilio, line):
    """Nothing is promised meanwhile: we know that somebody did, and not yet who."""
    Line.objects.update(rings=[BEN, ["ana", "+4930555002"]])
    twilio("voice", form("voice"))
    twilio.clock.shift(107)
    twilio("dial", form("dial_completed"))
    assert not Promise.objects.exists()
    twilio("status", form("leg_answered"), "line=main&agent=ben")
    answers = Event.objects.filter(kind="answer").order_by("id")
    assert [(e.occurred_at - WEDNESDAY).seconds for e in answers] == [12, 107]
    assert not Promise.objects.exists()


def test_who_hangs_up_while_it_rings_is_owed_a_call_back(twilio):
    twilio("voice", form("voice"))
    twilio("status", form("canceled"))
    assert Message.objects.get().text == "(missed call)"
    assert Promise.objects.get().text == "Call back"


def test_a_withheld_number_is_nobody(twilio):
    twilio("voice", form("voice_withheld"))
    assert not Ticket.objects.get().customer.identities.exists()


def test_a_call_of_ours_is_no_contact(twilio):
    assert len(told(twilio("status", form("outbound_api")))) == 0
    assert not Ticket.objects.exists()


def test_somebody_who_left_us_answers_nothing(twilio):
    twilio("voice", form("voice"))
    told(twilio("status", form("leg_answered"), "line=main&agent=nobody"))
    assert not Event.objects.filter(kind="answer").exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"key": "another"},
        {"url": "https://evil.example.com/api/v1/channels/phone/twilio/status?line=main"},
        {"url": f"{PUBLIC}/api/v1/channels/phone/twilio/voice?line=main"},
        {"url": f"{PUBLIC}/api/v1/channels/phone/twilio/status?line=main&agent=ben"},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "ü"},
    ],
)
def test_what_twilio_did_not_sign_has_no_effect(twilio, forged):
    answer = twilio("status", form("canceled"), **forged)
    assert (answer.status_code, answer["content-type"]) == (401, "application/problem+json")
    assert not ChannelSession.objects.exists()


def test_the_desks_own_secret_does_not_open_a_line_that_is_signed(client, line):
    _, headers = account("phone", "other")
    answer = client.post(
        "/api/v1/channels/phone/json/offered?line=main", {"call": "1"}, "application/json", headers=headers
    )
    assert answer.status_code == 401


def test_behind_a_proxy_the_public_address_counts(twilio):
    answer = twilio("voice", form("voice"), **{"Host": "localhost", "X-Forwarded-Host": "evil.example.com"})
    assert told(answer)[0].attrib["action"].startswith(PUBLIC)


def test_a_replay_gets_the_same_answer_and_changes_nothing(twilio):
    twilio("voice", form("voice"))
    twilio("status", form("leg_answered"), "line=main&agent=ben")
    ana = person("ana")
    Ticket.objects.update(owner=ana)
    before = Event.objects.count()
    answers = {twilio("voice", form("voice")).content for _ in range(3)}
    twilio("status", form("leg_answered"), "line=main&agent=ben")
    assert (len(answers), Event.objects.count(), Ticket.objects.get().owner) == (1, before, ana)


def test_one_key_for_two_lines_means_the_number_that_was_dialled(twilio, line):
    other, _ = account("phone", "another", address="+49 30 901899")
    other.line.signed_by, other.line.key = "twilio", TOKEN
    other.line.save()
    twilio("voice", form("voice"), query="")
    assert ChannelSession.objects.get().external_id.startswith("main:")


@pytest.mark.parametrize(
    "body", ["", "CallSid=", "CallSid=" + "x" * 99, "CallSid=1&Timestamp=Wed, 05 Mar 2014 09:00:00 +0000"]
)
def test_bad_forms_are_refused_with_a_reason(twilio, body):
    answer = twilio("status", body)
    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")


def test_a_form_too_large_is_refused_unread(twilio):
    assert twilio("status", "CallSid=1&x=" + "x" * 1_000_001).status_code == 413
