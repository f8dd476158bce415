"""What imported lines refer to; here: who did what they say, also where they name nobody."""

import pytest

from tests import make
from tickets.models import Event, Ticket, User

pytestmark = pytest.mark.django_db


def lines():
    """A ticket from its first contact until it closed, with what a machine, the clock and nobody in particular did."""
    said = [
        ("contact", {"channel": "email", "from": {"email": "mia@example.org"}, "text": "It hangs."}),
        ("auto_reply", {"channel": "email", "text": "We have it."}),
        ("facts", {"facts": {"device": "Pixel 7"}}),
        ("answer", {"channel": "email", "by": "ana", "text": "Try 4.2."}),
        ("bounce", {"of": "L3"}),
        ("priority", {"to": "high"}),
        ("resolve", {}),
        ("asked_confirmation", {}),
        ("confirm", {}),
        ("survey_sent", {"survey": "csat"}),
        ("feedback", {"survey": "csat", "score": 5}),
        ("close", {}),
    ]
    at = "2025-03-05T10:{:02}:00+01:00"
    return [
        {"id": f"L{number}", "ticket": "T", "at": at.format(number), "kind": kind, **more}
        for number, (kind, more) in enumerate(said)
    ]


def test_a_line_that_names_nobody_was_done_by_whoever_alone_does_such_things():
    make.desk()
    assert make.take(lines()).refused == []
    mia, ana = f"customer {Ticket.objects.get().customer_id}", f"person {User.objects.get(username='ana').pk}"
    done = {event.kind: f"{event.actor_kind} {event.actor_id}" for event in Event.objects.all()}
    assert done == {
        **dict.fromkeys(("contact", "facts", "confirm", "feedback"), mia),
        **dict.fromkeys(("auto_reply", "bounce", "asked_confirmation", "survey_sent"), "channel email"),
        "answer": ana,
        "close": "clock sweep",
        **dict.fromkeys(("priority", "resolve"), "import history"),
    }
