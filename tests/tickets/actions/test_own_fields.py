"""The desk's own fields on tickets: what stands in them, what was before, and which are needed before one is resolved."""

import json

import pytest
from django.core.management import call_command

from tests import make
from tickets.actions.customers import attributes
from tickets.actions.record import Invalid
from tickets.actions.setup.custom_fields import add_field, change_field
from tickets.actions.verbs import VERBS, perform
from tickets.models import Event, Ticket
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    make.desk()
    add_field(by=COMMAND, on="ticket", key="order", label="Order number", kind="text", required=True)
    add_field(by=COMMAND, on="ticket", key="cause", label="Cause", kind="choice", choices="Ours\nTheirs")
    return make.ticket("5 10:00", "It hangs.")


def put(ticket, at="5 11:00", **values):
    return make.do("fields", ticket, by=make.person(), at=make.at(at), fields=values)


def resolve(ticket, at="5 12:00"):
    return make.do("resolve", ticket, by=make.person(), at=make.at(at), text="Fixed.")


def test_values_stand_in_the_row_and_the_history_keeps_what_was_before(ticket):
    put(ticket, order="A-1", cause="ours")
    done = put(ticket, at="5 11:30", order="A-2", cause="")
    assert done.fields == Ticket.objects.get().fields == {"order": "A-2"}
    told = [event.message.text for event in Event.objects.filter(kind="fields").order_by("id")]
    assert told == [
        "Order number: “A-1”.\nCause: “Ours”.",
        "Order number: from “A-1” to “A-2”.\nCause: “Ours” removed.",
    ]
    assert not any("A-1" in json.dumps(event.data) for event in Event.objects.all())


def test_the_same_again_is_no_event(ticket):
    put(ticket, order="A-1")
    put(ticket, order=" A-1 ")
    assert Event.objects.filter(kind="fields").count() == 1


@pytest.mark.parametrize("values", [{"cause": "Nobody's"}, {"colour": "red"}])
def test_what_no_field_holds_is_refused_and_named(ticket, values):
    with pytest.raises(Invalid) as refused:
        put(ticket, order="A-1", **values)
    assert refused.value.field in values
    assert Ticket.objects.get().fields == {}


def test_nothing_is_resolved_while_a_required_field_is_empty(ticket):
    with pytest.raises(Invalid, match="Order number"):
        resolve(ticket)
    reply = VERBS["reply"](text="Fixed.", then="resolve")
    with pytest.raises(Invalid, match="Order number"):
        perform(ticket, [reply], actor=make.person(), at=make.at("5 12:00"))
    assert Ticket.objects.get().is_unresolved
    put(ticket, order="A-1")
    assert not resolve(ticket).is_unresolved


def test_a_value_that_comes_along_with_the_resolution_is_enough(ticket):
    steps = [VERBS["fields"](fields={"order": "A-1"}), VERBS["resolve"](text="Fixed.")]
    assert not perform(ticket, steps, actor=make.person(), at=make.at("5 12:00")).is_unresolved


def test_a_field_of_the_customer_can_be_required_too(ticket):
    add_field(by=COMMAND, on="customer", key="plan", label="Plan", kind="text", required=True)
    put(ticket, order="A-1")
    with pytest.raises(Invalid, match="Plan"):
        resolve(ticket)
    attributes.set_values(ticket.customer, {"plan": "Gold"}, by=make.person(), at=make.at("5 11:00"))
    assert not resolve(ticket).is_unresolved


def test_a_field_out_of_use_is_required_no_more(ticket):
    row = add_field(by=COMMAND, on="ticket", key="site", label="Site", kind="text", required=True)
    put(ticket, order="A-1")
    change_field(row, by=COMMAND, label="Site", choices="", required=True, in_use=False)
    assert not resolve(ticket).is_unresolved


def test_values_go_out_and_come_in_as_they_were(ticket, tmp_path):
    put(ticket, order="A-1", cause="Ours")
    put(ticket, at="5 11:30", cause="")
    call_command("export_history", first := tmp_path / "first.jsonl")
    make.empty()
    call_command("import_history", first, verbosity=0)
    call_command("export_history", second := tmp_path / "second.jsonl")
    assert first.read_text() == second.read_text()
    assert '"fields": {"order": "A-1", "cause": "Ours"}' in first.read_text()
    assert Ticket.objects.get().fields == {"order": "A-1"}


def test_the_latest_holds_in_whatever_order_lines_come():
    make.desk()
    lines = [
        {"id": "3", "ticket": "T", "at": "2025-03-05T12:00:00Z", "kind": "fields", "fields": {"order": "A-3"}},
        {"id": "1", "ticket": "T", "at": "2025-03-05T10:00:00Z", "kind": "contact", "channel": "web", "text": "x"},
        {"id": "2", "ticket": "T", "at": "2025-03-05T11:00:00Z", "kind": "fields", "fields": {"order": "A-2"}},
    ]
    make.take([{"from": {"email": make.MIA}} | lines[1]])
    make.take([lines[0]])
    make.take([lines[2]])
    assert Ticket.objects.get().fields == {"order": "A-3"}


def test_a_program_sets_and_reads_them_and_is_told_what_is_missing(ticket, client):
    key, url = make.api_key(make.person()), f"/api/v1/tickets/{ticket.pk}"

    def post(verb, body):
        return client.post(f"{url}/{verb}", body, content_type="application/json", **key)

    refused = post("resolve", {"text": "Fixed."})
    assert (refused.status_code, "Order number" in refused.content.decode()) == (409, True)
    assert post("fields", {"fields": {"order": "A-1"}}).json()["fields"] == {"order": "A-1"}
    assert post("resolve", {"text": "Fixed."}).status_code == 200
