"""Keys and sessions: who is let in, and how the others are told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.make import api_key, person
from tests.tickets.api.conftest import Caller
from tickets.actions.setup import api_keys
from tickets.models import ApiKey

pytestmark = pytest.mark.django_db


def status(header, path="/api/v1/tickets"):
    return Client().get(path, **header).status_code


def test_a_key_acts_as_its_person(ana):
    assert status(api_key(ana, "tickets")) == 200


def test_nobody_is_told_how_to_come_in(client):
    response = client.get("/api/v1/tickets")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Api-Key")
    assert response.json()["detail"] == "Sign in, or send Authorization: Api-Key PREFIX.SECRET."


def test_a_key_needs_the_scope(ana):
    response = Client().get("/api/v1/tickets", **api_key(ana, "intake"))
    assert response.status_code == 403
    assert response.json()["detail"] == "This API key lacks the scope “tickets”."


def test_a_key_is_opened_by_its_own_secret_only(ana):
    header = api_key(ana)["HTTP_AUTHORIZATION"]
    prefix = header.removeprefix("Api-Key ").partition(".")[0]
    nonsense = [f"Api-Key {prefix}.x", f"Api-Key {prefix}", "Api-Key ", "Api-Key .", "Api-Key \0.\0", "api-key é.é"]
    assert {status({"HTTP_AUTHORIZATION": value}) for value in nonsense} == {401}
    stored = ApiKey.objects.get()
    assert status({"HTTP_AUTHORIZATION": f"Api-Key {prefix}.{stored.secret_hash}"}) == 401


def test_a_key_ends_when_it_expires(ana):
    now = timezone.now()
    assert status(api_key(ana, "tickets", expires_at=now + timedelta(minutes=1))) == 200
    assert status(api_key(ana, "tickets", expires_at=now - timedelta(seconds=1))) == 401


def test_a_key_ends_when_it_is_revoked(ana):
    header = api_key(ana, "tickets")
    api_keys.revoke_api_key(ApiKey.objects.get(), by=person("root", "administrator"), at=timezone.now())
    assert status(header) == 401


def test_a_key_ends_with_its_person(ana):
    header = api_key(ana, "tickets")
    ana.is_active = False
    ana.save()
    assert status(header) == 401


def test_a_session_reads_and_writes_with_its_csrf_token(ana, ticket):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    path = f"/api/v1/tickets/{ticket.pk}/note"
    body = {"data": {"text": "Seen."}, "content_type": "application/json"}
    assert browser.get("/api/v1/tickets").status_code == 200
    assert browser.post(path, **body).status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post(path, **body, HTTP_X_CSRFTOKEN="a" * 32).status_code == 200


def test_a_session_is_nobody_at_the_front_door(ana):
    browser = Client()
    browser.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    body = {"from": {"email": "mia@example.org"}, "text": "Hello", "occurred_at": "2025-03-05T09:00:00Z"}
    assert browser.post("/api/v1/intake", body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    ("role", "what", "expected"),
    [
        ("read_only", "tickets/{ticket}/note", 403),
        ("read_only", "customers/{customer}/merge", 403),
        ("agent", "tickets/{ticket}/note", 404),  # of another team
    ],
)
def test_a_key_never_does_what_its_person_may_not(role, what, expected, ticket, elsewhere):
    """With every scope: scopes narrow what a role may, and widen nothing."""
    if expected == 404:
        elsewhere(ticket)
    caller = Caller(**api_key(person("zoe", role), "intake", "tickets", "metrics"))
    path = what.format(ticket=ticket.pk, customer=ticket.customer_id)
    answer = caller.get(path) if path.startswith("metrics") else caller.post(path, {"text": "x"})
    assert answer.status_code == expected


def test_a_key_hands_nothing_in_for_whoever_may_not(ticket, elsewhere):
    elsewhere(ticket)
    body = {"from": {"email": "mia@example.org"}, "text": "More.", "ticket": ticket.reference}
    assert Caller(**api_key(person("zoe"), "intake")).post("intake", body).status_code == 404
    del body["ticket"]
    assert Caller(**api_key(person("rea", "read_only"), "intake")).post("intake", body).status_code == 403
