"""Words that only we see."""

from tickets.events.keys import WordsKey
from tickets.events.kind import Kind, Leaves
from tickets.rules.texts import gettext_noop


class Noted(Kind):
    """A note changes no figure."""

    name, label = "note", gettext_noop("Note")
    keys = {"text": WordsKey()}
    leaves = Leaves.MESSAGE
    writes = "internal"
