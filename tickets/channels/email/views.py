"""Mail by HTTP: whoever receives it for us posts the raw bytes, or a provider posts its webhook. What comes is stored and
answered; reading comes later.
"""

from base64 import b64decode
from hashlib import sha256

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, ParseError, UnsupportedMediaType
from rest_framework.response import Response

from config.broker import nudge
from tickets.actions.inbox import arrivals
from tickets.channels.accounts import HEADER, AccountSecret, ProviderView
from tickets.channels.email.incoming import store
from tickets.channels.email.providers import Posted, genuine, signs
from tickets.channels.email.raw_mail import RawBytes, RawHook, RawMail
from tickets.models import ChannelAccount
from tickets.rest.schema import problems
from tickets.rules.lifecycle import Channel


class StoredShape(serializers.Serializer):
    """The mail is ours now. `repeated`: it was already."""

    arrival = serializers.IntegerField()
    repeated = serializers.BooleanField()


class Door(AccountSecret):
    """A mailbox, opened by its secret in our header or by basic authentication, or by its provider's signature.

    Where the mailbox has the provider's key and the provider signs, only the signature opens. `request.event` is the id
    by which a signed webhook is known again.
    """

    def authenticate(self, request):
        """The account. Errors: AuthenticationFailed, Http404, and those of the parser."""
        account = request.parser_context["view"].mailbox()
        box = getattr(account, "mailbox", None)
        if is_raw(request) or not (box and box.provider and box.webhook_key):
            return super().authenticate(request)
        posted = posted_in(request)
        if not signs(box.provider, posted):
            return super().authenticate(request)
        request.event = genuine(box.provider, posted, box.webhook_key, request.parser_context["view"].at)
        if request.event is None:
            raise AuthenticationFailed(
                _("The provider's signature is not there, not right, or older than five minutes.")
            )
        return None, account

    def presented(self, request):
        """Our header, or the password of basic authentication."""
        kind, _space, told = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "basic":
            return super().presented(request)
        try:
            return b64decode(told).decode().partition(":")[2]
        except ValueError:
            return ""

    def authenticate_header(self, request):
        """What a 401 asks for; some providers show a password only when asked."""
        return 'Basic realm="mailbox"'


class DoorScheme(OpenApiAuthenticationExtension):
    """How the schema names it: one of two is enough. That a signature opens it too is no scheme that there are words for."""

    target_class = Door
    name = ["mailboxSecret", "mailboxBasic"]

    def get_security_definition(self, auto_schema):
        """Our header, and basic authentication."""
        return [{"type": "apiKey", "in": "header", "name": HEADER}, {"type": "http", "scheme": "basic"}]

    def get_security_requirement(self, auto_schema):
        """Either."""
        return [{name: []} for name in self.name]


class MailboxHook(ProviderView):
    """A mailbox of the desk."""

    authentication_classes = [Door]
    parser_classes = [RawMail, RawBytes, RawHook]

    def setup(self, request, *args, **kwargs):
        """One look at the clock, for the signature and for the arrival."""
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def mailbox(self):
        """The account of the address. Error: Http404."""
        rows = ChannelAccount.objects.select_related("mailbox").filter(channel=Channel.EMAIL, active=True)
        account = rows.filter(slug=self.kwargs["mailbox"]).first()
        if account is None:
            raise Http404
        return account

    def account_for(self, secret_hash):
        """The mailbox of the address. Error: Http404."""
        return self.mailbox()

    def get_authenticators(self):
        """A provider that asks whether the address is there shows nothing yet."""
        return [] if self.request and self.request.method == "HEAD" else super().get_authenticators()

    def get_permissions(self):
        """The same."""
        return [] if self.request and self.request.method == "HEAD" else super().get_permissions()

    def head(self, request, mailbox):
        """Mail is taken here."""
        self.mailbox()
        return Response()

    @extend_schema(
        tags=["channels"],
        description=(
            "Hand in one raw mail (`application/octet-stream` or `message/rfc822`), or a provider's webhook if the mailbox has a provider. 202 when a mail is stored, "
            "200 when it was already. Providers' webhooks are answered 200, stored or known."
        ),
        request={
            # Makers of clients know no message/rfc822, which is the same here.
            RawBytes.media_type: OpenApiTypes.BINARY,
            "application/json": OpenApiTypes.ANY,
            "multipart/form-data": OpenApiTypes.OBJECT,
            "application/x-www-form-urlencoded": OpenApiTypes.OBJECT,
        },
        responses={200: StoredShape, 202: StoredShape, **problems(400, 401, 404, 413, 415)},
    )
    def post(self, request, mailbox):
        """Store what was handed in."""
        account, at = request.auth, self.at
        if is_raw(request):
            raw, is_new = store(account, body_of(request), at=at)
        else:
            raw, is_new = store_hook(account, request, at)
        nudge("tickets.tasks.process_inbound")
        status = 202 if is_new and is_raw(request) else 200
        return Response({"arrival": raw.pk, "repeated": not is_new}, status=status)


def body_of(request):
    """The bytes that came. Error: ParseError if there are none, for then no parser was asked."""
    if not isinstance(request.data, bytes):
        raise ParseError(_("There is nothing in the body."))
    return request.data


def is_raw(request):
    """Whether a raw mail is handed in."""
    kind = (request.content_type or "").partition(";")[0].strip().lower()
    return kind in (RawMail.media_type, RawBytes.media_type)


def posted_in(request):
    """A provider's webhook as it came, under the address by which the provider knows us."""
    return Posted(
        url=f"{settings.PUBLIC_URL}{request.path}",
        headers=dict(request.headers),
        content_type=request.content_type or "",
        body=body_of(request),
    )


def store_hook(account, request, at):
    """Keep a webhook as it came, once: by its signed event, else by what is in it."""
    box = getattr(account, "mailbox", None)
    if box is None or not box.provider:
        raise UnsupportedMediaType(request.content_type)
    body = body_of(request)
    event = getattr(request, "event", None) or sha256(body).hexdigest()
    key = f"{account.channel}:{account.slug}:{box.provider}:{event}"[:200]
    content_type = (request.content_type or "")[:200]
    return arrivals.store(account, body, key, at=at, provider=box.provider, content_type=content_type)
