"""Keys for programs: made, shown once, and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.actions.setup.accounts import fingerprint
from tickets.models import ApiKey, User
from tickets.rules.access import Actor

SCOPES = ("intake", "tickets", "metrics")


def create_api_key(
    *, by: Actor, user: User, name: str, scopes: Sequence[str], at: datetime, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A key for a program that acts as `user`, and the text to give to it, which is shown this once."""
    permit(by, "set-up")
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes:
        raise Invalid("scopes", _("Scopes are %(scopes)s.") % {"scopes": ", ".join(SCOPES)})
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        prefix=prefix,
        secret_hash=fingerprint(secret),
        name=name,
        user=user,
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=expires_at,
    )
    return key, f"{prefix}.{secret}"


def revoke_api_key(key: ApiKey, *, by: User, at: datetime) -> None:
    """The key opens nothing from now on."""
    permit(by, "set-up")
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)
