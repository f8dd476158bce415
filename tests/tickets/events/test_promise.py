"""What we owe is made, kept, waived or replaced (definitions 3)."""

import pytest

from tests.telling import clock, in_a_row, tell
from tests.tickets.events.sentences import read
from tickets.events.promise import Promised, PromiseReplaced


def test_a_promise_is_replaced_strictly_before_it_is_due():
    def replaced(when):
        return tell(("5 10:00", "contact"), ("5 11:00", "promise", {"due_at": "6 10:00"}), (when, "superseded")).void

    assert not replaced("6 09:59:59")
    assert "before it is due" in replaced("6 10:00")[0][1]


def test_a_replacement_is_a_promise_with_a_due_time_of_its_own():
    new = {"due_at": "7 10:00", "name": "new"}
    story = tell(("5 10:00", "contact"), ("5 11:00", "promise", {"due_at": "6 10:00"}), ("5 12:00", "superseded", new))
    assert [(told.event.name, told.due_at) for told in story.promises] == [
        ("promise", clock("6 10:00")),
        ("new", clock("7 10:00")),
    ]


SENTENCES = [
    ("promise", {}, "Ana promised “a fix”, due at 9"),
    ("promise_superseded", {"promise": "1"}, "Ana promised “a fix”, due at 9"),
    ("promise_waived", {"promise": "1"}, "Mia does not need a promise any more"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), SENTENCES)
def test_it_is_read_in_a_sentence(name, data, sentence):
    assert read(name, data) == sentence


def test_a_line_leaves_the_policys_due_time_to_the_desk_that_reads_it():
    assert "due_at" not in Promised.write({"due_at": 9, "by_policy": True}, None)
    assert Promised.write({"due_at": 9, "by_policy": False}, None) == {"due_at": "1970-01-01T00:00:09Z"}
    assert "due_at" not in PromiseReplaced.write({"promise": "1", "due_at": 9, "by_policy": True}, None)


# What happened after a promise | what it became
BECAME = [
    ("answer+kept", "kept"),
    ("waived", "waived"),
    ("superseded", "superseded"),
    ("answer", ""),
]


@pytest.mark.parametrize(("words", "became"), BECAME)
def test_what_becomes_of_a_promise(words, became):
    promise = in_a_row(f"contact promise {words}").promises[0]
    assert (promise.became, promise.settled is None) == (became, became == "")


MISSED = ("5 10:00", "promise", {"missed": "call", "due_at": "5 18:00"})


def test_a_call_back_is_owed_until_that_call_has_an_answer():
    call = ("5 10:00", "contact", {"channel": "phone", "session": "call"})
    assert [promise.event.name for promise in tell(call, MISSED).promises] == ["promise"]
    assert tell(call, MISSED, ("5 10:05", "live_answer")).promises == []
    assert len(tell(call, MISSED, ("5 10:05", "answer")).promises) == 1  # another way of answering is not that call


@pytest.mark.parametrize("words", ["answer kept", "kept", "live_answer+kept", "answer+kept kept"])
def test_nothing_but_an_answer_that_we_start_keeps_it_at_its_own_instant(words):
    assert len(in_a_row(f"contact promise {words}").void) == 1
