"""The accounts by which the world reaches the desk, and the secrets that its providers present."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.models import ChannelAccount, Line, Team, User, Widget
from tickets.rules.access import Actor


def fingerprint(secret: str) -> str:
    """What is stored of a secret. 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_account(
    *, by: Actor, channel: str, slug: str, name: str, address: str = "", team: Team | None = None
) -> tuple[ChannelAccount, str]:
    """A mailbox, a widget or a telephone line, and the secret its provider must present, which is shown this once.

    A chat has none, for anyone may write to it; it has a widget.
    """
    permit(by, "set-up")
    if ChannelAccount.objects.filter(channel=channel, slug=slug).exists():
        raise Invalid("slug", _("There is an account of that name already."))
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


def change_account(
    account: ChannelAccount, *, by: User, name: str, address: str, team: Team | None, active: bool
) -> ChannelAccount:
    """Put an account right, or close it. Its channel and its name in the URL stay: providers know them."""
    permit(by, "set-up")
    ChannelAccount.objects.filter(pk=account.pk).update(name=name, address=address, team=team, active=active)
    return ChannelAccount.objects.get(pk=account.pk)


def replace_secret(account: ChannelAccount, *, by: User) -> str:
    """A new secret for an account; the old one opens nothing from now on."""
    permit(by, "set-up")
    secret = secrets.token_urlsafe(32)
    ChannelAccount.objects.filter(pk=account.pk).update(secret_hash=fingerprint(secret))
    return secret
