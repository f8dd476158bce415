"""The pieces that inputs are made of: what a program sends as JSON and a person types into a form, read by one field.

A field learns from the context whether a person typed: `form` is true. Then an instant needs no offset, and what is not said is
not named.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError as Unreadable
from django.core.files.base import File
from django.forms.utils import from_current_timezone
from django.template.defaultfilters import filesizeformat
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.fields import empty
from rest_framework.utils import html

from tickets.actions.files import MOST_BYTES, MOST_FILES
from tickets.actions.intake.inbound_message import InboundFile
from tickets.models import Team, Ticket, User
from tickets.models.people import Role

EARLIEST = datetime(1999, 12, 31, tzinfo=UTC)  # in some zone it is 2000 already
LATEST = datetime(2100, 1, 2, tzinfo=UTC)
OTHERS_CLOCKS = timedelta(minutes=5)  # clocks of others may be off by so much
MAX_TEXT = 100_000
MAX_FACTS = 50
ANY_TEXT = r"^[^\x00]*$"
SOME_TEXT = r"^[^\x00]*[^\s\x00][^\x00]*$"
MAX_ID = 2**63 - 1


class Refused(exceptions.APIException):
    """The body reads well, but it does not fit how the desk stands: what it names is not there, or not yet.

    `field` names the part of a form, and `reason` says the same to a person who typed it there.
    """

    status_code = 409

    def __init__(self, detail: str, field: str = "", reason: str = "") -> None:
        super().__init__(detail)
        self.field, self.reason = field, reason or detail


def flat(detail, path=""):
    """A tree of an input's errors as pairs of a field and a message; the path into the input is dotted."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            yield from flat(inner, own)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from flat(inner, f"{path}.{index}".strip(".") if nested else path)
    else:
        yield path, str(detail)


INSTANT = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$",
}


def as_utc(value: datetime) -> str:
    """UTC in whole seconds, with `Z`."""
    return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


@extend_schema_field(INSTANT)
class Instant(serializers.DateTimeField):
    """ISO 8601. Comes in with an offset and leaves in UTC with `Z`, in whole seconds as it was recorded."""

    default_error_messages = {
        "invalid": _("Give an instant as ISO 8601 with an offset, such as 2025-03-05T09:00:00Z."),
        "absurd": _("Give an instant between the years 2000 and 2100."),
        "typed": _("Give a day and a time."),
    }

    def to_internal_value(self, value):
        """An aware datetime; an instant without an offset could mean anything and is refused."""
        try:
            instant = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            instant = None
        if instant is not None and instant.tzinfo is None and self.context.get("form"):
            instant = self._local(instant)
        if instant is None or instant.tzinfo is None:
            self.fail("typed" if self.context.get("form") else "invalid")
        if not EARLIEST <= instant < LATEST:
            self.fail("absurd")
        return instant.astimezone(UTC)

    @staticmethod
    def _local(instant):
        """In the zone of who typed it. Errors: ValidationError for one that their clocks show never, or twice."""
        try:
            return from_current_timezone(instant)
        except Unreadable as error:
            raise serializers.ValidationError(error.messages) from error

    def to_representation(self, value):
        """UTC, whatever zone the reader lives in."""
        return as_utc(value)


class PastInstant(Instant):
    """An instant that has come already, on our clock or on one that is a little ahead of it."""

    def to_internal_value(self, value):
        """As an instant; compared with the request's own `at`. Errors: Refused for one that has not come yet."""
        instant = super().to_internal_value(value)
        if instant > self.context["at"] + OTHERS_CLOCKS:
            raise Refused(_("%(field)s: this instant has not come yet.") % {"field": self.field_name})
        return min(instant, self.context["at"])


class Explicit(serializers.Serializer):
    """A body whose every field is named here; any other is refused by its name, and in a form it changes nothing.

    `in_schema`: what the schema says beside its fields. `form_only`: fields that a program does not have.
    """

    in_schema: dict[str, Any] = {}
    form_only: tuple[str, ...] = ()

    def get_fields(self):
        """The fields by name."""
        fields = super().get_fields()
        hidden = () if self.context.get("form") else self.form_only
        return {name: field for name, field in fields.items() if name not in hidden}

    def to_internal_value(self, data):
        """The validated values. Errors: ValidationError, one entry for each unknown field."""
        if isinstance(data, Mapping) and not html.is_html_input(data):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                known = ", ".join(self.fields) or _("none")
                raise serializers.ValidationError(
                    {
                        name[:80]: [_("There is no such field. Known: %(known)s.") % {"known": known}]
                        for name in unknown[:20]
                    }
                )
        return super().to_internal_value(data)


class ExplicitInSchema(OpenApiSerializerExtension):
    """What the schema says of such a body: nothing else may be in it."""

    target_class = Explicit
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        """The usual schema, closed."""
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**schema, "additionalProperties": False, **self.target.in_schema}


class Text(serializers.CharField):
    """Somebody's words, within the limit: blank at neither end, and not blank unless that is said to be fine."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": MAX_TEXT, **kwargs})


class TextInSchema(OpenApiSerializerFieldExtension):
    """What the schema says of such a text."""

    target_class = Text

    def map_serializer_field(self, auto_schema, direction):
        """Limits and a pattern: no zero byte, and something to read."""
        pattern = ANY_TEXT if self.target.allow_blank else SOME_TEXT
        return {"type": "string", "maxLength": self.target.max_length, "pattern": pattern}


class Facts(serializers.DictField):
    """Known facts: keys and values, both short texts."""

    default_error_messages = {"typed": _("Write it as “device: Pixel 7”.")}

    def __init__(self, **kwargs):
        super().__init__(child=Text(max_length=1000), **kwargs)

    def get_value(self, dictionary):
        """From a form: one fact a line, as “device: Pixel 7”."""
        return dictionary.get(self.field_name, "") if self.context.get("form") else super().get_value(dictionary)

    def to_internal_value(self, data):
        """At most 50 facts; a key is a text as any other."""
        if self.context.get("form"):
            data = self._typed(data)
        facts = super().to_internal_value(data)
        if len(facts) > MAX_FACTS:
            raise serializers.ValidationError(_("At most %(most)s facts at once.") % {"most": MAX_FACTS})
        key_field = Text(max_length=80)
        return {key_field.run_validation(key): value for key, value in facts.items()}

    def _typed(self, text):
        pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
        if not pairs or not all(colon and key.strip() and value.strip() for key, colon, value in pairs):
            self.fail("typed")
        return {key.strip(): value.strip() for key, _colon, value in pairs}


class FactsInSchema(OpenApiSerializerFieldExtension):
    """What the schema says of facts."""

    target_class = Facts

    def map_serializer_field(self, auto_schema, direction):
        """Texts under texts."""
        return {
            "type": "object",
            "minProperties": 0 if self.target.allow_empty else 1,
            "maxProperties": MAX_FACTS,
            "additionalProperties": {"type": "string", "maxLength": 1000, "pattern": SOME_TEXT},
        }


FIELD = "field-"  # before a field's key, in a form


class Values(serializers.DictField):
    """Values of the desk's own fields, by their keys; null and an empty text are none."""

    def __init__(self, **kwargs):
        super().__init__(child=Text(max_length=1000, allow_blank=True, allow_null=True), allow_empty=False, **kwargs)

    def get_value(self, dictionary):
        """From a form: each under its own name, which begins so."""
        if not self.context.get("form"):
            return super().get_value(dictionary)
        return {name.removeprefix(FIELD): dictionary[name] for name in dictionary if name.startswith(FIELD)}

    def to_internal_value(self, data):
        """Texts by keys; what a key may be, the action knows."""
        if isinstance(data, Mapping) and len(data) > MAX_FACTS:
            raise serializers.ValidationError(_("At most %(most)s at once.") % {"most": MAX_FACTS})
        key_field = Text(max_length=40)
        return {key_field.run_validation(key): value or "" for key, value in super().to_internal_value(data).items()}


class ValuesInSchema(OpenApiSerializerFieldExtension):
    """What the schema says of values."""

    target_class = Values

    def map_serializer_field(self, auto_schema, direction):
        """Texts or null under short texts."""
        text = {"type": "string", "nullable": True, "maxLength": 1000, "pattern": ANY_TEXT}
        return {
            "type": "object",
            "minProperties": 1,
            "maxProperties": MAX_FACTS,
            "additionalProperties": text,
        }


class RowId(serializers.IntegerField):
    """The id of something that belongs to the ticket."""

    def __init__(self, **kwargs):
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class Names(serializers.ListField):
    """Short names, as a list; a person types them with commas between."""

    def __init__(self, **kwargs):
        super().__init__(child=Text(max_length=80), **kwargs)

    def get_value(self, dictionary):
        """From a form: what stands between the commas."""
        if not self.context.get("form"):
            return super().get_value(dictionary)
        return [name for name in dictionary.get(self.field_name, "").split(",") if name.strip()]


class Addresses(serializers.ListField):
    """Addresses of mail; a person's form names each by a field of its own, and an empty one says nothing."""

    def __init__(self, **kwargs):
        super().__init__(child=serializers.EmailField(max_length=320), **kwargs)

    def to_internal_value(self, data):
        """The addresses. Errors: ValidationError, in a form one that names what was typed."""
        if not self.context.get("form"):
            return super().to_internal_value(data)
        typed = [str(address).strip() for address in data if str(address).strip()]
        for address in typed:
            try:
                self.child.run_validation(address)
            except serializers.ValidationError as error:
                raise serializers.ValidationError(
                    _("“%(address)s” is no email address.") % {"address": address[:80]}
                ) from error
        return super().to_internal_value(typed)


class Files(serializers.ListField):
    """Files that go with a message: so many, and together no larger than what the next mail server still takes."""

    default_error_messages = {
        "too_large": _("These files are more than 25 MB together."),
        "typed": _("At most %(most)d files and 25 MB together; these are %(n)d and %(total)s. Choose them again."),
    }

    def __init__(self, **kwargs):
        super().__init__(child=serializers.FileField(), max_length=MOST_FILES, **kwargs)

    def to_internal_value(self, data):
        """As actions take them: as they lie, to be copied in pieces. Errors: ValidationError for too many or too large ones."""
        data = [file for file in data if file != ""]  # a browser says so of a field in which nothing was chosen
        total = sum(file.size for file in data if isinstance(file, File))
        if self.context.get("form") and (len(data) > MOST_FILES or total > MOST_BYTES):
            said = {"most": MOST_FILES, "n": len(data), "total": filesizeformat(total)}
            raise serializers.ValidationError(self.error_messages["typed"] % said)
        files = super().to_internal_value(data)
        if total > MOST_BYTES:
            self.fail("too_large")
        return [InboundFile(file.name or "", file.content_type or "", file) for file in files]


class Existing:
    """A field that names something. What is not there, and what the caller may not see, are refused alike.

    `missing`: what a person is told who typed a name of nothing.
    """

    missing = _("Choose from the list.")

    def to_internal_value(self, data):
        """The row. Errors: ValidationError for what can be no name, Refused if there is nothing of that name."""
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as error:
            if error.get_codes() == ["does_not_exist"]:
                raise Refused(
                    _("%(field)s: there is nothing of this name that you may see.") % {"field": self.field_name},
                    self.field_name,
                    self.missing % {"name": data},
                ) from error
            raise


class OrNobody(Existing):
    """A field that may be left as it is, also in a form: there an empty one says nothing, and “nobody” is null."""

    def get_value(self, dictionary):
        """From a form, which can say neither nothing nor null."""
        value = super().get_value(dictionary)
        if not self.context.get("form"):
            return value
        return {None: empty, "nobody": None}.get(value, value)


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": MAX_ID})
class VisibleTicket(Existing, serializers.PrimaryKeyRelatedField):
    """Another ticket by its number."""

    missing = _("There is no ticket #%(name)s.")
    default_error_messages = {"required": _("Give the other ticket's number.")}

    def __init__(self, **kwargs):
        super().__init__(queryset=Ticket.objects.all(), **kwargs)

    def get_queryset(self):
        """What the caller may see."""
        return Ticket.objects.visible_to(self.context["by"])

    def to_internal_value(self, data):
        """As above; a fraction names no ticket. A person may type it with its #."""
        if self.context.get("form"):
            data = str(data).strip().removeprefix("#")
        return super().to_internal_value(RowId().run_validation(data))


class Colleague(OrNobody, serializers.SlugRelatedField):
    """A person of ours who works on tickets, by username; null is nobody."""

    def __init__(self, **kwargs):
        queryset = User.objects.filter(is_active=True).exclude(role=Role.READ_ONLY)
        super().__init__(slug_field="username", queryset=queryset, **kwargs)


class OneOfOurTeams(OrNobody, serializers.SlugRelatedField):
    """A team by its short name; null is none."""

    def __init__(self, **kwargs):
        super().__init__(slug_field="slug", queryset=Team.objects.all(), **kwargs)
