"""A line of the history format is read strictly, and refused with a sentence that says what to mend."""

import json

import pytest

from tickets.events.history_format import parse
from tickets.events.keys import InvalidLine

GOOD = {"id": "1", "ticket": "T", "at": "2025-03-05T10:00:00+01:00", "kind": "contact", "channel": "chat"}

WRONG = [
    ("{", "not JSON"),
    ("[1]", "JSON object"),
    (GOOD | {"kind": "wish"}, "no kind 'wish'"),
    (GOOD | {"at": "yesterday"}, "ISO 8601"),
    (GOOD | {"at": "2025-03-05T10:00:00"}, "no offset"),
    (GOOD | {"at": "9999-12-31T23:59:59Z"}, "outside 1970 to 2100"),
    (GOOD | {"channel": "pigeon"}, "channel is one of"),
    (GOOD | {"id": ""}, "needs id"),
    (GOOD | {"automatic": "yes"}, "true or false"),
    (GOOD | {"kind": "promise_done"}, "needs promise"),
    (GOOD | {"kind": "feedback", "survey": "csat", "score": True}, "whole number"),
    ('{"id": "1", "ticket": "T", "at": "2025-03-05T10:00:00Z", "kind": "note", "text": "\\ud800"}', "half a character"),
]


@pytest.mark.parametrize(("line", "reason"), WRONG)
def test_a_bad_line_is_refused_with_its_reason(line, reason):
    with pytest.raises(InvalidLine, match=reason):
        parse(line if isinstance(line, str) else json.dumps(line))


def test_a_good_line_is_taken_with_its_times_in_seconds():
    line = parse(json.dumps(GOOD | {"text": "It\x00 hangs", "something": "else"}))
    assert (line.at, line.recorded_at, line.said) == (1741165200, 1741165200, {"channel": "chat", "text": "It hangs"})
