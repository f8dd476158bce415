"""Whatever a POST does it does once per Idempotency-Key: the repeat gets the same answer, byte for byte."""

import re

import pytest
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from tests import make
from tests.make import contact
from tests.tickets.api.conftest import Caller
from tickets.actions.intake import chats
from tickets.actions.setup import widgets
from tickets.models import Event, Feedback, Message
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db
PATHS = SchemaGenerator().get_schema(public=True)["paths"]
# Calls and mails of providers have ids of their own, a test of a mailbox leaves nothing, and a new chat's key is shown once.
BY_OTHER_MEANS = re.compile(r"/channels/(phone|email|mailbox-trials)/|/\{widget\}/sessions$")


def keyed(key="k1"):
    return {"HTTP_IDEMPOTENCY_KEY": key}


def repeated(caller, path, body=None, **more):
    """What is answered twice: the same bytes, and the second time nothing has happened."""
    first = caller.post(path, body, **keyed(), **more)
    before = (Event.objects.count(), Message.objects.count())
    again = caller.post(path, body, **keyed(), **more)
    assert first.status_code < 300, first.content
    assert again.status_code in (200, 204)
    assert again.content == first.content
    assert again.get("ETag") == first.get("ETag")
    assert (Event.objects.count(), Message.objects.count()) == before
    return first


def holder(ticket):
    return Caller(HTTP_AUTHORIZATION=f"Request {make.token(ticket, at=timezone.now())}")


@pytest.mark.parametrize(
    ("verb", "body"),
    [("note", {"text": "Seen."}), ("reply", {"channel": "email", "text": "Try it."}), ("priority", {"to": "high"})],
)
def test_a_verb(agent, ticket, verb, body):
    repeated(agent, f"tickets/{ticket.pk}/{verb}", body)


def test_a_merge_of_customers(agent, ticket):
    other = contact(email="m.weber@example.org")
    repeated(agent, f"customers/{ticket.customer_id}/merge", {"into": other.customer_id})


def test_a_contact_of_a_program_and_of_anybody(website, anybody):
    body = {"from": {"email": "zoe@example.org"}, "text": "Where is it?", "facts": {"z": "1", "a": "2"}}
    assert repeated(website, "intake", body).status_code == 201
    repeated(anybody, "intake", body)


def test_words_of_a_customer(ticket):
    assert repeated(holder(ticket), f"requests/{ticket.reference}/messages", {"text": "More."}).status_code == 201


@pytest.mark.parametrize(
    ("what", "body"), [("confirm", {}), ("dispute", {"text": "No."}), ("feedback", {"survey": "csat", "score": 4})]
)
def test_what_a_customer_says_of_it(ticket, ana, what, body):
    make.resolved(ticket, timezone.now(), ana)
    repeated(holder(ticket), f"requests/{ticket.reference}/{what}", body)
    assert Feedback.objects.count() == (what == "feedback")


def test_it_was_not_me_though_the_link_has_ended(ticket):
    repeated(holder(ticket), f"requests/{ticket.reference}/not-me")


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("messages", {"text": "Hello", "client_id": "c1"}),
        ("reach", {"email": "mia@example.org"}),
        ("end", {}),
    ],
)
def test_a_chat(anybody, what, body):
    widget = widgets.create_widget(by=COMMAND, slug="shop", name="Shop")
    chat, key = chats.open_chat(getattr(widget, "account", widget), at=timezone.now())
    path = f"channels/chat/shop/sessions/{chat.external_id}/{what}"
    repeated(anybody, path, body, HTTP_X_CHAT_KEY=key)


def test_another_body_and_another_address_are_refused(agent, ticket):
    other = contact(email="zoe@example.org")
    agent.post(f"tickets/{ticket.pk}/note", {"text": "One."}, **keyed())
    assert agent.post(f"tickets/{ticket.pk}/note", {"text": "Two."}, **keyed()).status_code == 422
    assert agent.post(f"tickets/{other.pk}/note", {"text": "One."}, **keyed()).status_code == 422
    assert agent.post(f"tickets/{ticket.pk}/note", {"text": "Two."}, **keyed("k2")).status_code == 200


def test_what_was_refused_may_be_tried_again(agent, ticket):
    refused = agent.post(f"tickets/{ticket.pk}/note", {"text": "One."}, **keyed(), HTTP_IF_MATCH='"99"')
    assert refused.status_code == 412
    assert agent.post(f"tickets/{ticket.pk}/note", {"text": "One."}, **keyed()).status_code == 200


def test_a_key_that_is_none_is_refused(agent, ticket):
    for wrong in ("", "x" * 201, "a b"):
        assert agent.post(f"tickets/{ticket.pk}/note", {"text": "x"}, **keyed(wrong)).status_code == 400


def test_nobody_is_shown_the_answer_to_anothers_key(agent, ticket):
    path = f"requests/{ticket.reference}/confirm"
    agent.post(f"tickets/{ticket.pk}/note", {"text": "One."}, **keyed())
    assert Caller().post(f"tickets/{ticket.pk}/note", {"text": "One."}, **keyed()).status_code == 401
    assert Caller(HTTP_AUTHORIZATION="Request wrong").post(path, {}, **keyed()).status_code in (401, 404)


def test_the_schema_names_the_header_wherever_something_is_done():
    for path, item in PATHS.items():
        if "post" not in item or BY_OTHER_MEANS.search(path):
            continue
        named = {parameter["name"] for parameter in item["post"].get("parameters", [])}
        assert "Idempotency-Key" in named, path
        assert "422" in item["post"]["responses"], path


def test_the_schema_names_the_headers_of_conditions_and_of_not_now():
    verb, detail = PATHS["/api/v1/tickets/{number}/note"]["post"], PATHS["/api/v1/tickets/{number}"]["get"]
    assert "If-Match" in {parameter["name"] for parameter in verb["parameters"]}
    assert "ETag" in verb["responses"]["200"]["headers"]
    assert "ETag" in detail["responses"]["200"]["headers"]
    for path, item in PATHS.items():
        for operation in item.values():
            if "429" in operation.get("responses", {}):
                assert "Retry-After" in operation["responses"]["429"]["headers"], path
