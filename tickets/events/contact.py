"""The customer turns to us."""

from __future__ import annotations

from tickets.events.keys import EventName, Key, Name, OneOf, RowKey, RowsKey, SenderKey, WordsKey, YesNoKey
from tickets.events.kind import Kind, Leaves, Sentence, SentenceReader
from tickets.rules import access
from tickets.rules.lifecycle import Channel
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk

CHANNEL = OneOf(*Channel)
# The identity that they wrote from, or the receipt that they wrote by; what intake found beside the ticket, and what a mail claimed to belong to.
FOUND: dict[str, Key] = {
    "address": RowKey(),
    "from_us": YesNoKey(),
    "receipt": RowKey(),
    "beside": RowsKey(),
    "claims": RowsKey(),
}


class Contacted(Kind):
    """They wrote or spoke: a contact (definitions 2). `automatic`: a machine of theirs did, and it is none."""

    name, label = "contact", gettext_noop("Contact")
    done_by = access.CUSTOMER
    keys = {
        "channel": CHANNEL,
        "from": SenderKey(),
        "text": WordsKey(),
        "subject": WordsKey(),
        "automatic": YesNoKey(),
        "session": Name(optional=True),
    }
    needed = ("channel",)
    inside = FOUND
    internal = False
    leaves = Leaves.MESSAGE
    writes = "in"
    by_customer = True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It is somebody's move, ours; a resolved ticket comes back."""
        if not event.data.get("automatic"):
            walk.hear(event, thanks=False)


class Thanked(Kind):
    """They did nothing but thank: a contact that reopens nothing and waits for nothing."""

    name, label = "thanks", gettext_noop("Thanks")
    done_by = access.CUSTOMER
    keys = {"channel": CHANNEL, "from": SenderKey(), "text": WordsKey(), "session": Name(optional=True)}
    needed = ("channel",)
    inside = FOUND | {"automatic": YesNoKey()}
    internal = False
    leaves = Leaves.MESSAGE
    writes = "in"
    by_customer = True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It is counted, and changes nobody's move."""
        if not event.data.get("automatic"):
            walk.hear(event, thanks=True)


class TakenForMore(Kind):
    """A person of ours found that a thank-you, or a yes in words, asks for more: it is a contact like any other, from its own
    instant on, and confirms nothing.

    The other way round there is none: a contact of the customer's cannot be talked down.
    """

    name, label = "not_thanks", gettext_noop("Thanks counted as a contact")
    keys = {"of": EventName(), "text": WordsKey()}
    needed = ("of",)
    writes = "internal"
    revises = True

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who found it."""
        text = gettext_noop("%(who)s counted a thank-you or a yes as a contact: it asks for more")
        return Sentence("heart_broken", text, {"who": reader.person(event.by)})


# Whatever counts as one more time that the customer turned to us.
CONTACTS = frozenset({Contacted.name, Thanked.name})
