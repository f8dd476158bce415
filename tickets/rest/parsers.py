"""Reading bodies: JSON within limits, and multipart forms turned into the shape that the JSON has."""

import json

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser, MultiPartParser

MAX_JSON = 1_000_000  # bytes; a text may have 100,000 characters
MAX_FORM = 26_000_000  # 25 MB of files and their descriptions
DRAINED = 64_000_000
NESTED = ("from", "facts")


class TooLarge(APIException):
    """The body is larger than anybody needs."""

    status_code = 413
    default_detail = _("This is too large. Send less.")


class Json(JSONParser):
    """JSON that is neither too long nor nested beyond reading."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The body as Python values. Errors: ParseError, TooLarge."""
        refuse_beyond(MAX_JSON, parser_context["request"])
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("This JSON is nested too deeply.")) from error


class Form(MultiPartParser):
    """A multipart form in the shape of the JSON body.

    `from` and `facts` come as JSON in one part, or each value in a part of its own (`from.email`, `from[email]`);
    files are lists under the names of their parts.
    """

    most_bytes = MAX_FORM

    def parse(self, stream, media_type=None, parser_context=None):
        """The form as nested dicts, its files as lists. Errors: ParseError, TooLarge."""
        refuse_beyond(self.most_bytes, parser_context["request"])
        parsed = super().parse(stream, media_type, parser_context)
        body = {}
        for name, values in parsed.data.lists():
            _place(body, name, values[-1])
        for name, files in parsed.files.lists():
            body[name] = files
        return body


def _place(body, name, value):
    top, _dot, key = name.replace("[", ".").rstrip("]").partition(".")
    if top not in NESTED or (not key and not value.startswith("{")):
        body[name] = value
    elif key:
        inner = body.setdefault(top, {})
        if not isinstance(inner, dict):
            raise ParseError(_("%(field)s is given in two ways.") % {"field": top})
        inner[key] = value
    else:
        body[top] = _json(top, value)


def _json(name, value):
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise ParseError(_("%(name)s is not JSON.") % {"name": name}) from error


def refuse_beyond(limit, request):
    """Refuse a request by the length that it announces. Errors: TooLarge.

    The body is read away first, so that the caller, who is still writing, gets to read the answer instead of a broken
    connection; beyond all measure the connection is simply closed.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    length = int(announced) if announced.isdecimal() else DRAINED + 1
    if length <= limit:
        return
    if length <= DRAINED:
        while request.read(1 << 16):
            pass
    raise TooLarge
