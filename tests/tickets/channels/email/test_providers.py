"""Which webhooks of mail providers are genuine: by the mailbox's own key, once, and for five minutes."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from tests.make import WEDNESDAY, account, mail
from tests.tickets.channels.hook_cases import FORM, JSON, MULTIPART, form, multipart
from tickets.channels.email.providers import Posted, genuine
from tickets.models import Mailbox, RawInbound

URL = "http://localhost:8000/api/v1/channels/email/help"
KEY = "key-of-the-mailbox"
NOW = int(WEDNESDAY.timestamp())


def hexed(key, signed, digest="sha256"):
    return hmac.new(key.encode(), signed, digest).hexdigest()


def public(key):
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


def mailgun(at=NOW, token="token", content_type=FORM, key=KEY, **more):
    said = {"timestamp": str(at), "token": token, "signature": hexed(key, f"{at}{token}".encode())}
    said |= {"sender": "mia@example.com", "body-mime": mail().decode(), **more}
    return Posted(URL, {}, content_type, multipart(said) if content_type == MULTIPART else form(said))


def mailgun_event(at=NOW):
    said = {"timestamp": str(at), "token": "t", "signature": hexed(KEY, f"{at}t".encode())}
    return Posted(URL, {}, JSON, json.dumps({"signature": said, "event-data": {}}).encode())


def signed_body(header, key=KEY, body=b'{"type": "x"}'):
    return Posted(URL, {header: hexed(key, body)}, JSON, body)


def mandrill(key=KEY, url=URL, events="[]"):
    signature = base64.b64encode(hmac.new(key.encode(), f"{url}mandrill_events{events}".encode(), "sha1").digest())
    return Posted(URL, {"X-Mandrill-Signature": signature.decode()}, FORM, form({"mandrill_events": events}))


def postal(body=b"{}", signed=b"{}"):
    signature = RSA.sign(signed, padding.PKCS1v15(), hashes.SHA1())
    return Posted(URL, {"X-Postal-Signature": base64.b64encode(signature).decode()}, JSON, body)


def sendgrid(at=NOW, body=b"[]", signed=b"[]"):
    signature = base64.b64encode(EC.sign(str(at).encode() + signed, ec.ECDSA(hashes.SHA256()))).decode()
    name = "X-Twilio-Email-Event-Webhook"
    return Posted(URL, {f"{name}-Signature": signature, f"{name}-Timestamp": str(at)}, JSON, body)


SVIX = base64.b64encode(KEY.encode()).decode()


def resend(at=NOW, body=b"{}", signed=b"{}"):
    digest = hmac.new(KEY.encode(), f"msg_1.{at}.".encode() + signed, "sha256").digest()
    headers = {
        "svix-id": "msg_1",
        "svix-timestamp": str(at),
        "svix-signature": "v1," + base64.b64encode(digest).decode(),
    }
    return Posted(URL, headers, JSON, body)


def unisender(key=KEY):
    body = '{"auth": "%s", "events_by_user": []}'
    auth = hashlib.md5((body % key).encode()).hexdigest()
    return Posted(URL, {}, JSON, (body % auth).encode())


GENUINE = [
    ("mailgun", mailgun(), KEY),
    ("mailgun", mailgun(content_type=MULTIPART), KEY),
    ("mailgun", mailgun(content_type=MULTIPART, **{"body-mime": "x" * 3_000_000}), KEY),
    ("mailgun", mailgun_event(), KEY),
    ("mailgun", mailgun(), f"another\n {KEY}\n"),
    ("mailersend", signed_body("Signature"), KEY),
    ("mailtrap", signed_body("Mailtrap-Signature"), KEY),
    ("mandrill", mandrill(), KEY),
    ("postal", postal(), public(RSA)),
    ("resend", resend(), f"whsec_{SVIX}"),
    ("sendgrid", sendgrid(), public(EC)),
    ("unisender_go", unisender(), KEY),
]


@pytest.mark.parametrize(("provider", "posted", "key"), GENUINE)
def test_a_genuine_one_is_known_by_its_event(provider, posted, key):
    assert genuine(provider, posted, key, WEDNESDAY)
    assert genuine(provider, posted, key, WEDNESDAY) == genuine(provider, posted, key, WEDNESDAY)


FORGED = [
    ("mailgun", mailgun(key="wrong"), KEY),
    ("mailgun", mailgun(signature=""), KEY),
    ("mailgun", mailgun(token=""), KEY),
    ("mailgun", mailgun(at="soon"), KEY),
    ("mailgun", Posted(URL, {}, JSON, b"{"), KEY),
    ("mailgun", Posted(URL, {}, JSON, b"[]"), KEY),
    ("mailgun", Posted(URL, {}, JSON, b"[" * 100_000), KEY),
    ("unisender_go", Posted(URL, {}, JSON, b"[" * 100_000), KEY),
    ("mailgun", Posted(URL, {}, MULTIPART, b"\xff"), KEY),
    ("mailgun", Posted(URL, {}, "multipart/form-data", b"a"), KEY),
    ("mailersend", signed_body("Signature", key="wrong"), KEY),
    ("mailersend", Posted(URL, {}, JSON, b"{}"), KEY),
    ("mailersend", Posted(URL, {"Signature": "ä"}, JSON, b"{}"), KEY),
    ("mailtrap", signed_body("Mailtrap-Signature", key="wrong"), KEY),
    ("mandrill", mandrill(key="wrong"), KEY),
    ("mandrill", mandrill(url="http://elsewhere/"), KEY),
    ("postal", postal(body=b"{ }"), public(RSA)),
    ("postal", postal(), KEY),  # no key at all
    ("resend", resend(body=b"{ }"), SVIX),
    ("resend", resend(), "no base64!"),
    ("sendgrid", sendgrid(body=b"[ ]"), public(EC)),
    ("unisender_go", unisender(key="wrong"), KEY),
    ("unisender_go", Posted(URL, {}, JSON, b"{}"), KEY),
    ("postmark", signed_body("Signature"), KEY),  # signs nothing
    ("mailgun", mailgun(), ""),
    ("mailgun", mailgun(), "\n \n"),
]


@pytest.mark.parametrize(("provider", "posted", "key"), FORGED)
def test_any_other_is_not(provider, posted, key):
    assert genuine(provider, posted, key, WEDNESDAY) is None


TIMED = [
    ("mailgun", mailgun, KEY),
    ("mailgun", mailgun_event, KEY),
    ("resend", resend, SVIX),
    ("sendgrid", sendgrid, public(EC)),
]


@pytest.mark.parametrize(("provider", "build", "key"), TIMED)
def test_five_minutes_are_the_limit_to_either_side(provider, build, key):
    for seconds, good in ((-301, False), (-300, True), (300, True), (301, False)):
        assert bool(genuine(provider, build(at=NOW + seconds), key, WEDNESDAY)) == good


def test_the_published_vectors_are_judged_right(shared):
    judged = []
    for vector in json.loads(shared("data/webhooks-signatures/vectors.json").read_text()):
        said = vector["input"]
        if vector["scheme"] == "mailgun":
            posted = Posted(URL, {}, FORM, form({**said, "signature": vector["signature"]}))
        elif vector["scheme"] == "sendgrid-ecdsa":
            name = "X-Twilio-Email-Event-Webhook"
            headers = {f"{name}-Signature": vector["signature"], f"{name}-Timestamp": said["timestamp"]}
            posted = Posted(URL, headers, JSON, said["body"].encode())
        else:
            continue
        provider = vector["scheme"].partition("-")[0]
        then = datetime.fromtimestamp(int(said["timestamp"] or 0), UTC)
        judged.append((bool(genuine(provider, posted, vector["key"], then)), vector["valid"]))
        assert genuine(provider, posted, vector["key"], then + timedelta(minutes=6)) is None
    assert len(judged) >= 5
    assert [found for found, _ in judged] == [valid for _, valid in judged]


# At the door


@pytest.fixture
def door(client, db):
    """Posts to a mailbox that has a provider and its key."""
    row, headers = account("email", "help")
    box = Mailbox.objects.create(account=row)

    def post(provider, posted, key=KEY, headers=headers):
        Mailbox.objects.filter(pk=box.pk).update(provider=provider)
        box.refresh_from_db()
        box.webhook_key = key
        box.save()
        more = {**posted.headers, **headers}
        return client.post(URL.partition(":8000")[2], posted.body, content_type=posted.content_type, headers=more)

    return post


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as moved:
        yield moved


def test_a_signature_opens_the_mailbox_without_a_secret(door):
    answer = door("mailgun", mailgun(), headers={})
    assert (answer.status_code, answer.json()["repeated"]) == (200, False)


def test_the_secret_does_not_replace_a_signature(door):
    answer = door("mailgun", mailgun(key="wrong"))
    assert (answer.status_code, RawInbound.objects.count()) == (401, 0)
    assert "not right, or older" in answer.json()["detail"]


def test_what_is_stale_has_no_effect(door, clock):
    clock.shift(301)
    assert door("mailgun", mailgun(), headers={}).status_code == 401
    assert not RawInbound.objects.exists()


def test_a_replay_has_no_effect(door):
    door("mailgun", mailgun(), headers={})
    assert door("mailgun", mailgun(), headers={}).json()["repeated"]
    # Mailgun's signature does not cover the body: its token counts once.
    assert door("mailgun", mailgun(**{"body-mime": mail("Pay me.").decode()}), headers={}).json()["repeated"]
    assert RawInbound.objects.count() == 1


def test_a_signature_for_one_mailbox_opens_no_other(door, client):
    other, _headers = account("email", "sales")
    box = Mailbox.objects.create(account=other, provider="mailgun", webhook_key="another key")
    posted = mailgun()
    door("mailgun", posted, headers={})
    path = f"/api/v1/channels/email/{box.account.slug}"
    assert client.post(path, posted.body, content_type=posted.content_type).status_code == 401


def test_mails_that_sendgrid_does_not_sign_need_the_secret(door):
    posted = Posted(URL, {}, MULTIPART, multipart({"email": mail().decode()}))
    assert door("sendgrid", posted, key=public(EC), headers={}).status_code == 401
    assert door("sendgrid", posted, key=public(EC)).status_code == 200
    assert door("sendgrid", sendgrid(), key=public(EC), headers={}).status_code == 200


def test_without_a_key_the_secret_opens_it(door):
    assert door("mailgun", mailgun(key="whatever"), key="").status_code == 200
    assert door("mailgun", mailgun(), key="", headers={}).status_code == 401
