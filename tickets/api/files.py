"""Files of messages: as they come in, as they are listed, and as they are fetched."""

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation

from tickets.actions.inputs import Explicit, Files


class WithFiles(Explicit):
    """What a multipart form may carry beside the fields of the JSON body."""

    attachments = Files(required=False)


class FileShape(serializers.Serializer):
    """A file of a message. `picture`: its type, read off its own bytes, if it may be shown; null for everything else."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    type = serializers.CharField(source="content_type", help_text="What the sender called it.")
    size = serializers.IntegerField()
    picture = serializers.SerializerMethodField()

    def get_picture(self, file) -> str | None:
        """Null rather than nothing."""
        return file.picture or None


class AnyAccept(BaseContentNegotiation):
    """A file is what it is, whatever the caller would rather have; errors are JSON as everywhere."""

    def select_parser(self, request, parsers):
        """The first; a file is fetched without a body."""
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        """The first."""
        return renderers[0], renderers[0].media_type


CONTENT = {
    (200, media_type): OpenApiTypes.BINARY
    for media_type in ("application/octet-stream", "image/png", "image/jpeg", "image/gif", "image/webp")
}


def body_of(request, json_body, form_body, **context):
    """The validated body: only a form carries files. Errors: ValidationError."""
    is_form = (request.content_type or "").startswith("multipart/")
    body = (form_body if is_form else json_body)(data=request.data, context=context)
    body.is_valid(raise_exception=True)
    return body.validated_data
