"""A ticket's one history: what was said on every channel, what we promised, what we know, when we were silent."""

from rest_framework import serializers

from tickets.actions.inputs import Explicit, Instant
from tickets.actions.record import log_of
from tickets.api.files import FileShape
from tickets.api.shapes import FlagShape, PromiseShape
from tickets.events import Leaves, kind_of
from tickets.events.replay import story_of
from tickets.models import KnownFact, Message, Promise, StalledFlag, User, words
from tickets.models.history import merged_homes, moment, seconds
from tickets.models.message import Delivery, Direction
from tickets.rules.conversation import update_gaps

SILENCE = 86_400  # an update gap of a day or more is shown as a row of its own


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
    cc = serializers.ListField(child=serializers.CharField(), help_text="Who was in copy of a mail.")
    bcc = serializers.ListField(child=serializers.CharField(), help_text="Who got it as well, unseen by the others.")
    not_reached = serializers.ListField(child=serializers.CharField(), help_text="Those of both whose copy came back.")
    side = serializers.IntegerField(
        source="side_id", allow_null=True, help_text="The conversation with a third party that it belongs to."
    )
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


class HistoryQuery(Explicit):
    """Which part of a history is wanted; without a limit it is all of it."""

    limit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=500,
        help_text="The newest so many messages, with what else happened then.",
    )
    until = Instant(required=False, help_text="Only what happened before this instant, such as `earlier` of an answer.")


class HistoryShape(serializers.Serializer):
    """Everything that happened, oldest first. `earlier`: the part before this one is asked for by `until` it."""

    number = serializers.IntegerField()
    version = serializers.IntegerField()
    earlier = Instant(allow_null=True)
    entries = EntryShape(many=True)


def history(ticket, desk, at, *, limit=None, until=None):
    """A ticket's history as of an instant: as many statements for any length, and one more for a part of it.

    `limit`: the newest so many messages, and what else happened since the first of them; `until`: only what was before.
    """
    homes = list(merged_homes([ticket.pk]))
    lines = log_of(ticket)
    since, earlier = _begin(homes, limit, until) if limit else (None, None)

    def part(model, moment_field, tickets=homes):
        bounds = {f"{moment_field}__gte": since, f"{moment_field}__lt": until}
        given = {name: bound for name, bound in bounds.items() if bound is not None}
        return model.objects.filter(ticket__in=tickets, **given)

    def within(instant):
        return (since is None or instant >= seconds(since)) and (until is None or instant < seconds(until))

    entries = [
        *_messages(part(Message, "occurred_at")),
        *_entries("promise", "made_at", PromiseShape, part(Promise, "made_at").in_effect().select_related("by")),
        *_entries("flag", "stalled_from", FlagShape, part(StalledFlag, "stalled_from", [ticket.pk])),
        *_facts(part(KnownFact, "noted_at")),
        *_silences([gap for gap in update_gaps(story_of(lines, desk)) if within(gap.start)], desk, seconds(at)),
        *_changes([line for line in lines if within(line.at)]),
    ]
    entries.sort(key=lambda entry: entry["at"])  # stable: within one instant a message comes first
    return {"number": ticket.pk, "version": ticket.version, "earlier": earlier, "entries": entries}


def _begin(homes, limit, until):
    """When the part begins, None for the beginning, and the same as it is told if there is a part before it."""
    messages = Message.objects.filter(ticket__in=homes).order_by("-occurred_at")
    before = messages if until is None else messages.filter(occurred_at__lt=until)
    first = list(before.values_list("occurred_at", flat=True)[limit - 1 : limit + 1])
    if len(first) < 2:
        return None, None
    return first[0], Instant().to_representation(first[0])


def _messages(messages):
    rows = messages.select_related("author").prefetch_related("attachments")
    yield from _entries("message", "occurred_at", MessageShape, rows)


def _entries(kind, moment_field, shape, rows):
    show, rows = Instant().to_representation, list(rows)
    for row, shown in zip(rows, shape(rows, many=True).data, strict=True):
        yield {"at": show(getattr(row, moment_field)), "kind": kind, kind: shown}


def _facts(facts):
    """Facts that were noted together are one entry."""
    show = Instant().to_representation
    noted = {}
    for fact in facts:
        entry = {"at": show(fact.noted_at), "kind": "facts", "facts": {}}
        noted.setdefault(fact.event_id, entry)["facts"][fact.key] = fact.value
    return noted.values()


def _silences(gaps, desk, now):
    show = Instant().to_representation
    for gap in gaps:
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
    changes = [line for line in lines if kind_of(line).leaves == Leaves.CHANGE]
    people = {line.by for line in changes if line.by}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "username"))
    for line in changes:
        change = {"what": line.kind, "by": names.get(line.by), "data": dict(line.data)}
        yield {"at": show(moment(line.at)), "kind": "change", "change": change}
