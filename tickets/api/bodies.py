"""What agents' programs send: one body per verb, its fields named as the action's arguments (or `source` says which)."""

from rest_framework import serializers

from tickets.actions.conversation import PromiseGiven
from tickets.api.fields import (
    Colleague,
    Explicit,
    Facts,
    Instant,
    OneOfOurTeams,
    Past,
    RowId,
    Text,
    VisibleTicket,
)
from tickets.models import words

MAX_PROMISE = 500


class NoBody(Explicit):
    """Nothing to say."""


class PromiseBody(Explicit):
    """Something we owe. Without a date the desk's policy says when it is due."""

    text = Text(max_length=MAX_PROMISE)
    due_at = Instant(required=False, allow_null=True)


class PromiseInReply(PromiseBody):
    """A promise made in a reply."""

    def to_internal_value(self, data):
        """As the action takes it."""
        return PromiseGiven(**super().to_internal_value(data))


class ReplyBody(Explicit):
    """Words to the customer. Without a channel it goes where they last wrote and can be written to."""

    text = Text()
    channel = serializers.ChoiceField(words.CHANNEL, required=False, allow_null=True)
    then = serializers.ChoiceField(["resolve", "wait"], required=False, allow_null=True)
    promise = PromiseInReply(required=False, allow_null=True)
    keeps = serializers.ListField(child=RowId(), required=False, max_length=20)
    session = Text(max_length=200, required=False)
    initiated = serializers.BooleanField(required=False, allow_null=True)
    occurred_at = Past(required=False)


class NoteBody(Explicit):
    """Words that only we see."""

    text = Text()


class AssignBody(Explicit):
    """To whom, and to which team; what is not given stays, null is nobody."""

    to = Colleague(required=False, allow_null=True)
    team = OneOfOurTeams(required=False, allow_null=True)


class SettledPromise(Explicit):
    """Which promise."""

    promise = RowId()


class SupersedeBody(SettledPromise):
    """The promise that is replaced, and what we promise instead."""

    due_at = Instant(required=False, allow_null=True)
    text = Text(max_length=MAX_PROMISE, required=False)


class FactsBody(Explicit):
    """What the customer told us."""

    facts = Facts(allow_empty=False)
    from_message = RowId(required=False, allow_null=True)
    valid_until = Instant(required=False, allow_null=True)


class AskBody(Explicit):
    """What was asked for; `verify`: the known value was shown and only confirmed."""

    facts = serializers.ListField(child=Text(max_length=80), min_length=1, max_length=50)
    verify = serializers.BooleanField(required=False)


class StatusBody(Explicit):
    """Where the ticket goes; resolving has its own verb."""

    to = serializers.ChoiceField(["open", "pending", "on_hold"])


class PriorityBody(Explicit):
    """How much it presses."""

    to = serializers.ChoiceField(words.PRIORITY)


class ResolveBody(Explicit):
    """What the customer is told; without words say `delivered`: whether they know by other means."""

    text = Text(required=False)
    delivered = serializers.BooleanField(required=False)


class SpokenBody(Explicit):
    """The customer's word, as a person of ours heard it."""

    spoken = serializers.BooleanField(default=True)


class DisputeBody(SpokenBody):
    """The customer's no, and what is still wrong."""

    text = Text(required=False)


class MergeBody(Explicit):
    """The ticket that this one goes into."""

    into = VisibleTicket()


class SplitBody(Explicit):
    """The messages that become a ticket of their own."""

    messages = serializers.ListField(child=RowId(), min_length=1, max_length=200)


class NotThanksBody(Explicit):
    """A message that was taken for a mere thank-you, and what it asks for besides."""

    message = RowId()
    reason = serializers.CharField(max_length=2000)


class LinkBody(Explicit):
    """A ticket that belongs together with this one."""

    to = VisibleTicket()
    relation = serializers.ChoiceField(["same_issue", "related"], required=False)


class SnoozeBody(Explicit):
    """Until when."""

    until = Instant()
