"""What is no ticket is out of every cohort."""

import pytest

from tests.telling import in_a_row, stands
from tests.tickets.events.sentences import read


def test_spam_takes_it_out_and_the_first_exclusion_holds():
    assert in_a_row("contact spam test").excluded.name == "spam"


SENTENCES = [
    ("spam", {}, "Ana marked it as spam"),
    ("test", {}, "Ana marked it as our own trial"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


@pytest.mark.parametrize("word", ["spam", "test"])
def test_nothing_is_owed_on_it_and_nobody_looks_again(word):
    row = stands("5 12:00", ("5 10:00", "contact"), ("5 11:00", word))
    assert (row.row["status"], row.row["due_at"], row.flags, row.next_flag_at) == (word, None, [], None)
