"""Every kind of event says all there is to say about it, in one place; its form outside and its data are one another's."""

import pytest

from tests.make import DESK
from tests.tickets.events.sentences import read
from tickets.actions.change import Entry
from tickets.actions.record import decide
from tickets.events import KINDS, Kind, Leaves, kind_of, named
from tickets.events.history_format import parse
from tickets.events.keys import FactsKey, SenderKey, WordsKey
from tickets.events.note import Noted
from tickets.events.promise import Promised
from tickets.models import Event as Row
from tickets.models import Ticket
from tickets.models.history import instant
from tickets.rules.access import COMMAND
from tickets.rules.story import Event

AT = 1_741_165_200
LINE = {"id": "1", "ticket": "T", "at": "2025-03-05T10:00:00+01:00"}

# What each kind keeps of a line, and what it says of it again. Tickets, teams and people have the numbers of NUMBERS.
SAID = {
    "contact": ({"channel": "chat", "session": "c1", "from": {"email": "mia@example.org"}, "text": "Hello."}, None),
    "thanks": ({"channel": "email", "text": "Thanks!"}, None),
    "not_thanks": ({"of": "event:1", "text": "She asks."}, None),
    "answer": ({"channel": "phone", "session": "c2", "initiated": False}, None),
    "auto_reply": ({"channel": "email"}, None),
    "bounce": ({"of": "event:1"}, None),
    "note": ({"text": "Look."}, None),
    "forward": ({"text": "Can you look?", "subject": "Fwd: Help"}, None),
    "third_party_answer": ({"from": {"email": "vendor@example.net"}, "text": "Yes.", "automatic": False}, None),
    "forward_bounce": ({"of": "event:1"}, None),
    "promise": ({"text": "A fix", "due_at": "2025-03-06T09:00:00Z"}, {"due_at": 1_741_251_600}),
    "promise_done": ({"promise": "event:2"}, None),
    "promise_waived": ({"promise": "event:2"}, None),
    "promise_superseded": ({"promise": "event:2", "due_at": "2025-03-06T09:00:00Z"}, None),
    "facts": ({"facts": {"Device ": "Pixel 7"}, "from_line": "event:1"}, {"keys": ["device"], "from_line": "event:1"}),
    "asked": ({"facts": ["device"], "verify": True}, None),
    "opened_history": ({}, {}),
    "assign": ({"to": "ana", "team": None}, {"to": 7, "team": None}),
    "came_to": ({"team": "Team"}, None),
    "rename": ({"subject": "The app hangs", "text": "It was called Help!"}, {}),
    "fields": ({"fields": {"order": "A-1"}, "text": "Order: A-1."}, {}),
    "tag": ({"add": ["billing"], "remove": ["vip"]}, None),
    "status": ({"to": "on_hold"}, None),
    "priority": ({"to": "high"}, None),
    "snooze": ({"until": "2025-03-06T09:00:00Z"}, {"until": 1_741_251_600}),
    "resolve": ({"delivered": False}, None),
    "close": ({}, {}),
    "asked_confirmation": ({}, {}),
    "confirm": ({"spoken": True}, None),
    "dispute": ({"spoken": False}, None),
    "merge": ({"into": "B"}, {"into": 7}),
    "unmerge": ({}, {}),
    "split_off": ({"to": "B", "lines": ["event:1"]}, {"to": 7, "lines": ["event:1"]}),
    "split_from": ({"from": "B", "lines": ["event:1"]}, {"from": 7, "lines": ["event:1"]}),
    "link": ({"to": "B", "relation": "related"}, {"to": 7, "relation": "related"}),
    "unlink": ({"to": "B"}, {"to": 7}),
    "spam": ({}, {}),
    "not_spam": ({}, {}),
    "test": ({}, {}),
    "survey_sent": ({"survey": "nps"}, None),
    "feedback": ({"survey": "ces", "score": 7, "comment": "Slow."}, None),
}


class Numbers:
    """All that is named is number 7, and 7 is called what these lines call it."""

    def agent(self, name):
        return 7

    def team(self, name):
        return 7

    def ticket(self, key, of):
        return 7

    def event(self, name):
        return name

    def agent_name(self, pk):
        return "ana"

    def team_name(self, pk):
        return "Team"

    def ticket_key(self, pk):
        return "B"


def test_the_kinds_are_those_of_the_history_format():
    assert set(KINDS) == set(SAID)


@pytest.mark.parametrize("name", SAID)
def test_what_a_line_says_becomes_data_and_is_said_again(name):
    said, kept = SAID[name]
    line, kind = parse(LINE | {"kind": name} | said), KINDS[name]
    data = kind.read(line.said, Numbers(), "T")
    assert kind.fault(data) is None
    if kept is not None:
        assert data == kept
    words = {key for key, value in kind.keys.items() if not value.kept}
    assert kind.write(data, Numbers()) == {key: value for key, value in said.items() if key not in words}


@pytest.mark.parametrize("name", SAID)
def test_a_place_within_an_instant_is_kept_and_said_again(name):
    kind = KINDS[name]
    data = {**kind.read(parse(LINE | {"kind": name} | SAID[name][0]).said, Numbers(), "T"), "before": "event:9"}
    assert kind.fault(data) is None
    assert kind.write(data, Numbers())["before"] == "event:9"


@pytest.mark.parametrize("name", SAID)
def test_words_are_never_kept_in_an_event(name):
    words = {
        key: "Hello." for key, value in KINDS[name].keys.items() if isinstance(value, WordsKey | SenderKey | FactsKey)
    }
    for key, value in words.items():
        assert f"has no {key}" in KINDS[name].fault({key: value})


@pytest.mark.parametrize("kind", KINDS.values())
def test_words_that_only_we_see_come_with_an_event_that_only_we_know_of(kind):
    assert (kind.writes == "internal") <= kind.internal
    assert (kind.writes in ("in", "out")) <= (not kind.internal)


WRONG = [
    ("contact", {"channel": "pigeon"}, "cannot hold channel='pigeon'"),
    ("contact", {}, "needs channel"),
    ("contact", {"channel": "email", "text": "Hello."}, "has no text"),
    ("answer", {"channel": "email", "initiated": "yes"}, "cannot hold initiated"),
    ("assign", {"to": "ana"}, "cannot hold to='ana'"),
    ("snooze", {"until": "tomorrow"}, "cannot hold until"),
    ("asked", {"facts": "device"}, "cannot hold facts"),
    ("feedback", {"survey": "csat", "score": True}, "cannot hold score"),
    ("merge", {"into": None}, "cannot hold into"),
]


@pytest.mark.parametrize(("name", "data", "fault"), WRONG)
def test_data_that_a_kind_does_not_have_is_no_event(name, data, fault):
    assert fault in KINDS[name].fault(data)
    with pytest.raises(ValueError, match=fault.split("(")[0]):
        decide(Ticket(), [], [Entry(KINDS[name], data, actor=COMMAND)], desk=DESK, at=instant(AT))


def test_the_model_takes_its_choices_from_the_kinds():
    assert [value for value, _label in Row._meta.get_field("kind").choices] == list(KINDS)


def test_kinds_are_found_by_what_is_true_of_them():
    assert kind_of(Event(1, AT, "note")) is Noted
    assert named(lambda kind: kind.makes_a_promise) == {"promise", "promise_superseded"}
    assert named(lambda kind: kind.leaves == Leaves.PROMISE) == {Promised.name}
    assert named(lambda kind: kind.by_customer) == {
        "contact",
        "thanks",
        "confirm",
        "dispute",
        "feedback",
        "promise_waived",
    }


def test_a_class_without_a_name_is_no_kind():
    before = set(KINDS)
    type("Half", (Kind,), {})
    assert set(KINDS) == before


SILENT = {
    "forward",
    "third_party_answer",
    "contact",
    "thanks",
    "answer",
    "auto_reply",
    "bounce",
    "note",
    "promise_done",
    "asked",
    "opened_history",
}
SILENT |= {"asked_confirmation", "unmerge", "survey_sent", "rename", "fields"}


@pytest.mark.parametrize("name", sorted(SILENT))
def test_what_an_event_left_is_read_and_not_the_event(name):
    assert read(name, {}) is None


def test_every_other_kind_is_read_in_a_sentence_of_its_own():
    speak = {name for name, kind in KINDS.items() if kind.sentence.__func__ is not Kind.sentence.__func__}
    assert speak == set(KINDS) - SILENT
