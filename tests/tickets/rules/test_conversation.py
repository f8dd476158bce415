"""Contacts as a person counts them, and stretches in which somebody waited (definitions 2)."""

import pytest

from tests.telling import tell, when
from tickets.rules.conversation import contacts, first_response, is_chaser, is_thanks_only, next_responses, update_gaps

START = ("5 10:00", "contact")
PROMISE = ("5 10:04", "promise")
MAIL, CALL = {"address": 1}, {"channel": "phone", "session": "c1"}


def shown(stretches):
    return [(when(s.start), when(s.end), s.unanswered) for s in stretches]


def test_first_response_is_an_answer_of_a_person_and_nothing_else():
    assert shown([first_response(tell(START, ("5 10:01", "auto_reply"), ("5 11:00", "note")))]) == [
        ("5 10:00", None, False)
    ]
    assert shown([first_response(tell(START, ("5 10:04", "answer")))]) == [("5 10:00", "5 10:04", False)]


def test_first_response_ends_unanswered_at_the_resolution_that_holds():
    resolved = [START, ("5 11:00", "resolve")]
    assert shown([first_response(tell(*resolved))]) == [("5 10:00", "5 11:00", True)]
    assert shown([first_response(tell(*resolved, ("5 12:00", "dispute")))]) == [("5 10:00", None, False)]


def test_a_chaser_does_not_restart_the_next_response():
    told = tell(START, ("5 10:04", "answer"), ("5 12:00", "contact"), ("5 13:00", "contact"), ("5 14:00", "answer"))
    assert shown(next_responses(told)) == [("5 12:00", "5 14:00", False)]


def test_a_click_and_a_thank_you_start_no_next_response():
    told = tell(START, ("5 10:04", "answer"), ("5 11:00", "resolve"), ("5 12:00", "thanks"), ("5 13:00", "dispute"))
    assert next_responses(told) == []


GAPS = [
    # It runs while the ticket is ours to move, to the next answer or the resolution.
    ([START, ("5 10:04", "answer")], []),  # then it waits on the customer
    ([START, ("5 10:04", "answer"), PROMISE], [("5 10:04", None)]),
    (
        [START, ("5 10:04", "answer"), PROMISE, ("5 12:00", "answer")],
        [("5 10:04", "5 12:00"), ("5 12:00", None)],
    ),
    ([START, ("5 10:04", "answer"), PROMISE, ("5 12:00", "resolve")], [("5 10:04", "5 12:00")]),
    # A waiver passes the wait to the customer and ends it without an answer.
    (
        [START, ("5 10:04", "answer"), PROMISE, ("5 12:00", "promise_waived", {"promise": "promise"})],
        [("5 10:04", "5 12:00")],
    ),
    # Answers of one call at most 60 minutes apart are one: the gap runs from the last.
    ([START, ("5 10:04", "answer", CALL), PROMISE, ("5 11:04", "answer", CALL)], [("5 11:04", None)]),
    (
        [START, ("5 10:04", "answer", CALL), PROMISE, ("5 11:05", "answer", CALL)],
        [("5 10:04", "5 11:05"), ("5 11:05", None)],
    ),
]


@pytest.mark.parametrize(("rows", "expected"), GAPS)
def test_how_long_the_customer_hears_nothing(rows, expected):
    assert [(when(gap.start), when(gap.end)) for gap in update_gaps(tell(*rows))] == expected


COUNTS = [
    ([START, ("5 10:30", "contact")], 2),
    # Mails of one address within ten minutes of the first are one.
    ([("5 10:00", "contact", MAIL), ("5 10:10", "contact", MAIL)], 1),
    ([("5 10:00", "contact", MAIL), ("5 10:08", "contact", MAIL), ("5 10:11", "contact", MAIL)], 2),
    ([("5 10:00", "contact", MAIL), ("5 10:05", "contact", {"address": 2})], 2),
    # A call is one until an hour passes without a line of it, ours included.
    ([("5 10:00", "contact", CALL), ("5 11:00", "contact", CALL)], 1),
    ([("5 10:00", "contact", CALL), ("5 11:01", "contact", CALL)], 2),
    ([("5 10:00", "contact", CALL), ("5 10:40", "answer", CALL), ("5 11:30", "contact", CALL)], 1),
]


@pytest.mark.parametrize(("rows", "expected"), COUNTS)
def test_what_counts_as_one_contact(rows, expected):
    assert len(contacts(tell(*rows))) == expected


def test_who_writes_while_it_is_ours_to_move_is_chasing():
    groups = contacts(
        tell(START, ("5 11:00", "contact"), ("5 12:00", "answer"), ("5 13:00", "contact"), ("5 14:00", "thanks"))
    )
    assert [is_chaser(group, groups) for group in groups] == [False, True, False, False]


@pytest.mark.parametrize(
    "text", ["Thanks!", "Thank you so much.", "ok, thanks", "Vielen Dank!", "Great, it works now. Thanks"]
)
def test_words_that_only_thank(text):
    assert is_thanks_only(text)


@pytest.mark.parametrize("text", ["", "Thanks, but it still hangs.", "Thanks?", "ok", "No thanks", "It works now"])
def test_in_doubt_it_is_a_contact_like_any_other(text):
    assert not is_thanks_only(text)
