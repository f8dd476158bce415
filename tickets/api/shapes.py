"""What agents' programs read: a ticket in a list, a ticket whole. The schema is made from the same shapes."""

from django.db.models import Prefetch, prefetch_related_objects
from rest_framework import serializers

from tickets.actions.inputs import Instant
from tickets.models import KnownFact, Promise, Ticket, words
from tickets.models.fact import Feedback
from tickets.models.promise import PromiseState
from tickets.models.service_level import ClockState


class OrNull(serializers.ChoiceField):
    """One of the choices, or null where the column is empty."""

    def __init__(self, choices, **kwargs):
        super().__init__(choices, allow_null=True, **kwargs)

    def to_representation(self, value):
        """Null for the empty word."""
        return value or None


class PersonShape(serializers.Serializer):
    """A customer in short."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="called")


class RowShape(serializers.Serializer):
    """A ticket in a list."""

    number = serializers.IntegerField(source="pk")
    reference = serializers.CharField()
    subject = serializers.CharField()
    customer = PersonShape()
    status = serializers.ChoiceField(words.STATUS)
    waiting_on = serializers.ChoiceField(words.WAITING_ON)
    waiting_since = Instant(allow_null=True)
    priority = serializers.ChoiceField(words.PRIORITY)
    tags = serializers.ListField(child=serializers.CharField())
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.CharField(), help_text="Values of the desk's own fields, by their keys."
    )
    owner = serializers.CharField(source="owner.username", default=None, allow_null=True)
    team = serializers.CharField(source="team.slug", default=None, allow_null=True)
    loop = serializers.ChoiceField(words.LOOP)
    channels = serializers.ListField(child=serializers.CharField())
    contacts = serializers.IntegerField()
    chasers = serializers.IntegerField()
    reopens = serializers.IntegerField()
    started_at = Instant(allow_null=True)
    first_answered_at = Instant(allow_null=True)
    last_contact_at = Instant(allow_null=True)
    last_answer_at = Instant(allow_null=True)
    resolved_at = Instant(allow_null=True)
    resolved_without_telling = serializers.BooleanField(source="untold")
    due_at = Instant(allow_null=True)
    due_kind = OrNull(words.DUE)
    stalled_since = Instant(allow_null=True)
    stalled_rules = serializers.ListField(child=serializers.CharField())
    snoozed_until = Instant(allow_null=True)
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True)
    version = serializers.IntegerField()


class PromiseShape(serializers.Serializer):
    """A promise and what became of it."""

    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    by = serializers.CharField(source="by.username", default=None, allow_null=True)
    made_at = Instant()
    due_at = Instant()
    state = serializers.ChoiceField(PromiseState.choices)
    owed = serializers.BooleanField()
    settled_at = Instant(allow_null=True)
    fulfilled_late_at = Instant(allow_null=True)


class FactShape(serializers.Serializer):
    """A known fact and the message it came from."""

    key = serializers.CharField()
    value = serializers.CharField()
    from_message = serializers.IntegerField(source="message_id", allow_null=True)
    noted_at = Instant()
    valid_until = Instant(allow_null=True)


class FlagShape(serializers.Serializer):
    """A stalled follow-up; `cleared_at` is null while it stands."""

    rule = serializers.ChoiceField(words.RULE)
    stalled_from = Instant()
    detected_at = Instant(allow_null=True)
    cleared_at = Instant(allow_null=True)


class ClockShape(serializers.Serializer):
    """A service-level clock with the target that held when it started."""

    metric = serializers.CharField()
    target_s = serializers.IntegerField()
    clock = serializers.ChoiceField(["business", "calendar"])
    started_at = Instant()
    due_at = Instant(allow_null=True)
    ended_at = Instant(allow_null=True)
    state = serializers.ChoiceField(ClockState.choices)
    breached_at = Instant(allow_null=True)


class LinkShape(serializers.Serializer):
    """Another ticket that belongs together with this one."""

    to = serializers.IntegerField(source="to_ticket_id")
    relation = serializers.ChoiceField(["same_issue", "related"])


class ScoreShape(serializers.Serializer):
    """What the customer thought of it."""

    survey = serializers.ChoiceField(["csat", "nps", "ces"])
    score = serializers.IntegerField()
    comment = serializers.CharField()
    given_at = Instant()


class TicketShape(RowShape):
    """A ticket whole, without its history."""

    promises = PromiseShape(many=True)
    facts = FactShape(source="known_facts", many=True)
    flags = FlagShape(many=True)
    clocks = ClockShape(many=True)
    links = LinkShape(many=True)
    feedback = ScoreShape(source="scores", many=True)


def in_list(tickets):
    """The queryset of `RowShape`: one statement for any number of rows."""
    return tickets.select_related("customer", "owner", "team")


def whole(ticket):
    """A row of `in_list` as `TicketShape` shows it: facts and scores with those of the tickets merged into it; six statements."""
    promises = Prefetch("promises", Promise.objects.in_effect().select_related("by"))
    prefetch_related_objects([ticket], promises, "flags", "clocks", "links")
    story = Ticket.objects.of_one_story(ticket).values("pk")
    ticket.known_facts = KnownFact.objects.filter(ticket__in=story)
    ticket.scores = Feedback.objects.filter(ticket__in=story)
    return ticket
