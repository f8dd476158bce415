"""What is said to a third party beside the ticket, and by them. No kind of these is an answer, a contact or an update of anybody's:
they change no figure, and no customer may know of them.
"""

from __future__ import annotations

from tickets.events.keys import EventName, SenderKey, WordsKey, YesNoKey
from tickets.events.kind import Kind, Leaves, Sentence, SentenceReader
from tickets.rules import access
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop


class Forwarded(Kind):
    """We wrote to a third party. `text` are our own words; what went along is in the history already."""

    name, label = "forward", gettext_noop("Forwarded")
    keys = {"text": WordsKey(), "subject": WordsKey()}
    leaves = Leaves.MESSAGE
    writes = "internal"
    is_news = False


class ThirdPartyAnswered(Kind):
    """They wrote back. `automatic`: a machine of theirs did."""

    name, label = "third_party_answer", gettext_noop("Answer of a third party")
    done_by = access.CHANNEL
    keys = {"from": SenderKey(), "text": WordsKey(), "subject": WordsKey(), "automatic": YesNoKey()}
    leaves = Leaves.MESSAGE
    writes = "internal"


class ForwardBounced(Kind):
    """What we wrote to a third party did not arrive: the customer's answers are not concerned."""

    name, label = "forward_bounce", gettext_noop("Forward that did not arrive")
    done_by = access.CHANNEL
    keys = {"of": EventName()}
    needed = ("of",)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """That they never got it."""
        return Sentence("error", gettext_noop("What was forwarded did not arrive"), {})
