"""Calls by plain JSON: each event once, in any order, at its own time."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests import make
from tests.make import SECRET, WEDNESDAY, account, person
from tickets.models import ChannelAccount, ChannelSession, Event, Identity, Line, Message, Ticket, User

pytestmark = pytest.mark.django_db
MIA, PUBLIC = "+49 30 901820", "https://desk.example.com"


@pytest.fixture
def ring(client):
    _, headers = account("phone", "line", address="+4930901800")

    def happens(event, at=None, call="call1", headers=headers, **more):
        body = {"call": call, **more} | ({"at": at.isoformat()} if at else {})
        return client.post(
            f"/api/v1/channels/phone/json/{event}", body, content_type="application/json", headers=headers
        )

    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        happens.clock, happens.headers = clock, headers
        yield happens


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_call_leaves_a_contact_an_owner_and_an_answer_with_both_ends(ring):
    ben = person("ben")
    assert ring("offered", WEDNESDAY, **{"from": MIA}).status_code == 200
    ring.clock.shift(60)
    ring("answered", agent="ben", **{"from": MIA})
    ring.clock.shift(17 * 60)
    assert ring("ended").status_code == 200
    assert kinds() == ["contact", "assign", "answer", "answer"]
    ticket = Ticket.objects.get()
    assert (ticket.owner, ticket.waiting_on, ticket.customer.identities.get().value) == (ben, "customer", "+4930901820")
    answers = Event.objects.filter(kind="answer").order_by("id")
    assert [event.occurred_at - WEDNESDAY for event in answers] == [timedelta(minutes=1), timedelta(minutes=18)]
    assert [event.data["initiated"] for event in answers] == [False, False]
    assert [event.message.text for event in answers] == ["(call answered)", "(call ended)"]


def test_every_event_twice_has_its_effect_once(ring):
    person("ben")
    for event in ("offered", "answered", "ended"):
        for _ in range(2):
            assert ring(event, agent="ben", **{"from": MIA}).status_code == 200
    assert kinds() == ["contact", "assign", "answer", "answer"]
    assert Ticket.objects.count() == 1


def test_an_answer_that_overtakes_the_ringing_makes_the_contact(ring):
    person("ben")
    ring("answered", agent="ben", **{"from": MIA})
    ring("offered", **{"from": MIA})
    assert kinds() == ["contact", "assign", "answer"]


def test_whoever_answers_takes_the_ticket_over(ring):
    ana, ben = person("ana"), person("ben")
    ring("offered", **{"from": MIA})
    make.do("assign", Ticket.objects.get(), by=ana, at=WEDNESDAY, to=ana)
    ring("answered", agent="ben", **{"from": MIA})
    assert Ticket.objects.get().owner == ben


def test_a_missed_call_stays_a_contact_and_says_so(ring):
    ring("offered", **{"from": MIA})
    ring("missed")
    assert kinds() == ["contact", "promise"]
    assert Message.objects.get().text == "(missed call)"
    assert ChannelSession.objects.get().ended_at == WEDNESDAY
    assert Ticket.objects.get().waiting_on == "us"


def test_who_hangs_up_before_anybody_answers_was_missed(ring):
    ring("offered", **{"from": MIA})
    ring("ended")
    assert Message.objects.get().text == "(missed call)"


def test_a_voicemail_keeps_its_words_and_is_no_answer(ring):
    ring("offered", **{"from": MIA})
    ring("voicemail", transcript="Please call me.", recording_url="https://example.com/1.mp3", **{"from": MIA})
    assert kinds() == ["contact", "contact", "promise"]
    words = Message.objects.last()
    assert words.text == "(voicemail)\nPlease call me.\nRecording: https://example.com/1.mp3"
    ticket = Ticket.objects.get()
    assert (ticket.contacts, ticket.first_answered_at) == (1, None)


WITHHELD = ["", "anonymous", "Restricted", "+266696687", "7378742833", "sip:anonymous@anonymous.invalid", None]
WITHHELD += ["<sip:anonymous@pbx.example.com>", "No Caller ID", "number withheld", "+86282452253", "UNKNOWN", "-", "+"]


@pytest.mark.parametrize("number", WITHHELD)
def test_withheld_numbers_are_different_people(ring, number):
    ring("offered", call="1", **{"from": number})
    ring("offered", call="2", **{"from": number})
    first, second = Ticket.objects.order_by("id")
    assert first.customer != second.customer
    assert not first.customer.identities.exists()
    assert Message.objects.first().sender == {}


def test_national_numbers_are_dialled_from_where_our_line_is(ring):
    ring("offered", **{"from": "030 901820"})
    assert Ticket.objects.get().customer.identities.get().value == "+4930901820"


NUMBERS = [
    "030 901820",
    "tel:+49-30-901820",
    "sip:+4930901820@pbx.example.com",
    "<sip:+4930901820@x>",
    "0049 30 901820",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_the_same_in_every_spelling(ring, number):
    ring("offered", **{"from": number})
    assert Ticket.objects.get().customer.identities.get().value == "+4930901820"


def test_a_lines_region_says_where_its_callers_dial_from(ring):
    Line.objects.update(region="AT")
    ring("offered", **{"from": "01 901820"})
    assert Ticket.objects.get().customer.identities.get().value == "+431901820"


def test_any_number_of_a_customer_leads_to_what_they_have_open(ring):
    ring("offered", **{"from": MIA})
    ticket = Ticket.objects.get()
    Identity.objects.create(customer=ticket.customer, kind="phone", value="+491711234567", created_at=WEDNESDAY)
    ring("offered", call="2", **{"from": "0171 1234567"})
    assert Message.objects.get(external_id="line:2:offered").ticket == ticket


def test_late_entries_keep_their_time_and_clocks_ahead_do_not_count(ring):
    ring("offered", WEDNESDAY - timedelta(hours=20), call="late", **{"from": MIA})
    ring("offered", WEDNESDAY + timedelta(minutes=4), call="ahead", **{"from": "+4930901821"})
    late, ahead = Event.objects.filter(kind="contact").order_by("id")
    assert (late.occurred_at, late.recorded_at) == (WEDNESDAY - timedelta(hours=20), WEDNESDAY)
    assert ahead.occurred_at == WEDNESDAY


BAD = [
    ("offered", {"call": ""}),
    ("offered", {"at": "1970-01-01T00:00:00Z"}),
    ("offered", {"at": "2025-03-05T09:00:00"}),
    ("offered", {"at": "0001-01-01T00:00:00+14:00"}),
    ("offered", {"at": "9999-12-31T23:59:59-14:00"}),
    ("offered", {"at": 5}),
    ("offered", {"number": "+4930901820"}),
    ("offered", {"from": ["+49"]}),
    ("offered", {"call": "x" * 500}),
    ("answered", {}),
    ("answered", {"agent": "nobody"}),
    ("voicemail", {"recording_url": "javascript:alert(1)"}),
]


@pytest.mark.parametrize(("event", "body"), BAD)
def test_bad_input_is_refused_with_a_reason(ring, client, event, body):
    answer = client.post(
        f"/api/v1/channels/phone/json/{event}",
        {"call": "1", **body},
        content_type="application/json",
        headers=ring.headers,
    )
    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")
    assert not Ticket.objects.exists()


def test_only_who_knows_a_lines_secret_may_say_that_it_rings(ring):
    account("email", "help")
    for headers in ({}, {SECRET: ""}, {SECRET: "wrong"}):
        assert ring("offered", headers=headers).status_code == 401
    assert ring("danced").status_code == 404


# Real calls


@pytest.mark.slow
def test_real_transcripts_are_kept_whole_and_once(ring, shared):
    """105 calls of 14 customers: what was said is their words in the call, however long, and the call stays one contact."""
    folder = shared("data/calls-msft-telecom/transcripts")
    told = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    for call in told:
        said = {"call": call["ConversationId"], "from": f"+49309{call['ClientId']}", "transcript": call["Content"]}
        for _ in range(2):
            assert ring("voicemail", **said).status_code == 200
    words = Message.objects.filter(text__startswith="(voicemail)").order_by("id")
    assert [message.text.partition("\n")[2] for message in words] == [call["Content"].strip() for call in told]
    assert Ticket.objects.count() == len({call["ClientId"] for call in told}) == 14
    assert sum(Ticket.objects.values_list("contacts", flat=True)) == len(told) == 105


def test_a_transcript_of_turns_is_kept_whole(ring, shared):
    told = json.loads(shared("data/calls-aws-transcribe/example-call.json").read_text())
    transcript = "\n".join(f"{turn['ParticipantRole']}: {turn['Content']}" for turn in told["Transcript"])
    ring("voicemail", transcript=transcript, **{"from": MIA})
    assert Message.objects.last().text == f"(voicemail)\n{transcript}"


def test_calls_as_vonage_and_plivo_spell_them_are_taken(ring, shared):
    """Their numbers come without a plus and their times with fractions or their own offset."""
    vonage = json.loads(shared("data/webhooks-chat-phone/vonage-voice/get_call.json").read_text())
    plivo = json.loads(shared("data/webhooks-chat-phone/plivo/callGetResponse.json").read_text())
    ring.clock.move_to(datetime(2024, 4, 19, 2, tzinfo=UTC))
    call = {"call": vonage["uuid"], "from": "+" + vonage["from"]["number"], "to": vonage["to"]["number"]}
    assert ring("offered", datetime.fromisoformat(vonage["start_time"]), **call).status_code == 200
    assert ring("ended", datetime.fromisoformat(vonage["end_time"]), **call).status_code == 200
    ring.clock.move_to(datetime(2017, 5, 22, 13, tzinfo=UTC))
    call = {"call": plivo["call_uuid"], "from": plivo["from_number"], "to": plivo["to_number"]}
    assert ring("missed", datetime.fromisoformat(plivo["end_time"]), **call).status_code == 200
    assert [str(session.ended_at) for session in ChannelSession.objects.order_by("id")] == [
        "2024-04-19 01:34:20+00:00",
        "2017-05-22 12:19:40+00:00",
    ]


# Signed by the provider: plain JSON from any telephone system that signs what it sends

KEY = "a-key-of-32-random-characters"
WHSEC = "whsec_" + base64.b64encode(KEY.encode()).decode()


def hub(body, at):
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(KEY.encode(), body, "sha256").hexdigest()}


def standard(body, at, name="msg_1"):
    time = str(int(at.timestamp()))
    mac = hmac.new(KEY.encode(), f"{name}.{time}.".encode() + body, "sha256").digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": name, "webhook-timestamp": time, "webhook-signature": signature}


def line_sdk(body, at):
    mac = hmac.new(KEY.encode(), body, "sha256").digest()
    return {"X-Line-Signature": base64.b64encode(mac).decode()}


def slack(body, at):
    time = str(int(at.timestamp()))
    mac = hmac.new(KEY.encode(), f"v0:{time}:".encode() + body, "sha256").hexdigest()
    return {"X-Slack-Request-Timestamp": time, "X-Slack-Signature": f"v0={mac}"}


def plivo(body, at):
    url = f"{PUBLIC}/api/v1/channels/phone/json/offered"
    mac = hmac.new(KEY.encode(), f"{url}77".encode(), "sha256").digest()
    return {"X-Plivo-Signature-V2": base64.b64encode(mac).decode(), "X-Plivo-Signature-V2-Nonce": "77"}


SIGNED = {"hub": hub, "standard": standard, "line": line_sdk, "slack": slack, "plivo": plivo}


@pytest.fixture
def signed(client, ring, settings):
    """Post a body to an event with the signature of a scheme, made at a time."""
    settings.PUBLIC_URL = PUBLIC

    def post(scheme, event, body, at=WEDNESDAY, signed_body=None, **more):
        key = WHSEC if scheme == "standard" else KEY
        Line(account=ChannelAccount.objects.get(), signed_by=scheme, key=key).save()
        headers = SIGNED[scheme]((signed_body or body).encode(), at, **more)
        path = f"/api/v1/channels/phone/json/{event}"
        return client.post(path, body, content_type="application/json", headers=headers)

    return post


BODY = '{"call": "8f2c", "from": "+4930901820"}'


@pytest.mark.parametrize("scheme", SIGNED)
def test_a_providers_signature_opens_its_line_and_a_replay_does_nothing(signed, scheme):
    first = signed(scheme, "offered", BODY)
    assert first.status_code == 200, first.content
    again = signed(scheme, "offered", BODY)
    assert (again.status_code, again.json()) == (200, first.json())
    assert kinds() == ["contact"]


@pytest.mark.parametrize("scheme", [scheme for scheme in SIGNED if scheme != "plivo"])
def test_an_altered_body_has_no_effect(signed, scheme):
    assert signed(scheme, "offered", BODY, signed_body=BODY + " ").status_code == 401
    assert not Ticket.objects.exists()


def test_a_nonce_counts_once_whatever_the_body_says(signed):
    signed("plivo", "offered", BODY)
    signed("plivo", "offered", BODY.replace("8f2c", "8f2d"))
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("scheme", ["standard", "slack"])
@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_hook_has_no_effect(signed, scheme, minutes):
    assert signed(scheme, "offered", BODY, at=WEDNESDAY + timedelta(minutes=minutes)).status_code == 401
    assert not Ticket.objects.exists()


OTHER = {"standard": {"name": "msg_2"}}


@pytest.mark.parametrize("scheme", ["hub", "line", "slack", "standard"])
def test_a_body_that_was_signed_for_one_event_is_not_taken_for_another(signed, scheme):
    signed(scheme, "offered", BODY)
    assert signed(scheme, "missed", BODY).status_code == 422
    assert kinds() == ["contact"]
    assert (
        signed(scheme, "missed", BODY[:-1] + ', "at": "2025-03-05T09:00:00Z"}', **OTHER.get(scheme, {})).status_code
        == 200
    )
    assert kinds() == ["contact", "promise"]


def test_a_hook_that_was_refused_may_come_again(signed):
    person("ben", is_active=False)
    body = BODY[:-1] + ', "agent": "ben"}'
    assert signed("hub", "answered", body).status_code == 400
    User.objects.update(is_active=True)
    assert signed("hub", "answered", body).status_code == 200


def test_a_read_only_person_answers_no_calls(ring):
    person("eve", role="read_only")
    ring("offered", **{"from": MIA})
    assert ring("answered", agent="eve").status_code == 403
    assert kinds() == ["contact"]
