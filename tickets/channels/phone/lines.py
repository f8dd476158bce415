"""Which line a hook belongs to: the one whose provider can prove itself, by our secret or by its own signature."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from tickets.actions.customers import identities
from tickets.actions.idempotency import once
from tickets.actions.setup.accounts import fingerprint
from tickets.channels.accounts import HEADER, ProviderView
from tickets.channels.signatures import Hook, event_of
from tickets.models import ChannelAccount, Line
from tickets.models.telephone_line import SignedBy
from tickets.rest.parsers import MAX_JSON, refuse_beyond
from tickets.rules.lifecycle import Channel


@dataclass(frozen=True)
class Proven:
    """A line, when its provider spoke, and the event that it signed; "" where our secret came and nothing was signed."""

    line: Line
    at: datetime
    event: str = ""

    @property
    def account(self) -> ChannelAccount:
        """The line's account."""
        return self.line.account


class ByLine(BaseAuthentication):
    """The line of a hook: `request.auth` is `Proven`.

    All lines share one address. `?line=NAME` in it names one; else the number that was dialled chooses among those whose
    provider is proven, for one key may be that of several lines.
    """

    def authenticate(self, request):
        """The line. Errors: AuthenticationFailed, TooLarge."""
        refuse_beyond(MAX_JSON, request)
        hook = Hook(settings.PUBLIC_URL + request.get_full_path(), request.headers, request.body)
        found = list(_proven(request, hook))
        if not found:
            raise AuthenticationFailed(_("Nothing proves that this comes from a line's provider. Check its key."))
        dialled = _dialled(hook.body) if len(found) > 1 else None
        chosen = [proven for proven in found if dialled and identities.phone(proven.account.address) == dialled]
        return None, (chosen or found)[0]

    def authenticate_header(self, request):
        """What a 401 asks for."""
        return HEADER


class ByLineScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = ByLine
    name = "lineProof"

    def get_security_definition(self, auto_schema):
        """Our secret in a header, or the provider's signature in its own."""
        about = "Our secret, or in its place the signature header of the line's provider."
        return {"type": "apiKey", "in": "header", "name": HEADER, "description": about}


def _proven(request: Any, hook: Hook) -> Iterator[Proven]:
    accounts = ChannelAccount.objects.filter(channel=Channel.PHONE, active=True).select_related("line").order_by("slug")
    named = request.GET.get("line")
    secret, at = fingerprint(hook.header(HEADER)), timezone.now()
    for account in accounts:
        line = getattr(account, "line", None)
        if line is None or named not in (None, account.slug):
            continue
        if line.signed_by == SignedBy.SECRET:
            if account.secret_hash and compare_digest(account.secret_hash, secret):
                yield Proven(line, at)
        elif event := event_of(line.signed_by, hook, line.key, at):
            yield Proven(line, at, event)


def _dialled(body: bytes) -> str | None:
    """The number of ours that a hook names, whatever it is written in."""
    try:
        told = json.loads(body)
        number = told.get("to") if isinstance(told, dict) else None
    except (ValueError, RecursionError):
        number = next(iter(parse_qs(body.decode(errors="replace")).get("To", [])), None)
    return identities.phone(number) if isinstance(number, str) else None


class IsLine(BasePermission):
    """Only lines' providers."""

    def has_permission(self, request, view):
        """Whether a line was proven."""
        return isinstance(request.auth, Proven)


class LineView(ProviderView):
    """A view for the providers of telephone lines. `event` is what it tells."""

    authentication_classes = [ByLine]
    permission_classes = [IsLine]
    event = ""

    def once(self, request: Any, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `work` answers. What was signed counts once: a replay gets the same answer and has no effect.

        A signature over a body alone says nothing of the address: sent to another one it is refused. Errors: Mismatch.
        """
        proven = request.auth
        if not proven.event:
            return work()
        owner, told = f"line {proven.account.pk}", fingerprint(request.path)
        return once(owner, proven.event, told, at=proven.at, work=work)[0]
