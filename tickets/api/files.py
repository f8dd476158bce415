"""Files that come with a message, as the actions take them."""

from rest_framework import serializers

from tickets.actions.inbound import InboundFile
from tickets.api.fields import Explicit

MAX_FILES = 10


class WithFiles(Explicit):
    """What a multipart form may carry beside the fields of the JSON body."""

    attachments = serializers.ListField(child=serializers.FileField(), required=False, max_length=MAX_FILES)


def body_of(request, json_body, form_body, **context):
    """The validated body: only a form carries files. Errors: ValidationError."""
    is_form = (request.content_type or "").startswith("multipart/")
    body = (form_body if is_form else json_body)(data=request.data, context=context)
    body.is_valid(raise_exception=True)
    return body.validated_data


def inbound_files(files):
    """Uploaded files as they lie, to be copied in pieces. What the sender called them is cleaned where they are stored."""
    return tuple(InboundFile(file.name or "", file.content_type or "", file) for file in files)
