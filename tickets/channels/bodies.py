"""What the outside sends, read within limits: JSON whose every field is named, raw mails, instants with an offset."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, JSONParser

MAX_JSON = 1_000_000  # bytes
MAX_MAIL = 25 * 1024 * 1024
MAX_TEXT = 100_000
PROBLEM = "application/problem+json"
OLDEST, WRONG_CLOCK = timedelta(days=31), timedelta(days=1)


class TooLarge(APIException):
    """The body is larger than anybody needs."""

    status_code = 413
    default_detail = "This is too large. Send less."


class Json(JSONParser):
    """JSON that is neither too long nor nested beyond reading."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The body as Python values. Errors: ParseError, TooLarge."""
        refuse_beyond(MAX_JSON, parser_context["request"])
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("This JSON is nested too deeply.") from error


class RawMail(BaseParser):
    """The bytes of a mail, as they came."""

    media_type = "message/rfc822"

    def parse(self, stream, media_type=None, parser_context=None):
        """The body. Errors: TooLarge, ParseError if there is none."""
        refuse_beyond(MAX_MAIL, parser_context["request"])
        body = stream.read(MAX_MAIL + 1)
        if len(body) > MAX_MAIL:
            raise TooLarge
        if not body.strip():
            raise ParseError("There is no mail in the body.")
        return body


def refuse_beyond(limit, request):
    """Refuse by the announced length, before anything is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > limit:
        raise TooLarge


class Explicit(serializers.Serializer):
    """A body whose every field is named here; any other is refused by its name."""

    def to_internal_value(self, data):
        """The validated values. Errors: ValidationError, one entry for each unknown field."""
        if isinstance(data, Mapping):
            unknown = [str(name)[:80] for name in data if name not in self.fields][:20]
            if unknown:
                known = ", ".join(self.fields) or "none"
                raise serializers.ValidationError(
                    {name: [f"There is no such field. Known: {known}."] for name in unknown}
                )
        return super().to_internal_value(data)


class Facts(serializers.DictField):
    """What a form asked already: keys and values, both short texts."""

    child = serializers.CharField(max_length=1000)

    def to_internal_value(self, data):
        """At most 50 facts; a key is a text as any other."""
        facts = super().to_internal_value(data)
        if len(facts) > 50:
            raise serializers.ValidationError("At most 50 facts at once.")
        key_field = serializers.CharField(max_length=80)
        return {key_field.run_validation(key): value for key, value in facts.items()}


class HappenedAt(serializers.DateTimeField):
    """When something happened by a provider's clock, as ISO 8601 with an offset.

    What comes late keeps its true time, however long the provider had to retry: figures follow what happened. What lies
    ahead of us comes from a clock that is wrong, and counts as now: a call is not lost over it. More than 31 days back is
    nobody's retry, and more than a day ahead is no clock; both are refused.
    """

    default_error_messages = {
        "invalid": "Give an instant as ISO 8601 with an offset, such as 2025-03-05T09:00:00Z.",
        "past": "This instant lies more than 31 days back. Late entries of that age belong in an import.",
        "future": "This instant lies more than a day ahead. Set the clock.",
    }

    def to_internal_value(self, value):
        """An aware datetime that is not after `at` of the context."""
        try:
            instant = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail("invalid")
        at = self.context["at"]
        if instant < at - OLDEST:
            self.fail("past")
        if instant > at + WRONG_CLOCK:
            self.fail("future")
        return min(instant, at)

    def to_representation(self, value):
        """UTC in whole seconds, with `Z`."""
        return as_utc(value)


def as_utc(value: datetime) -> str:
    """UTC in whole seconds, with `Z`."""
    return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def errors(*statuses):
    """The errors that a view may answer with, for the schema."""
    return {(status, PROBLEM): OpenApiResponse(OpenApiTypes.OBJECT) for status in statuses}
