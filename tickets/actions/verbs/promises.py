"""What we owe: making, keeping, waiving and replacing promises (definitions 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.inputs import Explicit, Instant, RowId, Text
from tickets.actions.promises import PromiseGiven, due_data, promise_entry, promise_names
from tickets.actions.record import Entry, Invalid
from tickets.actions.verbs.verb import Found, Verb
from tickets.events.answer import Answered
from tickets.events.promise import PromiseKept, PromiseReplaced, PromiseWaived
from tickets.models import Promise, Ticket
from tickets.models.history import moment, seconds
from tickets.rules.access import Actor

LATER = "2030-03-11T09:00:00Z"  # of examples
LONGEST = 500


class PromiseBody(Explicit):
    """Something we owe. Without a date the desk's policy says when it is due."""

    text = Text(max_length=LONGEST, error_messages={"blank": gettext_lazy("Say what is promised.")})
    due_at = Instant(required=False, allow_null=True)


class PromiseInReply(PromiseBody):
    """A promise made in a reply."""

    def to_internal_value(self, data: Any) -> Any:
        """As verbs take it."""
        return PromiseGiven(**super().to_internal_value(data))


class SettledPromise(Explicit):
    """Which promise."""

    promise = RowId()


class MakePromise(Verb):
    """We owe something from now on; without a date the policy says by when."""

    name = permission = "promise"
    example = {"text": "A fix by Tuesday", "due_at": LATER}
    Input = PromiseBody

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The promise; made along with an answer it stands in that answer."""
        told = next((entry.message for entry in found.before if entry.name == Answered.name), None)
        return [promise_entry(PromiseGiven(**self.given), actor=actor, at=at, message=told)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That we owe it."""
        return _("The promise is noted.")


class KeepPromise(Verb):
    """Our last answer delivered what was promised: it counts from that answer, not from the click.

    Only an answer that we started keeps a promise.
    """

    name = permission = "keep-promise"
    example = {"promise": 7}
    Input = SettledPromise

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it was delivered. Errors: Invalid without an answer of ours since the promise was made."""
        name = promise_names(found.ticket, [self.given["promise"]])[0]
        made_at = seconds(Promise.objects.values_list("made_at", flat=True).get(pk=self.given["promise"]))
        happened = [(line.kind, line.data, line.at) for line in found.lines]
        happened += [(entry.name, entry.data, seconds(entry.at or at)) for entry in found.before]
        answered_at = last_delivery(happened)
        if answered_at is None or answered_at <= made_at:
            raise Invalid("promise", _("Tell the customer first: a promise is kept by an answer that we start."))
        return [Entry(PromiseKept, {"promise": name}, actor=actor, at=moment(answered_at))]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """By what it was kept."""
        return _("Delivered by our last answer.")


def last_delivery(happened: Iterable[tuple[str, Mapping[str, Any], int]]) -> int | None:
    """When we last started an answer; None if never. `happened`: events by kind, data, instant."""
    started = (at for kind, data, at in happened if kind == Answered.name and data.get("initiated", True))
    return max(started, default=None)


class WaivePromise(Verb):
    """The customer does not need it any more. After its due time it stays broken."""

    name = permission = "waive-promise"
    example = {"promise": 7}
    Input = SettledPromise

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """That it is not needed."""
        return [Entry(PromiseWaived, {"promise": promise_names(found.ticket, [self.given["promise"]])[0]}, actor=actor)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """That nothing is owed."""
        return _("The customer needs it no more.")


class SupersedeBody(SettledPromise):
    """The promise that is replaced, and what we promise instead."""

    due_at = Instant(required=False, allow_null=True)
    text = Text(max_length=LONGEST, required=False)


class Supersede(Verb):
    """Replace a promise by a new one, strictly before the old one is due."""

    name = permission = "supersede-promise"
    example = {"promise": 7, "due_at": LATER}
    Input = SupersedeBody

    def events(self, found: Found, actor: Actor, at: datetime) -> list[Entry]:
        """The new promise in the place of the old; without words it says the same."""
        due_at = self.given.get("due_at")
        if due_at is not None and due_at <= at:
            raise Invalid("due_at", _("A promise is due in the future."))
        old = self.given["promise"]
        name = promise_names(found.ticket, [old])[0]
        text = self.given.get("text") or Promise.objects.values_list("text", flat=True).get(pk=old)
        return [Entry(PromiseReplaced, {"promise": name, **due_data(due_at, at)}, actor=actor, text=text)]

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What is left to do."""
        return _("The promise is superseded. Tell the customer.")
