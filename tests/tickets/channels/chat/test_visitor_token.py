"""Whom a site vouches for: one form of token and no other, and what it opens."""

import hmac
from datetime import UTC, datetime

import jwt
import pytest
from django.db import connection

from tests import make
from tests.make import account, person
from tests.tickets.channels.visitor import SESSIONS, Visitor, encoded, token
from tickets.actions.setup import widgets
from tickets.models import ChannelSession, Customer, Identity, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(db):
    """The secret of the widget "demo"."""
    root = person("root", role="administrator")
    return widgets.new_secret(account("chat", "demo")[0], by=root)


@pytest.fixture
def vouched(client, secret):
    """Opens a chat for whom the site vouches."""

    def opens(sessions=SESSIONS, **claims):
        return Visitor(client, sessions, token=token(secret, **claims))

    return opens


def test_whom_the_site_names_is_proven_and_known_again(vouched):
    visitor = vouched(email="Mia@Example.com", name="Mia")
    visitor.say("It hangs.")
    message = Message.objects.select_related("customer").get()
    assert (message.proven, message.customer.name, message.sender["email"]) == (True, "Mia", "Mia@Example.com")
    kinds = Identity.objects.order_by("kind").values_list("kind", "value", "verified")
    assert list(kinds) == [("email", "mia@example.com", True), ("handle", "demo:mia-7", True)]
    vouched(sub="mia-7").say("Once more.", "2")
    assert Customer.objects.count() == 1


def test_their_own_chat_goes_on_in_another_browser_and_can_be_read_after_its_end(vouched):
    first = vouched()
    first.say("It hangs.")
    again = vouched()
    assert (again.session, again.key, again.texts()) == (first.session, first.key, ["It hangs."])
    first.post("end")
    new = vouched()
    assert new.session != first.session
    assert new.texts() == ["It hangs."]


def test_nobody_else_reads_it(vouched, client, secret):
    vouched().say("It hangs.")
    assert vouched(sub="mia-8").texts() == []
    assert Visitor(client).texts() == []
    root = person("boss", role="administrator")
    other = widgets.new_secret(account("chat", "shop")[0], by=root)
    elsewhere = Visitor(client, SESSIONS.replace("demo", "shop"), token=token(other, aud="shop"))
    assert elsewhere.texts() == []


def test_what_they_type_makes_nobody_else_proven(vouched):
    visitor = vouched()
    visitor.say("It hangs.", email="other@example.com", phone="+4930901820")
    visitor.post("reach", email="third@example.com")
    visitor.say("Still.", "2")
    assert list(Identity.objects.values_list("value", flat=True)) == ["demo:mia-7"]


def test_names_that_compare_alike_are_two_people(vouched):
    vouched(sub="Mia").say("One.")
    vouched(sub="mia").say("Two.")
    assert Ticket.objects.values("customer").distinct().count() == 2


def test_an_address_that_was_never_vouched_for_is_not_taken_from_the_token(vouched):
    vouched(email="Mia <mia@example.com>").say("It hangs.")
    assert list(Identity.objects.values_list("kind", flat=True)) == ["handle"]


def now():
    return int(datetime.now(UTC).timestamp())


WRONG = {
    "another secret": lambda secret: token(secret + "x"),
    "another widget": lambda secret: token(secret, aud="shop"),
    "several widgets": lambda secret: token(secret, aud=["demo"]),
    "no widget": lambda secret: token(secret, aud=None),
    "over": lambda secret: token(secret, lasts=-1),
    "without an end": lambda secret: token(secret, exp=None),
    "an end far off": lambda secret: token(secret, lasts=3600),
    "an end that is a text": lambda secret: token(secret, exp=str(now() + 60)),
    "an end that is true": lambda secret: token(secret, exp=True),
    "an end that is no number": lambda secret: token(secret, exp=float("nan")),
    "nobody": lambda secret: token(secret, sub=None),
    "an empty name": lambda secret: token(secret, sub=" "),
    "a number": lambda secret: token(secret, sub=7),
    "a line break": lambda secret: token(secret, sub="a\nb"),
    "a long name": lambda secret: token(secret, sub="a" * 201),
    "an address that is none": lambda secret: token(secret, email=["a@b.c"]),
    "no signature": lambda secret: token(secret).rpartition(".")[0] + ".",
    "alg none": lambda secret: token(secret, head={"alg": "none"}).rpartition(".")[0] + ".",
    "alg none, signed": lambda secret: token(secret, head={"alg": "none"}),
    "another alg": lambda secret: token(secret, head={"alg": "HS512"}),
    "a public key's alg": lambda secret: token(secret, head={"alg": "RS256"}),
    "small letters": lambda secret: token(secret, head={"alg": "hs256"}),
    "what we do not know": lambda secret: token(secret, head={"alg": "HS256", "crit": ["b64"], "b64": False}),
    "a list as head": lambda secret: token(secret, head=["HS256"]),
    "two parts": lambda secret: token(secret).rpartition(".")[0],
    "no token": lambda secret: "x",
    "no base64": lambda secret: "ä.ö.ü",
    "the secret of nobody": lambda secret: token(""),
    "other claims": lambda secret: swapped(token(secret), encoded(b'{"aud": "demo", "sub": "x", "exp": 9999999999}')),
    "an end beyond all numbers": lambda secret: token(secret, exp=10**400),
    "a beginning far off": lambda secret: token(secret, nbf=now() + 310),
    "a beginning that is a text": lambda secret: token(secret, nbf="0"),
    "no alg": lambda secret: token(secret, head={"typ": "JWT"}),
    "an alg that is a list": lambda secret: token(secret, head={"alg": ["HS256"]}),
    "a body beside the token": lambda secret: token(secret, head={"alg": "HS256", "b64": False}),
    "a secret too short to keep": lambda secret: token("short"),
    "a nest as head": lambda secret: nested(secret),
    "a nest as body": lambda secret: nested(secret, body=True),
    "four parts": lambda secret: token(secret) + ".x",
    "a name with half a character": lambda secret: token(secret, sub="\ud800"),
    "too long": lambda secret: token(secret, name="a" * 5000),
}


def nested(secret, *, body=False):
    """A token of thousands of brackets, signed."""
    parts = [encoded(b'{"alg":"HS256"}'), encoded(b"[" * 1400 + b"]" * 1400)]
    signed = ".".join(parts if body else reversed(parts))
    return f"{signed}.{encoded(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def swapped(good, body):
    head, _, signature = good.split(".")
    return f"{head}.{body}.{signature}"


@pytest.mark.parametrize("what", WRONG)
def test_any_other_token_is_refused(client, secret, what):
    wrong = Visitor(client, token=WRONG[what](secret))
    assert (wrong.opened.status_code, wrong.opened["content-type"]) == (400, "application/problem+json")
    assert not ChannelSession.objects.exists()


def test_a_token_of_somebody_elses_library_is_taken(client, secret):
    claims = {"aud": "demo", "sub": "mia-7", "exp": now() + 300, "iat": now(), "nbf": now() + 240, "jti": "1"}
    assert Visitor(client, token=jwt.encode(claims, secret)).opened.status_code == 201


def test_our_public_words_are_no_secret(client, secret):
    """A token signed with what anybody can read: the widget's name, or nothing in base64."""
    for known in ("demo", "=", "\0" * 32):
        assert Visitor(client, token=token(known)).opened.status_code == 400


def test_a_widget_without_a_secret_takes_no_token(client):
    account("chat", "demo")
    assert Visitor(client, token=token("")).opened.status_code == 400
    assert Visitor(client, token=None).opened.status_code == 201


def test_a_new_secret_ends_the_old_ones_tokens(client, secret):
    old = token(secret)
    widgets.new_secret(account_row(), by=person("boss", role="administrator"))
    assert Visitor(client, token=old).opened.status_code == 400


def account_row():
    return ChannelSession._meta.get_field("account").related_model.objects.get(slug="demo")


def test_the_secret_is_sealed_in_the_database(secret):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM tickets_widget")
        kept = cursor.fetchone()[0]
    assert secret not in kept
    assert len(kept) > len(secret)


def test_an_answer_reaches_whom_the_site_named(vouched):
    visitor = vouched(email="mia@example.com")
    visitor.say("It hangs.")
    make.do("reply", Ticket.objects.get(), by=person("ana"), at=datetime.now(UTC), text="Fixed.")
    assert visitor.texts() == ["It hangs.", "Fixed."]
    assert visitor.look().json()["reach"] == "mia@example.com"
