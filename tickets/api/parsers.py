"""Reading bodies: JSON within limits, and multipart forms turned into the shape that the JSON has."""

import json

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

from tickets.api.problems import TooLarge

MAX_JSON = 1_000_000  # bytes; a text may have 100,000 characters
MAX_FORM = 26_000_000  # 25 MB of files and their descriptions
DRAINED = 64_000_000
NESTED = ("from", "facts")


class Json(JSONParser):
    """JSON that is neither too long nor nested beyond reading."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The body as Python values. Errors: ParseError, TooLarge."""
        _refuse_beyond(MAX_JSON, stream, parser_context)
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("This JSON is nested too deeply.") from error


class Form(MultiPartParser):
    """A multipart form in the shape of the JSON body.

    `from` and `facts` come as JSON in one part, or each value in a part of its own (`from.email`, `from[email]`);
    files come in parts named `attachments`.
    """

    def parse(self, stream, media_type=None, parser_context=None):
        """The form as nested dicts, its files as a list. Errors: ParseError, TooLarge."""
        _refuse_beyond(MAX_FORM, stream, parser_context)
        parsed = super().parse(stream, media_type, parser_context)
        body = {}
        for name, values in parsed.data.lists():
            _place(body, name, values[-1])
        for name, files in parsed.files.lists():
            body[name] = files
        return body


def _place(body, name, value):
    top, _, key = name.replace("[", ".").rstrip("]").partition(".")
    if top not in NESTED or (not key and not value.startswith("{")):
        body[name] = value
    elif key:
        inner = body.setdefault(top, {})
        if not isinstance(inner, dict):
            raise ParseError(f"{top} is given in two ways.")
        inner[key] = value
    else:
        body[top] = _json(top, value)


def _json(name, value):
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{name} is not JSON.") from error


def _refuse_beyond(limit, stream, parser_context):
    """Refuse by the announced length. The body is read away first, so that the caller, who is still writing, gets to
    read the answer instead of a broken connection; beyond all measure the connection is simply closed."""
    length = int(parser_context["request"].META.get("CONTENT_LENGTH") or 0)
    if length <= limit:
        return
    if length <= DRAINED:
        while stream.read(1 << 16):
            pass
    raise TooLarge
