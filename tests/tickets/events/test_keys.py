"""What a line may say under a key, and what an event may hold: each key is strict at both ends."""

import pytest

from tickets.events import keys
from tickets.events.keys import InvalidLine

HALF_PAST = "2025-03-05T10:30:00.9+01:00"

# A key | what a line says | what becomes of it
TAKEN = [
    (keys.WordsKey(), "a\x00b", "ab"),
    (keys.WordsKey(), None, ""),
    (keys.Name(), " ana ", "ana"),
    (keys.Name(), "x" * 150, "x" * 150),
    (keys.Name(optional=True), None, None),
    (keys.Name(null=True), None, None),
    (keys.YesNoKey(), False, False),
    (keys.OneOf("one", "two"), "two", "two"),
    (keys.Time(), HALF_PAST, 1_741_167_000),  # cut to whole seconds
    (keys.Time(), "1970-01-01T00:00:00Z", 0),
    (keys.Time(), "2100-01-01T00:00:00Z", 4_102_444_800),
    (keys.Time(optional=True), None, None),
    (keys.ScoreKey(), 0, 0),
    (keys.ScoreKey(), 10, 10),
    (keys.Texts(), ["a"], ["a"]),
    (keys.SenderKey(), {"email": "m" * 400, "phone": "", "shoe": "44"}, {"email": "m" * 320}),
    (keys.FactsKey(), {"device": 7}, {"device": "7"}),
]


@pytest.mark.parametrize(("key", "said", "taken"), TAKEN)
def test_what_a_line_may_say(key, said, taken):
    assert key.check(said, "it") == taken


REFUSED = [
    (keys.WordsKey(), 7, "not a text"),
    (keys.Name(), None, "not a name"),
    (keys.Name(), "  ", "not a name"),
    (keys.Name(), "x" * 151, "not a name"),
    (keys.YesNoKey(), 1, "true or false"),
    (keys.OneOf("one"), "two", "one of one"),
    (keys.Time(), None, "not a time"),
    (keys.Time(), "2025-03-05T10:30:00", "no offset"),
    (keys.Time(), "1969-12-31T23:59:59Z", "outside"),
    (keys.Time(), "2100-01-01T00:00:01Z", "outside"),
    (keys.ScoreKey(), 11, "whole number"),
    (keys.ScoreKey(), -1, "whole number"),
    (keys.ScoreKey(), True, "whole number"),
    (keys.ScoreKey(), 4.0, "whole number"),
    (keys.Texts(), "device", "list of names"),
    (keys.Texts(), [1], "list of names"),
    (keys.SenderKey(), "mia", "an object"),
    (keys.FactsKey(), {}, "an object"),
]


@pytest.mark.parametrize(("key", "said", "reason"), REFUSED)
def test_what_a_line_may_not_say(key, said, reason):
    with pytest.raises(InvalidLine, match=reason):
        key.check(said, "it")


# A key | values that an event holds | values that it does not
HELD = [
    (keys.Name(), ["ana"], [7, None]),
    (keys.Agent(), [7], ["ana"]),
    (keys.TicketKey(), [7], ["B"]),
    (keys.YesNoKey(), [True], [1, "yes"]),
    (keys.OneOf("one"), ["one"], ["two"]),
    (keys.Time(), [7], ["tomorrow"]),
    (keys.ScoreKey(), [0, 10], [11, True]),
    (keys.Texts(), [["a"], ("a",)], ["a", [1]]),
    (keys.RowKey(), [7], ["7"]),
    (keys.RowsKey(), [[1], [(1, "token")]], [1]),
]


@pytest.mark.parametrize(("key", "held", "not_held"), HELD)
def test_what_an_event_may_hold(key, held, not_held):
    assert [key.holds(value) for value in held + not_held] == [True] * len(held) + [False] * len(not_held)


def test_a_line_that_lacks_what_its_kind_needs_is_refused_by_name():
    known = {"to": keys.Name(), "relation": keys.Name()}
    assert keys.checked(known, {"to": "B", "colour": "red"}, ("to",), "link") == {"to": "B"}
    with pytest.raises(InvalidLine, match="kind link needs to and relation"):
        keys.checked(known, {}, ("to", "relation"), "link")
