"""Words that only we see."""

from tickets.events.keys import Words
from tickets.events.kind import Kind, Leaves, gettext_noop


class Noted(Kind):
    """A note changes no figure."""

    name, label = "note", gettext_noop("Note")
    keys = {"text": Words()}
    leaves = Leaves.MESSAGE
    writes = "internal"
