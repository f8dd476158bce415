"""Organisations, by programs."""

import pytest

from tests.make import api_key, contact, person
from tickets.models import Customer, Organisation

pytestmark = pytest.mark.django_db
URL = "/api/v1/organisations"


@pytest.fixture
def call(client):
    key = api_key(person("ana"))

    def post(path, body, **headers):
        return client.post(f"/api/v1/{path}", body, content_type="application/json", **key, **headers)

    post.get = lambda path: client.get(f"/api/v1/{path}", **key)
    return post


def test_one_is_added_read_changed_and_listed(call):
    made = call("organisations", {"name": "Acme", "domains": ["acme.example"]})
    assert made.status_code == 201
    row = Organisation.objects.get()
    changed = call(f"organisations/{row.pk}/change", {"domains": ["acme.test"], "notes": "New."})
    told = {"id": row.pk, "name": "Acme", "domains": ["acme.test"], "notes": "New."}
    assert told.items() <= changed.json().items()
    assert call.get(f"organisations/{row.pk}").json() == changed.json()
    assert call.get("organisations").json()["results"] == [changed.json()]
    assert call.get("organisations/99").status_code == 404


def test_the_same_request_twice_makes_one(call):
    twice = [call("organisations", {"name": "Acme"}, HTTP_IDEMPOTENCY_KEY="a").status_code for _ in range(2)]
    assert twice == [201, 200]
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("body", [{}, {"name": "Acme", "domains": ["gmail.com"]}, {"name": "Acme", "size": 7}])
def test_what_cannot_be_is_refused(call, body):
    assert call("organisations", body).status_code in (400, 409)


def test_a_customer_belongs_to_one_or_none(call):
    customer = contact().customer
    row = call("organisations", {"name": "Acme"}).json()
    told = call(f"customers/{customer.pk}/organisation", {"organisation": row["id"]}).json()
    assert told["organisation"] == {"id": row["id"], "name": "Acme"}
    assert call(f"customers/{customer.pk}/organisation", {"organisation": 99}).status_code == 409
    assert call(f"customers/{customer.pk}/organisation", {"organisation": None}).json()["organisation"] is None


def test_a_customer_is_renamed(call):
    customer = contact().customer
    assert call(f"customers/{customer.pk}/rename", {"name": "Mia Novak"}).json()["name"] == "Mia Novak"
    assert Customer.objects.get().name == "Mia Novak"
    assert call(f"customers/{customer.pk}/rename", {"name": ""}).status_code == 400
