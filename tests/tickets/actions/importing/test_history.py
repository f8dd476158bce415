"""A desk's past comes in: what is known does nothing, what cannot be taken is parked and tried again."""

import json

import pytest

from tests import make
from tickets.actions import sweep
from tickets.models import Event, FlagSighting, Message, ParkedLine, StalledFlag, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _desk():
    make.desk()


def line(number, kind, minute, ticket="T", **more):
    return {"id": f"L{number}", "ticket": ticket, "at": f"2025-03-05T10:{minute:02}:00+01:00", "kind": kind, **more}


CONTACT = line(1, "contact", 0, channel="email", text="It hangs.", **{"from": {"email": "mia@example.org"}})
ANSWER = line(2, "answer", 10, channel="email", by="ana", text="We look.")
RESOLVED = line(3, "resolve", 20, by="ana")
CONFIRMED = line(4, "confirm", 30)


def kinds():
    return list(Event.objects.order_by("occurred_at", "id").values_list("kind", flat=True))


def test_a_history_is_told_as_it_was_and_sends_nothing():
    report = make.take([CONFIRMED, RESOLVED, ANSWER, CONTACT])
    ticket = Ticket.objects.get()
    assert (report.taken, report.known, report.refused) == (4, 0, [])
    assert (ticket.key, ticket.status, ticket.loop, ticket.contacts) == ("T", "resolved", "confirmed", 1)
    assert kinds() == ["contact", "answer", "resolve", "confirm"]
    assert set(Message.objects.values_list("delivery", flat=True)) == {"none"}


def test_a_line_whose_id_is_known_does_nothing():
    make.take([CONTACT, ANSWER])
    report = make.take([CONTACT, ANSWER, RESOLVED, RESOLVED])
    assert (report.taken, report.known) == (1, 3)
    assert kinds() == ["contact", "answer", "resolve"]


def test_what_is_no_line_is_refused_by_its_number_and_the_others_are_taken():
    report = make.take(["{", CONTACT, {**ANSWER, "at": "soon"}])
    assert [(refused.number, refused.reason) for refused in report.refused] == [
        (1, "The line is not JSON."),
        (3, "at is not a time of ISO 8601 with an offset."),
    ]
    assert (report.taken, ParkedLine.objects.count()) == (1, 0)


def test_what_the_rules_forbid_is_parked_until_what_it_needs_has_come():
    report = make.take([CONTACT, CONFIRMED])
    assert [(refused.number, refused.reason[:18]) for refused in report.refused] == [(2, "Nothing is resolve")]
    assert (kinds(), ParkedLine.objects.get().external_id) == (["contact"], "L4")
    again = make.take([RESOLVED])
    assert (again.taken, again.refused, ParkedLine.objects.count()) == (1, [], 0)
    assert Ticket.objects.get().loop == "confirmed"


def test_a_parked_line_keeps_its_place_in_its_instant():
    together = [line(5, "promise_done", 20, promise="L9"), line(6, "note", 20, text="Look.")]
    make.take([CONTACT, *together])
    assert json.loads(ParkedLine.objects.get().line)["before"] == "L6"


def test_a_line_that_speaks_of_what_is_not_there_is_parked_with_the_reason():
    bounce = line(5, "bounce", 20, of="L2")
    assert [refused.reason for refused in make.take([CONTACT, bounce]).refused] == [
        "There is no line 'L2' that this could be said of."
    ]
    assert make.take([ANSWER]).refused == []
    assert kinds() == ["contact", "answer", "bounce"]


def test_after_a_merge_what_the_rules_forbid_stays_in_the_history():
    other = line(7, "contact", 0, "U", channel="email", text="Too.", **{"from": {"email": "leo@example.org"}})
    merged = [line(8, "merge", 15, into="U"), line(9, "confirm", 40)]
    report = make.take([CONTACT, other, *merged])
    assert report.refused == []
    home = Ticket.objects.get(source_key="U")
    assert (Ticket.objects.get(source_key="T").merged_into, home.contacts) == (home, 2)


def test_imported_flags_are_no_news():
    make.take([CONTACT], when="7 12:00")
    assert set(StalledFlag.objects.values_list("rule", "imported")) == {("R2", True), ("R3", True), ("R4", True)}
    sweep.check_due(make.at("7 12:00"))
    assert not StalledFlag.objects.exclude(detected_at=None).exists()
    assert not FlagSighting.objects.exists()
