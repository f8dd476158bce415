"""How a ticket ends, and the customer's word on it (definitions 5)."""

import pytest

from tests.telling import after, in_a_row, tell, when
from tests.tickets.events.sentences import read

SENTENCES = [
    ("resolve", {}, "Ana resolved it"),
    ("close", {}, "Closed: 30 days since it was resolved"),
    ("confirm", {}, "Mia answered: solved"),
    ("confirm", {"spoken": True}, "Mia said: solved (noted by Ana)"),
    ("dispute", {}, "Mia answered: not solved"),
    ("dispute", {"spoken": True}, "Mia said: not solved (noted by Ana)"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


def test_what_an_answer_of_the_same_instant_says_is_not_said_twice():
    assert read("resolve", {}, answered={1}) is None


ASKED = [("5 10:00", "contact"), ("5 11:00", "answer"), ("5 11:00", "resolve"), ("5 12:00", "asked_confirmation")]


def test_the_first_asking_and_the_first_yes_count():
    told = [*ASKED, ("5 13:00", "asked_confirmation"), ("5 14:00", "confirm"), ("5 15:00", "confirm")]
    resolution = tell(*told).resolution
    assert (when(resolution.asked_at), when(resolution.confirmed_at)) == ("5 12:00", "5 14:00")


@pytest.mark.parametrize("instant", ["resolve+asked_confirmation", "asked_confirmation+resolve"])
def test_an_asking_of_the_same_instant_counts_in_either_order(instant):
    assert in_a_row(f"contact {instant}").resolution.asked_at == after(1)


# What happened | the status, whom it waits on, reopens
ENDS = [
    ("contact resolve", ("resolved", "nobody", 0)),
    ("contact resolve close", ("closed", "nobody", 0)),
    ("contact resolve confirm", ("resolved", "nobody", 0)),
    ("contact resolve dispute", ("open", "us", 1)),
    ("contact resolve close dispute", ("open", "us", 1)),
]


@pytest.mark.parametrize(("words", "stands"), ENDS)
def test_how_it_ends(words, stands):
    story = in_a_row(words)
    assert (story.status, story.waiting_on, story.reopens) == stands
    assert bool(story.closed) == (stands[0] == "closed")


@pytest.mark.parametrize(("word", "undelivered"), [("resolve", False), ("resolve_untold", True)])
def test_a_resolution_that_nobody_was_told_is_undelivered(word, undelivered):
    assert in_a_row(f"contact {word}").resolution.undelivered is undelivered
    assert tell(("5 10:00", "contact"), ("5 11:00", "resolve", {"delivered": True})).resolution.undelivered is False
