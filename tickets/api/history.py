"""A ticket's one history: what was said on every channel, what we promised, what we know, when we were silent."""

from rest_framework import serializers

from tickets.actions.inputs import Instant
from tickets.api.files import FileShape
from tickets.api.shapes import FlagShape, PromiseShape
from tickets.models import KnownFact, Message, Promise, StalledFlag, User, words
from tickets.models.history import load_lines, merged_homes, moment, seconds
from tickets.models.message import Delivery, Direction
from tickets.rules.conversation import update_gaps
from tickets.rules.standing import tell

SILENCE = 86_400  # an update gap of a day or more is shown as a row of its own
# Lines that the history shows by what they left behind: a message, a promise, facts.
SHOWN_OTHERWISE = {"contact", "thanks", "answer", "auto_reply", "note", "promise", "facts"}


class MessageShape(serializers.Serializer):
    """A message, call or note. `proven`: a token or a signature vouches for the sender."""

    id = serializers.IntegerField(source="pk")
    ticket = serializers.IntegerField(source="ticket_id")
    direction = serializers.ChoiceField(Direction.choices)
    channel = serializers.ChoiceField(words.CHANNEL)
    automatic = serializers.BooleanField()
    author = serializers.CharField(source="author.username", default=None, allow_null=True)
    sender = serializers.DictField(child=serializers.CharField())
    proven = serializers.BooleanField()
    subject = serializers.CharField()
    text = serializers.CharField()
    session = serializers.CharField()
    occurred_at = Instant()
    recorded_at = Instant()
    delivery = serializers.ChoiceField(Delivery.choices)
    recipient = serializers.CharField()
    error = serializers.CharField()
    attachments = FileShape(many=True)


class SilenceShape(serializers.Serializer):
    """A day or more without a word of ours while it was ours, or a third party's, to move."""

    calendar_s = serializers.IntegerField()
    business_s = serializers.IntegerField()
    running = serializers.BooleanField()


class ChangeShape(serializers.Serializer):
    """Anything else that happened: an assignment, a status, a resolution, the customer's yes."""

    what = serializers.CharField()
    by = serializers.CharField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]  # the history format names it so


class EntryShape(serializers.Serializer):
    """One row of the history; the field named by `kind` holds what it is."""

    at = Instant()
    kind = serializers.ChoiceField(["message", "promise", "facts", "flag", "silence", "change"])
    message = MessageShape(required=False)
    promise = PromiseShape(required=False)
    facts = serializers.DictField(child=serializers.CharField(), required=False)
    flag = FlagShape(required=False)
    silence = SilenceShape(required=False)
    change = ChangeShape(required=False)


class HistoryShape(serializers.Serializer):
    """Everything that happened, oldest first."""

    number = serializers.IntegerField()
    version = serializers.IntegerField()
    entries = EntryShape(many=True)


def history(ticket, desk, at):
    """A ticket's whole history as of an instant: eight statements for any length."""
    homes = list(merged_homes([ticket.pk]))
    lines = load_lines([ticket.pk])[ticket.pk]
    entries = [
        *_messages(Message.objects.filter(ticket__in=homes)),
        *_entries("promise", "made_at", PromiseShape, _of(Promise, homes).told().select_related("by")),
        *_entries("flag", "stalled_from", FlagShape, _of(StalledFlag, [ticket.pk])),
        *_facts(_of(KnownFact, homes)),
        *_silences(lines, desk, seconds(at)),
        *_changes(lines),
    ]
    entries.sort(key=lambda entry: entry["at"])  # stable: within one instant a message comes first
    return {"number": ticket.pk, "version": ticket.version, "entries": entries}


def _of(model, tickets):
    return model.objects.filter(ticket__in=tickets)


def _messages(messages):
    rows = messages.select_related("author").prefetch_related("attachments")
    yield from _entries("message", "occurred_at", MessageShape, rows)


def _entries(kind, moment_field, shape, rows):
    show = Instant().to_representation
    for row in rows:
        yield {"at": show(getattr(row, moment_field)), "kind": kind, kind: shape(row).data}


def _facts(facts):
    """Facts that were noted together are one entry."""
    show = Instant().to_representation
    noted = {}
    for fact in facts:
        entry = {"at": show(fact.noted_at), "kind": "facts", "facts": {}}
        noted.setdefault(fact.event_id, entry)["facts"][fact.key] = fact.value
    return noted.values()


def _silences(lines, desk, now):
    show = Instant().to_representation
    for gap in update_gaps(tell(lines, desk)):
        end = now if gap.end is None else gap.end
        if end - gap.start < SILENCE:
            continue
        silence = {
            "calendar_s": end - gap.start,
            "business_s": desk.calendar.elapsed(gap.start, end),
            "running": gap.end is None,
        }
        yield {"at": show(moment(gap.start)), "kind": "silence", "silence": silence}


def _changes(lines):
    show = Instant().to_representation
    changes = [line for line in lines if line.kind not in SHOWN_OTHERWISE]
    people = {line.by for line in changes if line.by}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "username"))
    for line in changes:
        change = {"what": line.kind, "by": names.get(line.by), "data": dict(line.data)}
        yield {"at": show(moment(line.at)), "kind": "change", "change": change}
