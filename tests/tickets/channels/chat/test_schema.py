"""What the schema says of the chat is what is answered, to who has a session's key and to who has not."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.make import account
from tests.tickets.channels.visitor import Visitor
from tickets.channels.chat import throttles

DOCUMENT = SchemaGenerator().get_schema(public=True)
TRUE = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    (method, path, operation)
    for path, item in DOCUMENT["paths"].items()
    if path.startswith("/api/v1/channels/chat/")
    for method, operation in item.items()
]
FEW = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def visitor(client):
    """A visitor who sent a file. From then on the test's transaction outlives a request, as with Django's test client."""
    account("chat", "demo")
    visitor = Visitor(client)
    visitor.send(("a.txt", b"x"))
    visitor.file = visitor.look().json()["messages"][0]["files"][0]["id"]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield visitor
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def schema():
    """What a client would read, and the application that must keep to it."""
    loaded = schemathesis.openapi.from_dict(DOCUMENT)
    loaded.app = application
    return loaded


def test_every_address_of_the_chat_is_in_it():
    found = {f"{method} {path.rpartition('/chat/')[2]}" for method, path, _ in OPERATIONS}
    session = "{widget}/sessions/{session}"
    assert found == {
        "post {widget}/sessions",
        f"post {session}/messages",
        f"get {session}/messages",
        f"post {session}/reach",
        f"post {session}/confirm",
        f"post {session}/dispute",
        f"post {session}/end",
        f"get {session}/files/{{id}}",
    }
    assert all(operation["description"] and operation["operationId"] for _, _, operation in OPERATIONS)


@pytest.mark.django_db
@pytest.mark.parametrize("has_key", [True, False])
@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_what_it_promises_is_what_is_answered(method, path, operation, has_key, schema, visitor, monkeypatch):
    for throttle in (throttles.OpensPerAddress, throttles.OpensPerWidget, throttles.LooksPerChat):
        monkeypatch.setattr(throttle, "rate", "100000/min")
    headers = {"X-Chat-Key": visitor.key if has_key else "wrong", "Accept-Encoding": "identity"}

    @FEW
    @given(schema[path][method].as_strategy())
    def ask(case):
        own = {"widget": "demo", "session": visitor.session, "id": visitor.file}
        case.path_parameters = {name: own[name] for name in case.path_parameters}
        case.call_and_validate(headers=headers, checks=TRUE)

    ask()
