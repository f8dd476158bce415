"""Who may hand something in: providers by the secret of their account, in a header and never in the address."""

from hmac import compare_digest

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.views import APIView

from tickets.actions.setup.accounts import fingerprint
from tickets.models import ChannelAccount

HEADER = "X-Followthrough-Secret"


def account_of(channel: str, slug: str) -> ChannelAccount:
    """An active account. Error: Http404."""
    account = ChannelAccount.objects.filter(channel=channel, slug=slug, active=True).first()
    if account is None:
        raise Http404
    return account


class AccountSecret(BaseAuthentication):
    """The account whose secret came in the header: `request.auth`.

    The view says how it is found: by `account_for(secret_hash)`, which gives the account that the secret should open.
    """

    def authenticate(self, request):
        """The account. Errors: AuthenticationFailed, Http404 for an account that does not exist."""
        presented = fingerprint(self.presented(request))
        account = request.parser_context["view"].account_for(presented)
        if account is None or not account.secret_hash or not compare_digest(account.secret_hash, presented):
            raise AuthenticationFailed(_("Send the account's secret in the header %(header)s.") % {"header": HEADER})
        return None, account

    def presented(self, request):
        """The secret that came."""
        return request.headers.get(HEADER, "")

    def authenticate_header(self, request):
        """What a 401 asks for."""
        return HEADER


class SecretScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = AccountSecret
    name = "channelSecret"

    def get_security_definition(self, auto_schema):
        """A secret in a header of its own."""
        return {"type": "apiKey", "in": "header", "name": HEADER}


class HasAccount(BasePermission):
    """Only providers, by their account."""

    def has_permission(self, request, view):
        """Whether the secret opened an account."""
        return isinstance(request.auth, ChannelAccount)


class ProviderView(APIView):
    """A view for providers. They are not throttled: they deliver what strangers sent them, and would lose it."""

    authentication_classes = [AccountSecret]
    permission_classes = [HasAccount]
    throttle_classes = []


class StrangersView(APIView):
    """A view for anybody, without accounts and cookies."""

    authentication_classes = []
    permission_classes = []
