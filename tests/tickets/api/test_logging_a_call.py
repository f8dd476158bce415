"""A program logs a call as an agent does by the form: a contact with a key, then the verbs, each at its true time."""

import pytest
import time_machine

from tests.make import WEDNESDAY, api_key, person
from tests.tickets.api.conftest import Caller
from tickets.models import Event, Promise, Ticket

pytestmark = pytest.mark.django_db


def test_a_call_of_theirs_with_its_answer_its_facts_and_its_promise():
    with time_machine.travel(WEDNESDAY, tick=False):
        program = Caller(**api_key(person("ana"), "intake", "tickets"))
        mia = {"name": "Mia", "phone": "+4930901820"}
        call = {"channel": "phone", "from": mia, "text": "The basket hangs.", "occurred_at": "2025-03-05T08:00:00Z"}
        assert program.post("intake", call | {"facts": {"device": "Pixel 7"}}).status_code == 201
        ticket = Ticket.objects.get()
        said = {"channel": "phone", "text": "We look.", "initiated": False, "occurred_at": "2025-03-05T08:01:00Z"}
        answer = program.post(f"tickets/{ticket.pk}/reply", said | {"promise": {"text": "a fix", "due_at": None}})
    assert answer.status_code == 200
    events = Event.objects.order_by("id").values_list("kind", "occurred_at", "recorded_at")
    told = {kind: str(at.time()) for kind, at, recorded_at in events if recorded_at == WEDNESDAY}
    ours = dict.fromkeys(["assign", "answer", "promise"], "08:01:00")  # whoever answered it took it
    assert told == {"contact": "08:00:00", "facts": "08:00:00", **ours}
    assert Event.objects.get(kind="answer").data["initiated"] is False
    assert (Promise.objects.get().text, Ticket.objects.get().waiting_on) == ("a fix", "us")
