"""Heartbeats, keys for programs, and the accounts by which the world reaches the desk."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from tickets.actions.ledger import Invalid, permit
from tickets.models import ApiKey, ChannelAccount, Heartbeat, Line, Team, User, Widget
from tickets.rules.access import Actor

SCOPES = ("intake", "tickets", "metrics")


def beat(name: str, *, at: datetime) -> None:
    """A periodic task went through."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


def fingerprint(secret: str) -> str:
    """What is stored of a secret. 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def create_api_key(
    *, by: Actor, user: User, name: str, scopes: Sequence[str], at: datetime, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A key for a program that acts as `user`, and the text to give to it, which is shown this once."""
    permit(by, "set-up")
    unknown = set(scopes) - set(SCOPES)
    if unknown or not scopes:
        raise Invalid("scopes", f"Scopes are {', '.join(SCOPES)}.")
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


@transaction.atomic
def create_account(
    *, by: Actor, channel: str, slug: str, name: str, address: str = "", team: Team | None = None
) -> tuple[ChannelAccount, str]:
    """A mailbox, a widget or a telephone line, and the secret its provider must present, which is shown this once.

    A chat has none, for anyone may write to it; it has a widget.
    """
    permit(by, "set-up")
    if ChannelAccount.objects.filter(channel=channel, slug=slug).exists():
        raise Invalid("slug", "There is an account of that name already.")
    secret = "" if channel == "chat" else secrets.token_urlsafe(32)
    account = ChannelAccount.objects.create(
        channel=channel,
        slug=slug,
        name=name,
        address=address,
        team=team,
        secret_hash=fingerprint(secret) if secret else "",
    )
    if channel == "phone":
        Line.objects.create(account=account)
    if channel == "chat":
        Widget.objects.create(account=account)
    return account, secret


def replace_secret(account: ChannelAccount, *, by: User) -> str:
    """A new secret for an account; the old one opens nothing from now on."""
    permit(by, "set-up")
    secret = secrets.token_urlsafe(32)
    ChannelAccount.objects.filter(pk=account.pk).update(secret_hash=fingerprint(secret))
    return secret
