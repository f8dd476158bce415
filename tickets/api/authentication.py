"""Who calls: a program by its key, a customer by the token of their link, a person of ours by their session."""

from hashlib import sha256

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from tickets.models import ApiKey

SCHEME = "Api-Key"
LINK_SCHEME = "Request"
REFUSAL = _("This API key is unknown, expired or revoked. Ask an administrator for a new one.")


class ApiKeyAuthentication(BaseAuthentication):
    """A key acts as its user, within its scopes; `request.auth` is the key."""

    def authenticate(self, request):
        """The key's user and the key; None if the caller has not come with a key at all."""
        scheme, _space, value = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        key = _find(value.strip(), timezone.now())
        if key is None:
            raise AuthenticationFailed(REFUSAL)
        return key.user, key

    def authenticate_header(self, request):
        """What a 401 names as the way in."""
        return SCHEME


def _find(value, at):
    prefix, _dot, secret = value.partition(".")
    if not prefix.isascii() or not prefix.isalnum():
        return None
    key = ApiKey.objects.select_related("user").filter(prefix=prefix).first()
    if key is None or not constant_time_compare(sha256(secret.encode()).hexdigest(), key.secret_hash):
        return None
    if key.revoked_at or (key.expires_at and key.expires_at <= at) or not key.user.is_active:
        return None
    return key


class RequestToken(BaseAuthentication):
    """A customer's token opens one ticket and is nobody's account: the view asks `token_of` and reads it itself."""

    def authenticate(self, request):
        """Nobody of ours."""
        return

    def authenticate_header(self, request):
        """What a 401 names as the way in."""
        return LINK_SCHEME


def token_of(request):
    """The customer's token, in the header or in the link (`?t=`); empty if there is none."""
    scheme, _space, value = get_authorization_header(request).decode("latin-1").partition(" ")
    if scheme.lower() == LINK_SCHEME.lower():
        return value.strip()
    return request.query_params.get("t", "")


class HasScope(BasePermission):
    """A key needs the view's `scope`; a session has every scope, and its person's role decides."""

    def has_permission(self, request, view):
        """Whether this caller may come in at all."""
        if not request.user.is_authenticated:
            return False
        if isinstance(request.auth, ApiKey) and view.scope not in request.auth.scopes:
            self.message = _("This API key lacks the scope “%(scope)s”.") % {"scope": view.scope}
            return False
        return True


class ApiKeyInSchema(OpenApiAuthenticationExtension):
    """How the schema names a key."""

    target_class = ApiKeyAuthentication
    name = "ApiKey"

    def get_security_definition(self, auto_schema):
        """A header."""
        text = "`Api-Key PREFIX.SECRET`; a key has scopes: intake, tickets, metrics."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


class RequestTokenInSchema(OpenApiAuthenticationExtension):
    """How the schema names a customer's token."""

    target_class = RequestToken
    name = "Request"

    def get_security_definition(self, auto_schema):
        """A header."""
        text = "`Request TOKEN`, the token of the customer's signed link."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}
