"""What a person of ours reads of an event that left no message: a table of all kinds."""

import pytest

from tickets.events import KINDS
from tickets.rules.story import Event

SILENT = {"contact", "thanks", "answer", "auto_reply", "bounce", "note", "promise_done", "asked", "opened_history"}
SILENT |= {"asked_confirmation", "unmerge", "survey_sent", "rename"}


class Reader:
    """A reader to whom 1 is Ana, 2 is Ben, and nothing is said elsewhere."""

    customer = "Mia"

    def __init__(self, answered=()):
        self.answered = answered

    def person(self, pk):
        return {1: "Ana", 2: "Ben"}.get(pk, "The desk")

    def team(self, pk):
        return "Billing"

    def moment(self, at):
        return f"at {at}"

    def status(self, value):
        return value

    def priority(self, value):
        return value

    def answered_by(self, at):
        return self.answered

    def joined(self, event):
        return 5

    def promised(self, event):
        return "a fix", "at 9"

    def noted(self, event):
        return "Device: Pixel 7"


SENTENCES = [
    ("not_thanks", {"of": "1"}, "Ana counted a thank-you as a contact: it asks for more"),
    ("promise", {}, "Ana promised “a fix”, due at 9"),
    ("promise_superseded", {"promise": "1"}, "Ana promised “a fix”, due at 9"),
    ("promise_waived", {"promise": "1"}, "Mia does not need a promise any more"),
    ("facts", {"keys": ["device"]}, "Ana noted Device: Pixel 7"),
    ("assign", {"to": 1}, "Ana took it"),
    ("assign", {"to": 2}, "Ana handed it to Ben"),
    ("assign", {"to": None}, "Ana released it: nobody owns it"),
    ("assign", {"team": 3}, "Ana gave it to the team Billing"),
    ("assign", {"team": None}, "It belongs to no team any more"),
    ("came_to", {"team": 3}, "It came to the team Billing as well"),
    ("tag", {"add": ["billing"], "remove": ["vip"]}, "Ana changed its tags: +billing, −vip"),
    ("status", {"to": "pending"}, "Ana set it to pending"),
    ("priority", {"to": "high"}, "Ana: priority high"),
    ("snooze", {"until": 9}, "Ana put it out of sight until at 9"),
    ("resolve", {}, "Ana resolved it"),
    ("close", {}, "Closed: 30 days since it was resolved"),
    ("confirm", {}, "Mia answered: solved"),
    ("confirm", {"spoken": True}, "Mia said: solved (noted by Ana)"),
    ("dispute", {}, "Mia answered: not solved"),
    ("dispute", {"spoken": True}, "Mia said: not solved (noted by Ana)"),
    ("merge", {"into": 4}, "Ana joined #5 to this one"),
    ("split_off", {"to": 4, "lines": []}, "Ana split a part off: #4"),
    ("split_from", {"from": 4, "lines": []}, "Ana split this off #4"),
    ("link", {"to": 4, "relation": "same_issue"}, "Linked with #4: the same issue"),
    ("link", {"to": 4, "relation": "related"}, "Linked with #4: related"),
    ("spam", {}, "Ana marked it as spam"),
    ("test", {}, "Ana marked it as our own trial"),
    ("feedback", {"survey": "csat", "score": 4}, "Mia gave a score: CSAT 4"),
]


@pytest.mark.parametrize(("name", "data", "read"), SENTENCES)
def test_an_event_is_read_in_a_sentence(name, data, read):
    sentence = KINDS[name].sentence(Event(1, 0, name, 1, data), Reader())
    assert sentence.text % sentence.values == read
    assert sentence.icon


def test_every_other_kind_is_read_from_what_it_left():
    assert set(KINDS) - {name for name, *_ in SENTENCES} == SILENT
    assert all(KINDS[name].sentence(Event(1, 0, name, 1, {}), Reader()) is None for name in SILENT)


@pytest.mark.parametrize(("name", "data"), [("assign", {"to": 1}), ("resolve", {})])
def test_what_an_answer_of_the_same_instant_says_is_not_said_twice(name, data):
    assert KINDS[name].sentence(Event(1, 0, name, 1, data), Reader(answered={1})) is None


def test_a_team_that_a_rule_gave_it_to_has_nobody_who_did():
    sentence = KINDS["assign"].sentence(Event(1, 0, "assign", None, {"team": 3}), Reader())
    assert sentence.text % sentence.values == "It came to the team Billing"
