"""What we owe: a promise is made, and kept, waived or replaced (definitions 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tickets.events.keys import Name, Naming, Time, WordsKey, YesNoKey
from tickets.events.kind import Kind, Leaves, Sentence, SentenceReader
from tickets.rules import access
from tickets.rules.story import Event
from tickets.rules.texts import gettext_noop
from tickets.rules.walk import Walk


class MakesAPromise(Kind):
    """A due time that was told does not move; the policy's is kept as it was, and marked as the policy's."""

    internal = False
    inside = {"by_policy": YesNoKey()}
    makes_a_promise = True

    @classmethod
    def write(cls, data: Mapping[str, Any], names: Naming) -> dict[str, Any]:
        """A line without a due time leaves it to the policy of the desk that reads it."""
        line = super().write(data, names)
        if data.get("by_policy"):
            del line["due_at"]
        return line

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence | None:
        """A promise that was made in no message."""
        promised = reader.promised(event)
        if promised is None:
            return None
        text, due = promised
        values = {"who": reader.person(event.by), "text": text, "due": due}
        return Sentence("handshake", gettext_noop("%(who)s promised “%(text)s”, due %(due)s"), values)


class Promised(MakesAPromise):
    """We owe something. `missed`: the call, a session, that a call back is owed for; `by` is empty then: the desk made it.

    Once that session has an answer, such an event is told and has no effect.
    """

    name, label = "promise", gettext_noop("Promise")
    keys = {"text": WordsKey(), "due_at": Time(optional=True), "missed": Name(optional=True)}
    leaves = Leaves.PROMISE

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It is our move until it is kept."""
        walk.owe(event, missed=event.data.get("missed"))


class EndsAPromise(Kind):
    """`becomes` is what the promise then is, if it was not too late."""

    becomes: ClassVar[str]

    @classmethod
    def refusal(cls, walk: Walk, event: Event) -> str | None:
        """Only a promise of this ticket that nothing has settled."""
        promise = walk.promises.get(str(event.data["promise"]))
        if promise is None:
            return gettext_noop("There is no such promise on this ticket.")
        if promise.settled is not None:
            return gettext_noop("That promise is already settled.")
        return None

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """It is owed no more."""
        walk.settle(str(event.data["promise"]), event, cls.becomes)
        walk.decide_by_last_word_if_unresolved(event)


class PromiseKept(EndsAPromise):
    """It was delivered by an answer that we started, at this same instant."""

    name, label, becomes = "promise_done", gettext_noop("Promise kept"), "kept"
    keys = {"promise": Name()}
    needed = ("promise",)
    internal = False

    @classmethod
    def refusal(cls, walk: Walk, event: Event) -> str | None:
        """Nothing but such an answer keeps it."""
        reason = super().refusal(walk, event)
        if reason is None and walk.delivered_at != event.at:
            return gettext_noop("A promise is kept by an answer that we start, at the same instant.")
        return reason


class PromiseWaived(EndsAPromise):
    """The customer does not need it any more."""

    name, label, becomes = "promise_waived", gettext_noop("Promise waived"), "waived"
    done_by = access.CUSTOMER
    keys = {"promise": Name()}
    needed = ("promise",)
    internal = False
    by_customer = True

    @classmethod
    def sentence(cls, event: Event, reader: SentenceReader) -> Sentence:
        """Whose word it was."""
        text = gettext_noop("%(customer)s does not need a promise any more")
        return Sentence("do_not_disturb_on", text, {"customer": reader.customer})


class PromiseReplaced(MakesAPromise, EndsAPromise):
    """Another promise stands in its place, made strictly before it was due; the event's own name names the new one."""

    name, label, becomes = "promise_superseded", gettext_noop("Promise superseded"), "superseded"
    keys = {"promise": Name(), "due_at": Time(optional=True), "text": WordsKey()}
    needed = ("promise",)

    @classmethod
    def refusal(cls, walk: Walk, event: Event) -> str | None:
        """A promise that is due is kept or broken, and nothing else."""
        reason = super().refusal(walk, event)
        if reason is None and event.at >= walk.promises[str(event.data["promise"])].due_at:
            return gettext_noop("A promise can be superseded only before it is due.")
        return reason

    @classmethod
    def happen(cls, walk: Walk, event: Event) -> None:
        """One is owed no more, the other from now on."""
        walk.settle(str(event.data["promise"]), event, cls.becomes)
        walk.owe(event)
