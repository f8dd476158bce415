"""The schema is valid, complete, and true: what it promises is what is answered."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.make import api_key, contact, person
from tickets.api.verbs import IN_API

TRUE = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DOCUMENT = SchemaGenerator().get_schema(public=True)
OURS = {
    path: item
    for path, item in DOCUMENT["paths"].items()
    if path.startswith("/api/v1/") and not path.startswith("/api/v1/channels/")
}


def operations():
    for path, item in OURS.items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def test_it_is_a_valid_one():
    validate_schema(DOCUMENT)


@pytest.mark.django_db
def test_everybody_may_read_it():
    assert Client().get("/api/schema/").status_code == 200
    assert Client().get("/api/docs/").status_code == 200


def test_every_address_of_ours_is_in_it():
    fixed = {"intake", "tickets", "tickets/{number}", "tickets/{number}/history", "customers/{id}", "metrics/{report}"}
    fixed |= {"organisations", "organisations/{id}", "organisations/{id}/change"}
    fixed |= {"macros", "tickets/{number}/macros"}
    fixed |= {
        "customers/{id}/rename",
        "customers/{id}/organisation",
        "customers/{id}/attributes",
        "customers/{id}/merge",
        "customers/{id}/unmerge",
    }
    fixed |= {"tickets/{number}/attachments/{id}", "requests/{reference}/attachments/{id}"}
    fixed |= {"customers/{id}/history", "metrics/tickets/{number}", "requests/{reference}"}
    fixed |= {"metrics/tickets/{number}/explain", "metrics/customers/{number}"}
    fixed |= {f"requests/{{reference}}/{verb}" for verb in ("messages", "confirm", "dispute", "feedback", "not-me")}
    fixed |= {f"tickets/{{number}}/{verb}" for verb in IN_API}
    assert {path.removeprefix("/api/v1/") for path in OURS} == fixed


@pytest.mark.parametrize(("name", "operation"), list(operations()), ids=[name for name, _ in operations()])
def test_every_operation_says_what_it_is_for_and_gives_an_example_of_its_body(name, operation):
    assert operation["summary"]
    assert operation["operationId"]
    if "requestBody" in operation:
        assert operation["requestBody"]["content"]["application/json"]["examples"]


FEW = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def schema():
    """What a client would read, and the application that must keep to it."""
    loaded = schemathesis.openapi.from_dict(DOCUMENT)
    loaded.app = application
    # As Django's own test client does: the test's transaction outlives a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield loaded
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in operations()])
def test_what_it_promises_is_what_is_answered(name, schema, rate):
    """Anything that the schema allows may be sent; whatever is answered is in the schema."""
    for scope in ("address", "key", "target"):
        rate(scope, "100000/min")
    contact()
    key = api_key(person("root", "administrator"), "tickets", "metrics", "intake")
    headers = {"Authorization": key["HTTP_AUTHORIZATION"], "Accept-Encoding": "identity"}
    method, _, path = name.partition(" ")

    @FEW
    @given(schema[path][method].as_strategy())
    def ask(case):
        case.call_and_validate(headers=headers, checks=TRUE)

    ask()
