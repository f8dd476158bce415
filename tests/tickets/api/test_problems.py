"""Every error has one form, and says in a sentence what to do."""

import pytest
from django.db import OperationalError
from rest_framework.test import APIRequestFactory

from tickets.models import Ticket
from tickets.rest.problems import CONTENT_TYPE, handler

pytestmark = pytest.mark.django_db


def problem(response, status):
    """The problem in a response, which must have this status."""
    assert response.status_code == status
    assert response["Content-Type"] == CONTENT_TYPE
    told = response.json()
    assert told["status"] == status
    assert told["title"]
    assert told["detail"].endswith(".")
    return told


def test_an_address_that_does_not_exist(anybody):
    for path in ("", "nothing", "tickets/x", "tickets/1/explode", "requests/a/b/c"):
        assert problem(anybody.get(path), 404)["instance"] == f"/api/v1/{path}"
        problem(anybody.post(path), 404)


def test_a_method_that_does_not_fit(agent, ticket):
    for method in ("put", "patch", "delete"):
        for path in ("tickets", f"tickets/{ticket.pk}", f"tickets/{ticket.pk}/reply", "intake"):
            send = getattr(agent.client, method)
            response = send(f"/api/v1/{path}", "{}", content_type="application/json", **agent.headers)
            problem(response, 405)
            assert response["Allow"]


def test_a_kind_of_body_that_we_do_not_read(agent, ticket):
    problem(agent.post(f"tickets/{ticket.pk}/note", b"<a/>", content_type="application/xml"), 415)


def test_an_answer_in_a_form_that_we_do_not_speak(agent):
    problem(agent.get("tickets", HTTP_ACCEPT="application/pdf"), 406)


def test_too_many(anybody, rate):
    rate("address", "1/min")
    anybody.get("requests/FT-0000-0000")
    response = anybody.get("requests/FT-0000-0000")
    problem(response, 429)
    assert 0 < int(response["Retry-After"]) <= 60


def test_several_wrong_fields_are_all_named(agent, ticket):
    told = problem(
        agent.post(f"tickets/{ticket.pk}/reply", {"text": "", "then": "dance", "promise": {"due_at": "x"}}), 400
    )
    assert {error["field"] for error in told["errors"]} == {"text", "then", "promise.text", "promise.due_at"}


def test_what_reads_well_and_does_not_fit_the_desk_is_named_too(agent, ticket):
    told = problem(agent.post(f"tickets/{ticket.pk}/keep-promise", {"promise": 999}), 409)
    assert told["errors"][0]["field"] == "promise"


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**40])
def test_a_number_beyond_all_tickets_is_simply_missing(agent, number):
    problem(agent.get(f"tickets/{number}"), 404)
    problem(agent.get(f"customers/{number}"), 404)
    problem(agent.post(f"tickets/{number}/spam"), 404)


@pytest.mark.parametrize("name", ["into", "to"])
@pytest.mark.parametrize("number", [999, 0, -1, 2**63, 10**40, "x", None, True, 1.5, []])
def test_another_ticket_that_cannot_be(agent, ticket, name, number):
    verb = {"into": "merge", "to": "link"}[name]
    problem(agent.post(f"tickets/{ticket.pk}/{verb}", {name: number}), 409 if number == 999 else 400)


def test_a_database_that_is_busy_asks_to_come_again():
    response = handler(OperationalError("database is locked"), {"request": APIRequestFactory().get("/x")})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "locked" not in str(response.data)


def test_an_error_of_ours_is_not_dressed_up():
    assert handler(ZeroDivisionError(), {"request": APIRequestFactory().get("/x")}) is None


def test_what_is_refused_changes_nothing(agent, ticket):
    agent.post(f"tickets/{ticket.pk}/status", {"to": "on_hold", "status": "closed"})
    assert Ticket.objects.get().version == ticket.version
