"""Service-level clocks, the closed loop and re-asks (definitions 4 to 6)."""

import pytest

from tests.telling import DESK, clock, tell, when
from tickets.rules.closed_loop import loop
from tickets.rules.facts import repeat_contacts
from tickets.rules.service_level import clocks

START = ("5 10:00", "contact")


def judged(until, *rows):
    return [(c.metric, c.state, when(c.due_at), when(c.breached_at)) for c in clocks(tell(*rows), DESK, clock(until))]


def test_equal_is_met_and_a_second_more_is_not():
    met = judged("5 17:00", START, ("5 11:00", "answer"))
    late = judged("5 17:00", START, ("5 11:01", "answer"))
    assert met[0] == ("first_response", "achieved", "5 11:00", None)
    assert late[0] == ("first_response", "breached", "5 11:00", "5 11:00")


def test_due_at_closing_time_is_still_met_in_the_night():
    # Asked at four, an hour's target: due at five, and no business second passes until nine.
    assert judged("6 09:00", ("5 16:00", "contact"), ("6 09:00", "answer"))[0][1] == "achieved"
    assert judged("6 09:01", ("5 16:00", "contact"))[0][1] == "breached"


def test_who_resolves_without_a_word_has_answered_nothing():
    assert judged("5 17:00", START, ("5 10:30", "resolve"))[0][1] == "cancelled"
    assert judged("5 17:00", START, ("5 12:00", "resolve"))[0][1] == "breached"


def test_the_resolution_never_pauses_and_runs_on_after_a_reopen():
    rows = [START, ("5 12:00", "answer"), ("5 12:00", "resolve")]
    assert judged("6 09:00", *rows)[1] == ("resolution", "achieved", "10 10:00", None)
    assert judged("10 12:00", *rows, ("7 12:00", "contact"))[1][1] == "breached"


ASKED = [START, ("5 11:00", "answer"), ("5 11:00", "resolve"), ("5 11:00", "asked_confirmation")]
LOOPS = [
    ("12 10:59", ASKED, "awaiting"),
    ("12 11:00", ASKED, "presumed"),  # seven days of silence after we asked
    ("6 11:00", [*ASKED, ("5 12:00", "confirm")], "confirmed"),
    ("6 11:00", [*ASKED, ("5 12:00", "dispute")], "disputed"),
    ("6 11:00", [*ASKED, ("5 12:00", "contact")], "reopened"),
    ("12 12:00", [*ASKED, ("5 12:00", "bounce", {"of": "answer"})], "open"),  # our word never arrived
    ("12 12:00", [START, ("5 11:00", "answer"), ("5 11:00", "resolve")], "open"),  # never asked
    ("12 12:00", [START, ("5 11:00", "resolve", {"delivered": False}), ("5 11:00", "asked_confirmation")], "open"),
    ("6 11:00", [*ASKED, ("5 12:00", "confirm"), ("5 13:00", "contact")], "reopened"),  # revokes
]


@pytest.mark.parametrize(("until", "rows", "expected"), LOOPS)
def test_what_the_customers_last_word_was(until, rows, expected):
    assert loop(tell(*rows), clock(until)) == expected


FACTS = ("5 10:00", "facts", {"keys": ["device"], "valid_until": None})
AGAIN = [START, FACTS, ("5 11:00", "contact"), ("5 12:00", "answer", {"by": "ben"})]
ASKS = [
    (("5 12:00", "asked", {"facts": ["device"]}), {"device"}),
    (("5 12:00", "asked", {"facts": ["device"], "verify": True}), set()),  # shown and confirmed: no re-ask
    (("5 12:00", "asked", {"facts": ["city"]}), set()),  # nobody had told us
]


@pytest.mark.parametrize(("asked", "expected"), ASKS)
def test_asking_for_what_we_know_is_a_re_ask(asked, expected):
    assert [repeat.asked_again for repeat in repeat_contacts(tell(*AGAIN, asked))] == [expected]


def test_what_has_expired_may_be_asked_again():
    old = ("5 10:00", "facts", {"keys": ["device"], "valid_until": clock("5 12:00")})
    told = tell(START, old, *AGAIN[2:], ("5 12:00", "asked", {"facts": ["device"]}))
    assert repeat_contacts(told)[0].asked_again == set()


@pytest.mark.parametrize(("until", "expected"), [("5 11:59", set()), ("5 12:01", {"device"})])
def test_a_newer_note_of_a_fact_ends_the_older_one(until, expected):
    """It was noted for good, then anew with an end: when that has passed we no longer know."""
    newer = ("5 10:30", "facts", {"keys": ["device"], "valid_until": clock(until)})
    told = tell(START, FACTS, newer, *AGAIN[2:], ("5 12:00", "asked", {"facts": ["device"]}))
    assert repeat_contacts(told)[0].asked_again == expected


def test_the_first_contact_and_an_unanswered_one_are_no_repeats():
    assert repeat_contacts(tell(START, ("5 11:00", "answer"))) == []
    assert repeat_contacts(tell(START, ("5 11:00", "contact"))) == []


def test_opening_the_history_counts_before_the_answer_and_by_its_author():
    opened = ("5 11:30", "opened_history", {"by": "ben"})
    assert repeat_contacts(tell(*AGAIN, opened))[0].opened_first
    assert not repeat_contacts(tell(*AGAIN, ("5 13:00", "opened_history", {"by": "ben"})))[0].opened_first
    assert not repeat_contacts(tell(*AGAIN, ("5 11:30", "opened_history", {"by": "ana"})))[0].opened_first
