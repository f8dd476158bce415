"""What we say to the customer, and what became of it."""

import pytest

from tests.telling import in_a_row, tell
from tickets.events.answer import Answered, AutoReplied

# What happened | answers, those that count, and whom it waits on
SAID = [
    ("contact answer", [True], "customer"),
    ("contact auto_reply", [], "us"),
    ("contact resolve answer", [False], "nobody"),  # after the end it answers nothing
    ("contact resolve+answer", [True], "nobody"),  # at its instant it does
    ("contact answer answer", [True, True], "customer"),
]


@pytest.mark.parametrize(("words", "counted", "waits_on"), SAID)
def test_a_person_answers_and_a_machine_does_not(words, counted, waits_on):
    story = in_a_row(words)
    assert ([answer.counts for answer in story.answers], story.waiting_on) == (counted, waits_on)
    assert AutoReplied.by_machine


def test_a_line_means_that_we_started_it_unless_it_says_otherwise():
    said = {"channel": "email"}
    assert Answered.read(said, ids=None, ticket="T") == {"channel": "email", "initiated": True}
    assert Answered.read(said | {"initiated": False}, ids=None, ticket="T")["initiated"] is False


# What came back | whether the resolution was delivered, and whether the promise is owed
CAME_BACK = [
    ("answer", True, True),
    ("resolve", True, False),
    ("promise", False, False),  # no message of ours has this name
]


@pytest.mark.parametrize(("name", "undelivered", "owed"), CAME_BACK)
def test_what_did_not_arrive_was_not_delivered(name, undelivered, owed):
    told = [
        ("5 10:00", "contact"),
        ("5 11:00", "promise"),
        ("5 12:00", "answer"),
        ("5 12:00", "kept"),
        ("5 12:00", "resolve"),
    ]
    story = tell(*told, ("5 13:00", "bounce", {"of": name}))
    assert story.resolution.undelivered is undelivered
    assert (story.promises[0].settled is None) is owed
