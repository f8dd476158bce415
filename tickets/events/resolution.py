"""How a ticket ends, and the customer's word on it (definitions 5)."""

from __future__ import annotations

from tickets.events.keys import YesNoKey
from tickets.events.kind import Kind, Sentence, SentenceReader
from tickets.rules import access
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class Resolved(Kind):
    """We say that it is done. `delivered`: a person told the customer so; if nobody did, a note of the instant says why."""

    name, label = "resolve", gettext_noop("Resolved")
    keys = {"delivered": YesNoKey()}
    internal = False

    @classmethod
    def parks(cls, event: Event) -> bool:
        """The answer that told so was given before."""
        return True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It is nobody's move."""
        walk.resolve(event, delivered=event.data.get("delivered", True))

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence | None:
        """Who resolved it, unless the answer of its instant says so, and whether the customer was told."""
        if not event.data.get("delivered", True):
            text = gettext_noop("%(who)s resolved it without telling the customer")
            return Sentence("unpublished", text, {"who": reader.person(event.by)})
        if reader.answered_by(event.at):
            return None
        return Sentence("check_circle", gettext_noop("%(who)s resolved it"), {"who": reader.person(event.by)})


class Closed(Kind):
    """Thirty days after the resolution nothing brings it back; the clock closes it."""

    name, label = "close", gettext_noop("Closed")
    done_by = access.CLOCK
    internal = False

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """Final, but for a person of ours who opens it again."""
        walk.close(event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Why it closed."""
        return Sentence("inventory_2", gettext_noop("Closed: 30 days since it was resolved"), {})


class ConfirmationAsked(Kind):
    """The customer was asked whether it is solved: silence counts from here."""

    name, label = "asked_confirmation", gettext_noop("Asked whether it is solved")
    done_by = access.CHANNEL
    internal = False

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """The first asking of a resolution counts, one of its own instant included."""
        walk.ask_confirmation(event)


class Confirmed(Kind):
    """The customer's yes. `spoken`: noted by a person of ours."""

    name, label = "confirm", gettext_noop("Confirmed")
    done_by = access.CUSTOMER
    keys = {"spoken": YesNoKey()}
    internal = False
    by_customer = True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """The first yes counts."""
        resolution = walk.story.resolutions[-1]
        resolution.confirmed_at = resolution.confirmed_at or event.at

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said it, and who noted it."""
        if event.data.get("spoken"):
            text = gettext_noop("%(customer)s said: solved (noted by %(who)s)")
            return Sentence("check", text, {"customer": reader.customer, "who": reader.person(event.by)})
        return Sentence("check", gettext_noop("%(customer)s answered: solved"), {"customer": reader.customer})


class Disputed(Kind):
    """The customer's no: it comes back, and that is a reopen."""

    name, label = "dispute", gettext_noop("Disputed")
    done_by = access.CUSTOMER
    keys = {"spoken": YesNoKey()}
    internal = False
    by_customer = True

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It is our move."""
        walk.dispute(event)

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Who said it, and who noted it."""
        if event.data.get("spoken"):
            text = gettext_noop("%(customer)s said: not solved (noted by %(who)s)")
            return Sentence("close", text, {"customer": reader.customer, "who": reader.person(event.by)})
        return Sentence("close", gettext_noop("%(customer)s answered: not solved"), {"customer": reader.customer})
