"""What the widget sends and what it gets: bodies whose every field is named, and the shapes of the answers."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tickets.actions.inputs import Explicit, Facts, Instant
from tickets.channels.chat.visitor_token import LONGEST
from tickets.models.chat_question import NO, YES
from tickets.models.message import Direction
from tickets.models.promise import PromiseState
from tickets.rest.parsers import Form

MAX_TEXT = 5_000  # characters; who has more to say has a file
MAX_FILES, MAX_FILE = 5, 10_000_000
BROWSER_KEY = r"^[A-Za-z0-9_-]{43,200}\Z"  # 43 letters of base64 are 256 bits: not to be guessed
MAX_FORM = MAX_FILES * MAX_FILE + 100_000


class ChatForm(Form):
    """A multipart form: the fields of the JSON body and parts named `files`."""

    most_bytes = MAX_FORM


class OpenBody(Explicit):
    """Nothing is needed to begin. `token`: what the site signed for this visitor. `browser`: a secret that the browser chose at
    random, once, before its first word; with it all of its pages open one chat until that is ended."""

    token = serializers.CharField(max_length=LONGEST, required=False, allow_null=True)
    browser = serializers.RegexField(BROWSER_KEY, required=False, allow_null=True)


class SaidBody(Explicit):
    """What the visitor wrote. The same `client_id` again is the same message."""

    text = serializers.CharField(max_length=MAX_TEXT)
    client_id = serializers.CharField(max_length=64)
    name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=320, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=64, required=False, allow_blank=True)
    facts = Facts(required=False)


class FileInput(serializers.FileField):
    """A file of a bearable size."""

    default_error_messages = {"large": _("A file may have 10 MB.")}

    def to_internal_value(self, data):
        """The uploaded file."""
        file = super().to_internal_value(data)
        if file.size > MAX_FILE:
            self.fail("large")
        return file


class SentBody(Explicit):
    """Files, and words if there are any."""

    text = serializers.CharField(max_length=MAX_TEXT, required=False, allow_blank=True)
    client_id = serializers.CharField(max_length=64)
    files = serializers.ListField(child=FileInput(), min_length=1, max_length=MAX_FILES)


class ReachBody(Explicit):
    """Where the visitor can be reached once they have left."""

    email = serializers.EmailField(max_length=320)


class AskedQuery(serializers.Serializer):
    """After which message to begin; `typing` says that the visitor is writing."""

    after = serializers.IntegerField(min_value=0, max_value=2**63 - 1, default=0)
    typing = serializers.BooleanField(default=False)


class SessionShape(serializers.Serializer):
    """A session and the key that opens it."""

    session = serializers.CharField()
    key = serializers.CharField()


class ChatFileShape(serializers.Serializer):
    """A file of a message: fetched from `files/{id}` with the session's key. `type` is told of pictures that may be shown,
    by their first bytes; it is "" of everything else, whatever its sender called it."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    type = serializers.SerializerMethodField()
    size = serializers.IntegerField()

    def get_type(self, file) -> str:
        """The picture's type."""
        return file.picture if file.is_shown else ""


class LineShape(serializers.Serializer):
    """One line of the chat. `who`: you, us (a person of ours), automatic. `by_mail`: it was sent by email as well."""

    id = serializers.IntegerField(source="pk")
    who = serializers.SerializerMethodField()
    name = serializers.SerializerMethodField()
    text = serializers.CharField()
    at = Instant(source="occurred_at")
    client_id = serializers.SerializerMethodField()
    by_mail = serializers.SerializerMethodField()
    files = ChatFileShape(source="attachments", many=True)

    def get_who(self, message) -> str:
        """Whose words they are."""
        if message.direction == Direction.IN:
            return "you"
        return "automatic" if message.automatic else "us"

    def get_name(self, message) -> str | None:
        """The first name of a person of ours."""
        return (message.author.first_name or message.author.username) if message.author else None

    def get_client_id(self, message) -> str | None:
        """What the visitor's own program called it."""
        if message.direction != Direction.IN or not message.external_id:
            return None
        return message.external_id.removeprefix(f"{message.session}:")

    def get_by_mail(self, message) -> bool:
        """Whether it went to their address."""
        return message.direction == Direction.OUT and bool(message.recipient)


class ChatFactShape(serializers.Serializer):
    """What we noted, so that nobody asks again."""

    key = serializers.CharField()
    value = serializers.CharField()
    after = serializers.IntegerField(source="message_id", allow_null=True)


class ChatPromiseShape(serializers.Serializer):
    """What we owe, whose word it is, and by when."""

    id = serializers.IntegerField(source="pk")
    by = serializers.SerializerMethodField()
    text = serializers.CharField()
    due_at = Instant()
    state = serializers.ChoiceField(choices=PromiseState.choices)
    after = serializers.IntegerField(source="message_id", allow_null=True)

    def get_by(self, promise) -> str | None:
        """The first name of who promised."""
        return (promise.by.first_name or promise.by.username) if promise.by else None


class QuestionShape(serializers.Serializer):
    """“Is it solved?”: the line of ours that said so, and the visitor's answer; null as long as we wait for it."""

    after = serializers.IntegerField(source="message.pk")
    answer = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField([YES, NO], allow_null=True))
    def get_answer(self, question):
        """Yes or no."""
        return question.answer or None


class LinesShape(serializers.Serializer):
    """What is new, and how the chat stands."""

    messages = LineShape(many=True)
    facts = ChatFactShape(many=True)
    promises = ChatPromiseShape(many=True)
    question = QuestionShape(allow_null=True)
    typing = serializers.BooleanField(help_text="A person of ours is writing.")
    reach = serializers.CharField(help_text="Where we write when the visitor has left.")
    ended = serializers.BooleanField()


class ReachShape(serializers.Serializer):
    """The address as we noted it."""

    reach = serializers.CharField()
