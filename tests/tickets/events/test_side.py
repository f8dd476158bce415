"""What is said to a third party and by them changes nothing in the story of the ticket."""

from tests.telling import stands, tell
from tests.tickets.events.sentences import read
from tickets.events import KINDS

BEGUN = [("5 10:00", "contact"), ("5 11:00", "status", {"to": "on_hold"})]
BESIDE = [
    ("5 11:00", "forward"),
    ("5 11:30", "forward_bounce", {"of": "forward"}),
    ("5 12:00", "third_party_answer"),
    ("5 12:10", "third_party_answer", {"automatic": True}),
]


def test_they_change_no_figure_and_no_wait():
    assert stands("6 13:00", *BEGUN, *BESIDE).row == stands("6 13:00", *BEGUN).row
    assert [event.kind for event in tell(*BEGUN, *BESIDE).applied][2:] == [kind for _at, kind, *_more in BESIDE]


def test_no_customer_may_know_of_them():
    assert all(KINDS[kind].internal for _at, kind, *_more in BESIDE)


def test_what_did_not_arrive_is_said():
    assert read("forward_bounce", {"of": "event:1"}, by=None) == "What was forwarded did not arrive"
