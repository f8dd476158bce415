"""Where a person of ours puts a ticket: its status, its priority, and out of sight for a while."""

import pytest

from tests.telling import clock, in_a_row, stands, tell
from tests.tickets.events.sentences import read
from tickets.events.status import StatusSet, Tagged
from tickets.rules.story import Event


def test_a_customers_message_wakes_a_snoozed_ticket():
    snoozed = tell(("5 10:00", "contact"), ("5 11:00", "snooze", {"until": "9 09:00"}))
    assert snoozed.chosen.snoozed_until == clock("9 09:00")
    woken = tell(("5 10:00", "contact"), ("5 11:00", "snooze", {"until": "9 09:00"}), ("5 12:00", "contact"))
    assert woken.chosen.snoozed_until is None


def test_a_resolution_ends_a_snooze_so_that_a_no_brings_the_ticket_back_into_sight():
    told = [("5 10:00", "contact"), ("5 11:00", "snooze", {"until": "9 09:00"}), ("5 12:00", "resolve")]
    assert tell(*told).chosen.snoozed_until is None
    assert tell(*told, ("5 13:00", "dispute")).chosen.snoozed_until is None


def test_neither_a_machine_of_theirs_nor_a_note_of_ours_wakes_it():
    told = [("5 10:00", "contact"), ("5 11:00", "snooze", {"until": "9 09:00"})]
    assert tell(*told, ("5 12:00", "out_of_office"), ("5 12:10", "note")).chosen.snoozed_until == clock("9 09:00")


SENTENCES = [
    ("tag", {"add": ["billing"], "remove": ["vip"]}, "Ana changed its tags: +billing, −vip"),
    ("status", {"to": "pending"}, "Ana set it to pending"),
    ("priority", {"to": "high"}, "Ana: priority high"),
    ("snooze", {"until": 9}, "Ana snoozed it until at 9"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


@pytest.mark.parametrize("to", ["open", "pending", "on_hold"])
def test_it_stands_where_it_was_put(to):
    assert in_a_row(f"contact {to}").status == to
    assert StatusSet.move(Event(1, 0, "status", data={"to": to})) == to  # the lifecycle names it by where it goes


def test_an_answer_of_the_same_instant_comes_before_parking_and_not_before_opening():
    assert [StatusSet.parks(Event(1, 0, "status", data={"to": to})) for to in ("pending", "on_hold", "open")] == [
        True,
        True,
        False,
    ]


def test_a_priority_holds_until_another():
    told = [("5 10:00", "contact"), ("5 11:00", "priority", {"to": "urgent"})]
    assert tell(told[0]).chosen.priority == "normal"
    assert tell(*told).chosen.priority == "urgent"
    assert tell(*told, ("5 12:00", "priority", {"to": "low"})).chosen.priority == "low"


def test_a_snooze_stops_no_clock():
    told = [("5 10:00", "contact"), ("5 10:10", "snooze", {"until": "9 09:00"})]
    assert stands("5 12:30", *told).row["stalled_rules"] == ["R4"]


def test_a_tag_of_another_system_is_kept_as_ours_are():
    assert Tagged.read({"add": ["VIP", " app  crash"]}, ids=None, ticket="T") == {"add": ["app crash", "vip"]}


def test_tags_hold_until_they_are_taken_off():
    told = [
        ("5 10:00", "contact"),
        ("5 11:00", "tag", {"add": ["vip", "app"]}),
        ("5 12:00", "tag", {"remove": ["vip"]}),
    ]
    assert tell(*told[:2]).chosen.tags == ["app", "vip"]
    assert tell(*told).chosen.tags == ["app"]
    assert not Tagged.is_news
