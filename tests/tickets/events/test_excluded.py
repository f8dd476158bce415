"""What is no ticket is out of every cohort."""

import pytest

from tests.telling import in_a_row, stands
from tests.tickets.events.sentences import read


def test_spam_takes_it_out_and_the_first_exclusion_holds():
    assert in_a_row("contact spam test").excluded.name == "spam"


BEFORE = [("5 10:00", "contact"), ("5 10:30", "promise", {"due_at": "5 12:00"}), ("5 11:00", "pending")]
UNDONE = [*BEFORE, ("5 11:30", "spam"), ("6 09:00", "not_spam")]


def test_what_is_no_spam_stands_as_if_nobody_had_marked_it():
    """Its waits and its flags went on all the time: the customer has waited since they wrote."""
    never, undone = stands("6 10:00", *BEFORE), stands("6 10:00", *UNDONE)
    assert (undone.row, undone.next_check_at) == (never.row, never.next_check_at)
    assert undone.row["status"] == "pending"
    assert [(flag.rule, flag.stalled_from, flag.cleared_at) for flag in undone.flags] == [
        (flag.rule, flag.stalled_from, flag.cleared_at) for flag in never.flags
    ]
    assert {flag.rule for flag in undone.flags} == {"R1", "R4"}
    assert [(c.metric, c.due_at, c.state) for c in undone.clocks] == [
        (c.metric, c.due_at, c.state) for c in never.clocks
    ]


def test_until_it_was_found_out_it_was_spam():
    assert stands("5 12:00", *UNDONE[:-1]).row["status"] == "spam"


@pytest.mark.parametrize("words", ["contact not_spam", "contact spam not_spam not_spam", "contact test not_spam"])
def test_only_what_is_marked_as_spam_can_be_found_to_be_none(words):
    ((line, reason),) = in_a_row(words).void
    assert (line.kind, reason) == ("not_spam", "This ticket is not marked as spam.")


@pytest.mark.parametrize(
    ("words", "kind"), [("contact spam test not_spam", "test"), ("contact spam not_spam spam", "spam")]
)
def test_what_else_takes_it_out_stays_or_comes_again(words, kind):
    assert in_a_row(words).excluded.kind == kind


SENTENCES = [
    ("not_spam", {}, "Ana found that it is no spam"),
    ("spam", {}, "Ana marked it as spam"),
    ("test", {}, "Ana marked it as a test"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


@pytest.mark.parametrize("word", ["spam", "test"])
def test_nothing_is_owed_on_it_and_nobody_looks_again(word):
    row = stands("5 12:00", ("5 10:00", "contact"), ("5 11:00", word))
    assert (row.row["status"], row.row["due_at"], row.flags, row.next_flag_at) == (word, None, [], None)
