"""The pieces that bodies and answers are made of."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime
from rest_framework import serializers

from tickets.models import Team, Ticket, User

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
OTHERS_CLOCKS = timedelta(minutes=5)  # clocks of others may be off by so much
MAX_TEXT = 100_000
MAX_ID = 2**63 - 1


class Instant(serializers.DateTimeField):
    """ISO 8601. Comes in with an offset and leaves in UTC with `Z`, in whole seconds as it was recorded."""

    default_error_messages = {
        "invalid": "Give an instant as ISO 8601 with an offset, such as 2025-03-05T09:00:00Z.",
        "absurd": "Give an instant between the years 2000 and 2100.",
    }

    def to_internal_value(self, value):
        """An aware datetime; an instant without an offset could mean anything and is refused."""
        try:
            instant = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail("invalid")
        if not EARLIEST <= instant < LATEST:
            self.fail("absurd")
        return instant.astimezone(UTC)

    def to_representation(self, value):
        """UTC, whatever zone the reader lives in."""
        return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


class Past(Instant):
    """An instant that has come already."""

    default_error_messages = {"future": "This instant has not come yet."}

    def to_internal_value(self, value):
        """As an instant; compared with the request's own `at`."""
        instant = super().to_internal_value(value)
        if instant > self.context["at"] + OTHERS_CLOCKS:
            self.fail("future")
        return min(instant, self.context["at"])


class Future(Instant):
    """An instant that is still to come."""

    default_error_messages = {"past": "This instant has passed already."}

    def to_internal_value(self, value):
        """As an instant; compared with the request's own `at`."""
        instant = super().to_internal_value(value)
        if instant <= self.context["at"]:
            self.fail("past")
        return instant


class Explicit(serializers.Serializer):
    """A body whose every field is named here; any other is refused by its name."""

    def to_internal_value(self, data):
        """The validated values. Errors: ValidationError, one entry for each unknown field."""
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                known = ", ".join(self.fields) or "none"
                raise serializers.ValidationError(
                    {name[:80]: [f"There is no such field. Known: {known}."] for name in unknown[:20]}
                )
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """Somebody's words: kept as they are, blank at neither end, within the limit."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": MAX_TEXT, **kwargs})


class Facts(serializers.DictField):
    """Known facts: keys and values, both short texts."""

    def __init__(self, **kwargs):
        super().__init__(child=serializers.CharField(max_length=1000), **kwargs)

    def to_internal_value(self, data):
        """At most 50 facts; a key is a text as any other."""
        facts = super().to_internal_value(data)
        if len(facts) > 50:
            raise serializers.ValidationError("At most 50 facts at once.")
        key_field = serializers.CharField(max_length=80)
        return {key_field.run_validation(key): value for key, value in facts.items()}


class RowId(serializers.IntegerField):
    """The id of something that belongs to the ticket."""

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class VisibleTicket(serializers.PrimaryKeyRelatedField):
    """Another ticket by its number; foreign and missing are the same."""

    default_error_messages = {"does_not_exist": "There is no ticket {pk_value} that you may see."}

    def __init__(self, **kwargs):
        super().__init__(queryset=Ticket.objects.all(), **kwargs)

    def get_queryset(self):
        """What the caller may see."""
        return Ticket.objects.visible_to(self.context["by"])


class Colleague(serializers.SlugRelatedField):
    """A person of ours by username; null is nobody."""

    def __init__(self, **kwargs):
        queryset = User.objects.filter(is_active=True)
        super().__init__(slug_field="username", queryset=queryset, **kwargs)


class OneOfOurTeams(serializers.SlugRelatedField):
    """A team by its short name; null is none."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="slug", queryset=Team.objects.all(), **kwargs)
