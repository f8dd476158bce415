"""What a person of ours reads of an event, for the tests of its kind: `read("assign", {"to": 1})`."""

from tickets.events import KINDS
from tickets.rules.story import Event


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


def read(name, data, by=1, answered=()):
    """The sentence in which an event of a kind is read, or None. Who of ours `answered` at its instant is said elsewhere."""
    sentence = KINDS[name].sentence(Event(1, 0, name, by, data), Reader(answered))
    if sentence is None:
        return None
    assert sentence.icon
    return sentence.text % sentence.values
