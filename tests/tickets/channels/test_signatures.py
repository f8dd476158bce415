"""Webhooks' signatures: every published vector is judged right, and nothing that differs in one bit passes."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from django.test import RequestFactory

from tickets.channels.signatures import SCHEMES, Hook, event_of

OURS = {
    "twilio-request": "twilio",
    "slack-v0": "slack",
    "standard-webhooks": "standard",
    "line": "line",
    "x-hub-signature-256": "hub",
    "plivo-v2": "plivo",
    "sendgrid-ecdsa": "sendgrid",
}
HEADER = {
    "twilio": "X-Twilio-Signature",
    "slack": "X-Slack-Signature",
    "standard": "webhook-signature",
    "line": "X-Line-Signature",
    "hub": "X-Hub-Signature-256",
    "plivo": "X-Plivo-Signature-V2",
    "sendgrid": "X-Twilio-Email-Event-Webhook-Signature",
}
TIME_HEADER = {"slack": "X-Slack-Request-Timestamp", "sendgrid": "X-Twilio-Email-Event-Webhook-Timestamp"}


def hook(vector, scheme):
    """The request that a vector describes."""
    told = vector["input"]
    headers = {HEADER[scheme]: vector["signature"]}
    if scheme in TIME_HEADER:
        headers[TIME_HEADER[scheme]] = told["timestamp"]
    headers |= {name: told[name] for name in ("webhook-id", "webhook-timestamp") if name in told}
    if "nonce" in told:
        headers["X-Plivo-Signature-V2-Nonce"] = told["nonce"]
    body = vector.get("body") or told.get("body") or urlencode(told.get("params", {}), doseq=True)
    return Hook(told.get("url", "https://desk.example.com/"), headers, body.encode())


def judged(vector):
    """Whether we take it: mailgun's hooks come to anymail's door, all others to ours."""
    if vector["scheme"] == "mailgun":
        return judged_by_anymail(vector)
    scheme, told = OURS[vector["scheme"]], vector["input"]
    now = vector.get("now") or int(told.get("timestamp", 0))
    return event_of(scheme, hook(vector, scheme), vector["key"], datetime.fromtimestamp(now, UTC)) is not None


def judged_by_anymail(vector):
    signed = {**vector["input"], "signature": vector["signature"]}
    request = RequestFactory().post("/", json.dumps({"signature": signed}), content_type="application/json")
    try:
        MailgunTrackingWebhookView(webhook_signing_key=vector["key"]).validate_request(request)
    except AnymailWebhookValidationFailure:
        return False
    return True


def test_every_published_vector_is_judged_right(shared):
    vectors = json.loads(shared("data/webhooks-signatures/vectors.json").read_text())
    wrong = [vector for vector in vectors if judged(vector) != vector["valid"]]
    assert (len(vectors), wrong) == (30, [])
    assert {vector["scheme"] for vector in vectors} == {*OURS, "mailgun"}


SLACK = {
    "key": "key",
    "at": datetime(2025, 3, 5, 9, 0, tzinfo=UTC),
    "signature": "v0=" + hmac.new(b"key", b"v0:1741165200:{}", "sha256").hexdigest(),
}


@pytest.mark.parametrize(("late", "taken"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_five_minutes_on_either_side_are_fresh(late, taken):
    headers = {"X-Slack-Signature": SLACK["signature"], "X-Slack-Request-Timestamp": "1741165200"}
    found = event_of("slack", Hook("", headers, b"{}"), "key", SLACK["at"] + timedelta(seconds=late))
    assert (found is not None) == taken


def test_the_same_event_has_the_same_id_however_often_it_is_signed():
    def told(seconds):
        time = str(1741165200 + seconds)
        mac = base64.b64encode(hmac.new(b"k" * 24, f"msg_1.{time}.{{}}".encode(), "sha256").digest()).decode()
        headers = {"webhook-id": "msg_1", "webhook-timestamp": time, "webhook-signature": f"v1,{mac}"}
        key = "whsec_" + base64.b64encode(b"k" * 24).decode()
        return event_of("standard", Hook("", headers, b"{}"), key, SLACK["at"])

    assert told(0) == told(60) is not None


STANDARD_KEY = "whsec_" + base64.b64encode(b"k" * 24).decode()
SIGNED_AT = 1741165200


def standard(*, body=b"{}", key=b"k" * 24, said=str(SIGNED_AT), signature=None, opened_by=STANDARD_KEY, late=0):
    """Whether a hook that is signed by Standard Webhooks is taken."""
    mac = base64.b64encode(hmac.new(key, f"msg_1.{said}.".encode() + body, "sha256").digest()).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": said, "webhook-signature": signature or f"v1,{mac}"}
    return bool(event_of("standard", Hook("", headers, body), opened_by, SLACK["at"] + timedelta(seconds=late)))


def test_a_standard_hook_is_fresh_for_five_minutes_of_the_callers_clock():
    assert [standard(late=late) for late in (-301, -300, 0, 300, 301)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": b"x" * 24},
        {"opened_by": "whsec_"},
        {"opened_by": "whsec_é"},
        {"body": b"\xff"},
        {"said": f"{SIGNED_AT}.5"},
        {"said": f" {SIGNED_AT}"},
        {"said": "nan"},
        {"said": "１７４１１６５２００"},
        {"said": "9" * 5_000},
        {"signature": "v1,"},
        {"signature": "v1"},
        {"signature": "v2," + "A" * 44},
        {"signature": "v1a," + "A" * 44},
        {"signature": "é"},
        {"signature": "v1," + "A" * 1_000_000},
        {"signature": "v1,A= " * 200_000},
    ],
)
def test_a_standard_hook_with_anything_wrong_is_none(wrong):
    assert not standard(**wrong)


def test_one_of_several_standard_signatures_is_enough_and_a_key_may_lack_its_padding():
    mac = base64.b64encode(hmac.new(b"k" * 24, f"msg_1.{SIGNED_AT}.{{}}".encode(), "sha256").digest()).decode()
    assert standard(signature=f"v1,{'A' * 44} v1a,x v1,{mac}")
    assert standard(key=b"k" * 25, opened_by="whsec_" + base64.b64encode(b"k" * 25).decode().rstrip("="))
    # Written otherwise, the same bytes are another signature to us.
    assert not standard(signature=f"v1,{mac}\n")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("header", ["", "é", "v0=", "sha256=", "x" * 10_000, "v1,"])
@pytest.mark.parametrize("key", ["", "key", "whsec_", "é", "AAAA"])
def test_what_is_no_signature_opens_nothing(scheme, header, key):
    headers = {HEADER[scheme]: header, TIME_HEADER.get(scheme, "x"): header, "webhook-timestamp": header}
    for body in (b"", b"\xff\xfe", b"a=1&" * 1000):
        found = event_of(scheme, Hook("https://desk.example.com:443/x?y=1", headers, body), key, datetime.now(UTC))
        assert found is None


def test_an_unknown_scheme_opens_nothing():
    assert event_of("secret", Hook("", {}, b""), "key", datetime.now(UTC)) is None
