"""Bodies that are kept as they came: raw mails and providers' webhooks."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from tickets.rest.parsers import TooLarge, refuse_beyond

MAX_MAIL = 25 * 1024 * 1024


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
            raise ParseError(_("There is no mail in the body."))
        return body


class RawBytes(RawMail):
    """The same, from a program that knows no other name for bytes."""

    media_type = "application/octet-stream"


class RawHook(RawMail):
    """The bytes of a provider's webhook, whatever they are."""

    media_type = "*/*"
